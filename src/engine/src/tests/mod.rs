//! The engine against the simulated cloud.

mod catalog;
mod check;
mod faults;
mod inventory;
mod journal;
mod lab;
mod lease;
mod lease_store;
mod operate;
mod plan;
mod platform;
mod schedule;
mod seeded_bugs;
mod strays;
mod typed;
