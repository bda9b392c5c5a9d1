//! The lines that `spans append` reads: JSON, or columns separated by tabs.

use std::collections::HashMap;

use ledger::columns::Kind;
use ledger::{Draft, Span};
use serde_json::{Map, Value};

use crate::cli::Failure;

/// Turns lines into spans as the API takes them.
#[derive(Debug)]
pub struct Input {
    /// The columns of a line of text; none: a line is a JSON object.
    columns: Vec<String>,
    /// Members that every span gets which has none of that name.
    set: Vec<(String, Value)>,
    /// Whether a span without idempotency key gets one made from its text.
    makes_keys: bool,
    /// How often each text has been seen: the second of two equal lines is another span.
    seen: HashMap<[u8; 16], u32>,
}

impl Input {
    pub fn new(columns: &[String], set: &[String], makes_keys: bool) -> Result<Self, Failure> {
        for column in columns {
            known(column)?;
        }
        let set = set.iter().map(|pair| {
            let (name, text) = pair.split_once('=').ok_or_else(|| {
                Failure::usage(format!("--set {pair} has no =")).hint("logline spans append --set entity_type=note")
            })?;
            known(name)?;
            Ok((
                name.to_owned(),
                value(name, text).map_err(|reason| Failure::usage(format!("--set {pair} {reason}")))?,
            ))
        });
        Ok(Self {
            columns: columns.to_vec(),
            set: set.collect::<Result<_, Failure>>()?,
            makes_keys,
            seen: HashMap::new(),
        })
    }

    /// The span of a line as one line of JSON, checked as the API checks it. The error ends the
    /// sentence that begins with the line's number.
    pub fn span(&mut self, line: &str) -> Result<String, String> {
        let mut span = if self.columns.is_empty() {
            Self::object(line)?
        } else {
            self.text(line)?
        };
        for (name, value) in &self.set {
            span.entry(name).or_insert_with(|| value.clone());
        }
        if self.makes_keys && !span.contains_key("idempotency_key") {
            span.insert("idempotency_key".to_owned(), self.key(line).into());
        }
        let text = Value::Object(span).to_string();
        Draft::parse(&text).map_err(|problem| problem.detail)?;
        Ok(text)
    }

    fn object(line: &str) -> Result<Map<String, Value>, String> {
        match ledger::json::parse(line).map_err(|error| error.to_string())? {
            Value::Object(span) => Ok(span),
            _ => Err("must be a JSON object".to_owned()),
        }
    }

    /// The last column takes the rest of the line, tabs included.
    fn text(&self, line: &str) -> Result<Map<String, Value>, String> {
        let mut span = Map::new();
        let fields: Vec<&str> = line.splitn(self.columns.len(), '\t').collect();
        if fields.len() < self.columns.len() {
            return Err(format!(
                "has {} columns instead of {}",
                fields.len(),
                self.columns.len()
            ));
        }
        for (name, field) in self.columns.iter().zip(fields) {
            if !field.is_empty() {
                span.insert(name.clone(), value(name, field)?);
            }
        }
        Ok(span)
    }

    /// The same input gives the same keys, so that running it again appends nothing twice.
    fn key(&mut self, line: &str) -> String {
        let digest = blake3::hash(line.as_bytes());
        let mut short = [0; 16];
        short.copy_from_slice(&digest.as_bytes()[..16]);
        let count = self.seen.entry(short).or_insert(0);
        *count += 1;
        format!("line-{}-{count}", hex::encode(short))
    }
}

fn known(column: &str) -> Result<(), Failure> {
    if Span::column(column).is_some() {
        return Ok(());
    }
    Err(Failure::usage(format!("a span has no column {column}")).hint("logline spans append --help"))
}

/// Text as the JSON of its column: numbers and JSON where the column holds them, text elsewhere.
fn value(column: &str, text: &str) -> Result<Value, String> {
    let kind = Span::column(column).map_or(Kind::Text, |column| column.kind);
    match kind {
        Kind::Text | Kind::Uuid | Kind::Timestamp | Kind::BigInt => Ok(text.into()),
        _ => ledger::json::parse(text).map_err(|error| format!("`{column}` {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(columns: &[&str], set: &[&str]) -> Input {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        Input::new(&owned(columns), &owned(set), true).unwrap()
    }

    #[test]
    fn columns_of_text_become_members_and_the_last_takes_the_rest() {
        let mut input = input(&["who", "priority", "this"], &["entity_type=commit"]);
        let span: Value = serde_json::from_str(&input.span("ana\t3\ta \"b\"\tc\\").unwrap()).unwrap();
        assert_eq!(span["this"], "a \"b\"\tc\\");
        assert_eq!(span["priority"], 3);
        assert_eq!(span["entity_type"], "commit");
        assert_eq!(input.span("ana").unwrap_err(), "has 1 columns instead of 3");
    }

    #[test]
    fn equal_lines_are_different_spans_and_the_same_input_gives_the_same_keys() {
        let line = r#"{"entity_type":"note","who":"ana","this":"x"}"#;
        let keys = |input: &mut Input| -> Vec<String> { (0..2).map(|_| input.span(line).unwrap()).collect() };
        let first = keys(&mut input(&[], &[]));
        assert_ne!(first[0], first[1]);
        assert_eq!(first, keys(&mut input(&[], &[])));
    }

    #[test]
    fn bad_lines_are_told_with_their_reason() {
        let mut input = input(&[], &[]);
        assert!(input.span("{").unwrap_err().starts_with("is not JSON"));
        assert!(input.span("[]").unwrap_err().contains("object"));
        assert!(
            input
                .span(r#"{"entity_type":"note","who":"ana"}"#)
                .unwrap_err()
                .contains("`this`")
        );
        assert!(
            input
                .span(r#"{"entity_type":"note","who":"ana","this":"x","content":9007199254740993}"#)
                .unwrap_err()
                .contains("9007199254740993")
        );
    }
}
