//! What a simulated kind does that its facts do not say: the engine must not learn the rules of
//! the cloud from the cloud.

use std::time::Duration;

#[derive(Clone, Copy, Debug)]
pub struct Behaviour {
    pub create: Duration,
    pub delete: Duration,
    /// Fields that may mention something that is deleted. All others keep it from being deleted.
    pub loose: &'static [&'static str],
    /// Kinds of which nothing may be left before this can be deleted, mentioned or not.
    pub after_all: &'static [&'static str],
    /// A deletion leaves it there, for this reason.
    pub keeps: Option<&'static str>,
    pub guard: Option<&'static str>,
}

impl Behaviour {
    pub const INSTANT: Self = Self {
        create: Duration::ZERO,
        delete: Duration::ZERO,
        loose: &[],
        after_all: &[],
        keeps: None,
        guard: None,
    };

    #[must_use]
    pub const fn taking(create: u64, delete: u64) -> Self {
        Self {
            create: Duration::from_secs(create),
            delete: Duration::from_secs(delete),
            ..Self::INSTANT
        }
    }
}
