//! What each route answers.

use http::Method;
use serde_json::{Value, json};

use crate::bed::{Bed, Database, Outcome, Span};
use crate::caller::{Platform, ids, note};

pub(super) async fn a_span_is_appended_and_read(db: Database) -> Outcome {
    let ann = Platform::on(&db, 2)?.caller("acme", "ann");
    let appended = ann.post(&note("x")).await?;
    let span = appended.json()?;
    assert_eq!(appended.status, 201);
    for (name, value) in [
        ("seq", json!(0)),
        ("owner_id", json!("ann")),
        ("tenant_id", json!("acme")),
        ("visibility", json!("private")),
        ("sensitivity", json!("internal")),
        ("is_deleted", json!(false)),
        ("metadata", json!({})),
    ] {
        assert_eq!(span[name], value, "{name}");
    }
    let id = appended.text("id");
    assert_eq!(uuid::Uuid::parse_str(&id)?.get_version_num(), 7);
    assert_eq!(appended.headers["location"], format!("/spans/{id}?seq=0"));
    for path in [format!("/spans/{id}"), format!("/spans/{id}?seq=0")] {
        let read = ann.get(&path).await?;
        assert_eq!((read.status, read.json()?), (200, span.clone()));
    }
    for list in ["/spans", "/timeline"] {
        assert_eq!(ids(&ann.get(list).await?.json()?), std::slice::from_ref(&id));
    }
    assert_eq!(ann.get("/timeline").await?.json()?["spans"][0]["stream_pos"], "1");
    assert_eq!(ann.get(&format!("/spans/{id}?seq=1")).await?.status, 404);
    let head = ann.send(Method::HEAD, &format!("/spans/{id}"), &[], "").await?;
    assert_eq!(head.status, 200);
    Ok(())
}

pub(super) async fn a_deleted_span_is_out_of_the_lists_and_in_the_history(db: Database) -> Outcome {
    let ann = Platform::on(&db, 2)?.caller("acme", "ann");
    let id = ann.post(&note("x")).await?.text("id");
    let mut end = note("x");
    end["id"] = id.clone().into();
    end["is_deleted"] = true.into();
    ann.post(&end).await?;
    assert_eq!(ann.get("/spans").await?.json()?["count"], 0);
    assert_eq!(ann.get(&format!("/spans/{id}")).await?.status, 404);
    assert_eq!(ann.get(&format!("/spans/{id}?seq=0")).await?.status, 200);
    assert_eq!(ann.get(&format!("/spans/{id}/history")).await?.json()?["count"], 2);
    Ok(())
}

pub(super) async fn filters_find_what_they_say(db: Database) -> Outcome {
    let platform = Platform::on(&db, 2)?;
    let (ann, amy) = (platform.caller("acme", "ann"), platform.caller("acme", "amy"));
    let parent = ann.post(&note("parent")).await?.text("id");
    let with = |more: Value| {
        let mut span = note("x");
        for (name, value) in more.as_object().into_iter().flatten() {
            span[name] = value.clone();
        }
        span
    };
    for (filter, span) in [
        ("entity_type=task".to_owned(), with(json!({"entity_type": "task"}))),
        ("status=open".into(), with(json!({"status": "open"}))),
        ("visibility=public".into(), with(json!({"visibility": "public"}))),
        ("trace_id=t-1".into(), with(json!({"trace_id": "t-1"}))),
        (format!("parent_id={parent}"), with(json!({"parent_id": parent}))),
        (
            "until=2001-01-01T00:00:00Z".into(),
            with(json!({"at": "2000-12-31T23:59:59.999999Z"})),
        ),
        (
            "since=2099-01-01T00:00:00Z".into(),
            with(json!({"at": "2099-01-01T01:00:00%2B01:00".replace("%2B", "+")})),
        ),
        (
            "since=2099-01-01T01:00:00%2B01:00&entity_type=note&limit=100".into(),
            Value::Null,
        ),
    ] {
        let expected = if span.is_null() {
            None
        } else {
            Some(ann.post(&span).await?.text("id"))
        };
        for list in ["/spans", "/timeline"] {
            let found = ids(&ann.get(&format!("{list}?{filter}")).await?.json()?);
            assert_eq!(found.len(), 1, "{filter}");
            assert!(expected.is_none() || found.first() == expected.as_ref(), "{filter}");
        }
    }
    let mut shared = note("x");
    shared["visibility"] = "tenant".into();
    let amys = amy.post(&shared).await?.text("id");
    assert_eq!(ids(&ann.get("/spans?owner_id=amy").await?.json()?), [amys]);
    Ok(())
}

pub(super) async fn metrics_add_up_executions(db: Database) -> Outcome {
    let ann = Platform::on(&db, 2)?.caller("acme", "ann");
    let mut app = db.as_app().await?;
    for (status, duration) in [("complete", 10), ("complete", 30), ("complete", 20), ("error", 7)] {
        let transaction = crate::bed::context(&mut app, "acme", "runner").await?;
        let insert =
            "INSERT INTO ledger.universal_registry (id, seq, entity_type, who, \"this\", at, tenant_id, owner_id,
            visibility, prev_hash, curr_hash, payload_hash, canon_version, status, duration_ms)
            VALUES ($1, 0, 'execution', 'it', 'x', now(), 'acme', 'runner', 'tenant', $2, $2, $2, 1, $3, $4)";
        let id = Span::of("acme", "runner", "tenant").id;
        transaction
            .execute(insert, &[&id, &"0".repeat(64), &status, &duration])
            .await?;
        transaction.commit().await?;
    }
    let told = ann.get("/metrics").await?.json()?;
    let day = &told["executions"][0]["day"];
    assert_eq!(
        told,
        json!({"executions": [
            {"day": day, "status": "complete", "count": 3, "p50_ms": 20, "p95_ms": 30},
            {"day": day, "status": "error", "count": 1, "p50_ms": 7, "p95_ms": 7},
        ]})
    );
    Ok(())
}

pub(super) async fn every_answer_has_a_trace_id_and_a_duration(db: Database) -> Outcome {
    let ann = Platform::on(&db, 2)?.caller("acme", "ann");
    for (path, status) in [
        ("/spans", 200),
        ("/spans?x=1", 400),
        ("/nothing", 404),
        ("/health", 200),
        ("/openapi.json", 200),
    ] {
        let reply = ann.get(path).await?;
        assert_eq!(reply.status, status, "{path}");
        assert!(!reply.headers["x-trace-id"].is_empty());
        assert!(reply.headers["x-duration-ms"].to_str()?.parse::<f64>()? >= 0.0);
        assert_eq!(reply.headers["cache-control"], "no-store");
        if status >= 400 {
            assert_eq!(reply.headers["content-type"], "application/problem+json");
            assert_eq!(reply.headers["x-trace-id"], reply.text("trace_id"));
        }
    }
    for (header, value, id) in [
        ("x-trace-id", "mine-1", "mine-1"),
        (
            "traceparent",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "4bf92f3577b34da6a3ce929d0e0e4736",
        ),
        (
            "x-amzn-trace-id",
            "Self=1-2;Root=1-67891233-abcdef012345678912345678",
            "1-67891233-abcdef012345678912345678",
        ),
    ] {
        let reply = ann.send(Method::GET, "/nothing", &[(header, value)], "").await?;
        assert_eq!(
            (reply.text("trace_id").as_str(), reply.headers["x-trace-id"].to_str()?),
            (id, id)
        );
    }
    Ok(())
}

pub(super) async fn what_is_not_there_says_what_is(db: Database) -> Outcome {
    let ann = Platform::on(&db, 2)?.caller("acme", "ann");
    for (method, path, allow) in [
        (Method::DELETE, "/spans", "POST, GET"),
        (Method::PUT, "/spans/7", "GET"),
        (Method::GET, "/spans/batch", "POST"),
        (Method::POST, "/timeline", "GET"),
        (Method::PATCH, "/health", "GET"),
        (Method::POST, "/openapi.json", "GET"),
    ] {
        let reply = ann.send(method, path, &[], "").await?;
        assert_eq!((reply.status, reply.headers["allow"].to_str()?), (405, allow), "{path}");
    }
    for path in [
        "/",
        "/span",
        "/spans/7/history/",
        "/spans//history/x",
        "/SPANS",
        "/.well-known/",
    ] {
        assert_eq!(ann.get(path).await?.status, 404, "{path}");
    }
    let stream = ann
        .send(Method::GET, "/timeline", &[("accept", "text/event-stream")], "")
        .await?;
    assert_eq!(stream.status, 406, "a function cannot keep a stream open");
    Ok(())
}

pub(super) async fn without_a_database_it_says_so(_: &'static Bed) -> Outcome {
    let closed = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let mut config = tokio_postgres::Config::new();
    config
        .host("127.0.0.1")
        .port(closed)
        .user("logline_app")
        .password("x")
        .dbname("x");
    let ann = Platform::with(config, 1)?.caller("acme", "ann");
    let health = ann.get("/health").await?;
    assert_eq!(health.status, 503);
    assert_eq!(
        (health.text("status").as_str(), health.text("database").as_str()),
        ("down", "away")
    );
    for reply in [ann.get("/spans").await?, ann.post(&note("x")).await?] {
        assert_eq!((reply.status, reply.headers["retry-after"].to_str()?), (503, "1"));
        assert!(!reply.everything().contains("127.0.0.1"), "{}", reply.everything());
    }
    assert_eq!(ann.get("/openapi.json").await?.status, 200);
    Ok(())
}
