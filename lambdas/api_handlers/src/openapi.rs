//! The OpenAPI 3.1 document, made from the tables that the requests are answered with.

use ledger::columns::{Column, Kind, Writer};
use ledger::routes::{Access, Operation, ROUTES, Route};
use ledger::span::COLUMNS;
use ledger::token::Jwks;
use ledger::{Span, Tenant, User, problem};
use serde_json::{Map, Value, json};

use crate::append::BATCH_SPANS;
use crate::list::{LIMIT, MOST, MOST_OFFSET};

/// The document. `version` is that of the program.
pub fn document(version: &str) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for route in ROUTES {
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        path[route.method.as_str().to_ascii_lowercase()] = operation(route);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "LogLineOS",
            "version": version,
            "description": "An append-only ledger of spans: who did what to this, when.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": {
                "Span": span(true),
                "TimelineSpan": timeline_span(),
                "NewSpan": new_span(),
                "Problem": problem_schema(),
            },
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    })
}

fn operation(route: &Route) -> Value {
    let mut parameters = parameters(route.operation);
    if route.access == Access::Token {
        for (name, pattern) in [("X-User-Id", User::PATTERN), ("X-Tenant-Id", Tenant::PATTERN)] {
            parameters.push(json!({
                "name": name, "in": "header", "required": false, "schema": {"type": "string", "pattern": pattern},
                "description": "If it is sent, it must say the same as the token.",
            }));
        }
    }
    let mut operation = json!({
        "operationId": operation_id(route.operation),
        "summary": route.summary,
        "parameters": parameters,
        "responses": responses(route),
    });
    if route.access == Access::Token {
        operation["security"] = json!([{"token": []}]);
    }
    for &(status, id) in same_span(route.operation) {
        operation["responses"][status]["links"] = links(id);
    }
    match route.operation {
        Operation::AppendSpan => {
            operation["requestBody"] = json!({
                "required": true,
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewSpan"}}},
            });
        }
        Operation::AppendSpans => {
            operation["requestBody"] = json!({
                "required": true,
                "description": format!("One span in each line, the items of the schema's array; at most {} bytes.", route.body_limit),
                "content": {"application/x-ndjson": {"schema": {
                    "type": "array", "minItems": 1, "maxItems": BATCH_SPANS,
                    "items": {"$ref": "#/components/schemas/NewSpan"},
                }}},
            });
        }
        _ => {}
    }
    operation
}

/// Answers that name a span, and where.
fn same_span(operation: Operation) -> &'static [(&'static str, &'static str)] {
    match operation {
        Operation::AppendSpan => &[("201", "id"), ("200", "id")],
        Operation::AppendSpans => &[("201", "last"), ("200", "last")],
        Operation::GetSpan => &[("200", "id")],
        _ => &[],
    }
}

/// What can be asked about it next.
fn links(id: &str) -> Value {
    let link = |operation| {
        json!({
            "operationId": operation_id(operation),
            "parameters": {"path.id": format!("$response.body#/{id}")},
        })
    };
    json!({"span": link(Operation::GetSpan), "history": link(Operation::GetHistory)})
}

fn operation_id(operation: Operation) -> &'static str {
    match operation {
        Operation::AppendSpan => "appendSpan",
        Operation::AppendSpans => "appendSpans",
        Operation::ListSpans => "listSpans",
        Operation::GetSpan => "getSpan",
        Operation::GetHistory => "getHistory",
        Operation::GetTimeline => "getTimeline",
        Operation::GetMetrics => "getMetrics",
        Operation::GetHealth => "getHealth",
        Operation::GetOpenapi => "getOpenapi",
        Operation::GetKeys => "getKeys",
    }
}

fn parameters(operation: Operation) -> Vec<Value> {
    let id = || json!({"name": "id", "in": "path", "required": true, "schema": {"type": "string", "format": "uuid"}});
    match operation {
        Operation::AppendSpan => vec![json!({
            "name": "Idempotency-Key", "in": "header", "required": false,
            "schema": column_of("idempotency_key").map_or(json!({}), Column::schema),
            "description": "A request with the same key and the same content is answered with the span that the first one made.",
        })],
        Operation::ListSpans | Operation::GetTimeline => list_parameters(),
        Operation::GetSpan => vec![
            id(),
            number("seq", 0, i32::MAX.unsigned_abs(), "This version instead of the latest."),
        ],
        Operation::GetHistory => vec![
            id(),
            number("after", 0, i32::MAX.unsigned_abs(), "Versions after this one."),
            number(
                "limit",
                1,
                MOST,
                &format!("How many at the most; {LIMIT} if it is not given."),
            ),
        ],
        _ => Vec::new(),
    }
}

fn list_parameters() -> Vec<Value> {
    let filters = [
        "entity_type",
        "status",
        "owner_id",
        "visibility",
        "trace_id",
        "parent_id",
    ];
    let mut parameters: Vec<Value> = filters
        .iter()
        .filter_map(|name| column_of(name))
        .map(|column| query(column.name, &column.schema(), "Only spans with this value."))
        .collect();
    let time = json!({"type": "string", "format": "date-time"});
    parameters.push(query("since", &time, "Only spans from this time on."));
    parameters.push(query("until", &time, "Only spans before this time."));
    parameters.push(number(
        "limit",
        1,
        MOST,
        &format!("How many at the most; {LIMIT} if it is not given."),
    ));
    parameters.push(query(
        "cursor",
        &json!({"type": "string", "pattern": "^[A-Za-z0-9_-]{32}$"}),
        "`next_cursor` of the page before, as it is.",
    ));
    parameters.push(number(
        "offset",
        0,
        MOST_OFFSET,
        "How many to skip, after `cursor` if there is one.",
    ));
    parameters
}

fn query(name: &str, schema: &Value, about: &str) -> Value {
    json!({"name": name, "in": "query", "required": false, "schema": schema, "description": about})
}

fn number(name: &str, from: u32, to: u32, about: &str) -> Value {
    query(name, &json!({"type": "integer", "minimum": from, "maximum": to}), about)
}

fn column_of(name: &str) -> Option<&'static Column> {
    Span::column(name)
}

fn responses(route: &Route) -> Value {
    let mut responses = Map::new();
    let mut add = |status: u16, about: &str, schema: Value| {
        let headers = json!({
            "X-Trace-Id": {"schema": {"type": "string"}, "description": "Which request this was."},
            "X-Duration-Ms": {"schema": {"type": "string"}, "description": "How long it took."},
        });
        let media_type = if status >= 400 && schema.get("$ref").is_some() {
            problem::MEDIA_TYPE
        } else {
            "application/json"
        };
        let content = json!({media_type: {"schema": schema}});
        responses.insert(
            status.to_string(),
            json!({"description": about, "headers": headers, "content": content}),
        );
    };
    let problem = || json!({"$ref": "#/components/schemas/Problem"});
    for (status, about, schema) in successes(route.operation) {
        add(status, about, schema);
    }
    add(
        400,
        "A parameter, header or member is not as it must be; `field` names it.",
        problem(),
    );
    add(413, "The body or the headers are too large.", problem());
    if route.access == Access::Token {
        add(401, "No token, or one that is not valid.", problem());
        add(
            403,
            "The token does not allow this, or a header contradicts it.",
            problem(),
        );
    }
    match route.operation {
        Operation::AppendSpan | Operation::AppendSpans => {
            add(
                404,
                "`id` names no span that the caller could append a version to.",
                problem(),
            );
            add(409, "The idempotency key has been used for other content.", problem());
            add(415, "The body has another media type.", problem());
        }
        Operation::GetSpan | Operation::GetHistory => {
            add(404, "There is no such span that the caller can read.", problem());
        }
        Operation::GetTimeline => add(406, "Event streams are served by the local gateway.", problem()),
        Operation::GetHealth => add(503, "The database is away.", health()),
        _ => {}
    }
    Value::Object(responses)
}

fn successes(operation: Operation) -> Vec<(u16, &'static str, Value)> {
    let span = || json!({"$ref": "#/components/schemas/Span"});
    match operation {
        Operation::AppendSpan => vec![
            (201, "Appended.", span()),
            (200, "An earlier request with this key had appended it.", span()),
        ],
        Operation::AppendSpans => {
            let batch = object(&json!({
                "count": {"type": "integer", "minimum": 1}, "new": {"type": "integer", "minimum": 0},
                "first": {"type": "string", "format": "uuid"}, "last": {"type": "string", "format": "uuid"},
            }));
            vec![
                (201, "All appended.", batch.clone()),
                (200, "All had been appended before.", batch),
            ]
        }
        Operation::ListSpans => vec![(200, "A page.", page("Span"))],
        Operation::GetTimeline => vec![(200, "A page.", page("TimelineSpan"))],
        Operation::GetSpan => vec![(200, "The span.", span())],
        Operation::GetHistory => vec![(
            200,
            "Versions, oldest first.",
            object(&json!({
                "id": {"type": "string", "format": "uuid"}, "versions": {"type": "array", "items": span()},
                "count": {"type": "integer"}, "has_more": {"type": "boolean"},
            })),
        )],
        Operation::GetMetrics => {
            let count = object(&json!({
                "day": {"type": "string", "format": "date"}, "status": {"type": ["string", "null"]}, "count": {"type": "integer"},
                "p50_ms": {"type": ["integer", "null"]}, "p95_ms": {"type": ["integer", "null"]},
            }));
            vec![(
                200,
                "Executions of the last 32 days.",
                object(&json!({"executions": {"type": "array", "items": count}})),
            )]
        }
        Operation::GetHealth => vec![(200, "It can serve.", health())],
        Operation::GetOpenapi => vec![(200, "This document.", json!({"type": "object"}))],
        Operation::GetKeys => {
            let members = serde_json::to_value(Jwks::default()).unwrap_or_default();
            let required: Vec<&String> = members
                .as_object()
                .map(|members| members.keys().collect())
                .unwrap_or_default();
            vec![(
                200,
                "A JSON Web Key Set.",
                json!({"type": "object", "required": required, "properties": {"keys": {"type": "array", "items": {"type": "object"}}}}),
            )]
        }
    }
}

/// An object with all of these members and no others.
fn object(properties: &Value) -> Value {
    let required: Vec<&String> = properties
        .as_object()
        .map(|members| members.keys().collect())
        .unwrap_or_default();
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

fn page(item: &str) -> Value {
    object(&json!({
        "spans": {"type": "array", "items": {"$ref": format!("#/components/schemas/{item}")}, "maxItems": MOST},
        "count": {"type": "integer"}, "next_cursor": {"type": ["string", "null"]}, "has_more": {"type": "boolean"},
    }))
}

fn health() -> Value {
    object(&json!({
        "status": {"enum": ["ok", "down"]}, "database": {"enum": ["ok", "away"]}, "cache": {"enum": ["ok", "away", "off"]},
        "environment": {"type": "string"}, "version": {"type": "string"},
    }))
}

/// A span as it is given. Columns that are NULL are left out.
fn span(closed: bool) -> Value {
    let shown = COLUMNS.iter().filter(|column| column.name != "stream_pos");
    let properties: Map<String, Value> = shown
        .clone()
        .map(|column| (column.name.to_owned(), column.schema()))
        .collect();
    let always = |column: &&Column| {
        column.required || column.name == "recorded_at" || column.name == "owner_id" || column.name == "tenant_id"
    };
    let required: Vec<&str> = shown.filter(always).map(|column| column.name).collect();
    let mut schema = json!({"type": "object", "properties": properties, "required": required});
    if closed {
        schema["additionalProperties"] = json!(false);
    }
    schema
}

/// The same with the position, which only its own tenant sees.
fn timeline_span() -> Value {
    let mut schema = span(true);
    if let Some(column) = column_of("stream_pos") {
        schema["properties"]["stream_pos"] = column.schema();
    }
    schema
}

/// A span as it is sent: the columns that a client may write. A null is a column not given.
fn new_span() -> Value {
    let properties: Map<String, Value> = COLUMNS
        .iter()
        .filter(|column| column.writer == Writer::Client)
        .map(|column| {
            let mut schema = column.schema();
            if !column.required {
                nullable(&mut schema);
            }
            if column.kind == Kind::BigInt {
                schema =
                    json!({"anyOf": [schema, {"type": "integer", "minimum": 0, "maximum": 9_007_199_254_740_991_u64}]});
            }
            (column.name.to_owned(), schema)
        })
        .collect();
    json!({"type": "object", "properties": properties, "required": ["entity_type", "who", "this"], "additionalProperties": false})
}

fn nullable(schema: &mut Value) {
    if let Some(kind) = schema.get("type").cloned() {
        schema["type"] = json!([kind, "null"]);
    }
}

fn problem_schema() -> Value {
    json!({
        "type": "object",
        "properties": {
            "type": {"type": "string", "format": "uri"}, "title": {"type": "string"}, "status": {"type": "integer"},
            "detail": {"type": "string"}, "field": {"type": "string"}, "line": {"type": "integer"}, "trace_id": {"type": "string"},
        },
        "required": ["type", "title", "status", "detail", "trace_id"],
        "additionalProperties": false,
    })
}
