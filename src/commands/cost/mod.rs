//! `logline cost`

#[cfg(feature = "aws")]
mod comparison;
#[cfg(feature = "aws")]
mod estimate;

use serde::Serialize;

use crate::cli::{Failure, Invocation};
#[cfg(not(feature = "aws"))]
use crate::config::Settings;
use crate::ui::{Page, Render};

/// Estimate what an environment costs in a month, and what would lower it
///
/// The estimate is made of the configuration and dated list prices, without asking anybody. It is that of a month
/// without traffic.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  logline cost --env dev\n  logline cost --compare")]
pub struct Args {
    /// Show all environments beside each other
    #[arg(long)]
    compare: bool,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Cost {
    Local(OnThisMachine),
    #[cfg(feature = "aws")]
    Estimate(Box<estimate::Estimate>),
    #[cfg(feature = "aws")]
    Comparison(comparison::Comparison),
}

/// A local environment costs nothing.
#[derive(Debug, Serialize)]
pub(super) struct OnThisMachine {
    environment: String,
    total_usd: u32,
}

pub(super) fn run(args: &Args, invocation: &Invocation) -> Result<Cost, Failure> {
    if args.compare {
        return compare(invocation);
    }
    let settings = invocation.settings()?;
    if settings.environment.like.is_local() {
        return Ok(Cost::Local(OnThisMachine {
            environment: settings.environment.name,
            total_usd: 0,
        }));
    }
    estimate(&settings)
}

#[cfg(feature = "aws")]
fn estimate(settings: &crate::config::Settings) -> Result<Cost, Failure> {
    Ok(Cost::Estimate(Box::new(estimate::Estimate::of(settings)?)))
}

#[cfg(feature = "aws")]
fn compare(invocation: &Invocation) -> Result<Cost, Failure> {
    comparison::Comparison::of(invocation).map(Cost::Comparison)
}

#[cfg(not(feature = "aws"))]
fn estimate(settings: &Settings) -> Result<Cost, Failure> {
    Err(no_aws(&settings.environment.name))
}

#[cfg(not(feature = "aws"))]
fn compare(_: &Invocation) -> Result<Cost, Failure> {
    Err(no_aws("on AWS"))
}

#[cfg(not(feature = "aws"))]
fn no_aws(environment: &str) -> Failure {
    Failure::usage(format!("can't tell what the environment {environment} costs"))
        .because("this build of logline has no AWS support")
        .hint("logline env list")
}

impl Render for Cost {
    fn render(&self, page: &mut Page) {
        match self {
            Self::Local(local) => page.line(format_args!(
                "environment {} is on this machine and costs nothing",
                local.environment
            )),
            #[cfg(feature = "aws")]
            Self::Estimate(estimate) => estimate.render(page),
            #[cfg(feature = "aws")]
            Self::Comparison(comparison) => comparison.render(page),
        }
    }
}
