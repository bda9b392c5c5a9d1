//! `logline invoke`

use std::fs;
use std::io::Read as _;
use std::sync::Arc;

use db_migration::{Migrations, Request};
use ledger::http::{ProxyEvent, ProxyResponse};
use ledger::routes::Function;
use serde::Serialize;
use serde_json::Value;

use crate::cli::{Exit, Failure, Invocation, block_on, quoted};
use crate::local::LocalContext;
use crate::local::database::Logins;
use crate::local::logs::Listener;
use crate::local::{Functions, Supervisor, database, functions, logs};
use crate::logs::Line;
use crate::os::create_private_directory;
use crate::ui::{Page, Render, Ui};

/// Call one function with an event, as Lambda would
///
/// api_handlers takes an event of API Gateway: {"httpMethod": "GET", "path": "/spans", "headers": {…},
/// "queryStringParameters": {…}, "body": "…"}. db_migration takes {"action": "up"|"status"|"dry_run"|"verify"}.
/// Without a payload they are asked how they are. Locally the function runs in this process, on the
/// environment's database. Exits with 1 when the function fails.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  logline invoke api_handlers --payload '{\"httpMethod\":\"GET\",\"path\":\"/health\"}'"
)]
pub struct Args {
    /// Function to call: api_handlers or db_migration
    function: String,

    /// Event: JSON, @FILE, or - for standard input
    #[arg(long, value_name = "JSON|@FILE|-", allow_hyphen_values = true)]
    payload: Option<String>,

    /// Show what the function logs, on stderr
    #[arg(long)]
    tail: bool,
}

/// What the function answered, as it stands.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(super) struct Invoked {
    answer: Value,
    #[serde(skip)]
    exit: Option<Exit>,
}

const MIGRATION: &str = "db_migration";
/// Events that change nothing.
const HEALTH: &str = r#"{"httpMethod":"GET","path":"/health"}"#;
const STATUS: &str = r#"{"action":"status"}"#;

/// A function with its event, understood.
enum Call {
    Http(Function, Box<ledger::http::Request>),
    Migration(Request),
}

pub(super) fn run(args: &Args, invocation: &Invocation) -> Result<Invoked, Failure> {
    let context = LocalContext::open(invocation)?;
    let call = call(args)?;
    context.announce();
    let logins = logins(&context)?;
    create_private_directory(&context.files.logs()).map_err(|error| {
        Failure::failed(format!("can't write to {}", context.files.logs().display())).caused_by(&error)
    })?;
    let listener = args.tail.then(|| listener(&args.function, &context.ui));
    logs::start(&context.files.logs(), &context.config.log_level, listener)?;
    block_on(invoke(&context, call, logins))
}

async fn invoke(context: &LocalContext, call: Call, logins: Logins) -> Result<Invoked, Failure> {
    let unwritable = |error: serde_json::Error| Failure::failed("the function's answer isn't JSON").caused_by(&error);
    match call {
        Call::Http(function, request) => {
            let response = Functions::open(context, logins.app)?.call(function, *request).await;
            let failed = response.status().is_server_error();
            let answer = serde_json::to_value(ProxyResponse::from(response)).map_err(unwritable)?;
            let exit = failed.then_some(Exit::Failed);
            Ok(Invoked { answer, exit })
        }
        Call::Migration(request) => {
            let migrations = Migrations::embedded().map_err(|error| {
                Failure::failed("the migrations of this program are not in order").caused_by(&error)
            })?;
            let response = functions::migrate(logins.owner, &migrations, request)
                .await
                .map_err(Failure::from)?;
            let answer = serde_json::to_value(response).map_err(unwritable)?;
            Ok(Invoked { answer, exit: None })
        }
    }
}

fn call(args: &Args) -> Result<Call, Failure> {
    let function = Function::ALL
        .into_iter()
        .find(|function| function.name() == args.function);
    let payload = |default: &str| payload(args.payload.as_deref().unwrap_or(default));
    if let Some(function) = function {
        let event: ProxyEvent = serde_json::from_str(&payload(HEALTH)?).map_err(|error| wrong(args, &error, HEALTH))?;
        let request = event.into_request().map_err(|error| wrong(args, &error, HEALTH))?;
        return Ok(Call::Http(function, Box::new(request)));
    }
    if args.function == MIGRATION {
        let request = serde_json::from_str(&payload(STATUS)?).map_err(|error| wrong(args, &error, STATUS))?;
        return Ok(Call::Migration(request));
    }
    let known: Vec<&str> = Function::ALL
        .map(Function::name)
        .into_iter()
        .chain([MIGRATION])
        .collect();
    Err(Failure::usage(format!("there is no function {}", args.function))
        .because(format!("there are {}", known.join(", ")))
        .hint(format!("logline invoke {}", known[0])))
}

fn payload(given: &str) -> Result<String, Failure> {
    let unread = |error: std::io::Error| Failure::usage("can't read the payload").caused_by(&error);
    if given == "-" {
        let mut text = String::new();
        std::io::stdin().lock().read_to_string(&mut text).map_err(unread)?;
        return Ok(text);
    }
    match given.strip_prefix('@') {
        Some(path) => fs::read_to_string(path).map_err(|error| unread(error).hint(format!("ls -l {}", quoted(path)))),
        None => Ok(given.to_owned()),
    }
}

fn wrong(args: &Args, error: &(dyn std::error::Error + 'static), example: &str) -> Failure {
    Failure::usage("the function can't take this payload")
        .caused_by(error)
        .hint(format!("logline invoke {} --payload '{example}'", args.function))
}

fn logins(context: &LocalContext) -> Result<Logins, Failure> {
    let environment = &context.settings.environment.name;
    let away = || Failure::failed(format!("the database of {environment} isn't running")).hint("logline up");
    let record = match context.supervisor()? {
        Supervisor::Running(record) => Some(*record),
        _ => None,
    };
    if context.config.database.url.is_none() && record.is_none() {
        return Err(away());
    }
    let running = record.as_ref().map(|record| &record.database);
    let logins = database::logins(&context.config.database, running, &context.files)?;
    logins.ok_or_else(|| {
        Failure::usage(format!("can't tell how to log in to the database of {environment}"))
            .because("its URL was given to logline when the platform was started, and isn't kept")
            .hint("export LOGLINE_DATABASE_URL=…")
    })
}

/// Shows lines as they are written.
fn listener(function: &str, ui: &Ui) -> Listener {
    let (function, ui) = (function.to_owned(), ui.clone());
    Arc::new(move |bytes| ui.emit(&Line::of_program(&function, &String::from_utf8_lossy(bytes))))
}

impl Render for Invoked {
    fn render(&self, page: &mut Page) {
        page.line(format!("{:#}", self.answer));
    }

    fn exit(&self) -> Exit {
        self.exit.unwrap_or(Exit::Done)
    }
}
