//! `logline outputs` on AWS

use aws::Farewell;

use super::{Args, Outputs};
use crate::cli::{Failure, Invocation};
use crate::remote::{Interrupts, RemoteContext, Sight, drive};

pub(super) fn run(args: &Args, invocation: &Invocation) -> Result<Outputs, Failure> {
    drive(async {
        let mut interrupts = Interrupts::listen(&invocation.ui)?;
        let asking = async {
            let cx = RemoteContext::connect(invocation, Farewell::AsConfigured).await?;
            let sight = Sight::of(&cx).await?;
            if sight.is_empty() {
                return Err(
                    Failure::failed(format!("there is nothing of {}", cx.scope.environment)).hint(cx.command("up"))
                );
            }
            Outputs::of(sight.outputs(&cx), args.name.as_deref(), &[])
                .map_err(|failure| failure.hint(cx.command("outputs")))
        };
        interrupts.or_leave(asking).await
    })
}
