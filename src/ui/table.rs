//! Rows in aligned columns, without lines: readable without UTF-8, and by `awk`.

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement};

use super::BOLD;
use super::page::{harmless, styled};

/// A table with one line of headings.
#[derive(Debug)]
pub struct Table(comfy_table::Table);

impl Table {
    pub fn new<const N: usize>(headings: [&str; N]) -> Self {
        Self::of(headings)
    }

    /// With as many columns as there happen to be.
    pub fn of<'a>(headings: impl IntoIterator<Item = &'a str>) -> Self {
        let mut table = comfy_table::Table::new();
        let headings: Vec<String> = headings.into_iter().map(str::to_uppercase).collect();
        table.load_style(NOTHING).set_header(headings);
        Self(table)
    }

    pub fn row<const N: usize>(&mut self, cells: [&str; N]) {
        self.row_of(cells);
    }

    pub fn row_of<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) {
        let cells: Vec<_> = cells.into_iter().map(harmless).collect();
        self.0.add_row(cells);
    }

    /// Sets columns with numbers right, so that their digits stand below each other.
    pub fn numeric(&mut self, columns: impl IntoIterator<Item = usize>) {
        for index in columns {
            if let Some(column) = self.0.column_mut(index) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
    }

    /// Keeps columns on one line each, such as ids, which are copied: others wrap instead.
    pub fn unbroken<const N: usize>(&mut self, columns: [usize; N]) {
        for index in columns {
            if let Some(column) = self.0.column_mut(index) {
                column.set_constraint(ColumnConstraint::ContentWidth);
            }
        }
    }

    /// Fits the table into a terminal of this width; elsewhere each row is one line.
    pub(super) fn into_text(mut self, width: Option<u16>) -> String {
        match width {
            Some(width) => self
                .0
                .set_content_arrangement(ContentArrangement::Dynamic)
                .set_width(width),
            None => self.0.set_content_arrangement(ContentArrangement::Disabled),
        };
        for column in self.0.column_iter_mut() {
            column.set_padding((0, 2));
        }
        let mut text = String::new();
        for (index, line) in self.0.lines().enumerate() {
            let line = line.trim_end();
            text.push_str(&if index == 0 {
                styled(BOLD, line)
            } else {
                line.to_owned()
            });
            text.push('\n');
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(width: Option<u16>) -> String {
        let mut table = Table::new(["name", "about"]);
        table.row(["a", "some words that are rather long for a small terminal"]);
        anstream::adapter::strip_str(&table.into_text(width)).to_string()
    }

    #[test]
    fn without_a_terminal_each_row_is_one_line() {
        assert_eq!(
            text(None),
            "NAME  ABOUT\na     some words that are rather long for a small terminal\n"
        );
    }

    #[test]
    fn numbers_stand_right_below_each_other() {
        let mut table = Table::new(["what", "usd"]);
        table.numeric([1]);
        table.row(["a", "9.50"]);
        table.row(["b", "116.27"]);
        let text = anstream::adapter::strip_str(&table.into_text(None)).to_string();
        assert_eq!(text, "WHAT     USD\na       9.50\nb     116.27\n");
    }

    #[test]
    fn a_table_fits_into_a_narrow_terminal() {
        let text = text(Some(30));
        assert!(text.lines().all(|line| line.chars().count() <= 30), "{text}");
        assert!(text.lines().count() > 2, "{text}");
    }
}
