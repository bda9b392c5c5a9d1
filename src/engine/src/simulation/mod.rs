//! A cloud in memory, on which any catalog runs from its facts alone.
//!
//! Time is virtual, everything is seeded, a [`Cloud`] can be forked at any moment, and each call
//! that changes something can go wrong in each of the ways of [`Fault`].

mod behaviour;
mod clock;
mod cloud;
mod drive;
mod effects;
mod fault;
mod lease;
mod operations;
mod process;
mod thing;

pub use behaviour::Behaviour;
pub use clock::VirtualClock;
pub use cloud::{Cloud, Wire};
pub use drive::{Stuck, drive};
pub use fault::Fault;
pub use process::Process;
pub use thing::Thing;
