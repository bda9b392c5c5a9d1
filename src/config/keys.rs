//! The table of all keys. Adding one is adding a row here, and reading it in a typed configuration.

use super::key::Builtin;
use super::{Key, Kind};

/// The numbers that CloudWatch Logs accepts (PutRetentionPolicy, `retentionInDays`).
const RETENTION_DAYS: &[u32] = &[
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/// Every key, in the order in which they are shown.
pub const KEYS: &[Key] = &[
    Key {
        name: "gateway.host",
        kind: Kind::LoopbackAddress,
        about: "Address the HTTP gateway listens on; only this machine may reach it.",
        builtin: Builtin::Local(Some("127.0.0.1")),
    },
    Key {
        name: "gateway.port",
        kind: Kind::Port,
        about: "Port of the HTTP gateway. When set and taken, `up` fails; the built-in one gives way to a free port.",
        builtin: Builtin::Local(Some("7400")),
    },
    Key {
        name: "aws.region",
        kind: Kind::Region,
        about: "Region of AWS that everything is made in.",
        builtin: Builtin::Remote(Some("us-east-1")),
    },
    Key {
        name: "aws.account",
        kind: Kind::Account,
        about: "The one account this environment may be made in; without it, whichever the credentials belong to.",
        builtin: Builtin::Remote(None),
    },
    Key {
        name: "network.cidr",
        kind: Kind::Network,
        about: "Range of private addresses. Subnets take 4096 each: /16 has room for zones a to h, /17 for a to d, \
                /18 for a and b.",
        builtin: Builtin::Each {
            dev: "10.0.0.0/16",
            staging: "10.1.0.0/16",
            production: "10.2.0.0/16",
        },
    },
    Key {
        name: "network.zones",
        kind: Kind::Zones,
        about: "Availability zones, by the last letter of their names; two at least.",
        builtin: Builtin::Each {
            dev: "a,b",
            staging: "a,b,c",
            production: "a,b,c",
        },
    },
    Key {
        name: "network.nat",
        kind: Kind::Choice(&["one", "per-zone"]),
        about: "NAT gateways: one costs less; one per zone keeps every zone working when another one fails.",
        builtin: Builtin::Each {
            dev: "one",
            staging: "per-zone",
            production: "per-zone",
        },
    },
    Key {
        name: "network.flow_logs",
        kind: Kind::Switch,
        about: "Whether accepted and rejected connections are logged.",
        builtin: Builtin::Each {
            dev: "false",
            staging: "true",
            production: "true",
        },
    },
    Key {
        name: "security.waf_rate",
        // AWS's own bounds of a rate rule.
        kind: Kind::Count {
            least: 10,
            most: 2_000_000_000,
        },
        about: "Requests that one address may send in five minutes before it is blocked; 2000 is 6.7 a second.",
        builtin: Builtin::Remote(Some("2000")),
    },
    Key {
        name: "security.kms_window_days",
        // AWS's own bounds.
        kind: Kind::Count { least: 7, most: 30 },
        about: "Days in which the key of the memories can be restored after `down`.",
        builtin: Builtin::Each {
            dev: "7",
            staging: "30",
            production: "30",
        },
    },
    Key {
        name: "database.url",
        kind: Kind::DatabaseUrl,
        about: "Use this PostgreSQL server, as the ledger's owner, instead of a private one. \
                A password is better kept out of this file: set LOGLINE_DATABASE_URL.",
        builtin: Builtin::Local(None),
    },
    Key {
        name: "database.port",
        kind: Kind::Port,
        about: "Port of the PostgreSQL server; 0 chooses a free one on this machine.",
        builtin: Builtin::Both {
            local: "0",
            remote: "5432",
        },
    },
    Key {
        name: "database.tls",
        kind: Kind::Choice(&["auto", "disable", "verify-full"]),
        about: "Encryption to the database: auto is disable on loopback addresses and verify-full elsewhere; \
                disable is accepted for loopback addresses only.",
        builtin: Builtin::Local(Some("auto")),
    },
    Key {
        name: "database.authorities",
        kind: Kind::File,
        about: "Certificates in PEM, one of whose owners must have signed the database's; \
                without it this machine's own and those of Amazon RDS are believed.",
        builtin: Builtin::Local(None),
    },
    Key {
        name: "database.pool",
        // One connection serves one request at a time; PostgreSQL's own limit, 100 by default, is shared with others.
        kind: Kind::Count { least: 1, most: 100 },
        about: "Most connections the handlers hold to the database.",
        builtin: Builtin::Local(Some("8")),
    },
    Key {
        name: "database.postgres",
        kind: Kind::ProgramDirectory,
        about: "Directory of PostgreSQL's programs; auto finds or installs them.",
        builtin: Builtin::Local(Some("auto")),
    },
    Key {
        name: "database.major",
        kind: Kind::OneOf(&[15, 16, 17]),
        about: "Major version of PostgreSQL; RDS chooses the minor one.",
        builtin: Builtin::Remote(Some("15")),
    },
    Key {
        name: "database.class",
        kind: Kind::Class("db"),
        about: "Instance class of the database.",
        builtin: Builtin::Each {
            dev: "db.t3.medium",
            staging: "db.r6g.large",
            production: "db.r6g.xlarge",
        },
    },
    Key {
        name: "database.multi_az",
        kind: Kind::Switch,
        about: "Whether a second instance in another zone takes over when the first one fails.",
        builtin: Builtin::Each {
            dev: "false",
            staging: "true",
            production: "true",
        },
    },
    Key {
        name: "database.storage",
        // RDS's own bounds for gp3 and PostgreSQL.
        kind: Kind::Count { least: 20, most: 65536 },
        about: "GiB to begin with; it grows by itself and never shrinks.",
        builtin: Builtin::Each {
            dev: "20",
            staging: "100",
            production: "100",
        },
    },
    Key {
        name: "database.storage_limit",
        kind: Kind::Count { least: 20, most: 65536 },
        about: "GiB up to which it grows by itself; the same as database.storage: it does not.",
        builtin: Builtin::Each {
            dev: "100",
            staging: "1000",
            production: "1000",
        },
    },
    Key {
        name: "database.backup_days",
        // RDS keeps no longer; with 0 there would be no way back to a point in time.
        kind: Kind::Count { least: 1, most: 35 },
        about: "Days back to which the database can be restored.",
        builtin: Builtin::Each {
            dev: "7",
            staging: "14",
            production: "30",
        },
    },
    Key {
        name: "database.final_snapshot",
        kind: Kind::Switch,
        about: "Whether `down` leaves a snapshot.",
        builtin: Builtin::Each {
            dev: "false",
            staging: "true",
            production: "true",
        },
    },
    Key {
        name: "database.deletion_protection",
        kind: Kind::Switch,
        about: "Whether AWS refuses to delete the database until `down` has lifted this.",
        builtin: Builtin::Each {
            dev: "false",
            staging: "true",
            production: "true",
        },
    },
    Key {
        name: "cache.engine",
        kind: Kind::Choice(&["redis", "valkey"]),
        about: "Engine of the cache; Valkey costs a fifth less.",
        builtin: Builtin::Remote(Some("redis")),
    },
    Key {
        name: "cache.version",
        kind: Kind::Choice(&["auto", "7.0", "7.1", "7.2", "8.0", "8.1"]),
        about: "Version of the engine; auto is 7.1 of Redis, which also has 7.0, and 8.0 of Valkey, which also has \
                7.2 and 8.1.",
        builtin: Builtin::Remote(Some("auto")),
    },
    Key {
        name: "cache.class",
        kind: Kind::Class("cache"),
        about: "Node class of the cache.",
        builtin: Builtin::Each {
            dev: "cache.t3.micro",
            staging: "cache.r6g.large",
            production: "cache.r6g.large",
        },
    },
    Key {
        name: "cache.nodes",
        // One that is written to, and up to five that stand by.
        kind: Kind::Count { least: 1, most: 6 },
        about: "Nodes of the cache; from two on, another one takes over when the first one fails.",
        builtin: Builtin::Each {
            dev: "1",
            staging: "2",
            production: "2",
        },
    },
    Key {
        name: "cache.port",
        kind: Kind::Count { least: 1, most: 65535 },
        about: "Port of the cache.",
        builtin: Builtin::Remote(Some("6379")),
    },
    Key {
        name: "cache.snapshot_days",
        kind: Kind::Count { least: 0, most: 35 },
        about: "Days for which daily snapshots of the cache are kept; 0: none are made.",
        builtin: Builtin::Remote(Some("5")),
    },
    Key {
        name: "secrets.recovery_days",
        // Secrets Manager's own bounds.
        kind: Kind::ZeroOr { least: 7, most: 30 },
        about: "Days in which passwords can be restored after `down`; 0: they are gone at once.",
        builtin: Builtin::Each {
            dev: "0",
            staging: "30",
            production: "30",
        },
    },
    Key {
        name: "local.dir",
        kind: Kind::Directory,
        about: "Where local files are kept, a directory for each environment; \
                built-in: beside logline.toml, or in the current directory without one.",
        builtin: Builtin::Everywhere(".logline"),
    },
    Key {
        name: "logs.level",
        kind: Kind::Choice(&["error", "warn", "info", "debug", "trace"]),
        about: "Least important lines that are logged.",
        builtin: Builtin::Everywhere("info"),
    },
    Key {
        name: "logs.retention_days",
        kind: Kind::OneOf(RETENTION_DAYS),
        about: "Days for which log lines are kept.",
        builtin: Builtin::Each {
            dev: "7",
            staging: "30",
            production: "90",
        },
    },
];
