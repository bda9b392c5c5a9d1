//! `logline spans list`

use serde::Serialize;
use serde_json::Value;

use crate::api::{ApiClient, Caller};
use crate::cli::{Failure, block_on};
use crate::local::LocalContext;
use crate::ui::{Page, Render, Table};

/// List spans, newest first
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  logline spans list --entity-type commit --limit 10")]
pub struct Args {
    /// Only spans of this type
    #[arg(long)]
    entity_type: Option<String>,

    /// Only spans with this status
    #[arg(long)]
    status: Option<String>,

    /// Only spans of this owner
    #[arg(long)]
    owner: Option<String>,

    /// Only spans with this visibility: private, tenant or public
    #[arg(long)]
    visibility: Option<String>,

    /// Only spans of this trace
    #[arg(long)]
    trace_id: Option<String>,

    /// Only parts of this span
    #[arg(long)]
    parent_id: Option<String>,

    /// Only spans from this time on
    #[arg(long, value_name = "TIME")]
    since: Option<String>,

    /// Only spans before this time
    #[arg(long, value_name = "TIME")]
    until: Option<String>,

    /// How many at the most, up to 100
    #[arg(long, default_value_t = 20)]
    limit: u32,

    /// Where the page before ended
    #[arg(long)]
    cursor: Option<String>,

    #[command(flatten)]
    caller: Caller,
}

#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(super) struct Spans(Value);

pub(super) fn run(args: &Args, context: &LocalContext) -> Result<Spans, Failure> {
    let filters = [
        ("entity_type", &args.entity_type),
        ("status", &args.status),
        ("owner_id", &args.owner),
        ("visibility", &args.visibility),
        ("trace_id", &args.trace_id),
        ("parent_id", &args.parent_id),
        ("since", &args.since),
        ("until", &args.until),
        ("cursor", &args.cursor),
    ];
    let given = filters
        .into_iter()
        .filter_map(|(name, value)| Some((name, value.clone()?)));
    let query: Vec<(&str, String)> = given.chain([("limit", args.limit.to_string())]).collect();
    let client = ApiClient::new(context, &args.caller)?;
    block_on(client.get("/spans", &query)).map(Spans)
}

impl Render for Spans {
    fn render(&self, page: &mut Page) {
        let mut table = Table::new(["at", "type", "who", "this", "id"]);
        for span in self.0["spans"].as_array().into_iter().flatten() {
            let text = |name: &str| span[name].as_str().unwrap_or_default();
            let at = text("at").get(..19).unwrap_or_default();
            table.row([at, text("entity_type"), text("who"), text("this"), text("id")]);
        }
        table.unbroken([0, 4]);
        page.table(table);
        if let Some(cursor) = self.0["next_cursor"].as_str() {
            page.line(format!("\nThere are more: --cursor {cursor}"));
        }
    }
}
