//! How a line of a log looks.

use anstyle::Style;

use super::{CYAN, DIM, Event, GREEN, Page, RED, Render, YELLOW};
use crate::logs::{Level, Line};

/// As wide as the widest name of a part.
const PART: usize = 12;

impl Render for Line {
    fn render(&self, page: &mut Page) {
        let time = format!("{:.3}", self.time);
        let style = match self.level {
            Level::Error => RED,
            Level::Warn => YELLOW,
            Level::Info => GREEN,
            Level::Debug | Level::Trace => DIM,
        };
        let text = self.text();
        let fields = text.strip_prefix(self.message.as_str()).unwrap_or_default();
        page.pieces(&[
            (DIM, &time),
            (CYAN, &format!(" {:<PART$}", self.part)),
            (style, &format!(" {:<5}", self.level.name().to_ascii_uppercase())),
            (Style::new(), &format!(" {}", self.message)),
            (DIM, fields),
        ]);
    }
}

impl Event for Line {
    fn line(&self) -> String {
        let mut page = Page::new(None);
        self.render(&mut page);
        page.into_text().trim_end().to_owned()
    }
}
