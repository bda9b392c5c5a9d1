//! One object with conditional writes, as an object store has them.

use crate::clock::Boxed;

pub trait LeaseStore: Send + Sync {
    fn read(&self) -> Boxed<'_, Result<Option<Stored>, LeaseFault>>;
    /// The new etag.
    fn put(&self, body: Vec<u8>, condition: Condition) -> Boxed<'_, Result<String, LeaseFault>>;
    /// Deletes it if it still has this etag.
    fn delete(&self, etag: String) -> Boxed<'_, Result<(), LeaseFault>>;
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    pub body: Vec<u8>,
    pub etag: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// `If-None-Match: *`
    Absent,
    /// `If-Match`
    Matches(String),
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LeaseFault {
    /// 412: the condition does not hold.
    #[error("somebody else has written it")]
    Lost,
    /// 409: two writes at once; nobody has lost yet.
    #[error("two writes at the same time")]
    Retry,
    #[error("{0}")]
    Away(String),
}
