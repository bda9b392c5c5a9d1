//! `logline spans show`

use serde::Serialize;
use serde_json::Value;

use crate::api::{ApiClient, Caller};
use crate::cli::{Failure, block_on};
use crate::local::LocalContext;
use crate::ui::{Page, Render};

/// Show a span with all its columns
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  logline spans show 0197a1c2-0000-7000-8000-000000000000 --history")]
pub struct Args {
    /// Id of the span
    id: String,

    /// This version instead of the latest
    #[arg(long, conflicts_with = "history")]
    seq: Option<u32>,

    /// All versions, oldest first
    #[arg(long)]
    history: bool,

    #[command(flatten)]
    caller: Caller,
}

#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(super) struct Shown(Value);

pub(super) fn run(args: &Args, context: &LocalContext) -> Result<Shown, Failure> {
    if args.id.len() != 36 || uuid::Uuid::try_parse(&args.id).is_err() {
        return Err(Failure::usage(format!("{} is no UUID", args.id)).hint("logline spans list"));
    }
    let client = ApiClient::new(context, &args.caller)?;
    let id = &args.id;
    let answer = block_on(async {
        if args.history {
            history(&client, id).await
        } else {
            let seq: Vec<(&str, String)> = args.seq.iter().map(|seq| ("seq", seq.to_string())).collect();
            client.get(&format!("/spans/{id}"), &seq).await
        }
    });
    answer.map(Shown)
}

/// Every page of the history, as one list.
async fn history(client: &ApiClient<'_>, id: &str) -> Result<Value, Failure> {
    let mut versions: Vec<Value> = Vec::new();
    loop {
        let after = versions.last().map(|version| ("after", version["seq"].to_string()));
        let after: Vec<(&str, String)> = after.into_iter().collect();
        let mut page = client.get(&format!("/spans/{id}/history"), &after).await?;
        if let Some(more) = page["versions"].as_array_mut() {
            versions.append(more);
        }
        if page["has_more"] != true {
            return Ok(Value::Array(versions));
        }
    }
}

impl Render for Shown {
    fn render(&self, page: &mut Page) {
        // JSON is the form in which a span is hashed; for people, with line ends.
        let text = serde_json::to_string_pretty(&self.0).unwrap_or_default();
        for line in text.lines() {
            page.line(line);
        }
    }
}
