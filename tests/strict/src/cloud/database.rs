//! What RDS shows: instances and snapshots on their way.

use serde_json::Value;
use tokio::time::Instant;
use xmltree::{Element, XMLNode};

use super::Shaping;
use crate::model::{Kind, Model, Thing};
use crate::rules::database_input;
use crate::xml;

/// What an instance says it will be when a modification is done.
const PENDING: [&str; 7] = [
    "DBInstanceClass",
    "AllocatedStorage",
    "BackupRetentionPeriod",
    "MultiAZ",
    "EngineVersion",
    "StorageType",
    "CACertificateIdentifier",
];

pub(super) fn shape(model: &mut Model, shaping: &Shaping<'_>, root: &mut Element) {
    let settings = shaping.settings;
    xml::for_each(root, "DBInstance", &mut |shown| {
        let id = xml::child_text(shown, "DBInstanceIdentifier").unwrap_or_default();
        let Some(database) = model.get_mut(Kind::Database, &id) else {
            return;
        };
        if settings.keeps("database-progresses") {
            progress(database, shown);
        }
        if settings.keeps("database-version-is-a-minor")
            && let Some(version) =
                xml::child_text(shown, "EngineVersion").and_then(|version| database_input::newest(&version))
        {
            xml::set(shown, "EngineVersion", &version);
        }
        if settings.keeps("database-parameters-wait-for-reboot") && database.flag("pending reboot") {
            xml::for_each(shown, "ParameterApplyStatus", &mut |status| {
                status.children = vec![XMLNode::Text("pending-reboot".to_owned())];
            });
        }
        // MiniStack leaves it as it was.
        if let Some(port) = database.text("DBPortNumber") {
            xml::for_each(shown, "Port", &mut |shown| {
                shown.children = vec![XMLNode::Text(port.to_owned())];
            });
        }
        database.shown = Some(shown.clone());
    });
    if settings.keeps("database-snapshot-progresses") {
        xml::for_each(root, "DBSnapshot", &mut |shown| {
            let id = xml::child_text(shown, "DBSnapshotIdentifier").unwrap_or_default();
            if let Some(snapshot) = model.get(Kind::DbSnapshot, &id) {
                xml::set(shown, "Status", snapshot.state());
            }
        });
    }
}

fn progress(database: &Thing, shown: &mut Element) {
    xml::set(shown, "DBInstanceStatus", database.state());
    if database.is("creating") {
        // There is no address before there is something to reach.
        shown.take_child("Endpoint");
    }
    if !database.life.is_settled(Instant::now())
        && let Some(modified) = database.at("modified")
    {
        let mut pending = Element::new("PendingModifiedValues");
        for name in PENDING {
            if let Some(value) = modified.get(name).and_then(Value::as_str) {
                xml::set(&mut pending, name, value);
            }
        }
        shown.take_child("PendingModifiedValues");
        shown.children.push(XMLNode::Element(pending));
    }
}
