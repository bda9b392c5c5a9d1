//! What the platform costs in a month, from dated list prices; and what a plan changes in that.
//!
//! A bill is made of the graph, so that nothing is made that is not on it. A price that is not known stays open: no
//! number is better than one that is made up.

mod bill;
mod delta;
mod lines;
mod prices;
mod savings;
mod usd;

pub use bill::{Bill, LayerSum};
pub use delta::{Delta, delta};
pub use lines::Line;
pub use prices::{PRICES, Prices};
pub use savings::{Saving, savings};
pub use usd::Usd;
