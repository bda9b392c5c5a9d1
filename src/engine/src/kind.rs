//! What there is to know about a kind of resource without asking a cloud.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Address, Scope};

/// The declaration of a kind; its implementer is the struct of its props.
///
/// It is apart from [`crate::Resource`], which acts, so that a graph can be built, checked and
/// planned by code that links no cloud.
pub trait Kind: Serialize + Send + Sync + 'static {
    const KIND: &'static str;
    /// What others may refer to once the create call has returned.
    const OUTPUTS: &'static [&'static str];
    /// What others may refer to only when the resource is usable, for example an endpoint.
    const STABLE_OUTPUTS: &'static [&'static str] = &[];
    /// How a create call whose answer was lost can be sent again.
    const REPEAT: RepeatSafety;
    /// Fields that only a new resource can have otherwise.
    const FIXED: &'static [&'static str] = &[];
    /// Fields that take effect when the resource restarts.
    const REBOOT: &'static [&'static str] = &[];
    /// Fields that must not change at all once the resource exists.
    const FORBIDDEN: &'static [&'static str] = &[];
    /// Lists whose order means nothing.
    const UNORDERED: &'static [&'static str] = &[];
    /// Fields that the create call cannot set; an update follows it.
    const AFTER_CREATE: &'static [&'static str] = &[];
    /// For kinds that hold data: how an operator moves the data. Such a resource is never replaced.
    const STATEFUL: Option<&'static str> = None;
    /// What must be gone before a resource of this kind can be deleted.
    const DELETE_AFTER: &'static [DeleteAfter] = &[];
    /// The field that protects from deletion, lifted by a step of its own.
    const GUARD: Option<&'static str> = None;
    /// Whether creation and deletion go on after their calls have returned.
    const SETTLES: bool = false;
    const TAKES: Takes = Takes::NO_TIME;
    const NAME_RULE: Option<NameRule> = None;
    /// How many mutating calls an act takes; for an update, with these fields changed.
    const WRITES: fn(Act, &[String]) -> usize = |_, _| 1;

    /// What is known before the resource exists. References that need a name are resolved with it.
    fn names(&self, scope: &Scope, address: &Address) -> BTreeMap<String, Value> {
        BTreeMap::from([("name".to_owned(), Value::from(scope.name(address)))])
    }
}

/// A [`Kind`] as a value.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    pub kind: &'static str,
    pub outputs: &'static [&'static str],
    pub stable_outputs: &'static [&'static str],
    pub repeat: RepeatSafety,
    pub fixed: &'static [&'static str],
    pub reboot: &'static [&'static str],
    pub forbidden: &'static [&'static str],
    pub unordered: &'static [&'static str],
    pub after_create: &'static [&'static str],
    pub stateful: Option<&'static str>,
    pub delete_after: &'static [DeleteAfter],
    pub guard: Option<&'static str>,
    pub settles: bool,
    pub takes: Takes,
    pub name_rule: Option<NameRule>,
    pub writes: fn(Act, &[String]) -> usize,
}

impl Facts {
    pub const fn of<K: Kind>() -> Self {
        Self {
            kind: K::KIND,
            outputs: K::OUTPUTS,
            stable_outputs: K::STABLE_OUTPUTS,
            repeat: K::REPEAT,
            fixed: K::FIXED,
            reboot: K::REBOOT,
            forbidden: K::FORBIDDEN,
            unordered: K::UNORDERED,
            after_create: K::AFTER_CREATE,
            stateful: K::STATEFUL,
            delete_after: K::DELETE_AFTER,
            guard: K::GUARD,
            settles: K::SETTLES,
            takes: K::TAKES,
            name_rule: K::NAME_RULE,
            writes: K::WRITES,
        }
    }

    pub fn mutability(&self, field: &str) -> Mutability {
        if self.forbidden.contains(&field) {
            Mutability::Forbidden
        } else if self.fixed.contains(&field) {
            Mutability::Replace
        } else if self.reboot.contains(&field) {
            Mutability::Reboot
        } else {
            Mutability::InPlace
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mutability {
    InPlace,
    Reboot,
    Replace,
    Forbidden,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    Create,
    Update,
    Delete,
    /// Waits for what is on its way already.
    Await,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RepeatSafety {
    /// The call takes a client token: two calls, one resource.
    Token,
    /// The name is unique: the second call says that it exists.
    Name,
    /// Two calls, two resources. Never repeated before looking.
    Unnamed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeleteAfter {
    /// Resources of that kind that refer to this one.
    Referring(&'static str),
    /// Every resource of that kind in the environment.
    All(&'static str),
}

/// How long a creation and a deletion usually take, until usable or gone. Replaced by what was
/// learned as soon as something was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Takes {
    pub create: Duration,
    pub delete: Duration,
}

impl Takes {
    pub const NO_TIME: Self = Self::seconds(1, 1);

    pub const fn seconds(create: u64, delete: u64) -> Self {
        Self {
            create: Duration::from_secs(create),
            delete: Duration::from_secs(delete),
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub struct NameRule {
    pub longest: usize,
    pub allows: fn(char) -> bool,
}

/// One operation of the cloud's API, as it is limited: `ec2`, `CreateVpc`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Operation {
    pub service: &'static str,
    pub name: &'static str,
}
