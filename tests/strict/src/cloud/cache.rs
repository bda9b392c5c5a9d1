//! What ElastiCache shows: replication groups and their nodes on their way.

use xmltree::Element;

use super::Shaping;
use crate::model::{Kind, Model};
use crate::refusal::{Refusal, Verdict};
use crate::request::Request;
use crate::xml;

pub(super) fn shape(model: &mut Model, shaping: &Shaping<'_>, root: &mut Element) -> Verdict {
    // MiniStack leaves the nodes of a changed group as they were.
    xml::for_each(root, "CacheCluster", &mut |shown| {
        let id = xml::child_text(shown, "ReplicationGroupId").unwrap_or_default();
        let group = model.get(Kind::ReplicationGroup, &id);
        if let Some(version) = group.and_then(|group| group.text("EngineVersion")) {
            xml::set(shown, "EngineVersion", version);
        }
    });
    if shaping.settings.keeps("cache-version-is-a-patch") {
        xml::for_each(root, "CacheCluster", &mut |shown| {
            let version = xml::child_text(shown, "EngineVersion").unwrap_or_default();
            if version.matches('.').count() == 1 {
                xml::set(shown, "EngineVersion", &format!("{version}.0"));
            }
        });
    }
    if !shaping.settings.keeps("replication-group-progresses") {
        return Ok(());
    }
    xml::for_each(root, "ReplicationGroup", &mut |shown| {
        let id = xml::child_text(shown, "ReplicationGroupId").unwrap_or_default();
        let Some(group) = model.get_mut(Kind::ReplicationGroup, &id) else {
            return;
        };
        xml::set(shown, "Status", group.state());
        if group.is("creating") {
            // Neither nodes nor an address before there is something to reach.
            shown.take_child("NodeGroups");
        }
        group.shown = Some(shown.clone());
    });
    xml::for_each(root, "CacheCluster", &mut |shown| {
        let id = xml::child_text(shown, "ReplicationGroupId").unwrap_or_default();
        if let Some(group) = model.get(Kind::ReplicationGroup, &id) {
            xml::set(shown, "CacheClusterStatus", group.state());
        }
    });
    xml::for_each(root, "Snapshot", &mut |shown| {
        let id = xml::child_text(shown, "SnapshotName").unwrap_or_default();
        if let Some(snapshot) = model.get(Kind::CacheSnapshot, &id) {
            xml::set(shown, "SnapshotStatus", snapshot.state());
        }
    });
    without_gone(model, shaping.request, root)
}

/// moto shows a replication group as `deleting` for ever, and keeps subnet groups.
fn without_gone(model: &Model, request: &Request, root: &mut Element) -> Verdict {
    let lists = [
        ("CacheClusters", "ReplicationGroupId", Kind::ReplicationGroup, ""),
        (
            "ReplicationGroups",
            "ReplicationGroupId",
            Kind::ReplicationGroup,
            "ReplicationGroupNotFoundFault",
        ),
        (
            "CacheSubnetGroups",
            "CacheSubnetGroupName",
            Kind::CacheSubnetGroup,
            "CacheSubnetGroupNotFoundFault",
        ),
    ];
    for (list, name, kind, missing) in lists {
        let hidden = xml::retain(root, list, &mut |shown| {
            let id = xml::child_text(shown, name).unwrap_or_default();
            model.has(kind, &id) || !model.gone.contains(&(kind, id))
        });
        if let (true, Some(id)) = (hidden > 0 && !missing.is_empty(), request.text(name)) {
            return Err(Refusal::not_found(missing, format!("{id} not found.")));
        }
    }
    Ok(())
}
