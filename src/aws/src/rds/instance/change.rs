//! What changes in place: all fields in one call, and the restart that some of them need.

use aws_sdk_rds::types::{CloudwatchLogsExportConfiguration, DbInstance};
use engine::{Call, Class, Cx, Failure, Operation};

use super::condition::{self, Condition};
use super::{Instance, gib, look_at};
use crate::Aws;
use crate::operation::{operation, send};

const MODIFY: Operation = operation("rds", "ModifyDBInstance");
const REBOOT: Operation = operation("rds", "RebootDBInstance");

impl Instance {
    pub(super) async fn modify(&self, cx: &Cx<'_, Aws, Call<'_>>, id: &str, changed: &[String]) -> Result<(), Failure> {
        let is = |field: &str| changed.iter().any(|changed| changed == field);
        let instance = look_at(cx.cloud, &cx.look, id).await?;
        let has = instance
            .as_ref()
            .and_then(DbInstance::allocated_storage)
            .unwrap_or_default();
        let (storage, limit) = (gib(self.storage)?, gib(self.storage_limit)?);
        let exports = exports(
            &self.log_exports,
            instance
                .as_ref()
                .map_or(&[], DbInstance::enabled_cloudwatch_logs_exports),
        );
        let security = is("security_group").then(|| self.security_group.value()).transpose()?;
        let parameters = is("parameter_group")
            .then(|| self.parameter_group.value())
            .transpose()?;
        cx.write(MODIFY, |_| {
            let request = cx.cloud.rds.modify_db_instance().db_instance_identifier(id);
            let request = request
                .apply_immediately(true)
                // What we never ask for otherwise, said again.
                .auto_minor_version_upgrade(true)
                .copy_tags_to_snapshot(true);
            let request = request
                .set_db_instance_class(is("class").then(|| self.class.clone()))
                .set_multi_az(is("multi_az").then_some(self.multi_az))
                .set_backup_retention_period(is("backup_days").then_some(self.backup_days.into()))
                .set_deletion_protection(is("deletion_protection").then_some(self.deletion_protection))
                .set_db_port_number(is("port").then_some(self.port.into()))
                .set_vpc_security_group_ids(security.clone().map(|group: String| vec![group]))
                .set_db_parameter_group_name(parameters.clone());
            let request = request
                // AWS refuses to make it smaller.
                .set_allocated_storage((is("storage") && storage > has).then_some(storage))
                // What it has already means that it is not to grow.
                .set_max_allocated_storage(is("storage_limit").then_some(limit.max(storage)))
                .set_cloudwatch_logs_export_configuration(is("log_exports").then(|| exports.clone()));
            send(MODIFY, request.send())
        })
        .await
        .map(drop)
    }
}

/// Once what was changed before has come into effect: AWS may take a restart for done while it has
/// not even begun with the change.
pub(super) async fn restart(cx: &Cx<'_, Aws, Call<'_>>, id: &str) -> Result<(), Failure> {
    cx.write(REBOOT, |_| async move {
        let instance = look_at(cx.cloud, &cx.look, id).await?;
        let is_ready = instance.is_some_and(|instance| {
            Condition::of(&instance) == Condition::Usable && !condition::is_to_change(&instance)
        });
        if !is_ready {
            return Err(Failure::new(Class::Busy, "restart the database", "it is changing"));
        }
        send(
            REBOOT,
            cx.cloud.rds.reboot_db_instance().db_instance_identifier(id).send(),
        )
        .await
    })
    .await
    .map(drop)
}

fn exports(asked: &[String], enabled: &[String]) -> CloudwatchLogsExportConfiguration {
    let without = |some: &[String], others: &[String]| -> Vec<String> {
        some.iter().filter(|log| !others.contains(log)).cloned().collect()
    };
    CloudwatchLogsExportConfiguration::builder()
        .set_enable_log_types(Some(without(asked, enabled)))
        .set_disable_log_types(Some(without(enabled, asked)))
        .build()
}
