//! Who is asking: the context that Row-Level Security decides by.

use std::fmt;

/// A tenant's name: 1 to 50 of `A-Z a-z 0-9 -`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tenant(String);

/// A user's name: 1 to 100 of `A-Z a-z 0-9 : _ . @ -`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct User(String);

/// What is wrong with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a {what} is 1 to {max} characters of {alphabet}")]
pub struct BadName {
    what: &'static str,
    max: usize,
    alphabet: &'static str,
}

impl Tenant {
    pub const PATTERN: &str = "^[A-Za-z0-9-]{1,50}$";

    pub fn new(name: impl Into<String>) -> Result<Self, BadName> {
        let (name, max) = (name.into(), 50);
        let fits = (1..=max).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if fits {
            Ok(Self(name))
        } else {
            Err(BadName {
                what: "tenant",
                max,
                alphabet: "A-Z a-z 0-9 -",
            })
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl User {
    pub const PATTERN: &str = "^[A-Za-z0-9:_.@-]{1,100}$";

    pub fn new(name: impl Into<String>) -> Result<Self, BadName> {
        let (name, max) = (name.into(), 100);
        let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b':' | b'_' | b'.' | b'@' | b'-');
        let fits = (1..=max).contains(&name.len()) && name.bytes().all(allowed);
        if fits {
            Ok(Self(name))
        } else {
            Err(BadName {
                what: "user",
                max,
                alphabet: "A-Z a-z 0-9 : _ . @ -",
            })
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Tenant {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for User {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a role may read. Both write only their own rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Own rows, the tenant's shared ones, and everybody's public ones.
    User,
    /// The whole of one tenant, and nothing else.
    Worker,
}

impl Role {
    /// The value of the setting `app.role`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Worker => "worker",
        }
    }
}

/// The context of one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    pub tenant: Tenant,
    pub user: User,
    pub role: Role,
}

impl Context {
    pub fn user(tenant: Tenant, user: User) -> Self {
        Self {
            tenant,
            user,
            role: Role::User,
        }
    }
}
