//! What the emulator does later: deletions that take minutes, accepted and shown as `deleting`
//! here, so that until then it holds everything that a list must show; and log groups that a late
//! invocation makes again.

use tokio::time::Instant;
use xmltree::{Element, XMLNode};

use super::{Cloud, Shaping, held};
use crate::model::database::lower;
use crate::model::network::NAT_DELETION;
use crate::model::{Deferred, Kind, Life, Model, Thing, cache, database};
use crate::request::Request;
use crate::upstream::{Answer, Unreachable};
use crate::xml;

/// Seconds after which a function's last lines arrive.
const LAST_WORDS: u32 = 15;

/// What of a thing is a deletion about: its kind, its id, the rule, and seconds.
fn deletion(request: &Request) -> Option<(Kind, String, &'static str, u32)> {
    match request.action().as_str() {
        "ec2:DeleteNatGateway" => {
            let id = request.named("NatGatewayId").to_owned();
            Some((Kind::NatGateway, id, "nat-gateway-progresses", NAT_DELETION))
        }
        "rds:DeleteDBInstance" => {
            let id = lower(request, "DBInstanceIdentifier");
            Some((Kind::Database, id, "database-progresses", database::DELETION))
        }
        "elasticache:DeleteReplicationGroup" => {
            let id = lower(request, "ReplicationGroupId");
            Some((
                Kind::ReplicationGroup,
                id,
                "replication-group-progresses",
                cache::DELETION,
            ))
        }
        _ => None,
    }
}

/// Accepts a deletion that is to be done later.
pub(super) fn accept(model: &mut Model, shaping: &Shaping<'_>) -> Option<Answer> {
    let request = shaping.request;
    let (kind, id, rule, seconds) = deletion(request)?;
    if !shaping.settings.keeps(rule) {
        return None;
    }
    let thing = model.get_mut(kind, &id)?;
    if !thing.is("deleting") {
        let lasts = shaping.clock.span(seconds);
        thing.life = Life::of(&[], "deleting");
        model.deferred.push(Deferred {
            due: Instant::now() + lasts,
            kind,
            id: id.clone(),
            request: request.clone(),
        });
        let last = match kind {
            Kind::Database => Some((Kind::DbSnapshot, lower(request, "FinalDBSnapshotIdentifier"))),
            _ => Some((Kind::CacheSnapshot, lower(request, "FinalSnapshotIdentifier"))),
        };
        if let Some((kind, name)) = last.filter(|(_, name)| !name.is_empty()) {
            let life = Life::of(&[("creating", lasts)], "available");
            model.add(Thing::new(kind, &name, serde_json::Value::Null).living(life));
        }
    }
    let body = body(model.get(kind, &id)?)?;
    Some(Answer {
        status: http::StatusCode::OK,
        headers: [(http::header::CONTENT_TYPE, http::HeaderValue::from_static("text/xml"))]
            .into_iter()
            .collect(),
        body,
    })
}

/// A function that was called writes once more after its log group is gone, and has it back.
pub(super) fn come_back(model: &mut Model, shaping: &Shaping<'_>) {
    let request = shaping.request;
    let group = request.named("logGroupName");
    let Some(function) = group.strip_prefix("/aws/lambda/") else {
        return;
    };
    let until = model.lingering.get(&(Kind::Function, function.to_owned()));
    let is_warm = until.is_some_and(|until| *until > Instant::now());
    if !(is_warm && request.is("logs:DeleteLogGroup") && shaping.settings.keeps("log-group-comes-back")) {
        return;
    }
    let mut again = request.clone();
    "CreateLogGroup".clone_into(&mut again.operation);
    let target = http::HeaderValue::from_static("Logs_20140328.CreateLogGroup");
    again.headers.insert("x-amz-target", target);
    model.deferred.push(Deferred {
        due: Instant::now() + shaping.clock.span(LAST_WORDS),
        kind: Kind::LogGroup,
        id: group.to_owned(),
        request: again,
    });
}

fn body(thing: &Thing) -> Option<bytes::Bytes> {
    let wrap = |name: &str, inner: Element| {
        let mut outer = Element::new(name);
        outer.children.push(XMLNode::Element(inner));
        outer
    };
    let root = match thing.kind {
        Kind::NatGateway => {
            let mut root = Element::new("DeleteNatGatewayResponse");
            xml::set(&mut root, "natGatewayId", &thing.id);
            root
        }
        Kind::Database => {
            let mut shown = thing.shown.clone()?;
            xml::set(&mut shown, "DBInstanceStatus", "deleting");
            wrap("DeleteDBInstanceResponse", wrap("DeleteDBInstanceResult", shown))
        }
        _ => {
            let mut shown = thing.shown.clone()?;
            xml::set(&mut shown, "Status", "deleting");
            wrap(
                "DeleteReplicationGroupResponse",
                wrap("DeleteReplicationGroupResult", shown),
            )
        }
    };
    xml::write(&root)
}

/// moto fails to delete a database with a final snapshot, but can do the one and the other.
fn in_two_steps(request: &Request) -> Option<[Request; 2]> {
    let name = request
        .text("FinalDBSnapshotIdentifier")
        .filter(|_| request.is("rds:DeleteDBInstance"))?;
    let database = request.named("DBInstanceIdentifier");
    let step = |form: String| Request {
        body: format!("Version=2014-10-31&DBInstanceIdentifier={database}&{form}").into(),
        headers: without_length(request),
        ..request.clone()
    };
    Some([
        step(format!("Action=CreateDBSnapshot&DBSnapshotIdentifier={name}")),
        step("Action=DeleteDBInstance&SkipFinalSnapshot=true".to_owned()),
    ])
}

fn without_length(request: &Request) -> http::HeaderMap {
    let mut headers = request.headers.clone();
    headers.remove(http::header::CONTENT_LENGTH);
    headers
}

impl Cloud {
    pub(super) fn is_anything_due(&self) -> bool {
        let now = Instant::now();
        let models = held(&self.models);
        models
            .values()
            .any(|model| model.deferred.iter().any(|deferred| deferred.due <= now))
    }

    /// Does what is due.
    pub(super) async fn settle(&self) -> Result<(), Unreachable> {
        let now = Instant::now();
        let mut due = Vec::new();
        for model in held(&self.models).values_mut() {
            due.extend(model.deferred.extract_if(.., |deferred| deferred.due <= now));
            model.remove_all(|thing| thing.kind == Kind::Interface && thing.is("gone"));
        }
        for Deferred { kind, id, request, .. } in due {
            let mut answer = self.forward(&request).await?;
            if let (true, Some([snapshot, deletion])) = (answer.status.is_server_error(), in_two_steps(&request)) {
                self.forward(&snapshot).await?;
                answer = self.forward(&deletion).await?;
            }
            if !answer.status.is_success() {
                let words = String::from_utf8_lossy(&answer.body);
                let complaint = format!("{}: {} {words}", request.action(), answer.status);
                held(&self.complaints).push(complaint);
            }
            self.with_model(&request, |model, _| {
                if kind == Kind::LogGroup {
                    model.add(Thing::new(kind, &id, serde_json::Value::Null));
                } else {
                    model.remove(kind, &id);
                    model.gone.insert((kind, id));
                }
            });
        }
        Ok(())
    }
}
