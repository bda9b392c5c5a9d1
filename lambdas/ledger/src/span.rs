//! A span: one version of who did what to this, and when.
//!
//! The list below is the only place where the 70 columns stand in Rust: it makes the struct,
//! the table [`COLUMNS`], the reading of a row and the writing of JSON. The order is that of
//! `sql/0002_universal_registry.sql`.

use jiff::Timestamp;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::columns::{Alphabet, Column, Group, Limit, Writer};

pub(crate) mod field;

pub(crate) use field::{FIRST_TIME, LAST_TIME};
pub use field::{Field, FieldError, FieldType, parse_time};

macro_rules! columns {
    ($( $group:ident { $( $field:ident: $type:ty = $name:literal $writer:ident $limit:expr, $about:literal; )* } )*) => {
        /// One version of a span. Optional columns that are NULL are `None`.
        #[derive(Debug, Clone, Default, PartialEq)]
        pub struct Span {
            $($( #[doc = $about] pub $field: $type, )*)*
        }

        /// All columns, in the order of the table.
        pub const COLUMNS: &[Column] = &[
            $($( Column {
                name: $name,
                group: Group::$group,
                kind: <$type as FieldType>::KIND,
                required: <$type as FieldType>::REQUIRED,
                writer: Writer::$writer,
                limit: $limit,
                about: $about,
            }, )*)*
        ];

        impl Span {
            /// From a row that has all columns in the order of [`COLUMNS`].
            pub fn from_row(row: &Row) -> Result<Self, tokio_postgres::Error> {
                let mut column = 0;
                let mut next = || { column += 1; column - 1 };
                Ok(Self { $($( $field: row.try_get(next())?, )*)* })
            }

            /// The values in the order of [`COLUMNS`]; `None` is NULL.
            pub fn fields(&self) -> [Option<Field<'_>>; COLUMNS.len()] {
                [ $($( self.$field.field(), )*)* ]
            }

            /// Sets a column from JSON. `Ok(false)`: there is no such column.
            pub fn set(&mut self, column: &str, value: Value) -> Result<bool, FieldError> {
                match column {
                    $($( $name => self.$field = <$type as FieldType>::parse(value)?, )*)*
                    _ => return Ok(false),
                }
                Ok(true)
            }
        }
    };
}

columns! {
    Core {
        id: Uuid = "id" Client Limit::None, "Made by the server (UUIDv7). A request that names one appends a new version of that span.";
        seq: i32 = "seq" Server Limit::None, "Version of the span, from 0.";
        entity_type: String = "entity_type" Client Limit::Alphabet(Alphabet::EntityType, 50), "What kind of thing the span is about.";
        schema_id: Option<String> = "schema_id" Client Limit::None, "Which schema the content follows.";
        who: String = "who" Client Limit::Length(1000), "Who did it, in free text.";
        did: Option<String> = "did" Client Limit::None, "What was done.";
        this: String = "this" Client Limit::Length(1000), "To what it was done.";
        at: Timestamp = "at" Client Limit::None, "When it happened; now, if the request does not say. Kept to the microsecond.";
        recorded_at: Option<Timestamp> = "recorded_at" Server Limit::None, "When the server appended it.";
        stream_pos: Option<i64> = "stream_pos" Server Limit::None, "Position in the tenant's timeline: 1, 2, 3 …, in the order of commits.";
    }
    Protocol {
        confirmed_by: Option<Vec<String>> = "confirmed_by" Client Limit::None, "Who confirmed it.";
        if_ok: Option<Value> = "if_ok" Client Limit::None, "What follows when it is confirmed.";
        if_doubt: Option<Value> = "if_doubt" Client Limit::None, "What follows when it is doubted.";
        if_not: Option<Value> = "if_not" Client Limit::None, "What follows when it is refused.";
        risk_level: Option<i16> = "risk_level" Client Limit::None, "How much is at stake.";
    }
    Relationships {
        parent_id: Option<Uuid> = "parent_id" Client Limit::None, "The span that this one is part of.";
        related_to: Option<Vec<Uuid>> = "related_to" Client Limit::None, "Spans that it has to do with.";
        caused_by: Option<Uuid> = "caused_by" Client Limit::None, "The span that led to it.";
        session_id: Option<Uuid> = "session_id" Client Limit::None, "The session it happened in.";
        workflow_id: Option<String> = "workflow_id" Client Limit::None, "The workflow it belongs to.";
    }
    Access {
        owner_id: Option<String> = "owner_id" Server Limit::None, "The user who appended it: the token's `sub`.";
        tenant_id: Option<String> = "tenant_id" Server Limit::None, "The tenant of that user.";
        visibility: String = "visibility" Client Limit::OneOf(&["private", "tenant", "public"]), "Who may read it: the owner, the tenant, everybody. Fixed by the first version; private, if that does not say.";
        sensitivity: String = "sensitivity" Client Limit::OneOf(&["public", "internal", "secret", "pii"]), "How its content is to be handled; internal, if the request does not say.";
        consent: Option<String> = "consent" Client Limit::None, "On which consent it rests.";
        app_id: Option<String> = "app_id" Client Limit::None, "The application that wrote it.";
    }
    Lifecycle {
        status: Option<String> = "status" Client Limit::Length(100), "Where it stands.";
        is_deleted: bool = "is_deleted" Client Limit::None, "Whether this version takes the span out of the lists.";
        layer: Option<String> = "layer" Client Limit::None, "The layer it lives in.";
        ttl_at: Option<Timestamp> = "ttl_at" Client Limit::None, "When it expires.";
        scheduled_at: Option<Timestamp> = "scheduled_at" Client Limit::None, "When it is due.";
        started_at: Option<Timestamp> = "started_at" Client Limit::None, "When it began.";
        finished_at: Option<Timestamp> = "finished_at" Client Limit::None, "When it ended.";
        priority: Option<i16> = "priority" Client Limit::None, "Which comes first.";
        attempt: Option<i16> = "attempt" Client Limit::None, "Which try it is.";
        idempotency_key: Option<String> = "idempotency_key" Client Limit::Alphabet(Alphabet::Visible, 255), "A request with the same key is the same request. Never copied to a new version.";
    }
    Code {
        name: Option<String> = "name" Client Limit::None, "What it is called.";
        description: Option<String> = "description" Client Limit::None, "What it is.";
        content: Option<Value> = "content" Client Limit::None, "What it holds.";
        code: Option<String> = "code" Client Limit::None, "Source code of a function.";
        code_hash: Option<String> = "code_hash" Server Limit::None, "BLAKE3 of `code`.";
        language: Option<String> = "language" Client Limit::None, "What the code is written in.";
        runtime: Option<String> = "runtime" Client Limit::None, "What runs the code.";
        kernel_id: Option<Uuid> = "kernel_id" Client Limit::None, "The kernel that ran.";
        input: Option<Value> = "input" Client Limit::None, "What went in.";
        output: Option<Value> = "output" Client Limit::None, "What came out.";
        error: Option<Value> = "error" Client Limit::None, "What went wrong.";
    }
    Metrics {
        duration_ms: Option<i32> = "duration_ms" Client Limit::Range(0, i32::MAX), "How long it took, in milliseconds.";
        mem_peak_bytes: Option<i64> = "mem_peak_bytes" Client Limit::None, "The most memory it used, in bytes.";
        trace_id: Option<String> = "trace_id" Client Limit::Alphabet(Alphabet::Visible, 128), "The trace it belongs to.";
    }
    Cryptography {
        prev_hash: String = "prev_hash" Server Limit::None, "`curr_hash` of the version before; 64 zeros for the first.";
        curr_hash: String = "curr_hash" Server Limit::None, "Hash of `prev_hash` and `payload_hash`.";
        payload_hash: String = "payload_hash" Server Limit::None, "BLAKE3 of the canonical form.";
        canon_version: i16 = "canon_version" Server Limit::None, "Which canonical form was hashed.";
        signature: Option<String> = "signature" Server Limit::None, "Ed25519 over `curr_hash`.";
        public_key: Option<String> = "public_key" Server Limit::None, "The key that signed.";
        sig_alg: Option<String> = "sig_alg" Server Limit::None, "The algorithm that signed.";
        sig_key_id: Option<String> = "sig_key_id" Server Limit::None, "The id of the key that signed.";
        enc_key_id: Option<String> = "enc_key_id" Server Limit::None, "The id of the key that encrypted the content.";
    }
    Cost {
        provider: Option<String> = "provider" Client Limit::None, "Who provided the model.";
        model: Option<String> = "model" Client Limit::None, "Which model answered.";
        prompt_hash: Option<String> = "prompt_hash" Client Limit::None, "Hash of the prompt.";
        tokens_in: Option<i32> = "tokens_in" Client Limit::Range(0, i32::MAX), "Tokens read.";
        tokens_out: Option<i32> = "tokens_out" Client Limit::Range(0, i32::MAX), "Tokens written.";
        cost_microusd: Option<i64> = "cost_microusd" Client Limit::None, "Cost in millionths of a US dollar.";
        confidence: Option<f32> = "confidence" Client Limit::Range(0, 1), "How sure, from 0 to 1.";
    }
    Provenance {
        source: Option<String> = "source" Client Limit::None, "Where it comes from.";
        git_sha: Option<String> = "git_sha" Client Limit::None, "The commit of the code that wrote it.";
    }
    Extensibility {
        tags: Option<Vec<String>> = "tags" Client Limit::None, "Words to find it by.";
        metadata: Value = "metadata" Client Limit::None, "Anything else, as an object.";
    }
}

impl Span {
    /// The column of that name.
    pub fn column(name: &str) -> Option<&'static Column> {
        COLUMNS.iter().find(|column| column.name == name)
    }

    /// What everybody who may read the span gets. A position tells how much its tenant writes,
    /// so it is shown within the tenant's own timeline and nowhere else.
    #[must_use]
    pub fn without_position(mut self) -> Self {
        self.stream_pos = None;
        self
    }
}

/// The columns that are not NULL, in the form in which they are hashed: times in UTC with
/// microseconds, big integers as decimal text. Whoever holds it can compute the hash.
impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (column, field) in COLUMNS.iter().zip(self.fields()) {
            if let Some(field) = field {
                map.serialize_entry(column.name, &field)?;
            }
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_seventy_columns_in_the_order_of_the_table() {
        let sql = include_str!("../../../sql/0002_universal_registry.sql");
        let table = sql
            .split_once("CREATE TABLE ledger.universal_registry (")
            .unwrap()
            .1
            .split_once("PRIMARY KEY")
            .unwrap()
            .0;
        let in_sql: Vec<String> = table
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with("--"))
            .map(|line| line.split_whitespace().next().unwrap().trim_matches('"').to_owned())
            .collect();
        let in_rust: Vec<&str> = COLUMNS.iter().map(|column| column.name).collect();
        assert_eq!(in_rust.len(), 70);
        assert_eq!(in_sql, in_rust);
    }

    #[test]
    fn null_columns_are_left_out_of_json_and_nulls_inside_stay() {
        let span = Span {
            content: Some(serde_json::json!({"a": null})),
            ..Span::default()
        };
        let json = serde_json::to_value(&span).unwrap();
        assert_eq!(json["content"], serde_json::json!({"a": null}));
        assert!(json.get("did").is_none());
    }
}
