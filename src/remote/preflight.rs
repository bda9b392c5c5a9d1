//! What AWS is asked before the first write: whether it will let a plan come true.

use aws::{Finding, Verdict, Wish, preflight};
use engine::{Action, Graph, Plan};
use serde_json::Value;

use super::RemoteContext;
use crate::cli::Failure;
use crate::failure::redact;

/// Fails with what is wrong, and with how to mend it.
pub async fn refuse_unfit(cx: &RemoteContext, plan: &Plan) -> Result<(), Failure> {
    let wish = wish(plan, &cx.graph());
    if wish == Wish::default() {
        return Ok(());
    }
    let step = cx.ui.step("ask AWS whether it has room for it");
    let findings = asked(cx, &wish).await;
    let wrong = findings.iter().find_map(|finding| match &finding.verdict {
        Verdict::Wrong { what, remedy } => Some((&finding.subject, what, remedy)),
        Verdict::Fine | Verdict::Unknown(_) => None,
    });
    let Some((subject, what, remedy)) = wrong else {
        step.finish("");
        return Ok(());
    };
    drop(step);
    Err(
        Failure::failed(format!("AWS would not let this come true: {}", redact(what)))
            .because(format!("{subject}: {}; nothing was changed", redact(remedy)))
            .hint(cx.command("doctor")),
    )
}

pub async fn findings(cx: &RemoteContext, plan: &Plan) -> Vec<Finding> {
    asked(cx, &wish(plan, &cx.graph())).await
}

async fn asked(cx: &RemoteContext, wish: &Wish) -> Vec<Finding> {
    // All its questions are one future, larger than a stack of many callers has room for.
    Box::pin(preflight(&cx.aws, wish)).await
}

/// What the plan makes that AWS could have too little of.
fn wish(plan: &Plan, graph: &Graph) -> Wish {
    let props_of = |address: &str| {
        let node = graph.nodes().iter().find(|node| node.address.as_str() == address);
        node.and_then(|node| node.props.as_ref())
    };
    let text = |props: &Value, field: &str| props[field].as_str().map(str::to_owned);
    let mut wish = Wish::default();
    for step in &plan.steps {
        let Action::Create { props } = &step.action else {
            continue;
        };
        match step.kind.as_str() {
            // What is made again takes the place of what goes.
            "ec2/vpc" | "ec2/internet-gateway" | "ec2/elastic-ip" | "ec2/nat-gateway" | "ec2/vpc-endpoint"
                if step.replaces => {}
            "ec2/vpc" => wish.vpcs += 1,
            "ec2/internet-gateway" => wish.internet_gateways += 1,
            "ec2/elastic-ip" => wish.addresses += 1,
            "ec2/vpc-endpoint" => wish.gateway_endpoints += 1,
            "ec2/nat-gateway" => {
                let subnet = props["subnet"]["$ref"].as_str().and_then(props_of);
                wish.nat_gateways.extend(subnet.and_then(|subnet| text(subnet, "zone")));
            }
            "ec2/subnet" => wish
                .zones
                .extend(text(props, "zone").filter(|zone| !wish.zones.contains(zone))),
            "rds/instance" => {
                wish.database_class = text(props, "class");
                wish.database_major = text(props, "major");
                wish.database_standby = props["multi_az"] == true;
            }
            "elasticache/replication-group" => {
                wish.cache_class = text(props, "class");
                wish.cache_engine = text(props, "engine");
                wish.cache_version = text(props, "version");
            }
            _ => {}
        }
    }
    wish
}
