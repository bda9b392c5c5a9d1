//! Parameters of the families `redis7` and `valkey8` that can be modified.

use super::Allowed::{OneOf, Text, Whole};
use super::{Parameter, parameter};

const YES_NO: &[&str] = &["yes", "no"];
const POLICIES: &[&str] = &[
    "volatile-lru",
    "allkeys-lru",
    "volatile-lfu",
    "allkeys-lfu",
    "volatile-random",
    "allkeys-random",
    "volatile-ttl",
    "noeviction",
];
const MOST: i64 = 2_147_483_647;

pub(crate) const REDIS: &[Parameter] = &[
    parameter("acllog-max-len", false, Whole(1, 10_000)),
    parameter("active-defrag-cycle-max", false, Whole(1, 75)),
    parameter("active-defrag-cycle-min", false, Whole(1, 75)),
    parameter("active-expire-effort", false, Whole(1, 10)),
    parameter("activedefrag", false, OneOf(YES_NO)),
    parameter("activerehashing", true, OneOf(YES_NO)),
    parameter("appendonly", false, OneOf(YES_NO)),
    parameter("client-output-buffer-limit-pubsub-hard-limit", false, Whole(0, MOST)),
    parameter("client-output-buffer-limit-pubsub-soft-limit", false, Whole(0, MOST)),
    parameter("client-output-buffer-limit-pubsub-soft-seconds", false, Whole(0, MOST)),
    parameter("close-on-replica-write", false, OneOf(YES_NO)),
    parameter("cluster-enabled", true, OneOf(YES_NO)),
    parameter("databases", true, Whole(1, 1_200_000)),
    parameter("hash-max-listpack-entries", false, Whole(0, MOST)),
    parameter("hash-max-listpack-value", false, Whole(0, MOST)),
    parameter("lazyfree-lazy-eviction", false, OneOf(YES_NO)),
    parameter("lazyfree-lazy-expire", false, OneOf(YES_NO)),
    parameter("lazyfree-lazy-user-del", false, OneOf(YES_NO)),
    parameter("lfu-decay-time", false, Whole(0, MOST)),
    parameter("lfu-log-factor", false, Whole(1, MOST)),
    parameter("list-compress-depth", false, Whole(0, MOST)),
    parameter("list-max-listpack-size", false, Whole(-5, MOST)),
    parameter("maxmemory-policy", false, OneOf(POLICIES)),
    parameter("maxmemory-samples", false, Whole(1, MOST)),
    parameter("min-replicas-max-lag", false, Whole(0, MOST)),
    parameter("min-replicas-to-write", false, Whole(0, MOST)),
    parameter("notify-keyspace-events", false, Text),
    parameter("proto-max-bulk-len", false, Whole(1_048_576, MOST)),
    parameter("reserved-memory-percent", false, Whole(0, 100)),
    parameter("set-max-intset-entries", false, Whole(0, MOST)),
    parameter("slowlog-log-slower-than", false, Whole(-1, MOST)),
    parameter("slowlog-max-len", false, Whole(0, MOST)),
    parameter("tcp-keepalive", false, Whole(0, MOST)),
    parameter("timeout", false, Whole(0, MOST)),
    parameter("tracking-table-max-keys", false, Whole(1, 100_000_000)),
    parameter("zset-max-listpack-entries", false, Whole(0, MOST)),
    parameter("zset-max-listpack-value", false, Whole(0, MOST)),
];
