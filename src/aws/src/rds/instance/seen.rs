//! What a list shows of an instance, in the form in which it is asked for.

use aws_sdk_rds::types::{DbInstance, Endpoint, PendingModifiedValues};
use engine::{Found, Scope, State};
use serde_json::{Value, json};

use super::condition::{self, Condition};
use super::{Made, read_tags};
use crate::names::whose;
use crate::tags::Tags;

pub(super) const FINAL_SNAPSHOT: &str = "logline:final-snapshot";
pub(super) const LOG_EXPORTS: &str = "logline:log-exports";
pub(super) const PORT: &str = "logline:port";
pub(super) const RESTARTED_FOR: &str = "logline:restarted-for";
pub(super) const SECRET: &str = "logline:secret";
pub(super) const STORAGE: &str = "logline:storage";

pub(super) fn found(scope: &Scope, instance: &DbInstance) -> Option<Found> {
    let tags = read_tags(instance.tag_list());
    let made = made(instance)?;
    let (address, owner) = whose(scope, &made.id, &tags)?;
    let state = match Condition::of(instance) {
        Condition::Usable => State::Ready,
        Condition::Busy(_) => State::Pending,
        Condition::Going => State::Deleting,
        Condition::Broken(why) => State::Failed(why),
    };
    Some(Found {
        address,
        id: made.id.clone(),
        born: instance
            .instance_create_time()
            .and_then(|date| date.secs().try_into().ok()),
        out: serde_json::to_value(&made).ok()?,
        seen: seen(instance, &tags, &made),
        state,
        owner,
    })
}

pub(super) fn made(instance: &DbInstance) -> Option<Made> {
    let (id, arn) = (instance.db_instance_identifier()?, instance.db_instance_arn()?);
    let endpoint = instance.endpoint();
    let incarnation = instance.dbi_resource_id().unwrap_or_default().to_ascii_lowercase();
    let tags = read_tags(instance.tag_list());
    Some(Made {
        id: id.to_owned(),
        arn: arn.to_owned(),
        host: endpoint.and_then(|endpoint| endpoint.address()).map(str::to_owned),
        port: endpoint.and_then(Endpoint::port).and_then(|port| port.try_into().ok()),
        last_snapshot: format!("{id}-final-{}", incarnation.trim_start_matches("db-")),
        final_snapshot: tags.parsed(FINAL_SNAPSHOT).unwrap_or_default(),
        no_snapshot: condition::no_snapshot(instance),
    })
}

/// Each field has a value of the type that the props want, because a step that lifts the deletion
/// protection is made from it.
fn seen(instance: &DbInstance, tags: &Tags, made: &Made) -> Value {
    let major = instance.engine_version().unwrap_or_default().split('.').next();
    // On its way counts as there: a run that goes on does not ask for it again.
    let pending = instance
        .pending_modified_values()
        .filter(|_| matches!(Condition::of(instance), Condition::Busy(_)));
    let allocated = pending.and_then(PendingModifiedValues::allocated_storage);
    let allocated = allocated.or(instance.allocated_storage()).unwrap_or_default();
    let class = pending.and_then(|pending| pending.db_instance_class());
    let multi_az = pending.and_then(PendingModifiedValues::multi_az);
    let backup_days = pending.and_then(PendingModifiedValues::backup_retention_period);
    let endpoint = instance.endpoint().and_then(Endpoint::port);
    let port = pending.and_then(PendingModifiedValues::port).or(endpoint);
    // A floor: it may have grown above it by itself.
    let storage = tags
        .parsed::<i32>(STORAGE)
        .filter(|floor| *floor <= allocated)
        .unwrap_or(allocated);
    let groups = instance.db_parameter_groups();
    let waits = groups
        .iter()
        .any(|group| group.parameter_apply_status() == Some("pending-reboot"));
    json!({
        "major": major,
        "class": class.or(instance.db_instance_class()).unwrap_or_default(),
        "storage": storage,
        "storage_limit": instance.max_allocated_storage().unwrap_or(storage),
        "multi_az": multi_az.or(instance.multi_az()).unwrap_or_default(),
        "backup_days": backup_days.or(instance.backup_retention_period()).unwrap_or_default(),
        "deletion_protection": instance.deletion_protection().unwrap_or_default(),
        "final_snapshot": made.final_snapshot,
        // As long as it is being made it has no endpoint, and AWS says no port.
        "port": port.or(tags.parsed(PORT)).unwrap_or_default(),
        "database": instance.db_name().unwrap_or_default(),
        "owner": instance.master_username().unwrap_or_default(),
        "secret": tags.get(SECRET),
        "subnet_group": instance.db_subnet_group().and_then(|group| group.db_subnet_group_name()),
        "security_group": one(instance.vpc_security_groups().iter().filter_map(|group| group.vpc_security_group_id())),
        "parameter_group": one(groups.iter().filter_map(|group| group.db_parameter_group_name())),
        // What a restart was made for is forgotten when another one is due.
        "restarted_for": tags.get(RESTARTED_FOR).filter(|_| !waits).unwrap_or_default(),
        "log_exports": log_exports(instance, tags),
    })
}

/// One is as asked; none, or several, are something to change.
fn one<'a>(ids: impl Iterator<Item = &'a str>) -> Value {
    let ids: Vec<&str> = ids.collect();
    match ids[..] {
        [id] => Value::from(id),
        _ => Value::from(ids),
    }
}

/// AWS leaves the list out when there is none. One that is there and empty comes from something that
/// does not keep it; then what was asked for is all there is.
fn log_exports(instance: &DbInstance, tags: &Tags) -> Vec<String> {
    match &instance.enabled_cloudwatch_logs_exports {
        Some(exports) if exports.is_empty() => {
            let asked = tags.get(LOG_EXPORTS).unwrap_or_default();
            asked.split_whitespace().map(str::to_owned).collect()
        }
        exports => exports.clone().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_rds::types::builders::DbInstanceBuilder;
    use aws_sdk_rds::types::{DbParameterGroupStatus, Tag};

    use super::*;

    fn instance(status: &str, tags: &[(&str, &str)]) -> DbInstanceBuilder {
        let tags = tags
            .iter()
            .map(|(key, value)| Tag::builder().key(*key).value(*value).build());
        DbInstance::builder()
            .db_instance_identifier("logline-dev-database-instance")
            .db_instance_arn("arn:aws:rds:us-east-1:123456789012:db:logline-dev-database-instance")
            .dbi_resource_id("db-ABCDEF")
            .db_instance_status(status)
            .engine_version("15.14")
            .allocated_storage(20)
            .set_tag_list(Some(tags.collect()))
    }

    fn found(instance: DbInstanceBuilder) -> Found {
        let scope = Scope {
            environment: "dev".to_owned(),
            account: "123456789012".to_owned(),
            region: "us-east-1".to_owned(),
        };
        super::found(&scope, &instance.build()).unwrap()
    }

    #[test]
    fn the_minor_version_is_not_compared() {
        assert_eq!(found(instance("available", &[])).seen["major"], "15");
    }

    #[test]
    fn what_grew_by_itself_is_as_asked_and_what_shrank_is_not() {
        let storage = |floor: &str| found(instance("available", &[(STORAGE, floor)])).seen["storage"].clone();
        assert_eq!(storage("10"), 10);
        assert_eq!(storage("30"), 20);
    }

    #[test]
    fn a_restart_that_is_due_forgets_what_the_last_one_was_for() {
        let restarted = |status: &str| {
            let group = DbParameterGroupStatus::builder().parameter_apply_status(status);
            let instance = instance("available", &[(RESTARTED_FOR, "a")]).db_parameter_groups(group.build());
            found(instance).seen["restarted_for"].clone()
        };
        assert_eq!(restarted("in-sync"), "a");
        assert_eq!(restarted("applying"), "a");
        assert_eq!(restarted("pending-reboot"), "");
    }

    #[test]
    fn a_change_on_its_way_counts_and_one_for_the_next_window_does_not() {
        let pending = PendingModifiedValues::builder().multi_az(true).build();
        let multi_az = |status: &str| {
            let instance = instance(status, &[]).multi_az(false);
            found(instance.pending_modified_values(pending.clone())).seen["multi_az"].clone()
        };
        assert_eq!(multi_az("modifying"), true);
        assert_eq!(multi_az("available"), false);
    }

    #[test]
    fn a_list_of_log_exports_that_is_there_is_believed() {
        let tags = [(LOG_EXPORTS, "postgresql upgrade")];
        let exports = |instance: DbInstanceBuilder| found(instance).seen["log_exports"].clone();
        let turned_off = instance("available", &tags).enabled_cloudwatch_logs_exports("upgrade");
        assert_eq!(exports(turned_off), json!(["upgrade"]));
        assert_eq!(exports(instance("available", &tags)), json!([]));
    }

    #[test]
    fn a_failed_instance_says_so_and_that_nothing_can_be_kept_of_it() {
        let found = found(instance("incompatible-network", &[(FINAL_SNAPSHOT, "true")]));
        assert!(matches!(&found.state, State::Failed(why) if why.contains("start it")));
        assert!(found.out["no_snapshot"].as_str().unwrap().contains("delete it without"));
        assert_eq!(found.out["final_snapshot"], true);
    }

    #[test]
    fn a_final_snapshot_is_named_for_this_instance_alone() {
        let found = found(instance("available", &[]));
        assert_eq!(found.out["last_snapshot"], "logline-dev-database-instance-final-abcdef");
    }

    #[test]
    fn what_is_seen_can_be_asked_for() {
        let seen = found(instance("creating", &[])).seen;
        serde_json::from_value::<super::super::Instance>(seen).unwrap();
    }
}
