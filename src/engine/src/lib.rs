//! How a desired platform becomes a real one, and how it is proven gone.
//!
//! ```text
//! Graph → check → observe → Plan → Approved<Plan> → execute → Event…
//! ```
//!
//! The cloud itself is the state: whatever is lost on this side, looking again is enough. Nothing
//! here knows which cloud it is, what time it is, or who is watching.

mod address;
mod approval;
mod buckets;
mod catalog;
mod check;
mod clock;
mod durations;
mod eta;
mod event;
mod execute;
mod failure;
mod gate;
mod graph;
mod journal;
mod kind;
mod lease;
mod observe;
mod plan;
mod problem;
mod reference;
mod resource;
mod scope;
mod seeded;
mod stop;

#[cfg(any(test, feature = "simulation"))]
pub mod simulation;
#[cfg(test)]
mod tests;

pub use address::Address;
pub use approval::{Approval, Approved};
pub use buckets::{Limits, Rate};
pub use catalog::{Catalog, Kinds};
pub use check::check;
pub use clock::{Boxed, Clock};
pub use durations::{Durations, Span};
pub use eta::{Eta, Reached, eta};
pub use event::{Deaf, Event, Listener};
pub use execute::{DownError, Ending, Outcome, Pace, Proof, execute, prove_gone};
pub use failure::{Class, Failure};
pub use gate::{Gate, Patience, Ticket};
pub use graph::{Graph, Node};
pub use journal::{CallResult, Entry, Fact, Journal, JournalError, JournalFile, Memory, Storage};
pub use kind::{Act, DeleteAfter, Facts, Kind, Mutability, NameRule, Operation, RepeatSafety, Takes};
pub use lease::{Condition, Fence, Holder, LIFE, Lease, LeaseError, LeaseFault, LeaseStore, Stored};
pub use observe::{Live, ObserveError, Observed, observe};
pub use plan::{Action, PLAN_SCHEMA, Plan, PlanError, Reason, Request, Stage, Step, Wait, plan};
pub use problem::Problem;
pub use reference::{AnyKind, Edge, Need, Ref};
pub use resource::{Call, Change, Cx, Found, Look, Operations, Owner, Progress, Resource, State};
pub use scope::Scope;
#[cfg(any(test, feature = "seeded-bugs"))]
pub use seeded::{Bug, with_bug};
pub use stop::Stop;
