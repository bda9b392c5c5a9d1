//! Conditions on spans, as lists and followers take them.

use jiff::Timestamp;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use super::Param;

/// Which spans are shown. All conditions must hold.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub entity_type: Option<String>,
    pub status: Option<String>,
    pub owner_id: Option<String>,
    pub visibility: Option<String>,
    pub trace_id: Option<String>,
    pub parent_id: Option<Uuid>,
    /// From this time on.
    pub since: Option<Timestamp>,
    /// Before this time.
    pub until: Option<Timestamp>,
}

/// A statement that is being put together, with its parameters.
pub(super) struct Query<'a> {
    pub(super) sql: String,
    pub(super) conditions: Vec<String>,
    params: Vec<Box<dyn ToSql + Sync + Send + 'a>>,
}

impl<'a> Query<'a> {
    /// With the conditions of a filter.
    pub(super) fn new(filter: &'a Filter) -> Self {
        let mut query = Self {
            sql: String::new(),
            conditions: Vec::new(),
            params: Vec::new(),
        };
        for (column, value) in [
            ("entity_type", &filter.entity_type),
            ("status", &filter.status),
            ("owner_id", &filter.owner_id),
            ("visibility", &filter.visibility),
            ("trace_id", &filter.trace_id),
        ] {
            query.add(&format!("{column} ="), value.as_deref());
        }
        query.add("parent_id =", filter.parent_id);
        query.add("at >=", filter.since);
        query.add("at <", filter.until);
        query
    }

    fn add(&mut self, comparison: &str, value: Option<impl ToSql + Sync + Send + 'a>) {
        if let Some(value) = value {
            let value = self.param(value);
            self.conditions.push(format!("{comparison} {value}"));
        }
    }

    /// Adds a parameter and gives its name.
    pub(super) fn param(&mut self, value: impl ToSql + Sync + Send + 'a) -> String {
        self.params.push(Box::new(value));
        format!("${}", self.params.len())
    }

    /// All conditions, with one more before them.
    pub(super) fn with(&self, first: &str) -> String {
        let all: Vec<&str> = std::iter::once(first)
            .chain(self.conditions.iter().map(String::as_str))
            .collect();
        all.join(" AND ")
    }

    pub(super) fn params(&self) -> Vec<Param<'_>> {
        self.params.iter().map(|param| &**param as Param<'_>).collect()
    }
}
