//! `logline plan`

use std::path::PathBuf;

use aws::Farewell;
use serde::Serialize;

use crate::cli::{Exit, Failure, Invocation};
use crate::remote::{Detail, Draft, Interrupts, PlanView, RemoteContext, Sight, drive, layers};
use crate::ui::{Page, Render};

/// Show what `up` would do and why, how long it takes and what it costs; change nothing
///
/// For environments on AWS. It takes no lease: what somebody else is just doing may be half seen.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  logline plan --env dev\n  logline plan --env staging --out staging.plan")]
pub struct Args {
    /// Save the plan for `logline up --plan`, which carries it out as it is or not at all
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    out: Option<PathBuf>,

    /// How much is shown
    #[arg(long, value_enum, default_value_t)]
    detail: Detail,

    /// Exit with 3 when there is something to do
    #[arg(long)]
    exit_code: bool,

    /// Layers to plan; the others are left as they are
    #[arg(long, value_name = "LAYER", value_delimiter = ',')]
    only: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Planned {
    #[serde(flatten)]
    view: PlanView,
    /// Where it was saved.
    saved: Option<PathBuf>,
    #[serde(skip)]
    tells_by_exit: bool,
}

pub(super) fn run(args: &Args, invocation: &Invocation) -> Result<Planned, Failure> {
    if !invocation.is_remote()? {
        let environment = invocation.settings()?.environment.name;
        return Err(
            Failure::usage(format!("there is nothing to plan for the environment {environment}"))
                .because("it is on this machine, where `up` only starts what doesn't run")
                .hint("logline plan --env dev"),
        );
    }
    let only = layers(&args.only)?;
    drive(async {
        let mut interrupts = Interrupts::listen(&invocation.ui)?;
        let planning = async {
            let cx = RemoteContext::connect(invocation, Farewell::AsConfigured).await?;
            let sight = Sight::of(&cx).await?;
            let draft = Draft::up(&cx, &sight, only.as_ref())?;
            if let Some(file) = &args.out {
                draft.save(&invocation.directory.join(file))?;
            }
            Ok(PlanView::new(&cx, &draft, &sight, args.detail))
        };
        Ok(Planned {
            view: interrupts.or_leave(planning).await?,
            saved: args.out.clone(),
            tells_by_exit: args.exit_code,
        })
    })
}

impl Render for Planned {
    fn render(&self, page: &mut Page) {
        self.view.render(page);
        if let Some(file) = &self.saved {
            page.line(format!("Saved: `{}` carries it out.", self.view.command(file)));
        }
    }

    fn exit(&self) -> Exit {
        if self.tells_by_exit && !self.view.summary.is_empty() {
            Exit::Pending
        } else {
            Exit::Done
        }
    }
}
