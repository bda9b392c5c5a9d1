//! What is true of each of the 70 columns: its type, who may write it, what it may hold.
//!
//! The table itself stands in [`crate::span`], next to the struct that it makes.

use serde_json::{Value, json};

/// One column of `ledger.universal_registry`.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    pub name: &'static str,
    pub group: Group,
    pub kind: Kind,
    /// NOT NULL in the table.
    pub required: bool,
    pub writer: Writer,
    pub limit: Limit,
    pub about: &'static str,
}

/// The groups in which the columns are listed and documented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    Core,
    Protocol,
    Relationships,
    Access,
    Lifecycle,
    Code,
    Metrics,
    Cryptography,
    Cost,
    Provenance,
    Extensibility,
}

/// The PostgreSQL type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Uuid,
    SmallInt,
    Int,
    BigInt,
    Real,
    Bool,
    Timestamp,
    Json,
    Texts,
    Uuids,
}

/// Who gives a column its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writer {
    /// The body of a request may name it.
    Client,
    /// Only the server; a request that names it is refused.
    Server,
}

/// What a client may put into a column, beyond its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    None,
    /// Text of 1 to N characters.
    Length(usize),
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// 1 to N characters of the alphabet that is named: see [`Alphabet`].
    Alphabet(Alphabet, usize),
    /// A number from A to B.
    Range(i32, i32),
}

/// The alphabets of identifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alphabet {
    /// `a-z 0-9 _ -`
    EntityType,
    /// Printable ASCII without space.
    Visible,
}

impl Alphabet {
    pub fn contains(self, c: char) -> bool {
        match self {
            Self::EntityType => matches!(c, 'a'..='z' | '0'..='9' | '_' | '-'),
            Self::Visible => c.is_ascii_graphic(),
        }
    }

    /// The same as the character class of a regular expression.
    pub fn class(self) -> &'static str {
        match self {
            Self::EntityType => "[a-z0-9_-]",
            Self::Visible => "[!-~]",
        }
    }
}

impl Column {
    /// Its JSON schema, as OpenAPI 3.1 takes it.
    pub fn schema(&self) -> Value {
        let mut schema = match self.kind {
            Kind::Text => json!({"type": "string"}),
            Kind::Uuid => json!({"type": "string", "format": "uuid"}),
            Kind::SmallInt => json!({"type": "integer", "minimum": i16::MIN, "maximum": i16::MAX}),
            Kind::Int => json!({"type": "integer", "minimum": i32::MIN, "maximum": i32::MAX}),
            // As text, because a JSON number above 2^53 does not survive most parsers.
            Kind::BigInt => json!({"type": "string", "pattern": "^[0-9]{1,18}$"}),
            Kind::Real => json!({"type": "number"}),
            Kind::Bool => json!({"type": "boolean"}),
            Kind::Timestamp => json!({"type": "string", "format": "date-time"}),
            Kind::Json if self.required => json!({"type": "object"}),
            Kind::Json => json!({}),
            Kind::Texts => json!({"type": "array", "items": {"type": "string"}}),
            Kind::Uuids => json!({"type": "array", "items": {"type": "string", "format": "uuid"}}),
        };
        match self.limit {
            Limit::None => {}
            Limit::Length(max) => {
                schema["minLength"] = json!(1);
                schema["maxLength"] = json!(max);
            }
            Limit::OneOf(words) => schema["enum"] = json!(words),
            Limit::Alphabet(alphabet, max) => schema["pattern"] = json!(format!("^{}{{1,{max}}}$", alphabet.class())),
            Limit::Range(from, to) => {
                schema["minimum"] = json!(from);
                schema["maximum"] = json!(to);
            }
        }
        schema["description"] = json!(self.about);
        schema
    }
}
