//! The canonical form of a span: what its hash is made of.
//!
//! RFC 8785 (JCS) over every column that is not NULL, except those that the server adds
//! afterwards. Written straight from the columns, in one pass, because `ledger verify` does it
//! for every row there is.

use std::sync::LazyLock;

use serde_json::Value;

use crate::columns::Column;
use crate::span::{COLUMNS, Field, Span, field};

/// Which canonical form this is; stored with every span as `canon_version`.
pub const VERSION: i16 = 1;

/// Not hashed: the server's own clock and position, and what is computed from the rest.
pub const LEFT_OUT: [&str; 6] = [
    "recorded_at",
    "stream_pos",
    "payload_hash",
    "prev_hash",
    "curr_hash",
    "signature",
];

/// The hashed columns with their place in [`COLUMNS`], in the order of RFC 8785.
static SORTED: LazyLock<Vec<(usize, &'static Column)>> = LazyLock::new(|| {
    let mut columns: Vec<_> = COLUMNS
        .iter()
        .enumerate()
        .filter(|(_, column)| !LEFT_OUT.contains(&column.name))
        .collect();
    // Names are ASCII: their bytes sort as their UTF-16 units do.
    columns.sort_unstable_by_key(|(_, column)| column.name);
    columns
});

/// The canonical form of a span.
pub fn canonical(span: &Span) -> String {
    let fields = span.fields();
    let mut out = String::with_capacity(1024);
    out.push('{');
    for (place, column) in SORTED.iter() {
        let Some(value) = fields[*place] else { continue };
        if out.len() > 1 {
            out.push(',');
        }
        out.push('"');
        out.push_str(column.name);
        out.push_str("\":");
        write_field(&mut out, value);
    }
    out.push('}');
    out
}

fn write_field(out: &mut String, value: Field<'_>) {
    match value {
        Field::Text(text) => write_string(out, text),
        Field::Uuid(id) => quoted(out, id),
        Field::Int(n) => write_number(out, f64::from(n)),
        Field::BigInt(n) => quoted(out, n),
        Field::Real(n) => write_number(out, field::shortest(n)),
        Field::Bool(flag) => out.push_str(if flag { "true" } else { "false" }),
        Field::Timestamp(time) => quoted(out, format_args!("{time:.6}")),
        Field::Json(value) => write_value(out, value),
        Field::Texts(texts) => write_list(out, texts, |out, text| write_string(out, text)),
        Field::Uuids(ids) => write_list(out, ids, |out, id| quoted(out, id)),
    }
}

/// Text that needs no escape.
fn quoted(out: &mut String, text: impl std::fmt::Display) {
    use std::fmt::Write;
    out.push('"');
    // Writing to a String cannot fail.
    let Ok(()) = write!(out, "{text}") else { unreachable!() };
    out.push('"');
}

fn write_list<T>(out: &mut String, items: &[T], write: impl Fn(&mut String, &T)) {
    out.push('[');
    for (n, item) in items.iter().enumerate() {
        if n > 0 {
            out.push(',');
        }
        write(out, item);
    }
    out.push(']');
}

/// Any JSON value in the form of RFC 8785.
pub fn write_value(out: &mut String, value: &Value) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        // Every number that was let in is a double exactly: see `json`.
        Value::Number(n) => write_number(out, n.as_f64().unwrap_or(f64::NAN)),
        Value::String(text) => write_string(out, text),
        Value::Array(items) => write_list(out, items, write_value),
        Value::Object(members) => {
            let mut keys: Vec<&String> = members.keys().collect();
            // RFC 8785 sorts by UTF-16 units, which differs from bytes above U+FFFF.
            keys.sort_unstable_by(|a, b| a.encode_utf16().cmp(b.encode_utf16()));
            out.push('{');
            for (n, key) in keys.into_iter().enumerate() {
                if n > 0 {
                    out.push(',');
                }
                write_string(out, key);
                out.push(':');
                write_value(out, &members[key]);
            }
            out.push('}');
        }
    }
}

fn write_number(out: &mut String, n: f64) {
    out.push_str(ryu_js::Buffer::new().format(n));
}

fn write_string(out: &mut String, text: &str) {
    out.push('"');
    let mut plain = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escape: &str = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            0x08 => "\\b",
            0x09 => "\\t",
            0x0a => "\\n",
            0x0c => "\\f",
            0x0d => "\\r",
            0..=0x1f => "",
            _ => continue,
        };
        out.push_str(&text[plain..at]);
        plain = at + 1;
        if escape.is_empty() {
            const HEX: &[u8; 16] = b"0123456789abcdef";
            out.push_str("\\u00");
            out.push(HEX[usize::from(byte >> 4)].into());
            out.push(HEX[usize::from(byte & 15)].into());
        } else {
            out.push_str(escape);
        }
    }
    out.push_str(&text[plain..]);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn written(value: &Value) -> String {
        let mut out = String::new();
        write_value(&mut out, value);
        out
    }

    /// RFC 8785, sections 3.2.2 and 3.2.3.
    #[test]
    fn the_examples_of_rfc_8785_come_out_as_printed() {
        let value: Value = serde_json::from_str(
            r#"{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
                "literals": [null, true, false]}"#,
        )
        .unwrap();
        assert_eq!(
            written(&value),
            "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}"
        );
        let sorted =
            written(&json!({"\u{20ac}": 1, "\r": 2, "\u{fb33}": 3, "1": 4, "\u{1f600}": 5, "\u{80}": 6, "\u{f6}": 7}));
        assert_eq!(
            sorted,
            "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\u{fb33}\":3}"
        );
    }

    #[test]
    fn a_span_is_hashed_without_what_the_server_adds_later() {
        let span = Span {
            who: "ana".into(),
            cost_microusd: Some(9_007_199_254_740_993),
            confidence: Some(0.1),
            stream_pos: Some(7),
            recorded_at: Some(jiff::Timestamp::UNIX_EPOCH),
            payload_hash: "x".into(),
            signature: Some("x".into()),
            metadata: json!({"b": null, "a": 1.0}),
            ..Span::default()
        };
        assert_eq!(
            canonical(&span),
            "{\"at\":\"1970-01-01T00:00:00.000000Z\",\"canon_version\":0,\"confidence\":0.1,\"cost_microusd\":\"9007199254740993\",\
             \"entity_type\":\"\",\"id\":\"00000000-0000-0000-0000-000000000000\",\"is_deleted\":false,\"metadata\":{\"a\":1,\"b\":null},\
             \"sensitivity\":\"\",\"seq\":0,\"this\":\"\",\"visibility\":\"\",\"who\":\"ana\"}"
        );
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            any::<f64>()
                .prop_filter("finite", |n| n.is_finite())
                .prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 64, 8, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
                prop::collection::hash_map(any::<String>(), inner, 0..8)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn it_agrees_with_another_implementation(value in any_json()) {
            prop_assert_eq!(written(&value), serde_json_canonicalizer::to_string(&value).unwrap());
        }
    }
}
