//! The types of the columns: read from JSON, written to JSON and to the canonical form.

use jiff::Timestamp;
use serde::ser::{Serialize, Serializer};
use serde_json::Value;
use uuid::Uuid;

use crate::columns::Kind;

/// A value on its way out.
#[derive(Debug, Clone, Copy)]
pub enum Field<'a> {
    Text(&'a str),
    Uuid(Uuid),
    Int(i32),
    BigInt(i64),
    Real(f32),
    Bool(bool),
    Timestamp(Timestamp),
    Json(&'a Value),
    Texts(&'a [String]),
    Uuids(&'a [Uuid]),
}

/// Why a value does not fit its column: the end of a sentence that begins with the column's name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct FieldError(pub String);

/// A Rust type that a column can have.
pub trait FieldType: Sized {
    const KIND: Kind;
    const REQUIRED: bool = true;
    fn field(&self) -> Option<Field<'_>>;
    fn parse(value: Value) -> Result<Self, FieldError>;
}

fn refuse<T>(reason: impl Into<String>) -> Result<T, FieldError> {
    Err(FieldError(reason.into()))
}

impl FieldType for String {
    const KIND: Kind = Kind::Text;
    fn field(&self) -> Option<Field<'_>> {
        Some(Field::Text(self))
    }
    fn parse(value: Value) -> Result<Self, FieldError> {
        match value {
            Value::String(text) => Ok(text),
            _ => refuse("must be a string"),
        }
    }
}

impl FieldType for Uuid {
    const KIND: Kind = Kind::Uuid;
    fn field(&self) -> Option<Field<'_>> {
        Some(Field::Uuid(*self))
    }
    fn parse(value: Value) -> Result<Self, FieldError> {
        // Only the hyphenated form: PostgreSQL and most clients compare ids as text.
        match value
            .as_str()
            .filter(|text| text.len() == 36)
            .and_then(|text| Uuid::try_parse(text).ok())
        {
            Some(id) => Ok(id),
            None => refuse("must be a UUID like 0197a1c2-0000-7000-8000-000000000000"),
        }
    }
}

/// An integer in JSON, also when it is written as 3.0 or 3e0: to JSON these are one number.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the value is whole and its range is checked before the cast"
)]
fn integer(value: &Value) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    value.as_i64().or_else(|| {
        value
            .as_f64()
            .filter(|n| n.fract() == 0.0 && n.abs() <= EXACT)
            .map(|n| n as i64)
    })
}

impl FieldType for i16 {
    const KIND: Kind = Kind::SmallInt;
    fn field(&self) -> Option<Field<'_>> {
        Some(Field::Int(i32::from(*self)))
    }
    fn parse(value: Value) -> Result<Self, FieldError> {
        match integer(&value).and_then(|n| n.try_into().ok()) {
            Some(n) => Ok(n),
            None => refuse("must be an integer from -32768 to 32767"),
        }
    }
}

impl FieldType for i32 {
    const KIND: Kind = Kind::Int;
    fn field(&self) -> Option<Field<'_>> {
        Some(Field::Int(*self))
    }
    fn parse(value: Value) -> Result<Self, FieldError> {
        match integer(&value).and_then(|n| n.try_into().ok()) {
            Some(n) => Ok(n),
            None => refuse("must be an integer from -2147483648 to 2147483647"),
        }
    }
}

impl FieldType for i64 {
    const KIND: Kind = Kind::BigInt;
    fn field(&self) -> Option<Field<'_>> {
        Some(Field::BigInt(*self))
    }
    fn parse(value: Value) -> Result<Self, FieldError> {
        let digits = |text: &&str| (1..=18).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        let number = match &value {
            Value::String(text) => Some(text.as_str()).filter(digits).and_then(|text| text.parse().ok()),
            other => integer(other),
        };
        match number.filter(|n: &i64| (0..1_000_000_000_000_000_000).contains(n)) {
            Some(n) => Ok(n),
            None => refuse("must be a whole number of at most 18 digits, not negative, as a string of digits"),
        }
    }
}

impl FieldType for f32 {
    const KIND: Kind = Kind::Real;
    fn field(&self) -> Option<Field<'_>> {
        Some(Field::Real(*self))
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the column is a real; what it keeps is what is hashed"
    )]
    fn parse(value: Value) -> Result<Self, FieldError> {
        match value.as_f64().map(|n| n as f32).filter(|n| n.is_finite()) {
            // One zero: PostgreSQL keeps the sign of -0, JSON numbers do not.
            Some(n) => Ok(n + 0.0),
            None => refuse("must be a number"),
        }
    }
}

impl FieldType for bool {
    const KIND: Kind = Kind::Bool;
    fn field(&self) -> Option<Field<'_>> {
        Some(Field::Bool(*self))
    }
    fn parse(value: Value) -> Result<Self, FieldError> {
        match value {
            Value::Bool(flag) => Ok(flag),
            _ => refuse("must be true or false"),
        }
    }
}

impl FieldType for Timestamp {
    const KIND: Kind = Kind::Timestamp;
    fn field(&self) -> Option<Field<'_>> {
        Some(Field::Timestamp(*self))
    }
    fn parse(value: Value) -> Result<Self, FieldError> {
        match value.as_str().and_then(parse_time) {
            Some(time) => Ok(time),
            None => refuse("must be a time with its offset like 2026-11-23T12:00:00Z, in the years 1 to 9999"),
        }
    }
}

/// The first and the last time that a span can have, in microseconds since 1970: what RFC 3339,
/// PostgreSQL and our own clock type can all write.
pub(crate) const FIRST_TIME: i64 = -62_135_596_800_000_000;
pub(crate) const LAST_TIME: i64 = 253_402_207_200_000_000;

/// RFC 3339, cut to the microsecond, which is what the database keeps.
pub fn parse_time(text: &str) -> Option<Timestamp> {
    let bytes = text.as_bytes();
    // The parser also takes forms that RFC 3339 does not have ("2026-11-23 12Z", "[UTC]").
    let shaped = bytes.len() >= 20 && bytes[4] == b'-' && matches!(bytes[10], b'T' | b't') && bytes[16] == b':';
    let ended = text.ends_with(['Z', 'z']) || text.as_bytes().get(bytes.len().saturating_sub(3)) == Some(&b':');
    let time: Timestamp = if shaped && ended {
        text.parse().ok()?
    } else {
        return None;
    };
    let micros = time.as_microsecond();
    (FIRST_TIME..=LAST_TIME)
        .contains(&micros)
        .then(|| Timestamp::from_microsecond(micros).ok())
        .flatten()
}

impl FieldType for Value {
    const KIND: Kind = Kind::Json;
    fn field(&self) -> Option<Field<'_>> {
        Some(Field::Json(self))
    }
    fn parse(value: Value) -> Result<Self, FieldError> {
        if value.is_object() {
            Ok(value)
        } else {
            refuse("must be an object")
        }
    }
}

impl FieldType for Vec<String> {
    const KIND: Kind = Kind::Texts;
    fn field(&self) -> Option<Field<'_>> {
        Some(Field::Texts(self))
    }
    fn parse(value: Value) -> Result<Self, FieldError> {
        match value {
            Value::Array(items) => items.into_iter().map(String::parse).collect::<Result<_, _>>(),
            _ => refuse(""),
        }
        .or_else(|_| refuse("must be an array of strings"))
    }
}

impl FieldType for Vec<Uuid> {
    const KIND: Kind = Kind::Uuids;
    fn field(&self) -> Option<Field<'_>> {
        Some(Field::Uuids(self))
    }
    fn parse(value: Value) -> Result<Self, FieldError> {
        match value {
            Value::Array(items) => items.into_iter().map(Uuid::parse).collect::<Result<_, _>>(),
            _ => refuse(""),
        }
        .or_else(|_| refuse("must be an array of UUIDs"))
    }
}

/// NULL in JSON is NULL in the table, also for jsonb: a JSON null of its own would be a second
/// kind of nothing.
impl<T: FieldType> FieldType for Option<T>
where
    T: Nullable,
{
    const KIND: Kind = T::KIND;
    const REQUIRED: bool = false;
    fn field(&self) -> Option<Field<'_>> {
        self.as_ref().and_then(T::field)
    }
    fn parse(value: Value) -> Result<Self, FieldError> {
        if value.is_null() {
            Ok(None)
        } else {
            T::parse_present(value).map(Some)
        }
    }
}

/// How a present value of an optional column is read: any JSON where the column is jsonb.
pub trait Nullable: FieldType {
    fn parse_present(value: Value) -> Result<Self, FieldError> {
        Self::parse(value)
    }
}

impl Nullable for String {}
impl Nullable for Uuid {}
impl Nullable for i16 {}
impl Nullable for i32 {}
impl Nullable for i64 {}
impl Nullable for f32 {}
impl Nullable for Timestamp {}
impl Nullable for Vec<String> {}
impl Nullable for Vec<Uuid> {}
impl Nullable for Value {
    fn parse_present(value: Value) -> Result<Self, FieldError> {
        Ok(value)
    }
}

impl Serialize for Field<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Uuid(id) => serializer.collect_str(id),
            Self::Int(n) => serializer.serialize_i32(*n),
            Self::BigInt(n) => serializer.collect_str(n),
            Self::Real(n) => serializer.serialize_f64(shortest(*n)),
            Self::Bool(flag) => serializer.serialize_bool(*flag),
            Self::Timestamp(time) => serializer.collect_str(&format_args!("{time:.6}")),
            Self::Json(value) => value.serialize(serializer),
            Self::Texts(texts) => texts.serialize(serializer),
            Self::Uuids(ids) => serializer.collect_seq(ids.iter().map(Uuid::to_string)),
        }
    }
}

/// The double that is written like the single: 0.1 and not 0.10000000149011612.
pub(crate) fn shortest(n: f32) -> f64 {
    n.to_string().parse().unwrap_or_else(|_| f64::from(n))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn times_are_cut_to_microseconds_and_written_in_utc() {
        let time = Timestamp::parse(json!("2026-11-23T13:00:00.123456789+01:00")).unwrap();
        assert_eq!(
            serde_json::to_value(time.field().unwrap()).unwrap(),
            json!("2026-11-23T12:00:00.123456Z")
        );
    }

    #[test]
    fn times_without_offset_or_outside_the_years_1_to_9999_are_refused() {
        for bad in [
            "2026-11-23",
            "2026-11-23T12:00:00",
            "0000-01-01T00:00:00Z",
            "2026-11-23 12:00:00Z",
            "-000044-03-15T12:00:00Z",
            "9999-12-31T23:59:59-23:00",
            "",
        ] {
            assert!(Timestamp::parse(json!(bad)).is_err(), "{bad}");
        }
    }

    #[test]
    fn integers_are_taken_in_every_notation_that_means_one() {
        assert_eq!(i16::parse(json!(3.0)), Ok(3));
        assert!(i16::parse(json!(3.5)).is_err());
        assert!(i16::parse(json!(40000)).is_err());
        assert!(i32::parse(json!("3")).is_err());
        assert_eq!(i64::parse(json!("9007199254740993")), Ok(9_007_199_254_740_993));
        assert!(i64::parse(json!("-1")).is_err());
        assert!(i64::parse(json!("")).is_err());
    }

    #[test]
    fn a_real_is_written_as_its_shortest_decimal() {
        assert_eq!(serde_json::to_string(&Field::Real(0.1)).unwrap(), "0.1");
    }

    #[test]
    fn null_is_null_and_required_columns_refuse_it() {
        assert_eq!(Option::<Value>::parse(Value::Null), Ok(None));
        assert_eq!(Option::<Value>::parse(json!([1])), Ok(Some(json!([1]))));
        assert!(String::parse(Value::Null).is_err());
        assert!(Value::parse(json!([1])).is_err());
    }
}
