//! The engine against the simulated cloud.

mod catalog;
mod faults;
mod journal;
mod lab;
mod lease;
mod operate;
mod plan;
mod schedule;
mod seeded_bugs;
mod strays;
mod typed;
