//! What state an instance is in, from AWS's many words for it.
//! <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html>

use aws_sdk_rds::types::DbInstance;

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Condition {
    Usable,
    /// With AWS's word.
    Busy(String),
    Going,
    /// It does not get out of that by itself.
    Broken(String),
}

impl Condition {
    pub fn of(instance: &DbInstance) -> Self {
        let status = instance.db_instance_status().unwrap_or_default();
        match status {
            "available"
            | "storage-optimization"
            | "storage-initialization"
            | "storage-config-upgrade"
            | "configuring-enhanced-monitoring" => Self::Usable,
            // Every night; only the first time it is not usable before.
            "backing-up" if instance.latest_restorable_time().is_some() => Self::Usable,
            "deleting" => Self::Going,
            _ => advice(status).map_or_else(
                || Self::Busy(status.to_owned()),
                |advice| Self::Broken(format!("it is {status}: {advice}")),
            ),
        }
    }
}

fn advice(status: &str) -> Option<&'static str> {
    Some(match status {
        "failed" => "AWS could not repair it; restore its latest backup beside it",
        "restore-error" => "what it was restored from cannot be restored; make it from another snapshot",
        "incompatible-restore" => "the point in time that it was restored to cannot be restored",
        "incompatible-network" => "its subnets or the addresses in them are gone; give them back, then start it",
        "incompatible-option-group" | "incompatible-parameters" => {
            "it cannot start with its parameters; put them back, then reboot it"
        }
        "incompatible-create" => "it cannot be made like this; delete it",
        "insufficient-capacity" => "AWS has no machine of this class here now; choose another class",
        "insufficient-resource-limits" => "a limit of the account is reached; have it raised",
        "inaccessible-encryption-credentials" | "inaccessible-encryption-credentials-recoverable" => {
            "the key of its storage cannot be used; enable it again"
        }
        "storage-full" => "give it more storage, with `aws rds modify-db-instance --allocated-storage`",
        "stopped" => "somebody has stopped it; start it with `aws rds start-db-instance`",
        _ => return None,
    })
}

/// Why its deletion cannot leave a snapshot.
/// <https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBInstance.html>
pub(super) fn no_snapshot(instance: &DbInstance) -> Option<String> {
    let status = instance.db_instance_status().unwrap_or_default();
    matches!(status, "failed" | "incompatible-restore" | "incompatible-network")
        .then(|| format!("AWS takes none of a database that is {status}; delete it without"))
}

/// Whether a change that was asked for has not begun: for a moment the instance is still called available.
pub(super) fn is_to_change(instance: &DbInstance) -> bool {
    instance.pending_modified_values().is_some_and(|pending| {
        pending.db_instance_class().is_some()
            || pending.allocated_storage().is_some()
            || pending.multi_az().is_some()
            || pending.backup_retention_period().is_some()
            || pending.port().is_some()
            || pending.pending_cloudwatch_logs_exports().is_some()
    })
}

#[cfg(test)]
mod tests {
    use aws_sdk_rds::types::PendingModifiedValues;
    use aws_smithy_types::DateTime;

    use super::*;

    fn instance(status: &str) -> DbInstance {
        DbInstance::builder().db_instance_status(status).build()
    }

    #[test]
    fn the_first_backup_belongs_to_its_creation_and_later_ones_do_not() {
        assert_eq!(
            Condition::of(&instance("backing-up")),
            Condition::Busy("backing-up".to_owned())
        );
        let later = DbInstance::builder()
            .db_instance_status("backing-up")
            .latest_restorable_time(DateTime::from_secs(1));
        assert_eq!(Condition::of(&later.build()), Condition::Usable);
    }

    #[test]
    fn what_does_not_pass_by_itself_is_broken_and_says_what_to_do() {
        for status in ["failed", "storage-full", "incompatible-parameters", "stopped"] {
            let Condition::Broken(why) = Condition::of(&instance(status)) else {
                panic!("{status} is not broken");
            };
            assert!(
                why.contains(status) && why.contains("; ") || why.contains("give"),
                "{why}"
            );
        }
        for status in ["creating", "modifying", "upgrading", "rebooting", "renaming"] {
            assert_eq!(Condition::of(&instance(status)), Condition::Busy(status.to_owned()));
        }
    }

    #[test]
    fn only_some_states_leave_no_snapshot() {
        assert!(no_snapshot(&instance("incompatible-network")).is_some());
        assert_eq!(no_snapshot(&instance("storage-full")), None);
    }

    #[test]
    fn an_available_instance_may_be_about_to_change() {
        let pending = PendingModifiedValues::builder().multi_az(true).build();
        let about = DbInstance::builder().pending_modified_values(pending).build();
        assert!(is_to_change(&about));
        let nothing = DbInstance::builder().pending_modified_values(PendingModifiedValues::builder().build());
        assert!(!is_to_change(&nothing.build()));
    }
}
