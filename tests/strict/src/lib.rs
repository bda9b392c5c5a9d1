//! A test cloud: AWS's rules and faults of all kinds, in front of an emulator that has neither.
//!
//! [`Strict`] is an HTTP proxy. It names each request, refuses what AWS would refuse, lets an
//! emulator do the rest, and shows states, lists and quotas as AWS does. Every rule is a value in
//! [`rules`], with the page that says so.

mod cidr;
mod clock;
mod cloud;
pub mod emulator;
pub mod faults;
pub mod model;
mod proxy;
pub mod recorder;
pub mod refusal;
pub mod request;
pub mod rules;
mod settings;
mod strict;
pub mod upstream;
mod xml;

pub use clock::Clock;
pub use settings::{Quota, Settings};
pub use strict::{Running, StartError, Strict};
