//! The parameters of a query string. One that is unknown or doubled is refused: a filter with a
//! typo would otherwise show everything.

use std::collections::BTreeMap;
use std::str::FromStr;

use http::Uri;
use ledger::Problem;
use ledger::columns::Limit;
use ledger::span::{Span, parse_time};

/// The parameters by name.
#[derive(Debug)]
pub struct Query {
    values: BTreeMap<String, String>,
}

/// Refuses every parameter.
pub fn none(uri: &Uri) -> Result<(), Problem> {
    Query::of(uri, &[]).map(drop)
}

impl Query {
    pub fn of(uri: &Uri, known: &[&str]) -> Result<Self, Problem> {
        let mut values = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
            if !known.contains(&&*name) {
                let known = if known.is_empty() {
                    "none".to_owned()
                } else {
                    known.join(", ")
                };
                return Err(Problem::field(
                    name,
                    format!("is not a parameter of this operation; it has {known}"),
                ));
            }
            if values.insert(name.to_string(), value.into_owned()).is_some() {
                return Err(Problem::field(name, "stands twice"));
            }
        }
        Ok(Self { values })
    }

    pub fn text(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// A value that the column of this name could have.
    pub fn column(&self, name: &str) -> Result<Option<String>, Problem> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let limit = Span::column(name).map_or(Limit::None, |column| column.limit);
        let fits = match limit {
            Limit::OneOf(words) => words.contains(&text),
            Limit::Alphabet(alphabet, max) => {
                (1..=max).contains(&text.len()) && text.chars().all(|c| alphabet.contains(c))
            }
            Limit::Length(max) => (1..=max).contains(&text.chars().count()),
            Limit::None | Limit::Range(..) => true,
        };
        if fits && !text.contains('\0') {
            Ok(Some(text.to_owned()))
        } else {
            Err(Problem::field(name, "cannot have this value"))
        }
    }

    pub fn parsed<T: FromStr>(&self, name: &str, what: &str) -> Result<Option<T>, Problem> {
        self.text(name)
            .map(|text| {
                text.parse()
                    .map_err(|_| Problem::field(name, format!("must be {what}")))
            })
            .transpose()
    }

    pub fn time(&self, name: &str) -> Result<Option<jiff::Timestamp>, Problem> {
        let parse =
            |text| parse_time(text).ok_or_else(|| Problem::field(name, "must be a time like 2026-11-23T12:00:00Z"));
        self.text(name).map(parse).transpose()
    }

    /// A number from `from` to `to`.
    pub fn number(&self, name: &str, from: u32, to: u32) -> Result<Option<u32>, Problem> {
        let what = format!("must be a whole number from {from} to {to}");
        let Some(text) = self.text(name) else { return Ok(None) };
        let number = text
            .bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| text.parse().ok())
            .flatten();
        number
            .filter(|n| (from..=to).contains(n))
            .map(Some)
            .ok_or_else(|| Problem::field(name, what))
    }
}
