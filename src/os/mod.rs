//! What the operating system gives, in the form that both kinds of environment need.

mod lock;
mod private_directory;
pub mod private_file;
mod stop_signals;

pub use lock::Lock;
pub use private_directory::{create_private_directory, create_root};
pub use stop_signals::StopSignals;
