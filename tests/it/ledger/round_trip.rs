//! What is hashed is what is stored: read back, it has the same hash, whatever a client sends.

use ledger::canonical::canonical;
use ledger::columns::{Kind, Limit, Writer};
use ledger::hash::{NO_HASH, check};
use ledger::span::COLUMNS;
use ledger::{Context, Draft, Store};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::{Map, Value, json};
use tokio::runtime::Handle;

use super::appends::{cx, store};
use crate::bed::{Database, Outcome, Trouble};

/// Appends it and compares what comes back with what was acknowledged.
async fn comes_back(store: &Store, cx: &Context, text: &str) -> Result<(), Trouble> {
    let draft = Draft::parse(text).map_err(|problem| Trouble::new(format!("refused: {}", problem.detail)))?;
    let appended = store.append(cx, vec![draft]).await?;
    let appended = &appended[0].span;
    let stored = store.get(cx, appended.id, Some(0)).await?;
    let stored = stored.ok_or_else(|| Trouble::new("it is not there"))?;
    check(&stored, NO_HASH).map_err(|broken| Trouble::new(format!("{broken}: {text}\n{stored:?}")))?;
    // 1e16 and 10000000000000000 are one number: the canonical form says so, their text does not.
    let both = [&stored, appended].map(|span| (canonical(span), span.stream_pos, span.recorded_at, &span.curr_hash));
    if both[0] == both[1] {
        Ok(())
    } else {
        Err(Trouble::new(format!("{stored:?} is not {appended:?}")))
    }
}

pub(super) async fn what_is_read_back_has_the_hash_that_was_stored(db: Database) -> Outcome {
    let (store, ann) = (store(&db)?, cx("acme", "ann")?);
    let handle = Handle::current();
    let config = Config {
        cases: 200,
        failure_persistence: None,
        ..Config::default()
    };
    let run = move || {
        let test = |span: Value| {
            let came = handle.block_on(comes_back(&store, &ann, &span.to_string()));
            came.map_err(|trouble| TestCaseError::fail(trouble.to_string()))
        };
        TestRunner::new(config).run(&any_span(), test)
    };
    // The runner is not async: it waits on a thread of its own.
    let outcome = tokio::task::spawn_blocking(run).await?;
    outcome.map_err(|failed| Trouble::new(failed.to_string()))
}

pub(super) async fn the_nastiest_values_come_back_unchanged(db: Database) -> Outcome {
    let (store, ann) = (store(&db)?, cx("acme", "ann")?);
    let texts = [
        "",
        " ",
        "NULL",
        "null",
        "{}",
        "{a,b}",
        "\"",
        "\\",
        "\\\"",
        ",",
        "'",
        "a\nb\t\r",
        "\u{1}\u{7f}",
        "ä€😀",
        "e\u{301}",
        "\u{feff}x",
        "\u{fffd}",
        "\u{10ffff}",
    ];
    let numbers = [
        "0",
        "-0",
        "-0.0",
        "1e21",
        "1E+2",
        "1e-7",
        "5e-324",
        "1.7976931348623157e308",
        "9007199254740991",
        "-9007199254740992",
        "0.1",
        "100.0",
        "123456789012345680000",
    ];
    for text in texts {
        let span = json!({
            "entity_type": "note", "who": "it", "this": "x", "did": text, "code": text, "tags": [text, text], "confirmed_by": [text],
            "content": {text: text, "in": [text, {"": text}]}, "metadata": {text: null},
        });
        comes_back(&store, &ann, &span.to_string()).await?;
    }
    for number in numbers {
        let content = format!(
            r#"{{"entity_type":"note","who":"it","this":"x","content":[{number}],"metadata":{{"":{number}}},"input":{number}}}"#
        );
        comes_back(&store, &ann, &content).await?;
    }
    for (name, value) in [
        ("confidence", "1e-45"),
        ("confidence", "-0.0"),
        ("confidence", "0.30000001"),
        ("confidence", "1"),
        ("cost_microusd", "\"999999999999999999\""),
        ("mem_peak_bytes", "0"),
        ("risk_level", "-32768"),
        ("tags", "[]"),
        ("related_to", "[]"),
        ("at", "\"0001-01-01T00:00:00Z\""),
        ("at", "\"9999-12-30T22:00:00+00:00\""),
        ("ttl_at", "\"1969-12-31T23:59:59.999999Z\""),
        ("content", "false"),
        ("content", "\"\""),
        ("content", "[]"),
        ("if_ok", "[[[[null]]]]"),
    ] {
        let span = format!(r#"{{"entity_type":"note","who":"it","this":"x","{name}":{value}}}"#);
        comes_back(&store, &ann, &span).await?;
    }
    let deep = format!(
        r#"{{"entity_type":"note","who":"it","this":"x","content":{}1{}}}"#,
        "[".repeat(120),
        "]".repeat(120)
    );
    comes_back(&store, &ann, &deep).await
}

fn any_text() -> BoxedStrategy<String> {
    prop_oneof![
        any::<String>(),
        prop::sample::select(vec![
            "",
            "\"",
            "\\",
            ",",
            "{}",
            "NULL",
            "'",
            "\u{1f600}",
            "\u{80}",
            "a,b",
            "{\"a\"}",
            "\\x00",
            "\u{2028}"
        ])
        .prop_map(str::to_owned),
    ]
    // The database cannot keep it, and the door refuses it.
    .prop_map(|text| text.replace('\0', ""))
    .boxed()
}

fn any_number() -> BoxedStrategy<Value> {
    prop_oneof![
        any::<i32>().prop_map(Value::from),
        (-9_007_199_254_740_992_i64..=9_007_199_254_740_992).prop_map(Value::from),
        any::<f64>()
            .prop_filter("finite", |n| n.is_finite())
            .prop_map(Value::from),
    ]
    .boxed()
}

fn any_json() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any_number(),
        any_text().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::hash_map(any_text(), inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
    .boxed()
}

fn any_uuid() -> BoxedStrategy<Value> {
    any::<u128>()
        .prop_map(|n| uuid::Uuid::from_u128(n).to_string().into())
        .boxed()
}

fn any_time() -> BoxedStrategy<Value> {
    let micros = -62_135_596_800_000_000_i64..253_402_207_200_000_000;
    let text = |micros| jiff::Timestamp::from_microsecond(micros).map_or(String::new(), |time| time.to_string());
    micros.prop_map(move |micros| text(micros).into()).boxed()
}

/// What a client may put into a column.
fn value_of(kind: Kind, limit: Limit) -> BoxedStrategy<Value> {
    match (kind, limit) {
        (_, Limit::OneOf(words)) => prop::sample::select(words).prop_map(Value::from).boxed(),
        (Kind::Text, Limit::Alphabet(_, max)) => {
            let length = max.min(20);
            prop::collection::vec(prop::sample::select(vec!['a', '0', '_', '-']), 1..=length)
                .prop_map(|letters| letters.into_iter().collect::<String>().into())
                .boxed()
        }
        (Kind::Text, Limit::Length(max)) => any_text()
            .prop_map(move |text| format!("x{text}").chars().take(max).collect::<String>().into())
            .boxed(),
        (Kind::Text, _) => any_text().prop_map(Value::from).boxed(),
        (Kind::Uuid, _) => any_uuid(),
        (Kind::SmallInt, _) => any::<i16>().prop_map(Value::from).boxed(),
        (Kind::Int, _) => (0..=i32::MAX).prop_map(Value::from).boxed(),
        (Kind::BigInt, _) => (0..1_000_000_000_000_000_000_i64)
            .prop_map(|n| n.to_string().into())
            .boxed(),
        (Kind::Real, _) => (0.0..=1.0_f64).prop_map(Value::from).boxed(),
        (Kind::Bool, _) => any::<bool>().prop_map(Value::from).boxed(),
        (Kind::Timestamp, _) => any_time(),
        (Kind::Json, _) => any_json(),
        (Kind::Texts, _) => prop::collection::vec(any_text(), 0..5).prop_map(Value::from).boxed(),
        (Kind::Uuids, _) => prop::collection::vec(any_uuid(), 0..4).prop_map(Value::from).boxed(),
    }
}

/// A span with any of the columns that a client may write.
fn any_span() -> BoxedStrategy<Value> {
    let columns: Vec<_> = COLUMNS
        .iter()
        .filter(|column| column.writer == Writer::Client && !["id", "idempotency_key"].contains(&column.name))
        .map(|column| {
            let value = match column.name {
                "entity_type" => Just(json!("note")).boxed(),
                "metadata" => prop::collection::hash_map(any_text(), any_json(), 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect()))
                    .boxed(),
                _ => value_of(column.kind, column.limit),
            };
            if ["entity_type", "who", "this"].contains(&column.name) {
                value.prop_map(Some).boxed()
            } else {
                prop::option::of(value).boxed()
            }
            .prop_map(move |value| value.map(|value| (column.name.to_owned(), value)))
        })
        .collect();
    columns
        .prop_map(|members| Value::Object(members.into_iter().flatten().collect::<Map<_, _>>()))
        .boxed()
}
