//! JSON at the door: what cannot be kept exactly is refused instead of changed.
//!
//! `serde_json` alone would take the last of two equal keys and round a long number. Either
//! would store something that the client did not send, and hash it.

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// Why a text is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    #[error("is not JSON: {0}")]
    Syntax(String),
    #[error("must be a JSON object")]
    NotAnObject,
    #[error("names `{0}` twice in one object")]
    DuplicateKey(String),
    #[error("contains the character U+0000, which the database cannot keep")]
    Nul,
    #[error("contains the number {0}, which does not survive a round trip through a double; send it as a string")]
    Number(String),
}

/// The members of an object, each still as its text: so that an error can name the member.
pub fn members(text: &str) -> Result<Vec<(String, &RawValue)>, JsonError> {
    struct Members;
    impl<'de> Visitor<'de> for Members {
        type Value = Vec<(String, &'de RawValue)>;
        fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
            f.write_str("an object")
        }
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut members = Vec::new();
            while let Some(member) = map.next_entry()? {
                members.push(member);
            }
            Ok(members)
        }
    }
    let mut reader = serde_json::Deserializer::from_str(text);
    let members = reader
        .deserialize_map(Members)
        .and_then(|members| reader.end().map(|()| members));
    let members = members.map_err(|error| match error.classify() {
        serde_json::error::Category::Data => JsonError::NotAnObject,
        _ => JsonError::Syntax(error.to_string()),
    })?;
    let mut names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    match names.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(JsonError::DuplicateKey(pair[0].to_owned())),
        None => Ok(members),
    }
}

/// A value that can be kept exactly.
pub fn parse(text: &str) -> Result<Value, JsonError> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Exact
        .deserialize(&mut reader)
        .and_then(|value| reader.end().map(|()| value));
    let value = value.map_err(|error| match error.to_string().strip_prefix(MARK) {
        Some(rest) if rest.starts_with("nul") => JsonError::Nul,
        Some(rest) => JsonError::DuplicateKey(key_of(rest)),
        None if error.to_string().starts_with("number out of range") => JsonError::Number("beyond 1.8e308".to_owned()),
        None => JsonError::Syntax(error.to_string()),
    })?;
    match number_tokens(text).find(|token| !survives(token)) {
        Some(token) => Err(JsonError::Number(token.to_owned())),
        None => Ok(value),
    }
}

/// What our own refusals begin with on their way through serde's error.
const MARK: &str = "\u{1}";

/// "dup KEY at line 1 column 2" without both ends.
fn key_of(message: &str) -> String {
    let key = message.strip_prefix("dup ").unwrap_or(message);
    key.rsplit_once(" at line ").map_or(key, |(key, _)| key).to_owned()
}

struct Exact;

impl<'de> DeserializeSeed<'de> for Exact {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Exact {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("JSON")
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Bool(flag))
    }
    fn visit_i64<E>(self, n: i64) -> Result<Value, E> {
        Ok(n.into())
    }
    fn visit_u64<E>(self, n: u64) -> Result<Value, E> {
        Ok(n.into())
    }
    fn visit_f64<E>(self, n: f64) -> Result<Value, E> {
        Ok(n.into())
    }
    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Value, E> {
        self.visit_string(text.to_owned())
    }
    fn visit_string<E: serde::de::Error>(self, text: String) -> Result<Value, E> {
        if text.contains('\0') {
            Err(E::custom(format_args!("{MARK}nul")))
        } else {
            Ok(Value::String(text))
        }
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(Exact)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            if key.contains('\0') {
                return Err(A::Error::custom(format_args!("{MARK}nul")));
            }
            let value = map.next_value_seed(Exact)?;
            if object.contains_key(&key) {
                return Err(A::Error::custom(format_args!("{MARK}dup {key}")));
            }
            object.insert(key, value);
        }
        Ok(Value::Object(object))
    }
}

/// The numbers of a text that is known to be JSON, as they are written.
fn number_tokens(text: &str) -> impl Iterator<Item = &str> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            match bytes[at] {
                b'"' => {
                    at += 1;
                    while at < bytes.len() && bytes[at] != b'"' {
                        at += if bytes[at] == b'\\' { 2 } else { 1 };
                    }
                    at += 1;
                }
                b'-' | b'0'..=b'9' => {
                    let start = at;
                    while at < bytes.len() && matches!(bytes[at], b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9') {
                        at += 1;
                    }
                    return Some(&text[start..at]);
                }
                _ => at += 1,
            }
        }
        None
    })
}

/// Whether the double nearest to this number is written as the same number.
fn survives(token: &str) -> bool {
    // 15 significant digits always do.
    if token.len() <= 15 && token.bytes().all(|b| b.is_ascii_digit()) {
        return true;
    }
    let Ok(double) = token.parse::<f64>() else { return false };
    let mut buffer = ryu_js::Buffer::new();
    double.is_finite() && decimal(token) == decimal(buffer.format_finite(double))
}

/// A decimal number as its digits without zeros at either end, and the exponent of the last one.
fn decimal(token: &str) -> Option<(bool, String, i64)> {
    let (mantissa, exponent) = match token.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
        None => (token, 0),
    };
    let negative = mantissa.starts_with('-');
    let (whole, fraction) = mantissa
        .trim_start_matches('-')
        .split_once('.')
        .unwrap_or((mantissa.trim_start_matches('-'), ""));
    let digits = format!("{whole}{fraction}");
    let significant = digits.trim_end_matches('0');
    let dropped = i64::try_from(digits.len() - significant.len()).ok()?;
    let exponent = exponent - i64::try_from(fraction.len()).ok()? + dropped;
    match significant.trim_start_matches('0') {
        // JSON and jsonb know one zero.
        "" => Some((false, String::new(), 0)),
        significant => Some((negative, significant.to_owned(), exponent)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_a_double_cannot_hold_are_refused_by_name() {
        for bad in [
            "9007199254740993",
            "0.10000000000000000555",
            "1e-400",
            "1e400",
            "123456789012345678901",
            "-9223372036854775809",
        ] {
            assert!(
                matches!(parse(&format!("{{\"a\":[{bad}]}}")), Err(JsonError::Number(_))),
                "{bad}"
            );
        }
        for good in [
            "0",
            "-0",
            "-0.0",
            "0.1",
            "1e21",
            "1E+2",
            "100",
            "1.0",
            "9007199254740992",
            "5e-324",
            "1.7976931348623157e308",
            "123456789012345680000",
            "0.000001",
            "-1.5",
        ] {
            assert!(parse(good).is_ok(), "{good}: {:?}", parse(good));
        }
    }

    #[test]
    fn digits_inside_strings_are_text() {
        assert!(parse(r#"{"9007199254740993":"9007199254740993 \" 1e400"}"#).is_ok());
    }

    #[test]
    fn a_key_that_stands_twice_is_refused_at_any_depth() {
        assert_eq!(
            parse(r#"{"a":{"b at line 1":1,"b at line 1":1}}"#),
            Err(JsonError::DuplicateKey("b at line 1".into()))
        );
        assert_eq!(
            members(r#"{"a":1,"a":1}"#).unwrap_err(),
            JsonError::DuplicateKey("a".into())
        );
        // Escapes spell the same key.
        assert_eq!(parse(r#"{"a":1,"\u0061":1}"#), Err(JsonError::DuplicateKey("a".into())));
    }

    #[test]
    fn nul_is_refused_in_keys_and_strings() {
        assert_eq!(parse(r#"["\u0000"]"#), Err(JsonError::Nul));
        assert_eq!(parse(r#"{"\u0000":1}"#), Err(JsonError::Nul));
    }

    #[test]
    fn what_is_no_object_or_no_json_is_told_apart() {
        assert_eq!(members("[]").unwrap_err(), JsonError::NotAnObject);
        assert!(matches!(members("{").unwrap_err(), JsonError::Syntax(_)));
        assert!(matches!(members("{} x").unwrap_err(), JsonError::Syntax(_)));
        assert!(matches!(parse(&"[".repeat(1000)), Err(JsonError::Syntax(_))));
    }
}
