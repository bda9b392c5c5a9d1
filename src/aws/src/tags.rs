//! Whose a resource is: its tags say so, and they are set in the call that creates it.

use std::collections::BTreeMap;

use engine::{Address, Call, Owner, Scope};

pub(crate) const PROJECT: &str = "Project";
pub(crate) const ENVIRONMENT: &str = "Environment";
pub(crate) const MANAGED_BY: &str = "ManagedBy";
pub(crate) const ADDRESS: &str = "logline:address";
/// What consoles show.
pub(crate) const NAME: &str = "Name";

const OUR_PROJECT: &str = "LogLineOS";
const OUR_HAND: &str = "logline";

/// The tags of a resource, by key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tags(BTreeMap<String, String>);

impl Tags {
    /// What a create call carries.
    pub fn of(call: &Call<'_>) -> Self {
        Self::from_iter([
            (PROJECT, OUR_PROJECT.to_owned()),
            (ENVIRONMENT, call.look.scope.environment.clone()),
            (MANAGED_BY, OUR_HAND.to_owned()),
            (ADDRESS, call.address().to_string()),
            (NAME, call.name()),
        ])
    }

    /// With something that lists don't show otherwise.
    #[must_use]
    pub fn with(mut self, key: &str, value: &impl ToString) -> Self {
        self.0.insert(key.to_owned(), value.to_string());
        self
    }

    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// A tag that holds a number, a boolean, or whatever else its text parses to.
    pub fn parsed<T: std::str::FromStr>(&self, key: &str) -> Option<T> {
        self.get(key)?.parse().ok()
    }

    /// Where the resource stands, if it is this environment's.
    pub fn address(&self, scope: &Scope) -> Option<Address> {
        self.are_ours(scope)
            .then(|| self.get(ADDRESS).map(Address::new))
            .flatten()
    }

    pub fn are_ours(&self, scope: &Scope) -> bool {
        self.get(PROJECT) == Some(OUR_PROJECT)
            && self.get(MANAGED_BY) == Some(OUR_HAND)
            && self.get(ENVIRONMENT) == Some(&scope.environment)
    }

    /// Whether they name another environment of ours.
    pub fn are_of_another(&self, scope: &Scope) -> bool {
        self.get(MANAGED_BY) == Some(OUR_HAND)
            && self
                .get(ENVIRONMENT)
                .is_some_and(|environment| environment != scope.environment)
    }

    /// Of something that has one of our names: without our tags it is somebody else's.
    pub fn owner(&self, scope: &Scope) -> Owner {
        if self.are_ours(scope) {
            Owner::Ours
        } else {
            Owner::Foreign
        }
    }

    pub fn are_none(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Tags {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(tags: I) -> Self {
        Self(
            tags.into_iter()
                .map(|(key, value)| (key.into(), value.into()))
                .collect(),
        )
    }
}
