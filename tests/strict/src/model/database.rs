//! What RDS operations change in the model.

use serde_json::{Value, json};

use super::{Kind, Lesson, Life, Model};
use crate::request::{Request, at};

/// Seconds of a small instance in public logs: 4 to 8 minutes in all, twice that over two zones.
const CREATION: u32 = 330;
const FIRST_BACKUP: u32 = 150;
const MODIFICATION: u32 = 300;
const REBOOT: u32 = 60;
pub(crate) const DELETION: u32 = 240;
const SNAPSHOT: u32 = 120;
/// A modification is accepted while the instance still shows as `available`.
const BEFORE_MODIFYING: u32 = 20;

/// What is modified without the instance leaving `available`.
const QUIET: [&str; 11] = [
    "Action",
    "Version",
    "ApplyImmediately",
    "DBInstanceIdentifier",
    "DeletionProtection",
    "CopyTagsToSnapshot",
    "MaxAllocatedStorage",
    "AutoMinorVersionUpgrade",
    "PreferredMaintenanceWindow",
    "AllowMajorVersionUpgrade",
    "DBParameterGroupName",
];

impl Model {
    pub(super) fn learn_database(&mut self, lesson: &Lesson<'_>) {
        let request = lesson.request;
        match request.operation.as_str() {
            "CreateDBSubnetGroup" => {
                let group = lesson
                    .thing(Kind::DbSubnetGroup, &lower(request, "DBSubnetGroupName"))
                    .referring_to_all(Kind::Subnet, request.texts("SubnetIds"));
                self.add(group);
            }
            "ModifyDBSubnetGroup" => {
                if let Some(group) = self.get_mut(Kind::DbSubnetGroup, &lower(request, "DBSubnetGroupName")) {
                    group.merge(&request.parameters);
                    group.refer_only(Kind::Subnet, request.texts("SubnetIds"));
                }
            }
            "DeleteDBSubnetGroup" => {
                self.remove(Kind::DbSubnetGroup, &lower(request, "DBSubnetGroupName"));
            }
            "CreateDBParameterGroup" => {
                self.add(lesson.thing(Kind::DbParameterGroup, &lower(request, "DBParameterGroupName")));
            }
            "ModifyDBParameterGroup" | "ResetDBParameterGroup" => self.learn_db_parameters(request),
            "DeleteDBParameterGroup" => {
                self.remove(Kind::DbParameterGroup, &lower(request, "DBParameterGroupName"));
            }
            "CreateDBInstance" => self.learn_new_database(lesson),
            "ModifyDBInstance" => self.learn_database_change(lesson),
            "RebootDBInstance" => {
                if let Some(database) = self.get_mut(Kind::Database, &lower(request, "DBInstanceIdentifier")) {
                    database.life = Life::of(&[("rebooting", lesson.clock.span(REBOOT))], "available");
                    database.set("pending reboot", json!(false));
                }
            }
            "DeleteDBInstance" => {
                self.remove(Kind::Database, &lower(request, "DBInstanceIdentifier"));
            }
            "CreateDBSnapshot" => {
                let creating = [("creating", lesson.clock.span(SNAPSHOT))];
                let snapshot = lesson
                    .thing(Kind::DbSnapshot, &lower(request, "DBSnapshotIdentifier"))
                    .living(Life::of(&creating, "available"));
                self.add(snapshot);
            }
            "DeleteDBSnapshot" => {
                self.remove(Kind::DbSnapshot, &lower(request, "DBSnapshotIdentifier"));
            }
            _ => {}
        }
    }

    fn learn_new_database(&mut self, lesson: &Lesson<'_>) {
        let (request, clock) = (lesson.request, lesson.clock);
        let zones = if request.flag("MultiAZ") == Some(true) { 2 } else { 1 };
        let mut passing = vec![("creating", clock.span(CREATION * zones))];
        // Without retention there are no backups, and no first one.
        if request.number("BackupRetentionPeriod") != Some(0) {
            passing.push(("backing-up", clock.span(FIRST_BACKUP * zones)));
        }
        let subnets = lower(request, "DBSubnetGroupName");
        let parameters = lower(request, "DBParameterGroupName");
        let database = lesson
            .thing(Kind::Database, &lower(request, "DBInstanceIdentifier"))
            .referring(Kind::DbSubnetGroup, Some(&subnets))
            .referring(Kind::DbParameterGroup, Some(&parameters))
            .referring_to_all(Kind::SecurityGroup, request.texts("VpcSecurityGroupIds"))
            .referring(Kind::Key, request.text("KmsKeyId"))
            .living(Life::of(&passing, "available"));
        self.add(database);
    }

    fn learn_database_change(&mut self, lesson: &Lesson<'_>) {
        let (request, clock) = (lesson.request, lesson.clock);
        let Some(database) = self.get_mut(Kind::Database, &lower(request, "DBInstanceIdentifier")) else {
            return;
        };
        if let Some(group) = request.text("DBParameterGroupName") {
            let group = group.to_lowercase();
            let differs = !database.refers_to.contains(&(Kind::DbParameterGroup, group.clone()));
            database.refer_only(Kind::DbParameterGroup, [group.as_str()].into_iter());
            if differs {
                database.set("pending reboot", json!(true));
            }
        }
        if request.at("VpcSecurityGroupIds").is_some() {
            database.refer_only(Kind::SecurityGroup, request.texts("VpcSecurityGroupIds"));
        }
        let parameters = request.parameters.as_object();
        let is_loud = parameters.is_some_and(|map| map.keys().any(|name| !QUIET.contains(&name.as_str())));
        if is_loud && request.flag("ApplyImmediately") == Some(true) {
            let passing = [
                ("available", clock.span(BEFORE_MODIFYING)),
                ("modifying", clock.span(MODIFICATION)),
            ];
            database.life = Life::of(&passing, "available");
            database.set("modified", json!(request.parameters));
        }
        database.merge(&request.parameters);
    }

    /// A value that only a start reads leaves every instance of the group waiting for one.
    fn learn_db_parameters(&mut self, request: &Request) {
        let name = lower(request, "DBParameterGroupName");
        let Some(group) = self.get_mut(Kind::DbParameterGroup, &name) else {
            return;
        };
        let mut values = group.at("values").cloned().unwrap_or_else(|| json!({}));
        let mut waits = false;
        let is_reset = request.operation.starts_with("Reset");
        if is_reset && request.flag("ResetAllParameters") == Some(true) {
            values = json!({});
            waits = true;
        }
        for parameter in request.items("Parameters") {
            let part = |name: &str| at(parameter, name).and_then(Value::as_str).unwrap_or_default();
            waits |= part("ApplyMethod") == "pending-reboot";
            if let Some(values) = values.as_object_mut() {
                if is_reset {
                    values.remove(part("ParameterName"));
                } else {
                    values.insert(part("ParameterName").to_owned(), json!(part("ParameterValue")));
                }
            }
        }
        group.set("values", values);
        let user = (Kind::DbParameterGroup, name);
        for thing in self
            .things_mut()
            .filter(|thing| waits && thing.refers_to.contains(&user))
        {
            thing.set("pending reboot", json!(true));
        }
    }
}

/// RDS and ElastiCache keep identifiers in lower case.
pub(crate) fn lower(request: &Request, name: &str) -> String {
    request.named(name).to_lowercase()
}
