//! Provisions and operates LogLineOS; `main.rs` is the program.

pub mod api;
pub mod cli;
pub mod commands;
pub mod config;
pub mod failure;
pub mod local;
pub mod logs;
pub mod os;
#[cfg(feature = "aws")]
pub mod platform;
#[cfg(feature = "aws")]
pub mod remote;
pub mod secret;
pub mod ui;
