//! Which environment is meant, in which account and region: what a plan and a journal are bound to.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Address;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    pub environment: String,
    pub account: String,
    pub region: String,
}

impl Scope {
    /// The name of the resource at `address`: `logline-<env>-<layer>-<name>`.
    pub fn name(&self, address: &Address) -> String {
        format!(
            "logline-{}-{}",
            self.environment,
            address.as_str().replace(['/', '_', '.'], "-")
        )
    }

    /// The client token of the create call for `address`: the same in every run, so that a call
    /// whose answer was lost can be sent again. The generation differs after a deletion, because
    /// clouds remember tokens longer than the resource lives.
    pub(crate) fn token(&self, address: &Address, generation: u64) -> String {
        let mut hasher = blake3::Hasher::new_derive_key("logline 2026-11 create token v1");
        for part in [&self.environment, &self.account, &self.region, address.as_str()] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        hasher.update(&generation.to_le_bytes());
        hex::encode(&hasher.finalize().as_bytes()[..16])
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in account {}, {}", self.environment, self.account, self.region)
    }
}
