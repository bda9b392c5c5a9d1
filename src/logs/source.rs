//! Where lines come from: files of this machine, or a service that keeps them.

use std::future::Future;
use std::io;
use std::path::PathBuf;

use super::{Filter, Line};

/// Lines that can be read again and again: each once, in any order.
pub trait Source: Send {
    /// What has come since the last call, at first all that there is. A source may leave out what
    /// the filter doesn't admit.
    fn read(&mut self, filter: &Filter) -> impl Future<Output = Result<Vec<Line>, SourceError>> + Send;
}

#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    #[error("can't read the log {path}", path = path.display())]
    File { path: PathBuf, source: io::Error },
}
