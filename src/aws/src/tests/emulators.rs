//! One process of each emulator for all tests. Accounts keep tests apart; the second emulator has one
//! account only, where environments do.

use std::sync::Arc;

use engine::Catalog;
use strict::emulator::{MiniStack, Moto};
use tokio::sync::OnceCell;

use super::lab::Lab;
use crate::Aws;

static MINISTACK: OnceCell<MiniStack> = OnceCell::const_new();
static MOTO: OnceCell<Moto> = OnceCell::const_new();

pub async fn ministack() -> &'static str {
    let start = || async { MiniStack::start().await.unwrap() };
    MINISTACK.get_or_init(start).await.url()
}

pub async fn moto() -> &'static str {
    let start = || async { Moto::start().await.unwrap() };
    MOTO.get_or_init(start).await.url()
}

/// The same on both, in an account and an environment that no other test has.
pub async fn both(number: u16, kinds: fn(&Arc<Aws>) -> Catalog) -> [Lab; 2] {
    let account = format!("3{number:011}");
    let mut labs = [
        Lab::new(ministack().await, &account, kinds).await,
        Lab::new(moto().await, &account, kinds).await,
    ];
    for lab in &mut labs {
        lab.scope.environment = format!("e{number}");
    }
    labs
}
