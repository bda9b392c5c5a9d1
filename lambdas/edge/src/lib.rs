//! What stands around a handler in a Lambda function: events in, answers out, logs, traces,
//! metrics, settings, and the way to the database.
//!
//! A function's `main` is [`serve`] with the adapter of its kind of event: [`http()`], [`sockets`]
//! or [`direct`]. One invocation at a time is in a process; that is Lambda's promise, and what
//! [`mod@current`] rests on.

mod adapter;
mod current;
mod failure;
mod invocation;
mod lines;
mod metrics;
mod runtime_api;
mod secret_login;
mod segments;
mod serve;
mod settings;
mod stdout;
mod trace_header;
mod way;

pub use adapter::{Answer, Function, direct, http, sockets};
pub use failure::{Failure, InitError};
pub use invocation::Invocation;
pub use metrics::count;
pub use serve::serve;
pub use settings::{Settings, SettingsError};
pub use way::{AppPassword, Way, WayError};
