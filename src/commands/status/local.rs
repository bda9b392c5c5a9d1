//! `logline status` on this machine

use std::time::Duration;

use db_migration::{Migrations, Target};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::Value;
use tokio::time::timeout;

use crate::cli::{Exit, Failure, Invocation, block_on};
use crate::local::LocalContext;
use crate::local::{DatabaseRecord, Supervisor, database};
use crate::ui::{Page, Render, Table};

/// What hasn't answered by then is not well.
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Debug, Serialize)]
pub(in crate::commands) struct Status {
    environment: String,
    /// running, starting, stopped, or lost: it runs, and its record is spoilt
    platform: &'static str,
    api_url: Option<String>,
    since: Option<Timestamp>,
    version: Option<String>,
    /// What `/health` says.
    health: Option<Value>,
    database: Option<DatabaseRecord>,
    migrations: Option<MigrationStatus>,
}

#[derive(Debug, Serialize)]
struct MigrationStatus {
    current: u32,
    pending: usize,
    waiting: usize,
    /// False: applied migrations differ from those of this program.
    agrees: bool,
}

pub(super) fn run(invocation: &Invocation) -> Result<Status, Failure> {
    let context = LocalContext::open(invocation)?;
    let supervisor = context.supervisor()?;
    let environment = context.settings.environment.name.clone();
    let stopped = |platform| Status {
        environment: environment.clone(),
        platform,
        api_url: None,
        since: None,
        version: None,
        health: None,
        database: None,
        migrations: None,
    };
    let record = match supervisor {
        Supervisor::Running(record) => *record,
        Supervisor::Starting => return Ok(stopped("starting")),
        Supervisor::Lost { .. } => return Ok(stopped("lost")),
        Supervisor::Absent => return Ok(stopped("stopped")),
    };
    let (health, migrations) = block_on(async {
        let (health, migrations) = tokio::join!(
            timeout(PATIENCE, health(&record.api_url)),
            timeout(PATIENCE, migrations(&context, &record.database)),
        );
        Ok((health.unwrap_or_default(), migrations.unwrap_or(Ok(None))?))
    })?;
    Ok(Status {
        environment,
        platform: "running",
        api_url: Some(record.api_url),
        since: Some(record.started_at),
        version: Some(record.version),
        health,
        database: Some(record.database),
        migrations,
    })
}

/// What `/health` answers, also when it is not well.
async fn health(api_url: &str) -> Option<Value> {
    reqwest::get(format!("{api_url}/health")).await.ok()?.json().await.ok()
}

async fn migrations(context: &LocalContext, record: &DatabaseRecord) -> Result<Option<MigrationStatus>, Failure> {
    let Some(owner) = database::owner_login(&context.config.database, Some(record), &context.files)? else {
        return Ok(None);
    };
    let migrations = Migrations::embedded()
        .map_err(|error| Failure::failed("the migrations of this program are not in order").caused_by(&error))?;
    // A database that is away is part of the status, not the end of it.
    let Ok(status) = db_migration::status(&Target::new(owner), &migrations).await else {
        return Ok(None);
    };
    Ok(Some(MigrationStatus {
        current: status.current,
        pending: status.pending.len(),
        waiting: status.waiting.len(),
        agrees: status.agrees(),
    }))
}

impl Status {
    fn is_healthy(&self) -> bool {
        self.health.as_ref().is_some_and(|health| health["status"] == "ok")
    }
}

impl Render for Status {
    fn render(&self, page: &mut Page) {
        if self.platform != "running" {
            page.line(format!(
                "The platform of {} is {}. `logline up` starts it.",
                self.environment, self.platform
            ));
            return;
        }
        let mut table = Table::new(["what", "state", "more"]);
        let health = |name: &str| {
            self.health
                .as_ref()
                .and_then(|health| health[name].as_str())
                .unwrap_or("no answer")
                .to_owned()
        };
        table.row([
            "gateway",
            if self.is_healthy() { "ok" } else { "not healthy" },
            self.api_url.as_deref().unwrap_or_default(),
        ]);
        if let Some(database) = &self.database {
            let version = database
                .version
                .as_deref()
                .map_or("given by the configuration".to_owned(), |version| {
                    format!("PostgreSQL {version}")
                });
            let port = database.port.map(|port| format!(", port {port}")).unwrap_or_default();
            let vectors = if database.vectors { "" } else { ", without vectors" };
            table.row(["database", &health("database"), &format!("{version}{port}{vectors}")]);
        }
        if let Some(migrations) = &self.migrations {
            let state = if !migrations.agrees {
                "differs"
            } else if migrations.pending > 0 {
                "pending"
            } else {
                "current"
            };
            table.row([
                "schema",
                state,
                &format!(
                    "migration {}, {} pending, {} waiting",
                    migrations.current, migrations.pending, migrations.waiting
                ),
            ]);
        }
        table.row(["cache", &health("cache"), ""]);
        page.table(table);
        if let (Some(since), Some(version)) = (self.since, &self.version) {
            let up = Timestamp::now().duration_since(since);
            let up = SignedDuration::from_secs(up.as_secs());
            page.line("");
            page.line(format!(
                "logline {version}, environment {}, up for {up:#}",
                self.environment
            ));
        }
    }

    fn exit(&self) -> Exit {
        match self.platform {
            "running" if self.is_healthy() => Exit::Done,
            "running" | "lost" => Exit::Drift,
            _ => Exit::Done,
        }
    }
}
