//! One fact that must hold of the database.

/// A rule is data: a query over the catalogue that gives a row for each violation.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    pub name: &'static str,
    /// What goes wrong when it does not hold.
    pub why: &'static str,
    pub remedy: &'static str,
    /// Gives `(object text, detail text)`. It may use every table of `catalogue.sql` and `expected.sql`.
    pub query: &'static str,
}

impl Rule {
    pub(super) fn sql(&self) -> String {
        let (catalogue, expected) = (include_str!("catalogue.sql"), include_str!("expected.sql"));
        format!(
            "WITH {catalogue}{expected}\nSELECT object::text, detail::text FROM ({}) AS found(object, detail) ORDER BY 1, 2",
            self.query
        )
    }
}
