//! A few lines at the bottom of the terminal that are drawn again and again, such as a tree of what is running.

use std::io;

use anstream::{AutoStream, ColorChoice};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::Color;
use super::page::harmless;

/// Columns and lines where the terminal doesn't tell.
const USUAL: (u16, u16) = (80, 24);

/// Cleared when it is dropped.
#[derive(Debug)]
pub struct LiveArea {
    bar: ProgressBar,
    has_color: bool,
}

impl LiveArea {
    pub(super) fn below(live: &MultiProgress, color: Color) -> Self {
        let style = ProgressStyle::with_template("{msg}").unwrap_or_else(|_| ProgressStyle::default_spinner());
        let has_color = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => AutoStream::choice(&io::stderr()) != ColorChoice::Never,
        };
        Self {
            bar: live.add(ProgressBar::new_spinner().with_style(style)),
            has_color,
        }
    }

    /// Columns and lines of the terminal.
    pub fn size() -> (u16, u16) {
        terminal_size::terminal_size_of(io::stderr()).map_or(USUAL, |(width, height)| (width.0, height.0))
    }

    /// `text` may have colours of this program, and nothing else that moves a cursor.
    pub fn draw(&self, text: &str) {
        self.bar.set_message(if self.has_color {
            text.to_owned()
        } else {
            harmless(&anstream::adapter::strip_str(text).to_string()).into_owned()
        });
        self.bar.tick();
    }
}

impl Drop for LiveArea {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
