//! Roles.

mod document;
mod role;

pub use role::Role;
