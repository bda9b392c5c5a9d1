//! `logline down` on AWS

use aws::Farewell;
use engine::{Action, Live, State};
use serde::Serialize;
use serde_json::Value;

use super::Args;
use crate::cli::{Failure, Invocation};
use crate::failure::redact;
use crate::remote::{Agreed, Agreement, Detail, Draft, Gone, Interrupts, PlanView, RemoteContext, Run, Sight, drive};
use crate::ui::{Page, Render, Table, spoken};

#[derive(Debug, Serialize)]
pub(in crate::commands) struct Down {
    environment: String,
    account: String,
    region: String,
    removed: usize,
    /// Stays, and why.
    kept: Vec<Stays>,
    /// Looks like a part of the environment, is not ours, and was not touched.
    foreign: Vec<Stays>,
    /// Until nothing was left that costs money.
    billable_gone_ms: Option<u64>,
    duration_ms: u64,
    /// Where the records of its runs are.
    history: Option<String>,
}

#[derive(Debug, Serialize)]
struct Stays {
    address: String,
    kind: String,
    id: String,
    why: String,
}

/// What is lost by going on, before anybody agrees to it.
#[derive(Debug, Serialize)]
struct Losses(Vec<Loss>);

#[derive(Debug, Serialize)]
struct Loss {
    address: String,
    kind: String,
    id: String,
    stays: String,
}

pub(super) fn run(args: &Args, invocation: &Invocation) -> Result<Down, Failure> {
    let farewell = match (args.keep_data, args.no_final_snapshot) {
        (true, _) => Farewell::KeepData,
        (_, true) => Farewell::NoFinalSnapshot,
        _ => Farewell::AsConfigured,
    };
    drive(async {
        let mut interrupts = Interrupts::listen(&invocation.ui)?;
        let connecting = RemoteContext::connect(invocation, farewell);
        let cx = interrupts.or_leave(connecting).await?;
        cx.announce();
        let agreement = Agreement::new(&cx, args.confirm.as_deref())?;
        let looking = prepare(&cx, farewell, &agreement);
        let (sight, agreed) = interrupts.or_leave(looking).await?;
        let Some((draft, agreed)) = agreed else {
            return Ok(Down::nothing(&cx, sight));
        };
        let run = Run::begin(&cx, "down", &mut interrupts)?;
        let gone = Box::pin(run.down(draft, &sight, &agreed)).await?;
        Ok(Down::new(&cx, &gone))
    })
}

/// What is there; and what is to be done with it, shown and agreed to, if anything.
async fn prepare<'a>(
    cx: &RemoteContext,
    farewell: Farewell,
    agreement: &'a Agreement<'a>,
) -> Result<(Sight, Option<(Draft, Agreed<'a>)>), Failure> {
    let sight = Sight::of(cx).await?;
    let draft = Draft::down(cx, &sight)?;
    if draft.is_empty() {
        return Ok((sight, None));
    }
    let losses = Losses::of(&draft, &sight, farewell);
    if !losses.0.is_empty() {
        cx.ui.present("losses", &losses);
    }
    cx.ui
        .present("planned", &PlanView::new(cx, &draft, &sight, Detail::Default));
    let question = format!("Remove all of {}?", cx.scope.environment);
    let approval = agreement.ask(&question).await?;
    let agreement = Some(agreement);
    Ok((sight, Some((draft, Agreed { approval, agreement }))))
}

impl Losses {
    fn of(draft: &Draft, sight: &Sight, farewell: Farewell) -> Self {
        let doomed = draft.steps().filter(|step| step.destroys_data);
        let seen = &sight.platform;
        let lives = doomed.filter_map(|step| {
            let mut nowhere = seen.duplicates.iter().chain(&seen.strays);
            let is_it = |live: &&Live| matches!(&step.action, Action::Delete { id, .. } if *id == live.found.id);
            seen.found.get(&step.address).or_else(|| nowhere.find(is_it))
        });
        let told = lives.map(|live| Loss {
            address: live.address.to_string(),
            kind: live.kind.clone(),
            id: live.found.id.clone(),
            stays: what_stays(live, farewell),
        });
        Self(told.collect())
    }
}

fn what_stays(live: &Live, farewell: Farewell) -> String {
    let seen = |field: &str| live.found.seen.get(field);
    let days = seen("recovery_days").and_then(Value::as_u64);
    let snapshot = seen("final_snapshot").and_then(Value::as_bool);
    match (farewell, days, snapshot) {
        (Farewell::KeepData, _, _) if live.kind == "secrets/secret" => "it can be restored for a while".to_owned(),
        (Farewell::AsConfigured | Farewell::NoFinalSnapshot, Some(days), _) => {
            format!("it can be restored for {days} days")
        }
        (Farewell::KeepData, _, Some(_)) | (Farewell::AsConfigured, _, Some(true)) => {
            "a final snapshot stays".to_owned()
        }
        _ => "nothing of it stays".to_owned(),
    }
}

impl Down {
    fn new(cx: &RemoteContext, gone: &Gone) -> Self {
        let milliseconds = |time: std::time::Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        Self {
            environment: cx.scope.environment.clone(),
            account: cx.scope.account.clone(),
            region: cx.scope.region.clone(),
            removed: gone.removed,
            kept: gone.kept.iter().map(Stays::of).collect(),
            foreign: gone.foreign.iter().map(Stays::of).collect(),
            billable_gone_ms: gone.billable.map(milliseconds),
            duration_ms: milliseconds(gone.took),
            history: (gone.records > 0).then(|| cx.files.history().display().to_string()),
        }
    }

    fn nothing(cx: &RemoteContext, sight: Sight) -> Self {
        let seen = [sight.foundation, sight.platform];
        let kept = seen.iter().flat_map(|seen| &seen.kept);
        let foreign = seen.iter().flat_map(|seen| {
            let found = seen.found.values();
            found.chain(&seen.duplicates).chain(&seen.strays)
        });
        Self {
            environment: cx.scope.environment.clone(),
            account: cx.scope.account.clone(),
            region: cx.scope.region.clone(),
            removed: 0,
            kept: kept.map(Stays::of).collect(),
            foreign: foreign.map(Stays::of).collect(),
            billable_gone_ms: None,
            duration_ms: 0,
            history: None,
        }
    }
}

impl Stays {
    fn of(live: &Live) -> Self {
        Self {
            address: live.address.to_string(),
            kind: live.kind.clone(),
            id: live.found.id.clone(),
            why: match &live.found.state {
                State::Kept(why) => redact(why).into_owned(),
                _ => "not ours".to_owned(),
            },
        }
    }
}

impl Render for Losses {
    fn render(&self, page: &mut Page) {
        page.heading("These hold data:");
        let mut table = Table::new(["what", "id", "afterwards"]);
        for loss in &self.0 {
            table.row([loss.address.as_str(), &loss.id, &loss.stays]);
        }
        page.table(table);
        page.line("");
    }
}

impl Render for Down {
    fn render(&self, page: &mut Page) {
        let environment = &self.environment;
        if self.removed == 0 && self.duration_ms == 0 {
            page.heading(format!("There is nothing of {environment} to remove."));
        } else {
            let resources = if self.removed == 1 { "resource" } else { "resources" };
            page.heading(format!(
                "Nothing of {environment} is left: {} {resources} removed in {}",
                self.removed,
                spoken(self.duration_ms)
            ));
            if let Some(billable) = self.billable_gone_ms {
                page.line(format!("Nothing that costs money was left after {}.", spoken(billable)));
            }
        }
        for (about, stays) in [
            ("Kept or pending:", &self.kept),
            ("Not ours, and not touched:", &self.foreign),
        ] {
            if stays.is_empty() {
                continue;
            }
            page.line("");
            page.heading(about);
            let mut table = Table::new(["kind", "id", "why"]);
            for one in stays {
                table.row([one.kind.as_str(), &one.id, &one.why]);
            }
            page.table(table);
        }
        if let Some(history) = &self.history {
            page.line("");
            page.line(format!("The records of its runs are in {history}."));
        }
    }
}
