//! The platform of every environment: its recorded plan, what each setting changes, and its way up and down a
//! simulated cloud.

mod changes;
mod faults;
mod kinds;
mod plans;
mod world;

use std::path::Path;

use engine::Scope;

use crate::config::{Flags, RemoteConfig, Settings, Sources, Variables};

/// The three environments that are built in.
pub(super) const ENVIRONMENTS: [&str; 3] = ["dev", "staging", "production"];

/// What a program with these variables, and without a file, would be configured with.
pub(super) fn config(environment: &str, variables: &[(&str, &str)]) -> RemoteConfig {
    let settings = Settings::load(Sources {
        environment: Some(environment),
        file: None,
        user_file: None,
        flags: &Flags::default(),
        variables: &Variables::of(variables.iter().copied()),
        directory: Path::new("/"),
    });
    RemoteConfig::of(&settings.unwrap()).unwrap()
}

pub(super) fn scope(environment: &str) -> Scope {
    Scope {
        environment: environment.to_owned(),
        account: "123456789012".to_owned(),
        region: "us-east-1".to_owned(),
    }
}
