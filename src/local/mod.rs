//! The platform on this machine, and the files it keeps there.

mod environment_files;
pub mod private_file;
mod token_key;

pub use environment_files::{EnvironmentFiles, create_private_directory};
pub use token_key::{TokenKey, TokenKeyError};
