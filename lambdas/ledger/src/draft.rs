//! What a client sends: a span that is not yet one.

use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use crate::Problem;
use crate::columns::{Column, Limit, Writer};
use crate::context::Context;
use crate::json;
use crate::reserved::{Reservation, reservation};
use crate::span::Span;

/// A span as far as a client may say what it is. The server adds id, version, owner, tenant and
/// hashes.
#[derive(Debug, Clone)]
pub struct Draft {
    span: Span,
    /// The span that this is a new version of.
    pub id: Option<Uuid>,
    at_given: bool,
    visibility_given: bool,
}

impl Draft {
    /// From a JSON object. Every problem names the member that is at fault.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let mut draft = Self {
            span: Span {
                visibility: "private".to_owned(),
                sensitivity: "internal".to_owned(),
                metadata: Value::Object(serde_json::Map::new()),
                ..Span::default()
            },
            id: None,
            at_given: false,
            visibility_given: false,
        };
        let members = json::members(text).map_err(|error| Problem::bad_request(format!("The body {error}.")))?;
        for (name, raw) in members {
            let column = Span::column(&name).ok_or_else(|| Problem::field(&name, "is no column of a span"))?;
            if column.writer == Writer::Server {
                return Err(Problem::field(name, "is given by the server"));
            }
            let value = json::parse(raw.get()).map_err(|error| Problem::field(&name, error))?;
            draft
                .set(column, value)
                .map_err(|reason| Problem::field(&name, reason))?;
        }
        for (name, text) in [
            ("entity_type", &draft.span.entity_type),
            ("who", &draft.span.who),
            ("this", &draft.span.this),
        ] {
            if text.is_empty() {
                return Err(Problem::field(name, "is required"));
            }
        }
        Ok(draft)
    }

    fn set(&mut self, column: &'static Column, value: Value) -> Result<(), String> {
        // A null is a column that is not given; a required one takes its default.
        if value.is_null() {
            return if column.required {
                Err("must not be null".to_owned())
            } else {
                Ok(())
            };
        }
        check(column.limit, &value)?;
        match column.name {
            "at" => self.at_given = true,
            "visibility" => self.visibility_given = true,
            _ => {}
        }
        self.span.set(column.name, value).map_err(|error| error.to_string())?;
        if column.name == "id" {
            self.id = Some(self.span.id);
        }
        Ok(())
    }

    /// Takes the key of the `Idempotency-Key` header.
    pub fn with_idempotency_key(mut self, key: &str) -> Result<Self, Problem> {
        let column = Span::column("idempotency_key").map_or(Limit::None, |column| column.limit);
        check(column, &Value::from(key)).map_err(|reason| Problem::field("Idempotency-Key", reason))?;
        if self.span.idempotency_key.as_deref().is_some_and(|named| named != key) {
            return Err(Problem::field(
                "idempotency_key",
                "differs from the header Idempotency-Key",
            ));
        }
        self.span.idempotency_key = Some(key.to_owned());
        Ok(self)
    }

    /// Whether a client with these scopes may write it.
    pub fn permitted(&self, has_scope: impl Fn(&str) -> bool) -> Result<(), Problem> {
        let entity_type = &self.span.entity_type;
        let refusal = match reservation(entity_type) {
            Reservation::Free => return Ok(()),
            Reservation::Scope(scope) if has_scope(scope) => return Ok(()),
            Reservation::Scope(scope) => {
                format!("Spans of type `{entity_type}` need a token with the scope `{scope}`.")
            }
            Reservation::System => format!("Spans of type `{entity_type}` are written by the platform only."),
        };
        Err(Problem::forbidden(refusal).at_field("entity_type"))
    }

    pub fn idempotency_key(&self) -> Option<&str> {
        self.span.idempotency_key.as_deref()
    }

    /// The first version of a new span.
    pub(crate) fn into_first(mut self, cx: &Context, id: Uuid, now: Timestamp) -> Span {
        if !self.at_given {
            self.span.at = now;
        }
        self.span.id = id;
        self.owned_by(cx)
    }

    /// The version that follows `latest`, whose owner, tenant and visibility it keeps.
    pub(crate) fn into_next(mut self, cx: &Context, latest: &Span, now: Timestamp) -> Result<Span, Problem> {
        if self.visibility_given && self.span.visibility != latest.visibility {
            let fixed = format!("is fixed by the first version: it stays `{}`", latest.visibility);
            return Err(Problem::field("visibility", fixed));
        }
        if !self.at_given {
            self.span.at = now;
        }
        self.span.visibility.clone_from(&latest.visibility);
        self.span.id = latest.id;
        self.span.seq = latest
            .seq
            .checked_add(1)
            .ok_or_else(|| Problem::conflict("The span has no further versions."))?;
        Ok(self.owned_by(cx))
    }

    /// Whether `stored`, which has the same idempotency key, is what this draft asks for.
    pub(crate) fn is_repeated_by(&self, cx: &Context, stored: &Span) -> bool {
        let same_target = self.id.is_none_or(|id| id == stored.id) && (self.id.is_some() || stored.seq == 0);
        let mut again = self.clone();
        again.span.id = stored.id;
        again.span.seq = stored.seq;
        if !self.at_given {
            again.span.at = stored.at;
        }
        if !self.visibility_given {
            again.span.visibility.clone_from(&stored.visibility);
        }
        let mut again = again.owned_by(cx);
        again.canon_version = stored.canon_version;
        same_target && crate::hash::payload_hash(&again).to_hex().as_str() == stored.payload_hash
    }

    fn owned_by(self, cx: &Context) -> Span {
        let mut span = self.span;
        span.owner_id = Some(cx.user.as_str().to_owned());
        span.tenant_id = Some(cx.tenant.as_str().to_owned());
        span.code_hash = span
            .code
            .as_ref()
            .map(|code| blake3::hash(code.as_bytes()).to_hex().to_string());
        span
    }
}

/// Whether a value keeps to the limit of its column. Its type is checked elsewhere.
fn check(limit: Limit, value: &Value) -> Result<(), String> {
    let text = value.as_str();
    match limit {
        Limit::None => Ok(()),
        Limit::Length(max) => match text.map(|text| text.chars().count()) {
            Some(0) => Err("must not be empty".to_owned()),
            Some(length) if length > max => Err(format!("has {length} characters; at most {max} are allowed")),
            _ => Ok(()),
        },
        Limit::OneOf(words) => match text {
            Some(text) if !words.contains(&text) => Err(format!("must be one of {}", words.join(", "))),
            _ => Ok(()),
        },
        Limit::Alphabet(alphabet, max) => match text {
            Some(text) if !(1..=max).contains(&text.len()) || !text.chars().all(|c| alphabet.contains(c)) => {
                Err(format!("must be 1 to {max} characters of {}", alphabet.class()))
            }
            _ => Ok(()),
        },
        Limit::Range(from, to) => match value.as_f64() {
            Some(n) if !(f64::from(from)..=f64::from(to)).contains(&n) => Err(format!("must be from {from} to {to}")),
            _ => Ok(()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> Option<String> {
        Draft::parse(text).unwrap_err().field
    }

    #[test]
    fn every_refusal_names_the_member() {
        assert_eq!(
            refused(r#"{"entity_type":"note","who":"ana"}"#).as_deref(),
            Some("this")
        );
        assert_eq!(refused(r#"{"colour":1}"#).as_deref(), Some("colour"));
        assert_eq!(refused(r#"{"owner_id":"bob"}"#).as_deref(), Some("owner_id"));
        assert_eq!(
            refused(r#"{"entity_type":"Not A Type"}"#).as_deref(),
            Some("entity_type")
        );
        assert_eq!(
            refused(r#"{"content":{"n":9007199254740993}}"#).as_deref(),
            Some("content")
        );
        assert_eq!(refused(r#"{"confidence":1.5}"#).as_deref(), Some("confidence"));
        assert_eq!(refused(r#"{"visibility":"all"}"#).as_deref(), Some("visibility"));
        assert_eq!(refused(r#"{"who":null}"#).as_deref(), Some("who"));
        assert_eq!(refused(r#"{"metadata":[]}"#).as_deref(), Some("metadata"));
        assert_eq!(refused("[]"), None);
    }

    #[test]
    fn a_repetition_is_recognised_whatever_the_server_added() {
        let cx = Context::user(crate::Tenant::new("acme").unwrap(), crate::User::new("ana").unwrap());
        let draft =
            |this: &str| Draft::parse(&format!(r#"{{"entity_type":"note","who":"ana","this":"{this}"}}"#)).unwrap();
        let mut stored = draft("x").into_first(&cx, Uuid::from_u128(1), Timestamp::UNIX_EPOCH);
        crate::hash::seal(&mut stored, crate::hash::NO_HASH);
        assert!(draft("x").is_repeated_by(&cx, &stored));
        assert!(!draft("y").is_repeated_by(&cx, &stored));
    }
}
