//! The bill of one environment, and what would lower it.

use serde::Serialize;

use crate::cli::Failure;
use crate::config::{RemoteConfig, Settings};
use crate::platform::cost::{Bill, PRICES, Saving, savings};
use crate::ui::{Page, Render, Table};

#[derive(Debug, Serialize)]
pub(in crate::commands) struct Estimate {
    #[serde(flatten)]
    bill: Bill,
    savings: Vec<Saving>,
    prices: Source,
}

/// Where the prices are from.
#[derive(Debug, Serialize)]
pub(super) struct Source {
    region: &'static str,
    gathered: &'static str,
    note: &'static str,
}

impl Source {
    pub(super) fn new() -> Self {
        Self {
            region: &PRICES.region,
            gathered: &PRICES.gathered,
            note: &PRICES.note,
        }
    }

    /// `region` is where the platform is.
    pub(super) fn render(&self, page: &mut Page, region: Option<&str>) {
        page.line(format_args!("Prices of {}, {}.", self.gathered, self.region));
        for sentence in self.note.split_inclusive(". ") {
            page.line(sentence.trim_end());
        }
        if let Some(region) = region.filter(|region| *region != self.region) {
            page.line(format_args!("In {region} they are other ones."));
        }
    }
}

impl Estimate {
    pub(super) fn of(settings: &Settings) -> Result<Self, Failure> {
        let config = RemoteConfig::of(settings)?;
        Ok(Self {
            bill: Bill::of(&config),
            savings: savings(&config),
            prices: Source::new(),
        })
    }

    fn render_bill(&self, page: &mut Page) {
        let mut table = Table::new(["layer", "what", "count", "each, USD", "a month, USD"]);
        table.numeric([2, 4]);
        for line in &self.bill.lines {
            let unknown = "no price known";
            let monthly = line.monthly_usd.map_or(unknown.to_owned(), |usd| usd.to_string());
            let each = line.each.as_deref().unwrap_or("-");
            table.row([line.layer.as_str(), &line.what, &line.count.to_string(), each, &monthly]);
        }
        table.row(["total", "", "", "", &self.bill.total_usd.to_string()]);
        page.table(table);
    }

    fn render_savings(&self, page: &mut Page) {
        page.heading("Lower, each by itself");
        let mut table = Table::new(["change", "a month, USD", "but"]);
        table.numeric([1]);
        for saving in &self.savings {
            table.row([saving.change.as_str(), &format!("-{}", saving.monthly_usd), saving.but]);
        }
        page.table(table);
    }
}

impl Render for Estimate {
    fn render(&self, page: &mut Page) {
        page.heading(format_args!(
            "environment {}, {}",
            self.bill.environment, self.bill.region
        ));
        self.render_bill(page);
        for class in &self.bill.no_price_known_for {
            page.line(format_args!(
                "No price is known for {class}: it comes on top of the total."
            ));
        }
        if !self.savings.is_empty() {
            page.line("");
            self.render_savings(page);
        }
        page.line("");
        self.prices.render(page, Some(&self.bill.region));
    }
}
