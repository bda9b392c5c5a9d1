//! The ledger: what a span is, how it is hashed, who may see it, and where it is kept.
//!
//! Shared by every handler, the command line and the local runtime. It knows PostgreSQL and
//! HTTP's types, and nothing of AWS.

pub mod canonical;
pub mod columns;
pub mod context;
pub mod cursor;
pub mod draft;
pub mod hash;
pub mod http;
pub mod json;
pub mod problem;
pub mod reserved;
pub mod routes;
pub mod span;
pub mod store;
pub mod token;
pub mod verify;

pub use context::{Context, Role, Tenant, User};
pub use draft::Draft;
pub use problem::Problem;
pub use span::Span;
pub use store::Store;
