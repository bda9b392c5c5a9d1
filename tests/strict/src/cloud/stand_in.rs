//! ElastiCache where an emulator has none: moto knows no parameter groups, and neither deletes
//! subnet groups nor changes replication groups. What it fails at is answered from the model.

use serde_json::{Value, json};
use xmltree::{Element, XMLNode};

use super::{Shaping, own_answers};
use crate::model::database::lower;
use crate::model::{Kind, Lesson, Model, Thing};
use crate::refusal::Refusal;
use crate::request::{Request, at};
use crate::upstream::Answer;
use crate::xml;

/// The answer to put in the place of a failure; none if it is not one of these.
pub(super) fn answer(model: &mut Model, shaping: &Shaping<'_>, failure: &Answer) -> Option<Answer> {
    let request = shaping.request;
    let is_tagging = request.operation.contains("Tags") && request.named("ResourceName").contains(":parametergroup:");
    if request.service != "elasticache" || !(failure.status.is_server_error() || is_tagging) {
        return None;
    }
    let result = match request.operation.as_str() {
        "CreateCacheParameterGroup" => {
            learn(model, shaping, failure);
            vec![parameter_group(
                model.get(Kind::CacheParameterGroup, &lower(request, NAME))?,
                request,
            )]
        }
        "DescribeCacheParameterGroups" => match described(model, request) {
            Ok(groups) => vec![XMLNode::Element(groups)],
            Err(refusal) => return Some(refusal.answer(request)),
        },
        "ModifyCacheParameterGroup" => {
            learn(model, shaping, failure);
            vec![text(NAME, request.named(NAME))]
        }
        "DeleteCacheParameterGroup" => {
            learn(model, shaping, failure);
            Vec::new()
        }
        "DeleteCacheSubnetGroup" => {
            learn(model, shaping, failure);
            let name = lower(request, "CacheSubnetGroupName");
            model.gone.insert((Kind::CacheSubnetGroup, name));
            Vec::new()
        }
        "ModifyReplicationGroup" => {
            learn(model, shaping, failure);
            let group = model.get(Kind::ReplicationGroup, &lower(request, "ReplicationGroupId"))?;
            vec![XMLNode::Element(modified(group, request)?)]
        }
        "ListTagsForResource" | "AddTagsToResource" | "RemoveTagsFromResource" => {
            let name = request.named("ResourceName").rsplit(':').next()?.to_owned();
            vec![XMLNode::Element(tags(
                model.get_mut(Kind::CacheParameterGroup, &name)?,
                request,
            ))]
        }
        _ => return None,
    };
    let mut inner = Element::new(&format!("{}Result", request.operation));
    inner.children = result;
    let mut root = Element::new(&format!("{}Response", request.operation));
    root.children.push(XMLNode::Element(inner));
    Some(own_answers::answer("text/xml", xml::write(&root)?))
}

const NAME: &str = "CacheParameterGroupName";

fn learn(model: &mut Model, shaping: &Shaping<'_>, answer: &Answer) {
    model.learn(&Lesson {
        request: shaping.request,
        answer,
        clock: shaping.clock,
        lag: 0,
    });
}

fn described(model: &Model, request: &Request) -> Result<Element, Refusal> {
    let mut list = Element::new("CacheParameterGroups");
    let wanted = request.text(NAME).map(str::to_lowercase);
    let groups = model.all(Kind::CacheParameterGroup);
    let groups = groups.filter(|group| wanted.as_ref().is_none_or(|wanted| *wanted == group.id));
    list.children
        .extend(groups.map(|group| parameter_group(group, request)));
    match wanted {
        Some(name) if list.children.is_empty() => {
            let message = format!("CacheParameterGroup {name} not found.");
            Err(Refusal::not_found("CacheParameterGroupNotFound", message))
        }
        _ => Ok(list),
    }
}

fn parameter_group(group: &Thing, request: &Request) -> XMLNode {
    let arn = format!(
        "arn:aws:elasticache:{}:{}:parametergroup:{}",
        request.region, request.account, group.id
    );
    let fact = |name: &str| group.text(name).unwrap_or_default();
    let fields = [
        (NAME, group.id.as_str()),
        ("CacheParameterGroupFamily", fact("CacheParameterGroupFamily")),
        ("Description", fact("Description")),
        ("IsGlobal", "false"),
        ("ARN", &arn),
    ];
    xml::element("CacheParameterGroup", &fields)
}

fn modified(group: &Thing, request: &Request) -> Option<Element> {
    let mut shown = group.shown.clone()?;
    for name in ["SnapshotRetentionLimit", "SnapshotWindow", "CacheNodeType"] {
        if let Some(value) = request.text(name) {
            xml::set(&mut shown, name, value);
        }
    }
    Some(shown)
}

fn tags(group: &mut Thing, request: &Request) -> Element {
    let key = |tag: &Value| at(tag, "Key").and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut tags = group.at("Tags").and_then(Value::as_array).cloned().unwrap_or_default();
    let removed: Vec<&str> = request.texts("TagKeys").collect();
    let added = request.items("Tags");
    tags.retain(|tag| !removed.contains(&key(tag).as_str()) && !added.iter().any(|new| key(new) == key(tag)));
    tags.extend(added.iter().cloned());
    let mut list = Element::new("TagList");
    for tag in &tags {
        let value = at(tag, "Value").and_then(Value::as_str).unwrap_or_default();
        list.children
            .push(xml::element("Tag", &[("Key", &key(tag)), ("Value", value)]));
    }
    group.set("Tags", json!(tags));
    list
}

fn text(name: &str, value: &str) -> XMLNode {
    let mut element = Element::new(name);
    element.children.push(XMLNode::Text(value.to_owned()));
    XMLNode::Element(element)
}
