//! Applies the numbered files of `sql/` to a PostgreSQL database, and verifies what is there.
//!
//! [`handle`] is the whole of it behind one request type; [`up`], [`status`], [`dry_run`] and
//! [`verify`] are its parts. Nothing here reads the environment, prints, or knows a cloud.

mod app_password;
mod blocker;
mod checksum;
mod comparison;
mod dry_run;
mod error;
mod event;
mod function;
mod history;
mod invalid_index;
mod jitter;
pub mod lint;
mod migration;
mod migration_lock;
mod migrations;
mod request;
mod run;
mod session;
mod source_error;
mod splitter;
mod statement;
mod status;
mod up;
mod watch;

pub use app_password::set_app_password;
pub use blocker::Blocker;
pub use dry_run::{DryRun, PlannedMigration, PlannedStatement, dry_run};
pub use error::{Edited, Error, Place};
pub use event::{Event, Events};
pub use function::{Answer, Carried, Failed, Outcome, Remedy, answer};
pub use history::Applied;
pub use lint::{Verification, verify};
pub use migration::{Directives, Migration};
pub use migrations::Migrations;
pub use request::{Request, Response, handle};
pub use session::{Session, Target};
pub use source_error::SourceError;
pub use splitter::Unterminated;
pub use statement::{Kind, Statement, Timeouts};
pub use status::{Status, Unapplied, Waiting, status};
pub use up::{Patience, Up, UpOptions, up};
