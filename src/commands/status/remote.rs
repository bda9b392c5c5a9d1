//! `logline status` on AWS

use std::collections::BTreeMap;

use aws::Farewell;
use engine::{Action, Address, Graph, Live, Node, Observed, Owner, Plan, Problem, Reason, Request, State, Step, plan};
use serde::Serialize;
use serde_json::Value;

use super::Args;
use crate::cli::{Exit, Failure, Invocation};
use crate::failure::redact;
use crate::remote::{Interrupts, RemoteContext, Sight, drive, told};
use crate::ui::{Page, RED, Render, Table, YELLOW};

#[derive(Debug, Serialize)]
pub(in crate::commands) struct Status {
    environment: String,
    account: String,
    region: String,
    layers: Vec<Layer>,
    resources: Vec<Resource>,
    /// Why the rest of what is configured can't be had.
    problems: Vec<String>,
    /// There, and not wanted: duplicates, strays, what is configured no more.
    unwanted: Vec<Resource>,
    /// Looks like a part of the environment and is somebody else's.
    foreign: Vec<Resource>,
    /// Stays after `down`, for a reason.
    kept: Vec<Resource>,
    #[serde(skip)]
    arrow: &'static str,
    #[serde(skip)]
    shows_drift: bool,
}

#[derive(Debug, Default, Serialize)]
struct Layer {
    name: String,
    resources: usize,
    ready: usize,
    pending: usize,
    missing: usize,
    drifted: usize,
    failed: usize,
}

#[derive(Debug, Serialize)]
struct Resource {
    address: Address,
    kind: String,
    id: Option<String>,
    condition: Condition,
    /// In words, where the condition alone doesn't tell.
    why: Option<String>,
    drift: Vec<Drift>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Condition {
    Ready,
    Pending,
    Missing,
    Drifted,
    Failed,
    Unwanted,
    Foreign,
    Kept,
}

/// A field that isn't as it is configured.
#[derive(Debug, Serialize)]
struct Drift {
    field: String,
    seen: Value,
    asked: Value,
}

pub(super) fn run(args: &Args, invocation: &Invocation) -> Result<Status, Failure> {
    drive(async {
        let mut interrupts = Interrupts::listen(&invocation.ui)?;
        let asking = async {
            let cx = RemoteContext::connect(invocation, Farewell::AsConfigured).await?;
            let sight = Sight::of(&cx).await?;
            Ok(Status::of(&cx, &sight, args.drift))
        };
        interrupts.or_leave(asking).await
    })
}

impl Status {
    fn of(cx: &RemoteContext, sight: &Sight, shows_drift: bool) -> Self {
        let mut status = Self {
            environment: cx.scope.environment.clone(),
            account: cx.scope.account.clone(),
            region: cx.scope.region.clone(),
            layers: Vec::new(),
            resources: Vec::new(),
            problems: Vec::new(),
            unwanted: Vec::new(),
            foreign: Vec::new(),
            kept: Vec::new(),
            arrow: if cx.ui.speaks_utf8() { "→" } else { "->" },
            shows_drift,
        };
        let floors = [
            (cx.foundation(), cx.foundation_graph(), &sight.foundation),
            (cx.catalog(), cx.graph(), &sight.platform),
        ];
        for (catalog, graph, observed) in floors {
            let request = Request {
                graph: &graph,
                observed,
                kinds: catalog.kinds(),
                only: None,
            };
            status.add(&graph, observed, plan(&request));
        }
        status
    }

    fn add(&mut self, graph: &Graph, observed: &Observed, planned: Result<Plan, Vec<Problem>>) {
        let planned = match planned {
            Ok(plan) => plan.steps,
            Err(problems) => {
                self.problems.extend(problems.iter().map(ToString::to_string));
                Vec::new()
            }
        };
        let mut steps: BTreeMap<&Address, Vec<&Step>> = BTreeMap::new();
        for step in &planned {
            steps.entry(&step.address).or_default().push(step);
        }
        for node in graph.nodes() {
            let steps = steps.remove(&node.address).unwrap_or_default();
            let resource = Resource::wanted(node, observed.found.get(&node.address), &steps);
            self.count(&resource);
            self.resources.push(resource);
        }
        let is_wanted = |live: &&Live| graph.nodes().iter().any(|node| node.address == live.address);
        let orphans = observed.found.values().filter(|live| !is_wanted(live));
        let others = orphans
            .map(|live| (live, "configured no more"))
            .chain(observed.duplicates.iter().map(|live| (live, "there twice")))
            .chain(
                observed
                    .strays
                    .iter()
                    .map(|live| (live, "has no place in the platform")),
            );
        for (live, why) in others {
            if live.found.owner == Owner::Foreign {
                self.foreign
                    .push(Resource::other(live, Condition::Foreign, "looks like ours"));
            } else {
                self.unwanted.push(Resource::other(live, Condition::Unwanted, why));
            }
        }
        let kept = observed.kept.iter();
        self.kept
            .extend(kept.map(|live| Resource::other(live, Condition::Kept, "")));
    }

    fn count(&mut self, resource: &Resource) {
        let name = resource.address.layer();
        if self.layers.last().is_none_or(|layer| layer.name != name) {
            self.layers.push(Layer {
                name: name.to_owned(),
                ..Layer::default()
            });
        }
        let Some(layer) = self.layers.last_mut() else { return };
        layer.resources += 1;
        match resource.condition {
            Condition::Ready => layer.ready += 1,
            Condition::Pending => layer.pending += 1,
            Condition::Missing => layer.missing += 1,
            Condition::Drifted => layer.drifted += 1,
            Condition::Failed => layer.failed += 1,
            Condition::Unwanted | Condition::Foreign | Condition::Kept => {}
        }
    }

    fn exists(&self) -> bool {
        self.resources
            .iter()
            .any(|resource| resource.condition != Condition::Missing)
            || !self.unwanted.is_empty()
    }

    fn is_as_configured(&self) -> bool {
        let is_well = |resource: &Resource| matches!(resource.condition, Condition::Ready | Condition::Pending);
        self.resources.iter().all(is_well) && self.unwanted.is_empty() && self.problems.is_empty()
    }
}

impl Resource {
    fn wanted(node: &Node, live: Option<&Live>, steps: &[&Step]) -> Self {
        let drift: Vec<Drift> = steps
            .iter()
            .flat_map(|step| &step.reasons)
            .filter_map(Drift::of)
            .collect();
        let remade = steps.iter().any(|step| step.replaces);
        let (condition, why) = match live.map(|live| &live.found.state) {
            None => (Condition::Missing, None),
            Some(State::Failed(why)) => (Condition::Failed, Some(redact(why).into_owned())),
            Some(State::Deleting) => (Condition::Missing, Some("being removed".to_owned())),
            Some(State::Pending) if drift.is_empty() => (Condition::Pending, None),
            Some(_) if remade => (Condition::Drifted, Some("would have to be made again".to_owned())),
            Some(_) if steps.iter().any(|step| matches!(step.action, Action::Adopt { .. })) => {
                (Condition::Drifted, Some("has our name and no tags".to_owned()))
            }
            Some(_) if !drift.is_empty() => (Condition::Drifted, None),
            Some(_) => (Condition::Ready, None),
        };
        Self {
            address: node.address.clone(),
            kind: node.kind.clone(),
            id: live.map(|live| live.found.id.clone()),
            condition,
            why,
            drift,
        }
    }

    fn other(live: &Live, condition: Condition, why: &str) -> Self {
        let why = match &live.found.state {
            State::Kept(why) => redact(why).into_owned(),
            _ => why.to_owned(),
        };
        Self {
            address: live.address.clone(),
            kind: live.kind.clone(),
            id: Some(live.found.id.clone()),
            condition,
            why: Some(why),
            drift: Vec::new(),
        }
    }
}

impl Drift {
    fn of(reason: &Reason) -> Option<Self> {
        match reason {
            Reason::Differs { field, seen, asked } => Some(Self {
                field: field.clone(),
                seen: seen.clone(),
                asked: asked.clone(),
            }),
            _ => None,
        }
    }
}

impl Render for Status {
    fn render(&self, page: &mut Page) {
        let environment = &self.environment;
        if !self.exists() {
            page.line(format!(
                "There is nothing of {environment} in account {}, {}.",
                self.account, self.region
            ));
            self.others(page);
            return;
        }
        let mut table = Table::new(["layer", "ready", "pending", "missing", "drifted", "failed"]);
        for layer in &self.layers {
            table.row([
                layer.name.as_str(),
                &format!("{} of {}", layer.ready, layer.resources),
                &count(layer.pending),
                &count(layer.missing),
                &count(layer.drifted),
                &count(layer.failed),
            ]);
        }
        page.table(table);
        let bad: Vec<&Resource> = self
            .resources
            .iter()
            .filter(|resource| resource.condition != Condition::Ready)
            .collect();
        if self.shows_drift && !bad.is_empty() {
            page.line("");
            for resource in bad {
                self.one(page, resource);
            }
        }
        self.others(page);
        page.line("");
        page.line(if self.is_as_configured() {
            format!(
                "{environment} in account {}, {} is as it is configured.",
                self.account, self.region
            )
        } else if self.shows_drift {
            format!(
                "{environment} is not as it is configured; `logline plan --env {environment}` shows what would mend it."
            )
        } else {
            format!(
                "{environment} is not as it is configured; `logline status --env {environment} --drift` shows where."
            )
        });
    }

    fn exit(&self) -> Exit {
        if !self.exists() || self.is_as_configured() {
            Exit::Done
        } else {
            Exit::Drift
        }
    }
}

impl Status {
    fn one(&self, page: &mut Page, resource: &Resource) {
        let (style, word) = match resource.condition {
            Condition::Missing | Condition::Failed => (
                RED,
                if resource.condition == Condition::Missing {
                    "missing"
                } else {
                    "failed "
                },
            ),
            Condition::Drifted => (YELLOW, "drifted"),
            _ => (YELLOW, "pending"),
        };
        let why = resource.why.as_ref().map(|why| format!("  {why}")).unwrap_or_default();
        page.pieces(&[
            (style, word),
            (
                anstyle::Style::new(),
                &format!("  {} ({}){why}", resource.address, resource.kind),
            ),
        ]);
        for drift in &resource.drift {
            page.line(format!(
                "         {}: {} {} {}",
                drift.field,
                told(&drift.seen),
                self.arrow,
                told(&drift.asked)
            ));
        }
    }

    fn others(&self, page: &mut Page) {
        for problem in &self.problems {
            page.pieces(&[
                (RED, "problem"),
                (anstyle::Style::new(), &format!("  {}", redact(problem))),
            ]);
        }
        let groups = [
            ("Not wanted:", &self.unwanted),
            ("Not ours, and never touched:", &self.foreign),
            ("Kept or pending:", &self.kept),
        ];
        for (heading, resources) in groups {
            if resources.is_empty() {
                continue;
            }
            page.line("");
            page.heading(heading);
            let mut table = Table::new(["kind", "id", "why"]);
            for resource in resources {
                let id = resource.id.as_deref().unwrap_or_default();
                table.row([&resource.kind, id, resource.why.as_deref().unwrap_or_default()]);
            }
            page.table(table);
        }
    }
}

fn count(number: usize) -> String {
    if number == 0 {
        "-".to_owned()
    } else {
        number.to_string()
    }
}
