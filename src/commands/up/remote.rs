//! `logline up` on AWS

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use aws::Farewell;
use serde::Serialize;

use super::Args;
use crate::cli::{Failure, Invocation};
use crate::commands::outputs::table_of;
use crate::remote::{
    Agreed, Agreement, Detail, Done, Draft, Interrupts, PlanView, RemoteContext, Run, Sight, drive, layers,
    refuse_unfit, trouble,
};
use crate::ui::{Page, Render, spoken};

#[derive(Debug, Serialize)]
pub(in crate::commands) struct Up {
    environment: String,
    account: String,
    region: String,
    /// False: it was as it is configured already.
    changed: bool,
    /// How many calls changed something, when nothing was tried again.
    calls: usize,
    duration_ms: u64,
    outputs: BTreeMap<&'static str, String>,
}

pub(super) fn run(args: &Args, invocation: &Invocation) -> Result<Up, Failure> {
    let only = layers(&args.only)?;
    drive(async {
        let mut interrupts = Interrupts::listen(&invocation.ui)?;
        let connecting = RemoteContext::connect(invocation, Farewell::AsConfigured);
        let cx = interrupts.or_leave(connecting).await?;
        cx.announce();
        let agreement = Agreement::new(&cx, args.confirm.as_deref())?;
        let preparing = prepare(&cx, args.plan.as_deref(), only.as_ref(), &agreement);
        let (sight, agreed) = interrupts.or_leave(preparing).await?;
        let Some((draft, agreed)) = agreed else {
            return Ok(Up::new(&cx, &sight, None));
        };
        let run = Run::begin(&cx, "up", &mut interrupts)?;
        let done = Box::pin(run.up(draft, &agreed)).await?;
        let sight = interrupts.or_leave(Sight::of(&cx)).await?;
        Ok(Up::new(&cx, &sight, Some(&done)))
    })
}

/// What is there; and what is to be done with it, shown and agreed to, if anything.
async fn prepare<'a>(
    cx: &RemoteContext,
    saved: Option<&Path>,
    only: Option<&BTreeSet<String>>,
    agreement: &'a Agreement<'a>,
) -> Result<(Sight, Option<(Draft, Agreed<'a>)>), Failure> {
    let environment = &cx.scope.environment;
    let saved = saved.map(|file| Draft::load(environment, file)).transpose()?;
    let sight = Sight::of(cx).await?;
    let draft = match &saved {
        Some(draft) => {
            let holds = draft.holds(cx, &sight);
            holds.map_err(|error| trouble::plan_refused(environment, &error))?;
            draft.clone()
        }
        None => Draft::up(cx, &sight, only)?,
    };
    if draft.is_empty() {
        return Ok((sight, None));
    }
    cx.ui
        .present("planned", &PlanView::new(cx, &draft, &sight, Detail::Default));
    refuse_unfit(cx, &draft.platform).await?;
    let approval = agreement.ask("Make these changes?").await?;
    let agreement = saved.is_none().then_some(agreement);
    Ok((sight, Some((draft, Agreed { approval, agreement }))))
}

impl Up {
    fn new(cx: &RemoteContext, sight: &Sight, done: Option<&Done>) -> Self {
        let took = done.map(|done| done.took).unwrap_or_default();
        Self {
            environment: cx.scope.environment.clone(),
            account: cx.scope.account.clone(),
            region: cx.scope.region.clone(),
            changed: done.is_some(),
            calls: done.map_or(0, |done| done.calls),
            duration_ms: took.as_millis().try_into().unwrap_or(u64::MAX),
            outputs: sight.outputs(cx),
        }
    }
}

impl Render for Up {
    fn render(&self, page: &mut Page) {
        if self.changed {
            page.heading(format!(
                "{} is up, after {}",
                self.environment,
                spoken(self.duration_ms)
            ));
        } else {
            page.heading(format!("{} was up already: nothing to do", self.environment));
        }
        page.line("");
        page.table(table_of(&self.outputs));
    }
}
