//! What Lambda operations change in the model.

use serde_json::json;
use tokio::time::Instant;

use super::{Kind, Lesson, Life, Model, Thing};

/// Seconds until a function in a VPC is usable, and that a change of it takes.
const CREATION: u32 = 50;
const UPDATE: u32 = 10;
/// How long after a call there may be more lines in a log.
const WARM: u32 = 300;
/// Interfaces are in use for a while after their function, then available, then reaped.
const LINGERING: u32 = 600;
const REAPING: u32 = 1200;

impl Model {
    pub(super) fn learn_functions(&mut self, lesson: &Lesson<'_>) {
        let (request, clock) = (lesson.request, lesson.clock);
        let name = function_name(request.named("FunctionName"));
        match request.operation.as_str() {
            "CreateFunction" => {
                let function = lesson
                    .thing(Kind::Function, &name)
                    .referring_to_all(Kind::Subnet, request.texts("VpcConfig.SubnetIds"))
                    .referring_to_all(Kind::SecurityGroup, request.texts("VpcConfig.SecurityGroupIds"))
                    .living(Life::of(&[("Pending", clock.span(CREATION))], "Active"));
                self.add(function);
            }
            "UpdateFunctionCode" | "UpdateFunctionConfiguration" => {
                if let Some(function) = self.get_mut(Kind::Function, &name) {
                    function.life = Life::of(&[("InProgress", clock.span(UPDATE))], "Active");
                }
            }
            // Its environment lives on for a while, and writes.
            "Invoke" => {
                let until = Instant::now() + clock.span(WARM);
                self.lingering.insert((Kind::Function, name), until);
            }
            "DeleteFunction" if request.at("Qualifier").is_none() => {
                let Some(function) = self.remove(Kind::Function, &name) else {
                    return;
                };
                for subnet in function.refers_to.iter().filter(|(kind, _)| *kind == Kind::Subnet) {
                    let life = [("in-use", clock.span(LINGERING)), ("available", clock.span(REAPING))];
                    let id = format!("eni-{:017x}", digest(&name, &subnet.1));
                    let mut interface = Thing::new(Kind::Interface, &id, json!({"SubnetId": subnet.1}));
                    interface.refers_to.clone_from(&function.refers_to);
                    interface
                        .refers_to
                        .retain(|(kind, id)| *kind != Kind::Subnet || *id == subnet.1);
                    interface.set("Description", json!(format!("AWS Lambda VPC ENI-{name}")));
                    self.add(interface.living(Life::of(&life, "gone")));
                }
            }
            _ => {}
        }
    }
}

/// From a name, a partial or a full ARN.
pub(crate) fn function_name(id: &str) -> String {
    id.split_once(":function:")
        .map_or(id, |(_, name)| name)
        .split(':')
        .next()
        .unwrap_or(id)
        .to_owned()
}

/// FNV-1a: ids must differ, and be the same in every run.
fn digest(one: &str, other: &str) -> u64 {
    let bytes = one.bytes().chain([0]).chain(other.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
