//! Why a graph cannot be planned: found before anything is written, all at once.

use serde::Serialize;

use crate::Address;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "problem", rename_all = "snake_case")]
pub enum Problem {
    #[error("{address} is not an address: layer/name, in lower case")]
    BadAddress { address: Address },
    #[error("{address} is there twice")]
    AddressTwice { address: Address },
    #[error("{address} is of a kind that is not in the catalog: {kind}")]
    UnknownKind { address: Address, kind: String },
    #[error("the props of {address} cannot be written as an object")]
    Unwritable { address: Address },
    #[error("{address} refers to {to}, which does not come before it")]
    Unresolved { address: Address, to: Address },
    #[error("{address} refers to {field} of {to}, which has no such output at that time")]
    NoSuchOutput {
        address: Address,
        to: Address,
        field: String,
    },
    #[error(
        "the name of {address} would be {name}: longer than {longest} or with characters that {kind} does not allow"
    )]
    BadName {
        address: Address,
        kind: String,
        name: String,
        longest: usize,
    },
    #[error("{address} needs {needs}, which is in another layer and is not there yet")]
    OtherLayer { address: Address, needs: Address },
    #[error("{field} of {address} cannot change: {recipe}")]
    Forbidden {
        address: Address,
        field: String,
        recipe: String,
    },
    #[error("{address} holds data and would have to be made again because of {because}: {recipe}")]
    HoldsData {
        address: Address,
        because: Address,
        recipe: String,
    },
    #[error("{address} holds data and has failed ({why}): {recipe}")]
    HoldsDataAndFailed {
        address: Address,
        why: String,
        recipe: String,
    },
    #[error("the name of {address} is taken by {id}, which is not ours")]
    Taken { address: Address, id: String },
    #[error("the steps for {addresses:?} wait for each other")]
    Circle { addresses: Vec<Address> },
}
