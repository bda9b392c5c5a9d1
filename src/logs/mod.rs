//! Log lines of an environment: where they come from, which of them are wanted, in which order.
//!
//! A [`Source`] gives lines, [`Stream`] puts those that a [`Filter`] admits in order of time. How a
//! line is shown is said once, by [`Line`].

mod file_source;
mod filter;
mod level;
mod line;
mod source;
mod stream;

pub use file_source::FileSource;
pub use filter::Filter;
pub use level::Level;
pub use line::Line;
pub use source::{Source, SourceError};
pub use stream::Stream;
