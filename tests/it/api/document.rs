//! The OpenAPI document describes what is served.

use std::collections::BTreeSet;

use http::Method;
use ledger::columns::Writer;
use ledger::routes::{Access, ROUTES};
use ledger::span::COLUMNS;
use serde_json::{Value, json};

use super::schema::Schemas;
use crate::bed::{Database, Outcome, Trouble};
use crate::caller::{Platform, Reply, note};

pub(super) async fn the_document_describes_every_route(db: Database) -> Outcome {
    let document = Platform::on(&db, 1)?
        .caller("acme", "ann")
        .get("/openapi.json")
        .await?
        .json()?;
    assert_eq!(document["openapi"], "3.1.0");
    let mut names = BTreeSet::new();
    for route in ROUTES {
        let operation = &document["paths"][route.path][route.method.as_str().to_lowercase()];
        let what = format!("{} {}", route.method.as_str(), route.path);
        assert!(
            names.insert(operation["operationId"].to_string()),
            "{what} has a name of its own"
        );
        assert_eq!(
            operation["security"].is_array(),
            route.access == Access::Token,
            "{what}"
        );
        assert_eq!(
            operation["requestBody"].is_object(),
            route.method.as_str() == "POST",
            "{what}"
        );
        let in_path = operation["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|p| p["in"] == "path")
            .count();
        assert_eq!(in_path, route.path.matches('{').count(), "{what}");
        assert!(operation["responses"]["200"].is_object(), "{what}");
    }
    let described = document["paths"].as_object().into_iter().flatten();
    let operations: usize = described
        .map(|(_, methods)| methods.as_object().map_or(0, serde_json::Map::len))
        .sum();
    assert_eq!(operations, ROUTES.len());

    let new = &document["components"]["schemas"]["NewSpan"]["properties"];
    for column in COLUMNS {
        assert_eq!(
            new.get(column.name).is_some(),
            column.writer == Writer::Client,
            "{}",
            column.name
        );
    }
    assert_eq!(
        document["components"]["schemas"]["TimelineSpan"]["properties"]
            .as_object()
            .map(serde_json::Map::len),
        Some(70)
    );
    Ok(())
}

/// Every column has a value, so that every column's description is tried.
fn full() -> Result<Value, Trouble> {
    let span = r#"{
        "entity_type": "note", "schema_id": "s", "who": "it", "did": "d", "this": "x", "at": "2026-01-01T00:00:00.5+01:00",
        "confirmed_by": ["a"], "if_ok": {}, "if_doubt": [null], "if_not": "n", "risk_level": -1, "parent_id": "ID",
        "related_to": ["ID"], "caused_by": "ID", "session_id": "ID", "workflow_id": "w", "visibility": "tenant",
        "sensitivity": "pii", "consent": "c", "app_id": "a", "status": "open", "is_deleted": false, "layer": "l",
        "ttl_at": "2026-01-01T00:00:00Z", "scheduled_at": "2026-01-01T00:00:00Z", "started_at": "2026-01-01T00:00:00Z",
        "finished_at": "2026-01-01T00:00:00Z", "priority": 1, "attempt": 2, "idempotency_key": "k", "name": "n",
        "description": "d", "content": 1.5, "code": "c", "language": "l", "runtime": "r", "kernel_id": "ID", "input": true,
        "output": [1], "error": {"e": null}, "duration_ms": 3, "mem_peak_bytes": 5, "trace_id": "t", "provider": "p",
        "model": "m", "prompt_hash": "h", "tokens_in": 1, "tokens_out": 2, "cost_microusd": "6", "confidence": 0.5,
        "source": "s", "git_sha": "g", "tags": ["t"], "metadata": {"m": 1}
    }"#;
    Ok(serde_json::from_str(
        &span.replace("ID", &uuid::Uuid::now_v7().to_string()),
    )?)
}

pub(super) async fn answers_are_as_the_document_says(db: Database) -> Outcome {
    let ann = Platform::on(&db, 2)?.caller("acme", "ann");
    let document = ann.get("/openapi.json").await?.json()?;
    let schemas = Schemas::of(&document);
    let agrees = |method: &str, path: &str, reply: &Reply| {
        let status = reply.status.to_string();
        let response = &document["paths"][path][method]["responses"][&status];
        let media_type = reply.headers["content-type"].to_str().unwrap_or_default();
        let schema = &response["content"][media_type]["schema"];
        assert!(
            schema.is_object(),
            "{method} {path}: {status} as {media_type} is not described"
        );
        let body = reply.json().unwrap_or_default();
        assert_eq!(schemas.fault(schema, &body, path), None, "{method} {path}: {status}");
    };

    let full = full()?;
    let new = json!({"$ref": "#/components/schemas/NewSpan"});
    assert_eq!(schemas.fault(&new, &full, "what a client may send"), None);
    for (body, status) in [
        (&full, 201),
        (&full, 200),
        (&note("x"), 201),
        (&json!({"entity_type": "note"}), 400),
    ] {
        let reply = ann.post(body).await?;
        assert_eq!(reply.status, status);
        agrees("post", "/spans", &reply);
    }
    let mut taken = full.clone();
    taken["who"] = "somebody else".into();
    agrees("post", "/spans", &ann.post(&taken).await?);
    let mut absent = note("x");
    absent["id"] = uuid::Uuid::now_v7().to_string().into();
    agrees("post", "/spans", &ann.post(&absent).await?);
    agrees(
        "post",
        "/spans",
        &ann.post(&json!({"entity_type": "execution", "who": "a", "this": "b"}))
            .await?,
    );
    let wrong = ann
        .send(Method::POST, "/spans", &[("content-type", "text/plain")], "x")
        .await?;
    agrees("post", "/spans", &wrong);

    agrees("post", "/spans/batch", &ann.batch(&[note("a"), full.clone()]).await?);
    agrees("post", "/spans/batch", &ann.batch(&[full]).await?);
    agrees("post", "/spans/batch", &ann.batch(&[note("a"), json!({})]).await?);

    let id = ann.post(&note("y")).await?.text("id");
    let nobody = uuid::Uuid::now_v7();
    for (path, asked) in [
        ("/spans", "/spans".to_owned()),
        ("/spans", "/spans?limit=1".to_owned()),
        ("/spans", "/spans?limit=x".to_owned()),
        ("/timeline", "/timeline".to_owned()),
        ("/spans/{id}", format!("/spans/{id}")),
        ("/spans/{id}", format!("/spans/{nobody}")),
        ("/spans/{id}", "/spans/7".to_owned()),
        ("/spans/{id}/history", format!("/spans/{id}/history")),
        ("/spans/{id}/history", format!("/spans/{nobody}/history")),
        ("/metrics", "/metrics".to_owned()),
        ("/health", "/health".to_owned()),
        ("/.well-known/jwks.json", "/.well-known/jwks.json".to_owned()),
        ("/openapi.json", "/openapi.json".to_owned()),
    ] {
        agrees("get", path, &ann.get(&asked).await?);
    }
    let stream = ann
        .send(Method::GET, "/timeline", &[("accept", "text/event-stream")], "")
        .await?;
    agrees("get", "/timeline", &stream);
    Ok(())
}
