//! The four things that can be done with a resource, typed for who writes one and as JSON for the engine.

use std::future::Future;
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::clock::Boxed;
use crate::gate::{Errand, Gate, Ticket};
use crate::{Address, Class, Failure, Kind, Operation, Scope};

/// A kind that a cloud has. `find` and `delete` take no props: look-ups run all at once, and what
/// nobody asked for can be removed too.
pub trait Resource: Kind + DeserializeOwned {
    type Cloud: Send + Sync + 'static;
    /// Ids, ARNs and endpoints; its fields are [`Kind::OUTPUTS`] and [`Kind::STABLE_OUTPUTS`].
    type Out: Serialize + DeserializeOwned + Send + Sync;

    /// Everything of this kind that belongs to the environment, in one filtered list where possible.
    fn find(cx: &Cx<'_, Self::Cloud, Look<'_>>) -> impl Future<Output = Result<Vec<Found>, Failure>> + Send;
    /// The ownership and address tags go into this call.
    fn create(&self, cx: &Cx<'_, Self::Cloud, Call<'_>>) -> impl Future<Output = Result<Self::Out, Failure>> + Send;
    /// Makes `changed` fields as asked. Sending it twice does what sending it once does.
    fn update(
        &self,
        cx: &Cx<'_, Self::Cloud, Call<'_>>,
        out: Self::Out,
        changed: &[String],
    ) -> impl Future<Output = Result<Self::Out, Failure>> + Send;
    /// Already gone is [`Class::NotFound`], which counts as done.
    fn delete(cx: &Cx<'_, Self::Cloud, Call<'_>>, out: Self::Out) -> impl Future<Output = Result<(), Failure>> + Send;
    /// One look at how far a creation or deletion is. Asked only of kinds that [`Kind::SETTLES`].
    fn progress(
        _cx: &Cx<'_, Self::Cloud, Look<'_>>,
        out: Self::Out,
    ) -> impl Future<Output = Result<Progress<Self::Out>, Failure>> + Send {
        std::future::ready(Ok(Progress::Ready(out)))
    }
}

/// What a list shows of one resource.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// From its tag or its name; without one it is a stray.
    pub address: Option<Address>,
    pub id: String,
    /// When it was made, as far as the cloud tells: the first of two is kept.
    pub born: Option<u64>,
    /// As [`Resource::Out`].
    pub out: Value,
    /// As the props, with values where they had references.
    pub seen: Value,
    pub state: State,
    pub owner: Owner,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Ready,
    /// On its way to ready.
    Pending,
    Deleting,
    Failed(String),
    /// Stays after `down`, for this reason: a final snapshot, a secret inside its recovery window.
    /// To `up` it is not there; a create call that meets it restores it, or makes another one.
    Kept(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    Ours,
    /// Has our name and nobody's tags, and may be taken over.
    Adoptable,
    Foreign,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress<T> {
    Going(String),
    Ready(T),
    Broken(String),
    Gone,
}

/// A cloud, and what may be done with it.
pub struct Cx<'a, C, Access> {
    pub cloud: &'a C,
    access: &'a Access,
}

impl<C, Access> Deref for Cx<'_, C, Access> {
    type Target = Access;

    fn deref(&self) -> &Access {
        self.access
    }
}

/// Allows reading.
pub struct Look<'a> {
    pub scope: &'a Scope,
    pub(crate) gate: &'a Gate,
}

impl Look<'_> {
    pub async fn read<T, F, R>(&self, operation: Operation, request: F) -> Result<T, Failure>
    where
        F: Fn() -> R + Send + Sync,
        R: Future<Output = Result<T, Failure>> + Send,
    {
        self.gate.read(operation, request).await
    }
}

/// Allows changing the resource at one address.
pub struct Call<'a> {
    pub look: Look<'a>,
    pub(crate) errand: Errand<'a>,
}

impl Call<'_> {
    pub fn address(&self) -> &Address {
        self.errand.address
    }

    pub fn name(&self) -> String {
        self.look.scope.name(self.errand.address)
    }

    /// Sends `request` when limits and lease allow it and the journal has its intent; again when
    /// that is safe and helps. It must not retry by itself.
    pub async fn write<T, F, R>(&self, operation: Operation, request: F) -> Result<T, Failure>
    where
        F: Fn(Ticket) -> R + Send + Sync,
        R: Future<Output = Result<T, Failure>> + Send,
    {
        self.look.gate.write(&self.errand, operation, request).await
    }
}

/// A kind's functions over JSON, so that graph, plan and journal are plain values.
pub trait Operations: Send + Sync {
    fn find<'a>(&'a self, look: &'a Look<'a>) -> Boxed<'a, Result<Vec<Found>, Failure>>;
    fn create<'a>(&'a self, call: &'a Call<'a>, props: &'a Value) -> Boxed<'a, Result<Value, Failure>>;
    fn update<'a>(&'a self, call: &'a Call<'a>, change: Change<'a>) -> Boxed<'a, Result<Value, Failure>>;
    fn delete<'a>(&'a self, call: &'a Call<'a>, out: &'a Value) -> Boxed<'a, Result<(), Failure>>;
    fn progress<'a>(&'a self, look: &'a Look<'a>, out: &'a Value) -> Boxed<'a, Result<Progress<Value>, Failure>>;
}

#[derive(Clone, Copy)]
pub struct Change<'a> {
    pub props: &'a Value,
    pub out: &'a Value,
    pub fields: &'a [String],
}

pub(crate) struct Typed<R: Resource> {
    pub cloud: Arc<R::Cloud>,
    pub kind: PhantomData<fn() -> R>,
}

impl<R: Resource> Operations for Typed<R> {
    fn find<'a>(&'a self, look: &'a Look<'a>) -> Boxed<'a, Result<Vec<Found>, Failure>> {
        Box::pin(async move { R::find(&self.cx(look)).await })
    }

    fn create<'a>(&'a self, call: &'a Call<'a>, props: &'a Value) -> Boxed<'a, Result<Value, Failure>> {
        Box::pin(async move { encode::<R>(&from::<R, R>(props)?.create(&self.cx(call)).await?) })
    }

    fn update<'a>(&'a self, call: &'a Call<'a>, change: Change<'a>) -> Boxed<'a, Result<Value, Failure>> {
        Box::pin(async move {
            let (props, out) = (from::<R, R>(change.props)?, from::<R, R::Out>(change.out)?);
            encode::<R>(&props.update(&self.cx(call), out, change.fields).await?)
        })
    }

    fn delete<'a>(&'a self, call: &'a Call<'a>, out: &'a Value) -> Boxed<'a, Result<(), Failure>> {
        Box::pin(async move { R::delete(&self.cx(call), from::<R, R::Out>(out)?).await })
    }

    fn progress<'a>(&'a self, look: &'a Look<'a>, out: &'a Value) -> Boxed<'a, Result<Progress<Value>, Failure>> {
        Box::pin(async move {
            Ok(match R::progress(&self.cx(look), from::<R, R::Out>(out)?).await? {
                Progress::Ready(out) => Progress::Ready(encode::<R>(&out)?),
                Progress::Going(why) => Progress::Going(why),
                Progress::Broken(why) => Progress::Broken(why),
                Progress::Gone => Progress::Gone,
            })
        })
    }
}

impl<R: Resource> Typed<R> {
    fn cx<'a, Access>(&'a self, access: &'a Access) -> Cx<'a, R::Cloud, Access> {
        Cx {
            cloud: &self.cloud,
            access,
        }
    }
}

fn from<R: Kind, T: DeserializeOwned>(value: &Value) -> Result<T, Failure> {
    T::deserialize(value).map_err(|error| Failure::new(Class::Invalid, format!("read {}", R::KIND), error.to_string()))
}

fn encode<R: Resource>(out: &R::Out) -> Result<Value, Failure> {
    serde_json::to_value(out)
        .map_err(|error| Failure::new(Class::Invalid, format!("read {}", R::KIND), error.to_string()))
}
