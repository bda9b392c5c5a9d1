//! The platform on this machine, and the files it keeps there.

mod context;
pub mod database;
mod environment_files;
mod event_stream;
pub mod functions;
mod gateway;
pub mod launch;
pub mod logs;
mod platform;
mod record;
mod secrets;
mod token_key;

pub use context::LocalContext;
pub use database::Machine;
pub use environment_files::EnvironmentFiles;
pub use functions::Functions;
pub use gateway::Gateway;
pub use platform::Platform;
pub use record::{DatabaseRecord, PRIVATE, Record, Supervisor};
pub use secrets::DatabaseSecrets;
pub use token_key::{TokenKey, TokenKeyError};
