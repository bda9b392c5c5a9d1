//! A database for one trial, gone when it is dropped.

use tokio::runtime::Handle;
use tokio_postgres::{Client, Config, NoTls};

use super::Trouble;

pub(crate) struct Database {
    name: String,
    logins: [Login; 3],
    server: Login,
    runtime: Handle,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Owner,
    App,
    Superuser,
}

/// Who connects, and where to.
#[derive(Clone)]
pub(super) struct Login {
    config: Config,
    url: String,
}

impl Database {
    pub(super) fn new(name: String, logins: [Login; 3], server: Login, runtime: Handle) -> Self {
        Self {
            name,
            logins,
            server,
            runtime,
        }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn config(&self, role: Role) -> &Config {
        &self.login(role).config
    }

    /// A role's way here, as the product's own code takes it.
    pub(crate) fn way(&self, role: Role) -> ::database::Database {
        way(self.config(role).clone())
    }

    /// The same as `postgres://…`, for programs.
    pub(crate) fn url(&self, role: Role) -> &str {
        &self.login(role).url
    }

    pub(crate) async fn as_owner(&self) -> Result<Client, Trouble> {
        self.login(Role::Owner).connect().await
    }

    pub(crate) async fn as_app(&self) -> Result<Client, Trouble> {
        self.login(Role::App).connect().await
    }

    pub(crate) async fn as_superuser(&self) -> Result<Client, Trouble> {
        self.login(Role::Superuser).connect().await
    }

    fn login(&self, role: Role) -> &Login {
        let [owner, app, superuser] = &self.logins;
        match role {
            Role::Owner => owner,
            Role::App => app,
            Role::Superuser => superuser,
        }
    }
}

/// To a server of these tests, which are all on this machine.
pub(crate) fn way(login: Config) -> ::database::Database {
    ::database::Database::new(login, ::database::Tls::Plain)
}

impl Drop for Database {
    /// On its own: a drop cannot wait. The server is removed at the end, so one that fails costs
    /// nothing but the room until then.
    fn drop(&mut self) {
        let (server, statement) = (self.server.clone(), format!("DROP DATABASE {} WITH (FORCE)", self.name));
        self.runtime
            .spawn(async move { Ok::<_, Trouble>(server.connect().await?.batch_execute(&statement).await?) });
    }
}

impl Login {
    pub(super) fn new(port: u16, user: &str, password: &str, database: &str) -> Self {
        let mut config = Config::new();
        config
            .host("127.0.0.1")
            .port(port)
            .user(user)
            .password(password)
            .dbname(database);
        Self {
            config,
            url: format!("postgres://{user}:{password}@127.0.0.1:{port}/{database}"),
        }
    }

    pub(super) fn into_config(self) -> Config {
        self.config
    }

    pub(super) async fn connect(&self) -> Result<Client, Trouble> {
        let (client, connection) = self.config.connect(NoTls).await?;
        tokio::spawn(connection);
        Ok(client)
    }
}
