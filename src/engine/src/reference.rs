//! A reference from one resource's props to another's outputs.

use std::fmt;
use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::{Address, Class, Failure, Kind};

/// Only [`crate::Graph::add`] makes one that points to a resource, so a reference to the wrong
/// kind is a type error and a cycle cannot be written. Before a resource's own code sees its
/// props, every reference has become the value that it stood for.
pub struct Ref<T> {
    form: Form,
    kind: PhantomData<fn() -> T>,
}

#[derive(Clone, PartialEq)]
enum Form {
    To(Edge),
    Is(Value),
}

/// Stands for whichever kind has the output.
pub enum AnyKind {}

/// What is needed of the resource that is referred to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// Known before anything exists.
    Name,
    /// The create call has returned.
    Configured,
    /// It is usable.
    Stable,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edge {
    #[serde(rename = "$ref")]
    pub to: Address,
    pub need: Need,
    pub field: String,
}

impl<T: Kind> Ref<T> {
    /// Refers to the output `id` of a resource whose create call has returned, which is what most
    /// props want; [`Ref::name`], [`Ref::configured`] and [`Ref::stable`] want something else.
    pub(crate) fn to(address: Address) -> Self {
        Self::form(Form::To(Edge {
            to: address,
            need: Need::Configured,
            field: "id".to_owned(),
        }))
    }

    #[must_use]
    pub fn name(&self, field: &str) -> Self {
        self.asking(Need::Name, field)
    }

    #[must_use]
    pub fn configured(&self, field: &str) -> Self {
        self.asking(Need::Configured, field)
    }

    #[must_use]
    pub fn stable(&self, field: &str) -> Self {
        self.asking(Need::Stable, field)
    }

    /// For props that several kinds can fill, for example the host of a database or a cache.
    #[must_use]
    pub fn of_any_kind(&self) -> Ref<AnyKind> {
        Ref::form(self.form.clone())
    }

    fn asking(&self, need: Need, field: &str) -> Self {
        match &self.form {
            Form::To(edge) => Self::form(Form::To(Edge {
                to: edge.to.clone(),
                need,
                field: field.to_owned(),
            })),
            Form::Is(value) => Self::form(Form::Is(value.clone())),
        }
    }
}

impl<T> Ref<T> {
    /// What a look-up has seen in a cloud. It has no address, so it makes no edge.
    pub fn seen(value: impl Into<Value>) -> Self {
        Self::form(Form::Is(value.into()))
    }

    /// The value that the reference stands for, in the resource's own code.
    pub fn value<V: DeserializeOwned>(&self) -> Result<V, Failure> {
        let invalid = |why: String| Failure::new(Class::Invalid, "resolve a reference", why);
        match &self.form {
            Form::Is(value) => serde_json::from_value(value.clone()).map_err(|error| invalid(error.to_string())),
            Form::To(edge) => Err(invalid(format!("{} of {} is not known yet", edge.field, edge.to))),
        }
    }

    fn form(form: Form) -> Self {
        Self {
            form,
            kind: PhantomData,
        }
    }
}

impl<T> Clone for Ref<T> {
    fn clone(&self) -> Self {
        Self {
            form: self.form.clone(),
            kind: PhantomData,
        }
    }
}

impl<T> PartialEq for Ref<T> {
    fn eq(&self, other: &Self) -> bool {
        self.form == other.form
    }
}

impl<T> fmt::Debug for Ref<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.form {
            Form::To(edge) => write!(f, "{}.{}", edge.to, edge.field),
            Form::Is(value) => write!(f, "{value}"),
        }
    }
}

impl<T> Serialize for Ref<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.form {
            Form::To(edge) => edge.serialize(serializer),
            Form::Is(value) => value.serialize(serializer),
        }
    }
}

impl<'de, T> Deserialize<'de> for Ref<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let form = as_edge(&value).map_or(Form::Is(value), Form::To);
        Ok(Self {
            form,
            kind: PhantomData,
        })
    }
}

fn as_edge(value: &Value) -> Option<Edge> {
    value.get("$ref")?;
    Edge::deserialize(value).ok()
}

/// Every reference in `props`, in the order of its fields.
pub fn edges(props: &Value) -> Vec<Edge> {
    let mut found = Vec::new();
    collect(props, &mut found);
    found
}

fn collect(value: &Value, found: &mut Vec<Edge>) {
    if let Some(edge) = as_edge(value) {
        found.push(edge);
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| collect(field, found)),
        _ => {}
    }
}

/// `props` with each reference replaced by what `lookup` gives; those it cannot give stay.
pub(crate) fn resolve(props: &Value, lookup: &dyn Fn(&Edge) -> Option<Value>) -> Value {
    if let Some(edge) = as_edge(props) {
        return lookup(&edge).unwrap_or_else(|| props.clone());
    }
    match props {
        Value::Array(items) => items.iter().map(|item| resolve(item, lookup)).collect(),
        Value::Object(fields) => Value::Object(
            fields
                .iter()
                .map(|(key, field)| (key.clone(), resolve(field, lookup)))
                .collect(),
        ),
        other => other.clone(),
    }
}
