//! Every kind that may occur: what is known about it, and what can be done with it.

use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::resource::Typed;
use crate::{Facts, Operations, Resource};

/// Facts alone are enough to check and plan.
#[derive(Clone, Default)]
pub struct Kinds(BTreeMap<&'static str, Facts>);

impl Kinds {
    #[must_use]
    pub fn with(mut self, facts: Facts) -> Self {
        self.0.insert(facts.kind, facts);
        self
    }

    pub fn get(&self, kind: &str) -> Option<&Facts> {
        self.0.get(kind)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Facts> {
        self.0.values()
    }
}

#[derive(Clone, Default)]
pub struct Catalog {
    kinds: Kinds,
    operations: BTreeMap<&'static str, Arc<dyn Operations>>,
}

impl Catalog {
    #[must_use]
    pub fn with<R: Resource>(self, cloud: &Arc<R::Cloud>) -> Self {
        let typed = Typed::<R> {
            cloud: Arc::clone(cloud),
            kind: PhantomData,
        };
        self.with_operations(Facts::of::<R>(), Arc::new(typed))
    }

    #[must_use]
    pub fn with_operations(mut self, facts: Facts, operations: Arc<dyn Operations>) -> Self {
        self.operations.insert(facts.kind, operations);
        self.kinds = self.kinds.with(facts);
        self
    }

    pub fn kinds(&self) -> &Kinds {
        &self.kinds
    }

    pub(crate) fn get(&self, kind: &str) -> Option<(&Facts, &dyn Operations)> {
        Some((self.kinds.get(kind)?, &**self.operations.get(kind)?))
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = (&Facts, &dyn Operations)> {
        self.operations
            .iter()
            .filter_map(|(kind, operations)| Some((self.kinds.get(kind)?, &**operations)))
    }
}
