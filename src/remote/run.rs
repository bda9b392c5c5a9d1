//! A run that changes something: foundation, lease, look again, execute; and what it tells of itself.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use aws::s3::LeaseObject;
use engine::{
    Approval, Approved, Catalog, DownError, Durations, Ending, Fence, Gate, Graph, Holder, Journal, Lease, Listener,
    Outcome, Pace, Patience, Plan, Proof, execute, observe, prove_gone,
};
use tokio::time::sleep;

use super::draft::planned;
use super::interrupts::{Ended, Interrupts};
use super::plan_view::PlanView;
use super::watcher::Watcher;
use super::{Agreement, Draft, RemoteContext, Sight, records, trouble};
use crate::cli::Failure;
use crate::os::Lock;

/// What was changed, and how long that took.
#[derive(Debug)]
pub struct Done {
    /// Calls that change something.
    pub calls: usize,
    pub took: Duration,
}

/// What `down` leaves, and when it had come that far.
#[derive(Debug)]
pub struct Gone {
    pub removed: usize,
    pub kept: Vec<engine::Live>,
    pub foreign: Vec<engine::Live>,
    /// Until nothing was left that costs money; none: nothing like that was there.
    pub billable: Option<Duration>,
    pub took: Duration,
    pub records: usize,
}

/// Whether the plan was shown and agreed to, and what that covers.
pub struct Agreed<'a> {
    pub approval: Approval,
    /// Asked again when the cloud has moved meanwhile; none: a saved plan is carried out as it is, or not at all.
    pub agreement: Option<&'a Agreement<'a>>,
}

pub struct Run<'a> {
    cx: &'a RemoteContext,
    command: &'static str,
    watcher: Arc<Watcher>,
    pace: Pace,
    interrupts: &'a mut Interrupts,
    began: Instant,
    /// Of the runs from this directory, one at a time.
    _lock: Lock,
}

impl<'a> Run<'a> {
    pub fn begin(
        cx: &'a RemoteContext,
        command: &'static str,
        interrupts: &'a mut Interrupts,
    ) -> Result<Self, Failure> {
        let lock = cx.files.lock().map_err(|error| unwritable(cx, &error))?;
        let lock = lock.ok_or_else(|| {
            Failure::lease_held(format!("another logline changes {} from here", cx.scope.environment))
                .hint(cx.command("status"))
        })?;
        Ok(Self {
            cx,
            command,
            watcher: Arc::new(Watcher::new(cx)),
            pace: Pace {
                durations: cx.files.read_durations(),
                ..Pace::default()
            },
            interrupts,
            began: Instant::now(),
            _lock: lock,
        })
    }

    pub async fn up(mut self, draft: Draft, agreed: &Agreed<'_>) -> Result<Done, Failure> {
        Box::pin(self.found(&draft.foundation, agreed.approval)).await?;
        let founding = draft.foundation.writes;
        let only = draft.platform.only.clone();
        let graph = self.cx.graph();
        let work = async |run: &Work<'_>| {
            let (approved, outcome) = run.carry_out(&draft.platform, &graph, only.as_ref(), agreed).await?;
            run.ended(&outcome)?;
            Ok(approved.plan().clone())
        };
        let plan = Box::pin(self.under_lease(work)).await?;
        Ok(Done {
            calls: founding + plan.writes,
            took: self.began.elapsed(),
        })
    }

    pub async fn down(mut self, draft: Draft, sight: &Sight, agreed: &Agreed<'_>) -> Result<Gone, Failure> {
        if sight.foundation.found.is_empty() {
            // The lease needs its place, also to remove the rest.
            let catalog = self.cx.foundation();
            let plan = planned(self.cx, &catalog, &self.cx.foundation_graph(), &sight.foundation, None)?;
            Box::pin(self.found(&plan, agreed.approval)).await?;
        }
        let nothing = Graph::new(self.cx.scope.clone());
        let work = async |run: &Work<'_>| {
            let (approved, outcome) = run.carry_out(&draft.platform, &nothing, None, agreed).await?;
            run.ended(&outcome)?;
            let proof = run.prove(&approved, &run.catalog).await?;
            Ok((proof, records::bring_home(run.cx).await?))
        };
        let (proof, records) = Box::pin(self.under_lease(work)).await?;
        Box::pin(self.remove_foundation(agreed.approval)).await?;
        let ended = self.cx.files.end_journal();
        ended.map_err(|error| trouble::journal(&self.cx.files, &error))?;
        let billable = self.watcher.billable_gone();
        Ok(Gone {
            removed: self.watcher.removed(),
            kept: proof.kept,
            foreign: proof.foreign,
            billable: billable.map(|gone| gone - self.began),
            took: self.began.elapsed(),
            records,
        })
    }

    /// Makes the bucket that holds the lease.
    async fn found(&mut self, plan: &Plan, approval: Approval) -> Result<(), Failure> {
        if plan.is_empty() {
            return Ok(());
        }
        self.before_lease(async |run: &Work<'_>| {
            run.watcher.expect(plan);
            let approved = approval.of(plan.clone());
            let outcome = execute(&approved, &run.catalog, &run.gate, &run.pace).await;
            run.ended(&outcome)
        })
        .await
    }

    async fn remove_foundation(&mut self, approval: Approval) -> Result<(), Failure> {
        let nothing = Graph::new(self.cx.scope.clone());
        self.before_lease(async |run: &Work<'_>| {
            let seen = observe(&run.catalog, &run.cx.scope, &run.gate).await;
            let seen = seen.map_err(|error| trouble::not_seen(&run.cx.scope.environment, &error))?;
            let plan = planned(run.cx, &run.catalog, &nothing, &seen, None)?;
            run.watcher.expect(&plan);
            let approved = approval.of(plan);
            let outcome = execute(&approved, &run.catalog, &run.gate, &run.pace).await;
            run.ended(&outcome)?;
            run.prove(&approved, &run.catalog).await.map(drop)
        })
        .await
    }

    /// Works on the foundation, on which no lease can be held yet, or any more.
    async fn before_lease<T>(&mut self, work: impl AsyncFnOnce(&Work<'_>) -> Result<T, Failure>) -> Result<T, Failure> {
        let journal = self.journal().await?;
        let gate = self.gate(journal, Fence::before_the_lease());
        // Whoever has just taken the lease is not waited for: the bucket is theirs.
        let gate = gate.with_patience(Patience {
            dependency: Duration::from_secs(20),
            ..Patience::default()
        });
        let run = self.work(gate, self.cx.foundation());
        let watcher = Arc::clone(&self.watcher);
        match self.interrupts.or_stop(watcher.attend(work(&run))).await {
            Ended::Done(result) => result,
            Ended::Left => Err(self.left()),
        }
    }

    async fn under_lease<T>(&mut self, work: impl AsyncFnOnce(&Work<'_>) -> Result<T, Failure>) -> Result<T, Failure> {
        let environment = &self.cx.scope.environment;
        let (store, listener, holder) = (
            Arc::new(LeaseObject::new(&self.cx.aws, &self.cx.scope)),
            self.listener(),
            self.holder(),
        );
        // One that is left behind by somebody who died is watched for half a minute.
        let step = self.cx.ui.step("take the lease");
        let taking = async {
            let taken = Lease::take(store, RemoteContext::clock(), listener, holder).await;
            taken.map_err(|error| trouble::no_lease(environment, &error))
        };
        let lease = self.interrupts.or_leave(taking).await?;
        step.finish("");
        let done = match self.journal().await {
            Ok(journal) => {
                let gate = self.gate(journal, lease.fence());
                let run = self.work(gate, self.cx.catalog());
                let watcher = Arc::clone(&self.watcher);
                let working = watcher.attend(lease.while_held(work(&run)));
                match self.interrupts.or_stop(working).await {
                    Ended::Done(result) => result,
                    // Its lease ends by itself.
                    Ended::Left => return Err(self.left()),
                }
            }
            Err(failure) => Err(failure),
        };
        if let Err(error) = lease.release().await {
            self.cx.ui.warn(&crate::failure::redact(&format!(
                "{error}; others can take it over in half a minute"
            )));
        }
        done
    }

    fn work(&self, gate: Gate, catalog: Catalog) -> Work<'a> {
        Work {
            cx: self.cx,
            command: self.command,
            watcher: Arc::clone(&self.watcher),
            gate: gate.with_stop(self.interrupts.stop.clone()),
            catalog,
            pace: self.pace.clone(),
        }
    }

    fn gate(&self, journal: Journal, fence: Fence) -> Gate {
        RemoteContext::gate(journal, fence, self.listener())
    }

    fn listener(&self) -> Arc<dyn Listener> {
        Arc::clone(&self.watcher) as Arc<dyn Listener>
    }

    fn holder(&self) -> Holder {
        Holder {
            who: format!(
                "{}, logline {}, process {}",
                records::who(),
                self.command,
                std::process::id()
            ),
            nonce: uuid::Uuid::now_v7().to_string(),
        }
    }

    async fn journal(&self) -> Result<Journal, Failure> {
        let opened = self.cx.files.open_journal(&self.cx.scope, RemoteContext::clock().now());
        let (journal, damage) = opened.map_err(|error| trouble::journal(&self.cx.files, &error))?;
        if let Some(damage) = damage {
            self.cx.ui.warn(&format!(
                "line {} of the journal is damaged; it is put away as {}, and what is there is looked for instead",
                damage.line,
                damage.put_away.display()
            ));
            sleep(damage.lag).await;
        }
        Ok(journal)
    }

    fn left(&self) -> Failure {
        Failure::interrupted()
            .because("a second Ctrl-C left calls in flight; the next run finds out what became of them")
            .hint(self.cx.command(self.command))
    }
}

/// What works on the cloud behind a gate.
struct Work<'a> {
    cx: &'a RemoteContext,
    command: &'static str,
    watcher: Arc<Watcher>,
    gate: Gate,
    catalog: Catalog,
    pace: Pace,
}

impl Work<'_> {
    /// Looks again, now that nobody else writes, and does what was agreed to.
    async fn carry_out(
        &self,
        wanted: &Plan,
        graph: &Graph,
        only: Option<&std::collections::BTreeSet<String>>,
        agreed: &Agreed<'_>,
    ) -> Result<(Approved<Plan>, Outcome), Failure> {
        let environment = &self.cx.scope.environment;
        let seen = observe(&self.catalog, &self.cx.scope, &self.gate).await;
        let seen = seen.map_err(|error| trouble::not_seen(environment, &error))?;
        let approved = match (wanted.holds(&self.cx.scope, &seen), agreed.agreement) {
            (Ok(()), _) => agreed.approval.of(wanted.clone()),
            (Err(error), None) => return Err(trouble::plan_refused(environment, &error)),
            (Err(_), Some(agreement)) => {
                let fresh = planned(self.cx, &self.catalog, graph, &seen, only)?;
                let approval = if fresh.steps == wanted.steps {
                    agreed.approval
                } else {
                    self.cx
                        .ui
                        .warn("what is there has changed since the plan was shown; this is the plan now:");
                    self.cx.ui.present("planned", &PlanView::of_one(self.cx, &fresh, &seen));
                    self.watcher.hush(agreement.ask("Go on with it?")).await?
                };
                approval.of(fresh)
            }
        };
        self.watcher.expect(approved.plan());
        let outcome = execute(&approved, &self.catalog, &self.gate, &self.pace).await;
        records::leave(self.cx, self.command, approved.plan(), &outcome).await;
        Ok((approved, outcome))
    }

    async fn prove(&self, approved: &Approved<Plan>, catalog: &Catalog) -> Result<Proof, Failure> {
        let proof = prove_gone(approved, catalog, &self.cx.scope, &self.gate, &self.pace).await;
        proof.map_err(|error: DownError| trouble::not_proven(&self.cx.scope.environment, &error))
    }

    /// Learns from what it took, and turns anything but a good end into a failure.
    fn ended(&self, outcome: &Outcome) -> Result<(), Failure> {
        let mut durations: Durations = self.cx.files.read_durations();
        for (kind, act, took) in &outcome.learned {
            durations.learn(kind, *act, *took);
        }
        if let Err(error) = self.cx.files.write_durations(&durations) {
            self.cx
                .ui
                .warn(&format!("can't keep what was learned about durations: {error}"));
        }
        match outcome.ending {
            Ending::Done => Ok(()),
            _ => Err(trouble::not_done(&self.cx.scope.environment, self.command, outcome)),
        }
    }
}

fn unwritable(cx: &RemoteContext, error: &io::Error) -> Failure {
    Failure::failed(format!("can't write to {}", cx.files.directory().display()))
        .caused_by(error)
        .hint(format!("LOGLINE_LOCAL_DIR=~/.logline {}", cx.command("up")))
}
