//! The only reader of environment variables and configuration files: finds every value, and says where it came from.

use std::path::PathBuf;

use etcetera::BaseStrategy as _;

mod database_url;
mod environment;
mod error;
mod file;
mod files;
mod key;
mod keys;
mod layer;
mod local;
mod origin;
mod remote;
mod settings;
mod template;
mod value;
mod variables;

pub use database_url::DatabaseUrl;
pub use environment::{Base, Environment, NameProblem};
pub use error::Error;
pub use file::FILE_NAME;
pub use key::Key;
pub use keys::KEYS;
pub use layer::{LAYERS, Layer};
pub use local::{DatabaseConfig, GatewayConfig, LocalConfig, PostgresPrograms, Tls};
pub use origin::{Origin, Place};
pub use remote::{
    CacheConfig, CacheEngine, Nat, NetworkConfig, RemoteConfig, RemoteDatabaseConfig, SecurityConfig, Zone,
};
pub use settings::{Flags, KnownEnvironment, Setting, Settings, Sources};
pub use template::template;
pub use value::{Kind, Value};
pub use variables::{ENVIRONMENT_VARIABLE, Variables};

/// The user's own file, in the XDG configuration directory.
pub fn user_file() -> Option<PathBuf> {
    etcetera::choose_base_strategy()
        .ok()
        .map(|base| base.config_dir().join("logline").join(FILE_NAME))
}

/// The known word that was perhaps meant; below this similarity a suggestion confuses more than it helps.
const LIKENESS: f64 = 0.75;

pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let rated = known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate));
    let best = rated
        .filter(|(likeness, _)| *likeness >= LIKENESS)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    best.map(|(_, candidate)| candidate.to_owned())
}

/// Where downloads are kept that can be made again: for this user, or, for root, where the account
/// that runs servers can go too.
pub fn cache_directory() -> PathBuf {
    const OF_ROOT: &str = "/var/cache/logline";
    let own = || {
        etcetera::choose_base_strategy()
            .ok()
            .map(|base| base.cache_dir().join("logline"))
    };
    if nix::unistd::geteuid().is_root() {
        OF_ROOT.into()
    } else {
        own().unwrap_or_else(|| OF_ROOT.into())
    }
}
