//! `logline env show`

use std::path::PathBuf;

use serde::Serialize;

use crate::config::{Environment, Origin, Setting, Settings, Value};
use crate::ui::{Page, Render, Table};

/// Show every configured value of an environment, with where it came from
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  logline env show --env local")]
pub struct Args {}

#[derive(Debug, Serialize)]
pub(super) struct Configuration {
    environment: Environment,
    /// The logline.toml that was read.
    file: Option<PathBuf>,
    settings: Vec<Shown>,
}

#[derive(Debug, Serialize)]
struct Shown {
    key: &'static str,
    value: Option<Value>,
    origin: Origin,
    variable: String,
}

pub(super) fn run(_args: &Args, settings: Settings) -> Configuration {
    let Settings {
        environment,
        file,
        values,
        ..
    } = settings;
    Configuration {
        environment,
        file,
        settings: values.into_iter().map(Shown::from).collect(),
    }
}

impl From<Setting> for Shown {
    fn from(Setting { key, value, origin }: Setting) -> Self {
        Self {
            key: key.name,
            value,
            origin,
            variable: key.variable(),
        }
    }
}

impl Render for Configuration {
    fn render(&self, page: &mut Page) {
        page.heading(format!("environment {}", self.environment.name));
        let mut table = Table::new(["key", "value", "origin"]);
        for shown in &self.settings {
            let value = shown.value.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string);
            table.row([shown.key, &value, &shown.origin.to_string()]);
        }
        page.table(table);
    }
}
