//! What ElastiCache operations change in the model.

use serde_json::{Value, json};

use super::database::lower;
use super::{Kind, Lesson, Life, Model};
use crate::request::at;

/// Seconds in public logs: 6 to 9 minutes to create, a few to change and to delete.
const CREATION: u32 = 450;
const MODIFICATION: u32 = 120;
pub(crate) const DELETION: u32 = 300;
const SNAPSHOT: u32 = 120;

impl Model {
    pub(super) fn learn_cache(&mut self, lesson: &Lesson<'_>) {
        let (request, clock) = (lesson.request, lesson.clock);
        let group_id = lower(request, "ReplicationGroupId");
        match request.operation.as_str() {
            "CreateCacheSubnetGroup" => {
                let group = lesson
                    .thing(Kind::CacheSubnetGroup, &lower(request, "CacheSubnetGroupName"))
                    .referring_to_all(Kind::Subnet, request.texts("SubnetIds"));
                self.add(group);
            }
            "ModifyCacheSubnetGroup" => {
                let name = lower(request, "CacheSubnetGroupName");
                if let Some(group) = self.get_mut(Kind::CacheSubnetGroup, &name) {
                    group.merge(&request.parameters);
                    group.refer_only(Kind::Subnet, request.texts("SubnetIds"));
                }
            }
            "DeleteCacheSubnetGroup" => {
                self.remove(Kind::CacheSubnetGroup, &lower(request, "CacheSubnetGroupName"));
            }
            "CreateCacheParameterGroup" => {
                let name = lower(request, "CacheParameterGroupName");
                self.add(lesson.thing(Kind::CacheParameterGroup, &name));
            }
            "ModifyCacheParameterGroup" => {
                let name = lower(request, "CacheParameterGroupName");
                if let Some(group) = self.get_mut(Kind::CacheParameterGroup, &name) {
                    let mut values = group.at("values").cloned().unwrap_or_else(|| json!({}));
                    for parameter in request.items("ParameterNameValues") {
                        let part = |name: &str| at(parameter, name).and_then(Value::as_str).unwrap_or_default();
                        values[part("ParameterName")] = json!(part("ParameterValue"));
                    }
                    group.set("values", values);
                }
            }
            "DeleteCacheParameterGroup" => {
                self.remove(Kind::CacheParameterGroup, &lower(request, "CacheParameterGroupName"));
            }
            "CreateReplicationGroup" => {
                let subnets = lower(request, "CacheSubnetGroupName");
                let parameters = lower(request, "CacheParameterGroupName");
                let group = lesson
                    .thing(Kind::ReplicationGroup, &group_id)
                    .referring(Kind::CacheSubnetGroup, Some(&subnets))
                    .referring(Kind::CacheParameterGroup, Some(&parameters))
                    .referring_to_all(Kind::SecurityGroup, request.texts("SecurityGroupIds"))
                    .living(Life::of(&[("creating", clock.span(CREATION))], "available"));
                self.add(group);
            }
            "ModifyReplicationGroup" | "IncreaseReplicaCount" | "DecreaseReplicaCount" => {
                if let Some(group) = self.get_mut(Kind::ReplicationGroup, &group_id) {
                    group.merge(&request.parameters);
                    if let Some(name) = request.text("CacheParameterGroupName") {
                        let name = name.to_lowercase();
                        group.refer_only(Kind::CacheParameterGroup, [name.as_str()].into_iter());
                    }
                    if request.at("SecurityGroupIds").is_some() {
                        group.refer_only(Kind::SecurityGroup, request.texts("SecurityGroupIds"));
                    }
                    if let Some(replicas) = request.number("NewReplicaCount") {
                        group.set("NumCacheClusters", json!(replicas + 1));
                    }
                    group.life = Life::of(&[("modifying", clock.span(MODIFICATION))], "available");
                }
            }
            "DeleteReplicationGroup" => {
                self.remove(Kind::ReplicationGroup, &group_id);
            }
            "CreateSnapshot" => {
                let creating = [("creating", clock.span(SNAPSHOT))];
                let snapshot = lesson.thing(Kind::CacheSnapshot, &lower(request, "SnapshotName"));
                self.add(snapshot.living(Life::of(&creating, "available")));
            }
            "DeleteSnapshot" => {
                self.remove(Kind::CacheSnapshot, &lower(request, "SnapshotName"));
            }
            _ => {}
        }
    }
}
