//! The parameters that there really are: emulators list a few of them, some wrongly.

use serde_json::Value;
use xmltree::{Element, XMLNode};

use super::{Shaping, own_answers};
use crate::model::database::lower;
use crate::model::{Kind, Model, Thing};
use crate::request::Request;
use crate::rules::parameters::{POSTGRES, Parameter, REDIS};
use crate::upstream::Answer;
use crate::xml;

/// What differs between the two services that have groups of parameters.
struct Service {
    rule: &'static str,
    group: Kind,
    named: &'static str,
    family: &'static str,
    parameters: &'static [Parameter],
    item: fn(&Parameter) -> Vec<(&'static str, &'static str)>,
}

const RDS: Service = Service {
    rule: "database-parameters-described",
    group: Kind::DbParameterGroup,
    named: "DBParameterGroupName",
    family: "DBParameterGroupFamily",
    parameters: POSTGRES,
    item: |parameter| {
        let (kind, method) = if parameter.is_static {
            ("static", "pending-reboot")
        } else {
            ("dynamic", "immediate")
        };
        vec![("ApplyType", kind), ("ApplyMethod", method)]
    },
};

const ELASTICACHE: Service = Service {
    rule: "cache-parameters-described",
    group: Kind::CacheParameterGroup,
    named: "CacheParameterGroupName",
    family: "CacheParameterGroupFamily",
    parameters: REDIS,
    item: |parameter| {
        vec![(
            "ChangeType",
            if parameter.is_static {
                "requires-reboot"
            } else {
                "immediate"
            },
        )]
    },
};

pub(super) fn described(model: &Model, shaping: &Shaping<'_>) -> Option<Answer> {
    let request = shaping.request;
    let service = match request.action().as_str() {
        "rds:DescribeDBParameters" => RDS,
        "elasticache:DescribeCacheParameters" => ELASTICACHE,
        _ => return None,
    };
    if !shaping.settings.keeps(service.rule) {
        return None;
    }
    let group = model.get(service.group, &lower(request, service.named))?;
    let family = group.text(service.family)?;
    let is_known = ["postgres", "redis", "valkey"]
        .iter()
        .any(|known| family.starts_with(known));
    let (list, next) = is_known.then(|| page(&service, group, request))?;
    let mut result = Element::new(&format!("{}Result", request.operation));
    result.children.push(XMLNode::Element(list));
    if let Some(next) = next {
        xml::set(&mut result, "Marker", &next.to_string());
    }
    let mut root = Element::new(&format!("{}Response", request.operation));
    root.children.push(XMLNode::Element(result));
    Some(own_answers::answer("text/xml", xml::write(&root)?))
}

/// As many as were asked for, and where the next page begins.
fn page(service: &Service, group: &Thing, request: &Request) -> (Element, Option<usize>) {
    let first: usize = request
        .text("Marker")
        .and_then(|marker| marker.parse().ok())
        .unwrap_or_default();
    let most = request
        .number("MaxRecords")
        .and_then(|most| usize::try_from(most).ok())
        .unwrap_or(100);
    let value = |parameter: &Parameter| group.at("values")?.get(parameter.name)?.as_str();
    let wanted = service
        .parameters
        .iter()
        .filter(|parameter| match request.text("Source") {
            Some("user") => value(parameter).is_some(),
            Some(_) => value(parameter).is_none(),
            None => true,
        });
    let wanted: Vec<&Parameter> = wanted.collect();
    let mut list = Element::new("Parameters");
    for parameter in wanted.iter().skip(first).take(most) {
        list.children.push(shown(
            service,
            parameter,
            group.at("values").and_then(|values| values.get(parameter.name)),
        ));
    }
    (list, (first + most < wanted.len()).then_some(first + most))
}

fn shown(service: &Service, parameter: &Parameter, value: Option<&Value>) -> XMLNode {
    let words = parameter.allowed.words();
    let mut fields = vec![
        ("ParameterName", parameter.name),
        ("Source", if value.is_some() { "user" } else { "engine-default" }),
        ("DataType", parameter.allowed.kind()),
        ("AllowedValues", words.as_str()),
        ("IsModifiable", "true"),
    ];
    fields.extend((service.item)(parameter));
    if let Some(value) = value.and_then(Value::as_str) {
        fields.push(("ParameterValue", value));
    }
    xml::element("Parameter", &fields)
}
