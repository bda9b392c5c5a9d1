//! Bad requests: each is refused with its status, and with the field that is at fault.

use http::Method;
use serde_json::json;
use uuid::Uuid;

use crate::bed::{Database, Outcome};
use crate::caller::{Caller, Platform, Reply, note};

/// Members of an otherwise good span, and what they must not be.
const BAD_MEMBERS: [(&str, &str); 56] = [
    ("id", r#""7""#),
    ("id", "7"),
    ("id", r#""0197A1C2000070008000000000000000""#),
    ("colour", "1"),
    ("Who", r#""it""#),
    ("when", r#""2026-01-01T00:00:00Z""#),
    ("seq", "0"),
    ("tenant_id", r#""globex""#),
    ("owner_id", r#""bob""#),
    ("recorded_at", r#""2026-01-01T00:00:00Z""#),
    ("stream_pos", "1"),
    ("curr_hash", r#""00""#),
    ("payload_hash", "null"),
    ("prev_hash", r#""00""#),
    ("canon_version", "1"),
    ("signature", r#""00""#),
    ("code_hash", r#""00""#),
    ("enc_key_id", r#""x""#),
    ("did", "7"),
    ("did", "[]"),
    ("at", r#""yesterday""#),
    ("at", r#""2026-01-01""#),
    ("at", "0"),
    ("at", "null"),
    ("risk_level", "40000"),
    ("risk_level", "1.5"),
    ("risk_level", r#""1""#),
    ("duration_ms", "-1"),
    ("tokens_in", "2147483648"),
    ("cost_microusd", "-1"),
    ("cost_microusd", r#""1e3""#),
    ("mem_peak_bytes", r#""1000000000000000000""#),
    ("confidence", "1.01"),
    ("confidence", "-0.1"),
    ("is_deleted", r#""yes""#),
    ("is_deleted", "null"),
    ("visibility", r#""all""#),
    ("visibility", "null"),
    ("sensitivity", r#""top""#),
    ("tags", r#""a""#),
    ("tags", "[1]"),
    ("tags", "[null]"),
    ("related_to", r#"["7"]"#),
    ("parent_id", r#""7""#),
    ("metadata", "[]"),
    ("metadata", "null"),
    ("content", "9007199254740993"),
    ("content", r#"{"a":{"b":[1e400]}}"#),
    ("content", r#"{"a":1,"a":2}"#),
    ("content", r#""\u0000""#),
    ("content", r#"{"\u0000":1}"#),
    ("did", r#""\u0000""#),
    ("status", r#""""#),
    ("trace_id", r#""a b""#),
    ("idempotency_key", r#""""#),
    ("idempotency_key", r#""a b""#),
];

async fn post(ann: &Caller, path: &str, body: &str) -> Result<Reply, crate::bed::Trouble> {
    ann.send(Method::POST, path, &[], body).await
}

async fn nothing_was_kept(ann: &Caller) -> Outcome {
    assert_eq!(ann.get("/spans").await?.json()?["count"], 0);
    Ok(())
}

pub(super) async fn a_bad_span_is_refused_with_its_field(db: Database) -> Outcome {
    let ann = Platform::on(&db, 2)?.caller("acme", "ann");
    let good = r#""entity_type":"note","who":"it","this":"x""#;
    for (field, value) in BAD_MEMBERS {
        let reply = post(&ann, "/spans", &format!("{{\"{field}\":{value},{good}}}")).await?;
        assert_eq!(
            (reply.status, reply.text("field").as_str()),
            (400, field),
            "{field}: {value}"
        );
        assert!(reply.text("detail").contains(field), "{}", reply.text("detail"));
    }
    let long = "x".repeat(1001);
    for (field, body) in [
        ("entity_type", json!({"who": "it", "this": "x"})),
        ("entity_type", json!({"entity_type": "Note", "who": "it", "this": "x"})),
        ("entity_type", json!({"entity_type": "", "who": "it", "this": "x"})),
        (
            "entity_type",
            json!({"entity_type": "n".repeat(51), "who": "it", "this": "x"}),
        ),
        ("who", json!({"entity_type": "note", "this": "x"})),
        ("who", json!({"entity_type": "note", "who": "", "this": "x"})),
        ("who", json!({"entity_type": "note", "who": long, "this": "x"})),
        ("this", json!({"entity_type": "note", "who": "it"})),
        ("this", json!({"entity_type": "note", "who": "it", "this": null})),
    ] {
        let reply = ann.post(&body).await?;
        assert_eq!((reply.status, reply.text("field").as_str()), (400, field), "{body:.80}");
    }
    for body in [
        "",
        "{",
        "[]",
        "7",
        "\"x\"",
        "null",
        "{\"who\":}",
        "{} {}",
        "{'a':1}",
        "NaN",
        "\u{feff}{}",
        "{\"who\":\"a\",\"who\":\"b\"}",
    ] {
        let reply = post(&ann, "/spans", body).await?;
        assert_eq!((reply.status, reply.text("field").as_str()), (400, ""), "{body}");
    }
    nothing_was_kept(&ann).await?;
    absent_ids_and_keys(&ann).await
}

async fn absent_ids_and_keys(ann: &Caller) -> Outcome {
    let mut version = note("x");
    version["id"] = Uuid::now_v7().to_string().into();
    let reply = ann.post(&version).await?;
    assert_eq!((reply.status, reply.text("field").as_str()), (404, "id"));

    let long = "k".repeat(256);
    for keys in [&[""][..], &["a b"], &["é"], &[&long], &["a", "a"]] {
        let headers: Vec<(&str, &str)> = keys.iter().map(|key| ("idempotency-key", *key)).collect();
        let reply = ann
            .send(Method::POST, "/spans", &headers, &note("x").to_string())
            .await?;
        assert_eq!(
            (reply.status, reply.text("field").as_str()),
            (400, "Idempotency-Key"),
            "{keys:?}"
        );
    }
    let mut keyed = note("x");
    keyed["idempotency_key"] = "one".into();
    let reply = ann
        .send(
            Method::POST,
            "/spans",
            &[("idempotency-key", "other")],
            &keyed.to_string(),
        )
        .await?;
    assert_eq!((reply.status, reply.text("field").as_str()), (400, "idempotency_key"));
    nothing_was_kept(ann).await
}

pub(super) async fn a_bad_batch_is_refused_with_its_line(db: Database) -> Outcome {
    let ann = Platform::on(&db, 2)?.caller("acme", "ann");
    let good = note("x").to_string();
    for (bad, field) in [
        ("{", ""),
        ("not json", ""),
        ("[]", ""),
        (r#"{"entity_type":"note","who":"it","this":"x"}{}"#, ""),
        (r#"{"entity_type":"note","who":"it"}"#, "this"),
        (r#"{"entity_type":"note","who":"it","this":"x","colour":1}"#, "colour"),
        (r#"{"entity_type":"note","who":"it","this":"x","at":"now"}"#, "at"),
    ] {
        let reply = post(&ann, "/spans/batch", &format!("{good}\n\n{good}\n{bad}\n{good}")).await?;
        let line = reply.json()?["line"].clone();
        assert_eq!(
            (reply.status, reply.text("field").as_str(), line),
            (400, field, json!(4)),
            "{bad}"
        );
    }
    // Lines are counted as the client sees them, also by the store.
    let absent = Uuid::now_v7();
    let version = format!(r#"{{"entity_type":"note","who":"it","this":"x","id":"{absent}"}}"#);
    let reply = post(&ann, "/spans/batch", &format!("{good}\n\n\n{version}")).await?;
    assert_eq!(
        (reply.status, reply.text("field").as_str(), &reply.json()?["line"]),
        (404, "id", &json!(4))
    );

    for empty in ["", "\n", "  \n\t\n"] {
        assert_eq!(post(&ann, "/spans/batch", empty).await?.status, 400);
    }
    let many = format!("{good}\n").repeat(1001);
    assert_eq!(post(&ann, "/spans/batch", &many).await?.status, 413);
    let headers = [("idempotency-key", "k")];
    let reply = ann.send(Method::POST, "/spans/batch", &headers, &good).await?;
    assert_eq!((reply.status, reply.text("field").as_str()), (400, "Idempotency-Key"));
    nothing_was_kept(&ann).await
}

pub(super) async fn a_body_may_be_as_large_as_it_says(db: Database) -> Outcome {
    const MIB: usize = 1 << 20;
    let ann = Platform::on(&db, 2)?.caller("acme", "ann");
    let of_size = |bytes: usize| {
        let empty = note("x").to_string().len() + r#","code":"""#.len();
        let mut span = note("x");
        span["code"] = "c".repeat(bytes - empty).into();
        span.to_string()
    };
    let whole = of_size(MIB);
    assert_eq!(whole.len(), MIB);
    let appended = post(&ann, "/spans", &whole).await?;
    assert_eq!(appended.status, 201);
    let read = ann.get(&format!("/spans/{}", appended.text("id"))).await?;
    assert_eq!(read.json()?, appended.json()?);
    assert_eq!(post(&ann, "/spans", &of_size(MIB + 1)).await?.status, 413);
    assert_eq!(
        post(&ann, "/spans/batch", &format!("{}\n{}", whole, of_size(MIB - 1)))
            .await?
            .status,
        201
    );
    assert_eq!(
        post(&ann, "/spans/batch", &format!("{}\n{}", whole, of_size(MIB)))
            .await?
            .status,
        413
    );
    assert_eq!(ann.get("/spans").await?.json()?["count"], 3);
    Ok(())
}

pub(super) async fn other_media_types_are_refused(db: Database) -> Outcome {
    let ann = Platform::on(&db, 2)?.caller("acme", "ann");
    let body = note("x").to_string();
    for (path, media_type, status) in [
        ("/spans", "application/json", 201),
        ("/spans", "Application/JSON; charset=utf-8", 201),
        ("/spans", "text/plain", 415),
        ("/spans", "application/x-ndjson", 415),
        ("/spans", "application/x-www-form-urlencoded", 415),
        ("/spans", "", 415),
        ("/spans/batch", "application/x-ndjson", 201),
        ("/spans/batch", "application/jsonl", 201),
        ("/spans/batch", "application/json", 415),
    ] {
        let reply = ann
            .send(Method::POST, path, &[("content-type", media_type)], &body)
            .await?;
        assert_eq!(reply.status, status, "{path} with {media_type}");
    }
    Ok(())
}
