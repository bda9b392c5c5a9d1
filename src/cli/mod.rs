//! The command line's frame: the arguments that every command takes, and the ladder from them to
//! an environment.

mod duration;
mod globals;
mod invocation;
mod refusal;
mod runtime;

pub use duration::duration;
pub use globals::{Globals, look_of};
pub use invocation::Invocation;
pub use refusal::Refusal;
pub use runtime::{block_on, runtime};

pub use crate::failure::{Exit, Failure, quoted};
