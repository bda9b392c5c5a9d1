//! What trials lie on: PostgreSQL servers that start when the first trial asks, databases that
//! cost 0.1 s, directories; all of it in one place, which is swept when the run ends.

mod database;
pub(crate) mod home;
pub(crate) mod place;
mod server;
mod span;
mod trouble;

use std::any::type_name;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use libtest_mimic::Trial;
use tokio::runtime::{Builder, Runtime};

pub(crate) use database::{Database, Role, way};
pub(crate) use home::{Answer, Home};
use place::Place;
pub(crate) use server::Pg;
pub(crate) use span::{Span, context};
pub(crate) use trouble::{Outcome, Trouble, verdict};

pub(crate) struct Bed {
    runtime: Runtime,
    place: Place,
    servers: BTreeMap<u16, Pg>,
    directories: AtomicU32,
}

impl Bed {
    /// Finds the servers (and installs the wheel, the first time); starts none.
    ///
    /// It lives as long as the process, so that trials can be moved to any thread.
    pub(crate) fn open() -> Result<&'static Self, Trouble> {
        let runtime = Builder::new_multi_thread().enable_all().build()?;
        let (place, servers) = runtime.block_on(async {
            let installations = server::installations().await?;
            let place = Place::take().await?;
            let mut servers = BTreeMap::new();
            for installation in installations {
                let major = installation.version.major;
                servers.insert(major, Pg::new(installation, &place.path().join(format!("pg{major}")))?);
            }
            Ok::<_, Trouble>((place, servers))
        })?;
        Ok(Box::leak(Box::new(Self {
            runtime,
            place,
            servers,
            directories: AtomicU32::new(0),
        })))
    }

    /// Stops every server, whoever started it here, and removes the files.
    pub(crate) fn close(&self) -> Result<(), Trouble> {
        self.runtime.block_on(self.place.leave())
    }

    /// The majors that are tested on.
    pub(crate) fn majors(&self) -> impl Iterator<Item = u16> {
        self.servers.keys().copied()
    }

    /// A server, shared by all trials: what belongs to the whole of it (roles, settings) is not to
    /// be changed there.
    pub(crate) fn pg(&self, major: u16) -> Result<&Pg, Trouble> {
        self.servers
            .get(&major)
            .ok_or_else(|| Trouble::new(format!("PostgreSQL {major} is not tested on")))
    }

    /// A server for one trial that changes roles or settings, or kills it. Takes a second.
    pub(crate) fn own_server(&self, major: u16) -> Result<Pg, Trouble> {
        Pg::new(self.pg(major)?.installation().clone(), &self.directory("own")?)
    }

    /// A new empty directory that the servers' account can reach.
    pub(crate) fn directory(&self, name: &str) -> Result<PathBuf, Trouble> {
        let number = self.directories.fetch_add(1, Ordering::Relaxed);
        let path = self.place.path().join(format!("{name}-{number}"));
        place::make_open_directory(&path)?;
        Ok(path)
    }

    /// One trial per server, each with a migrated database of its own. The function's name and
    /// module are the trial's: `schema::pg16::the_registry_has_70_columns`.
    pub(crate) fn on_each_database<F>(&'static self, body: F) -> Vec<Trial>
    where
        F: AsyncFn(Database) -> Outcome + Copy + Send + 'static,
    {
        self.on_each_server_as(&name_of::<F>(), &async move |pg: &Pg| body(pg.database().await?).await)
    }

    /// One trial per server, named as above.
    pub(crate) fn on_each_server<F>(&'static self, body: F) -> Vec<Trial>
    where
        F: AsyncFn(&'static Pg) -> Outcome + Copy + Send + 'static,
    {
        self.on_each_server_as(&name_of::<F>(), &body)
    }

    /// For trials that come from a table: `name` is `module::case`.
    pub(crate) fn on_each_server_as<F>(&'static self, name: &str, body: &F) -> Vec<Trial>
    where
        F: AsyncFn(&'static Pg) -> Outcome + Clone + Send + 'static,
    {
        let (module, case) = name.split_once("::").unwrap_or(("it", name));
        let trial = |(major, pg): (&u16, &'static Pg)| {
            let body = body.clone();
            Trial::test(format!("{module}::pg{major}::{case}"), move || {
                Ok(self.runtime.block_on(body(pg))?)
            })
        };
        self.servers.iter().map(trial).collect()
    }

    /// A trial that needs no server of ours.
    pub(crate) fn trial<F>(&'static self, body: F) -> Trial
    where
        F: AsyncFn(&'static Bed) -> Outcome + Send + 'static,
    {
        Trial::test(name_of::<F>(), move || Ok(self.runtime.block_on(body(self))?))
    }
}

/// `it::schema::the_registry_has_70_columns` without the crate.
fn name_of<F>() -> String {
    let path = type_name::<F>();
    path.split_once("::").map_or(path, |(_, rest)| rest).to_owned()
}
