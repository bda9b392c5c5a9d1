//! What the platform is divided into. Each layer can be shown and applied alone.

/// One part of the platform; the first word of the addresses of its resources.
#[derive(Debug, PartialEq, Eq)]
pub struct Layer {
    pub name: &'static str,
    pub about: &'static str,
}

/// From the ground up: none needs one that comes after it.
pub const LAYERS: [Layer; 7] = [
    Layer {
        name: "network",
        about: "subnets in each zone, and the ways out of them",
    },
    Layer {
        name: "security",
        about: "who may reach whom, the firewall, the key of the memories",
    },
    Layer {
        name: "database",
        about: "PostgreSQL, and the passwords of its two users",
    },
    Layer {
        name: "cache",
        about: "Redis or Valkey, and its token",
    },
    Layer {
        name: "functions",
        about: "the six functions, with a role and a log group each",
    },
    Layer {
        name: "api",
        about: "the REST and the WebSocket API",
    },
    Layer {
        name: "monitoring",
        about: "the dashboard, and alarms that tell somebody",
    },
];
