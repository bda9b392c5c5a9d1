//! All environments beside each other.

use serde::Serialize;

use super::estimate::Source;
use crate::cli::{Failure, Invocation};
use crate::config::{LAYERS, RemoteConfig};
use crate::platform::cost::{Bill, LayerSum, Usd};
use crate::ui::{Page, Render, Table};

#[derive(Debug, Serialize)]
pub(in crate::commands) struct Comparison {
    environments: Vec<Compared>,
    prices: Source,
}

#[derive(Debug, Serialize)]
struct Compared {
    environment: String,
    /// In the order of the layers; a local environment has none.
    layers: Vec<LayerSum>,
    total_usd: Usd,
    no_price_known_for: Vec<String>,
}

impl Comparison {
    pub(super) fn of(invocation: &Invocation) -> Result<Self, Failure> {
        let mut environments = Vec::new();
        for known in invocation.environments()? {
            let environment = known.environment;
            environments.push(if environment.like.is_local() {
                Compared {
                    environment: environment.name,
                    layers: Vec::new(),
                    total_usd: Usd::default(),
                    no_price_known_for: Vec::new(),
                }
            } else {
                let settings = invocation.settings_of(&environment.name)?;
                Compared::from(Bill::of(&RemoteConfig::of(&settings)?))
            });
        }
        Ok(Self {
            environments,
            prices: Source::new(),
        })
    }
}

impl From<Bill> for Compared {
    fn from(bill: Bill) -> Self {
        Self {
            environment: bill.environment,
            layers: bill.layers,
            total_usd: bill.total_usd,
            no_price_known_for: bill.no_price_known_for,
        }
    }
}

impl Render for Comparison {
    fn render(&self, page: &mut Page) {
        let names = self.environments.iter().map(|compared| compared.environment.as_str());
        let mut table = Table::of(["a month, USD"].into_iter().chain(names));
        table.numeric(1..=self.environments.len());
        for layer in &LAYERS {
            let sum = |compared: &Compared| {
                let found = compared.layers.iter().find(|sum| sum.layer == layer.name);
                found.map_or_else(|| "-".to_owned(), |sum| sum.monthly_usd.to_string())
            };
            let sums: Vec<String> = self.environments.iter().map(sum).collect();
            table.row_of([layer.name].into_iter().chain(sums.iter().map(String::as_str)));
        }
        let totals: Vec<String> = self
            .environments
            .iter()
            .map(|compared| compared.total_usd.to_string())
            .collect();
        table.row_of(["total"].into_iter().chain(totals.iter().map(String::as_str)));
        page.table(table);
        for compared in &self.environments {
            for class in &compared.no_price_known_for {
                let name = &compared.environment;
                page.line(format_args!(
                    "No price is known for {class}: it comes on top of the total of {name}."
                ));
            }
        }
        page.line("");
        self.prices.render(page, None);
    }
}
