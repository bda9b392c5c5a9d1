//! A private PostgreSQL server on this machine: find or install it, initialise a cluster, start
//! it, take over one whose supervisor died, stop it.
//!
//! The straight line: [`Search`] finds an [`Installation`]; a [`Cluster`] is a directory that an
//! installation serves as an [`Account`]; starting or adopting it gives a [`Server`];
//! [`bootstrap`] makes the owner role and its database there.
//!
//! Nothing here reads the environment: the search path and the cache directory are arguments,
//! and the programs that are run get an environment of their own (only `pip` keeps the caller's,
//! because proxies and mirrors are configured there).

mod account;
mod bootstrap;
mod cluster;
mod installation;
mod leftovers;
mod postmaster;
mod search;
mod server;
mod start;
mod version;
mod wait;
mod wheel;

pub use account::{Account, AccountError};
pub use bootstrap::{BootstrapError, Bootstrapped, bootstrap};
pub use cluster::{Cluster, ClusterError, SUPERUSER};
pub use installation::{Installation, Origin, ProbeError};
pub use search::{Found, Search, SearchError};
pub use server::{Server, StopError, Stopped};
pub use start::{Settings, StartError};
pub use version::{FLOORS_AS_OF, VectorVersion, Verdict, Version, assess, assess_vector};
pub use wheel::{Wheel, WheelError, WheelEvent};
