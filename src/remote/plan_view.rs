//! A plan as people read it: by layer, what is done to what and why; then what it takes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use anstyle::Style;
use engine::{Action, Address, Observed, Owner, Plan, Reason, Step, eta};
use serde::Serialize;
use serde_json::Value;

use super::event::minutes;
use super::{Draft, RemoteContext, Sight};
use crate::failure::{quoted, redact};
use crate::platform::cost::{self, Delta};
use crate::ui::{BOLD, CYAN, DIM, GREEN, Page, RED, Render, YELLOW};

/// How much of a plan is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Detail {
    /// What each layer comes to.
    Summary,
    /// A line for each resource, and the fields that change.
    #[default]
    Default,
    /// All fields, and what each step waits for.
    Full,
}

#[derive(Debug, Serialize)]
pub struct PlanView {
    environment: String,
    account: String,
    region: String,
    pub summary: Summary,
    #[serde(skip_serializing_if = "Option::is_none")]
    foundation: Option<Plan>,
    platform: Plan,
    #[serde(skip)]
    detail: Detail,
    #[serde(skip)]
    signs: Signs,
}

#[derive(Debug, Default, Serialize)]
pub struct Summary {
    pub create: usize,
    pub change: usize,
    /// Removed and made again.
    pub replace: usize,
    pub remove: usize,
    /// On its way already.
    pub wait: usize,
    pub unchanged: usize,
    pub calls: usize,
    pub low_s: u64,
    pub high_s: u64,
    pub cost: Delta,
    /// What is removed with the data it holds.
    pub destroys_data: Vec<Address>,
}

/// What can be shown on every terminal, or more beautifully on most.
#[derive(Debug, Clone, Copy)]
struct Signs {
    again: &'static str,
    arrow: &'static str,
    dash: &'static str,
}

/// Longer values are cut: nobody compares them by eye.
const LONGEST_VALUE: usize = 60;

impl PlanView {
    pub fn new(cx: &RemoteContext, draft: &Draft, sight: &Sight, detail: Detail) -> Self {
        Self {
            foundation: Some(draft.foundation.clone()),
            ..Self::of(cx, &draft.foundation, (&draft.platform, &sight.platform), detail)
        }
    }

    /// What carries it out, once it is saved.
    pub fn command(&self, file: &Path) -> String {
        let file = quoted(&file.to_string_lossy());
        format!("logline up --env {} --plan {file}", self.environment)
    }

    /// Of the platform alone.
    pub fn of_one(cx: &RemoteContext, plan: &Plan, observed: &Observed) -> Self {
        let nothing = Plan {
            steps: Vec::new(),
            unchanged: Vec::new(),
            writes: 0,
            ..plan.clone()
        };
        Self::of(cx, &nothing, (plan, observed), Detail::Default)
    }

    fn of(cx: &RemoteContext, foundation: &Plan, (platform, observed): (&Plan, &Observed), detail: Detail) -> Self {
        let mut summary = Summary {
            unchanged: foundation.unchanged.len() + platform.unchanged.len(),
            calls: foundation.writes + platform.writes,
            cost: cost::delta(platform, observed),
            ..Summary::default()
        };
        for step in foundation.steps.iter().chain(&platform.steps) {
            summary.count(step);
        }
        let learned = cx.files.read_durations();
        for (plan, catalog) in [(foundation, cx.foundation()), (platform, cx.catalog())] {
            let eta = eta(plan, catalog.kinds(), &learned, &BTreeMap::new());
            summary.low_s += eta.low.as_secs();
            summary.high_s += eta.high.as_secs();
        }
        Self {
            environment: cx.scope.environment.clone(),
            account: cx.scope.account.clone(),
            region: cx.scope.region.clone(),
            summary,
            foundation: None,
            platform: platform.clone(),
            detail,
            signs: Signs::of(cx.ui.speaks_utf8()),
        }
    }

    fn steps(&self) -> impl Iterator<Item = &Step> {
        let foundation = self.foundation.iter().flat_map(|plan| &plan.steps);
        foundation.chain(&self.platform.steps)
    }

    fn layers(&self) -> Vec<(&str, Vec<&Step>)> {
        let mut layers: Vec<(&str, Vec<&Step>)> = Vec::new();
        // Of a replacement, the creation stands for both.
        let shown = self
            .steps()
            .filter(|step| !(step.replaces && matches!(step.action, Action::Delete { .. })));
        for step in shown {
            let name = step.address.layer();
            match layers.iter_mut().find(|(layer, _)| *layer == name) {
                Some((_, steps)) => steps.push(step),
                None => layers.push((name, vec![step])),
            }
        }
        layers
    }
}

impl Summary {
    pub fn is_empty(&self) -> bool {
        self.create + self.change + self.replace + self.remove + self.wait == 0
    }

    fn count(&mut self, step: &Step) {
        match &step.action {
            Action::Create { .. } if step.replaces => self.replace += 1,
            Action::Create { .. } => self.create += 1,
            Action::Update { .. } | Action::Adopt { .. } => self.change += 1,
            Action::Delete { .. } if step.replaces => {}
            Action::Delete { .. } => self.remove += 1,
            Action::Await { .. } => self.wait += 1,
        }
        if step.destroys_data {
            self.destroys_data.push(step.address.clone());
        }
    }

    /// `41 to create, 2 to change`
    pub fn counts(&self) -> String {
        let counts = [
            (self.create, "to create"),
            (self.change, "to change"),
            (self.replace, "to make again"),
            (self.remove, "to remove"),
            (self.wait, "to wait for"),
        ];
        let counts: Vec<String> = counts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, words)| format!("{count} {words}"))
            .collect();
        counts.join(", ")
    }
}

impl Render for PlanView {
    fn render(&self, page: &mut Page) {
        if self.summary.is_empty() {
            page.line(format!(
                "No changes: {} is as it is configured, {} resources.",
                self.environment, self.summary.unchanged
            ));
            return;
        }
        for (layer, steps) in self.layers() {
            let mut counted = Summary::default();
            for step in &steps {
                counted.count(step);
            }
            page.pieces(&[(BOLD, layer), (Style::new(), &format!(": {}", counted.counts()))]);
            if self.detail != Detail::Summary {
                let widest = |text: fn(&Step) -> usize| steps.iter().map(|step| text(step)).max().unwrap_or(0);
                let widths = (
                    widest(|step| step.address.as_str().len()),
                    widest(|step| step.kind.len()),
                );
                for step in &steps {
                    self.step(page, step, widths);
                }
            }
        }
        if self.detail != Detail::Summary {
            self.left_alone(page);
            page.line("");
        }
        page.heading(self.closing());
    }
}

impl PlanView {
    fn closing(&self) -> String {
        let summary = &self.summary;
        let calls = if summary.calls == 1 { "call" } else { "calls" };
        let time = minutes(summary.low_s, summary.high_s, self.signs.dash);
        let cost = &summary.cost;
        let unknown = if cost.no_price_known_for.is_empty() {
            String::new()
        } else {
            format!(" and what has no known price: {}", cost.no_price_known_for.join(", "))
        };
        let cost = format!("{} USD a month{unknown}", cost.monthly_usd.signed());
        format!("Plan: {}; {} {calls}; {time}; {cost}", summary.counts(), summary.calls)
    }

    /// What looks like ours and is not touched.
    fn left_alone(&self, page: &mut Page) {
        if self.platform.reported.is_empty() {
            return;
        }
        page.styled_line(BOLD, "left alone");
        for live in &self.platform.reported {
            let why = match live.found.owner {
                Owner::Foreign => "not ours",
                Owner::Ours | Owner::Adoptable => "goes with `down`",
            };
            let told = format!("{}  {}  {why}", live.found.id, live.kind);
            page.pieces(&[(CYAN, "  ! "), (Style::new(), &told)]);
        }
    }

    fn step(&self, page: &mut Page, step: &Step, (addresses, kinds): (usize, usize)) {
        let (style, sign) = match &step.action {
            Action::Create { .. } if step.replaces => (YELLOW, self.signs.again),
            Action::Create { .. } => (GREEN, "+"),
            Action::Update { .. } | Action::Adopt { .. } => (YELLOW, "~"),
            Action::Delete { .. } => (RED, "-"),
            Action::Await { .. } => (CYAN, "."),
        };
        let name = format!(" {:<addresses$}  ", step.address.as_str());
        let kind = format!("{:<kinds$}  ", step.kind);
        let why = why(step);
        let data = if step.destroys_data { "  HOLDS DATA" } else { "" };
        page.pieces(&[
            (style, &format!("{sign:>3}")),
            (Style::new(), &name),
            (DIM, &kind),
            (DIM, &why),
            (RED, data),
        ]);
        for reason in &step.reasons {
            if let Some(change) = self.change(reason) {
                page.line(format!("       {change}"));
            }
        }
        if self.detail == Detail::Full {
            self.everything(page, step);
        }
    }

    /// A field that changes, as `field: before → after`.
    fn change(&self, reason: &Reason) -> Option<String> {
        let arrow = self.signs.arrow;
        match reason {
            Reason::Differs { field, seen, asked } => Some(format!("{field}: {} {arrow} {}", told(seen), told(asked))),
            Reason::RefersTo { field, made } => Some(format!("{field} {arrow} {made}, which is made")),
            Reason::Protected { field } => Some(format!("{field}: true {arrow} false, so that it can be removed")),
            _ => None,
        }
    }

    fn everything(&self, page: &mut Page, step: &Step) {
        if let Action::Create { props } = &step.action {
            for (field, value) in props.as_object().into_iter().flatten() {
                page.line(format!("       {field}: {}", told(value)));
            }
        }
        let of_one = |plan: &Plan| -> Option<String> {
            let is_here = plan.steps.iter().any(|other| std::ptr::eq(other, step));
            let names = step.after.iter().map(|wait| plan.steps[wait.step].address.as_str());
            let names: Vec<&str> = if is_here { names.collect() } else { Vec::new() };
            (!names.is_empty()).then(|| names.join(", "))
        };
        let waits = self.foundation.iter().chain([&self.platform]).find_map(of_one);
        if let Some(waits) = waits {
            page.styled_line(DIM, format!("       after {waits}"));
        }
    }
}

/// In a few words; changed fields are told on lines of their own.
fn why(step: &Step) -> String {
    let mut words: Vec<String> = Vec::new();
    for reason in &step.reasons {
        let word = match reason {
            Reason::Absent => "not there yet".to_owned(),
            Reason::Differs { .. } | Reason::RefersTo { .. } if step.replaces => "can't be changed in place".to_owned(),
            Reason::Differs { .. } | Reason::RefersTo { .. } => "differs".to_owned(),
            Reason::NotWanted => "not wanted".to_owned(),
            Reason::Duplicate => "there twice".to_owned(),
            Reason::Stray => "has no place in the platform".to_owned(),
            Reason::Failed { why } => format!("failed: {}", redact(why)),
            Reason::AlreadyGoing => "being removed already".to_owned(),
            Reason::NotReady => "on its way".to_owned(),
            Reason::Protected { .. } => "protected from deletion".to_owned(),
            Reason::NotTagged => "has our name and no tags".to_owned(),
        };
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words.join(", ")
}

/// A value in a line: references by what they refer to, texts without quotes, long ones cut.
pub fn told(value: &Value) -> String {
    let text = match value {
        Value::Null => "nothing".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(told).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(fields) => {
            if let Some(to) = fields.get("$ref").and_then(Value::as_str) {
                to.to_owned()
            } else {
                let mut text = String::from("{");
                for (index, (key, value)) in fields.iter().enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    let _infallible = write!(text, "{comma}{key}: {}", told(value));
                }
                text + "}"
            }
        }
        other => other.to_string(),
    };
    let text = redact(&text);
    if text.chars().count() <= LONGEST_VALUE {
        return text.into_owned();
    }
    text.chars().take(LONGEST_VALUE - 3).collect::<String>() + "..."
}

impl Signs {
    fn of(utf8: bool) -> Self {
        if utf8 {
            Self {
                again: "±",
                arrow: "→",
                dash: "–",
            }
        } else {
            Self {
                again: "-/+",
                arrow: "->",
                dash: "-",
            }
        }
    }
}
