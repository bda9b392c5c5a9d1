//! Answers without what is random by nature: ids, hashes, cursors and the server's clock become
//! the numbers of their first appearance in this world.

use std::collections::{HashMap, HashSet};

use serde_json::Value;
use uuid::Uuid;

#[derive(Default)]
pub(super) struct Names {
    known: HashMap<String, usize>,
    /// Ids of the question that name nothing of acme's: the same word for all, as they differ from
    /// one world to the other.
    nobodys: HashSet<String>,
}

impl Names {
    pub(super) fn normal_form(&mut self, value: &Value) -> Value {
        match value {
            Value::Array(items) => items.iter().map(|item| self.normal_form(item)).collect(),
            Value::Object(members) => {
                let member = |(name, value): (&String, &Value)| {
                    let value = match name.as_str() {
                        "recorded_at" | "next_cursor" if value.is_string() => self.name(&value.to_string()).into(),
                        // Of the request, new each time.
                        "trace_id" if members.contains_key("title") => Value::Null,
                        _ => self.normal_form(value),
                    };
                    (name.clone(), value)
                };
                Value::Object(members.iter().map(member).collect())
            }
            Value::String(text) => self.words(text).into(),
            other => other.clone(),
        }
    }

    /// Ids also stand inside sentences and paths.
    fn words(&mut self, text: &str) -> String {
        let boundary = |c: char| !(c.is_ascii_alphanumeric() || c == '-');
        let word = |word: &str| {
            let (body, end) = word.split_at(word.trim_end_matches(boundary).len());
            let random = is_id(body) || is_hash(body);
            if random {
                format!("{}{end}", self.name(body))
            } else {
                word.to_owned()
            }
        };
        text.split_inclusive(boundary).map(word).collect()
    }

    pub(super) fn is_nobodys(&mut self, id: &str) {
        self.nobodys.insert(id.to_owned());
    }

    fn name(&mut self, random: &str) -> String {
        if self.nobodys.contains(random) {
            return "#nobody".into();
        }
        let next = self.known.len();
        format!("#{}", self.known.entry(random.to_owned()).or_insert(next))
    }
}

fn is_id(text: &str) -> bool {
    text.len() == 36 && Uuid::try_parse(text).is_ok()
}

fn is_hash(text: &str) -> bool {
    // The hash before the first one is no chance.
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()) && text.bytes().any(|b| b != b'0')
}
