//! Provisions and operates LogLineOS; `main.rs` is the program.

pub mod config;
pub mod secret;
