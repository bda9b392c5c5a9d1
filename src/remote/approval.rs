//! Who may say yes, and how: the guards in front of every change.

use engine::Approval;
use tokio::sync::oneshot;

use super::RemoteContext;
use crate::cli::{Exit, Failure};
use crate::config::Base;
use crate::ui::declined;

/// How this run's changes are agreed to.
pub struct Agreement<'a> {
    cx: &'a RemoteContext,
    /// `--confirm` was given, and names this environment and account.
    is_confirmed: bool,
}

impl<'a> Agreement<'a> {
    /// Refuses a `--confirm` that names something else before anything is looked at.
    pub fn new(cx: &'a RemoteContext, confirm: Option<&str>) -> Result<Self, Failure> {
        let expected = target(cx);
        match confirm {
            Some(given) if given != expected => {
                Err(Failure::refused("--confirm doesn't name what is about to be changed")
                    .because(format!("it is {given}, and would have to be {expected}"))
                    .hint(cx.command("status")))
            }
            _ => Ok(Self {
                cx,
                is_confirmed: confirm.is_some(),
            }),
        }
    }

    /// `question` ends with what is about to happen.
    pub async fn ask(&self, question: &str) -> Result<Approval, Failure> {
        let ui = &self.cx.ui;
        let base = self.cx.settings.environment.like;
        let is_free = matches!(base, Base::Local | Base::Dev);
        if self.is_confirmed || (is_free && ui.says_yes()) {
            return Ok(Approval::given_beforehand());
        }
        let (expected, words, flag) = match base {
            Base::Local | Base::Dev => ("y".to_owned(), "[y/N]".to_owned(), "--yes".to_owned()),
            Base::Staging => self.typed(&self.cx.scope.environment),
            Base::Production => self.typed(&target(self.cx)),
        };
        let answer = self.answer(format!("{question} {words} "), flag).await?;
        let answer = if is_free && answer.eq_ignore_ascii_case("yes") {
            "y".to_owned()
        } else if is_free {
            answer.to_ascii_lowercase()
        } else {
            answer
        };
        Approval::typed(&answer, &expected).ok_or_else(declined)
    }

    fn typed(&self, expected: &str) -> (String, String, String) {
        (
            expected.to_owned(),
            format!("Type {expected} to go on:"),
            format!("--confirm {}", target(self.cx)),
        )
    }

    /// Reads on a thread of its own: a lease is renewed meanwhile, and Ctrl-C is heard.
    async fn answer(&self, question: String, flag: String) -> Result<String, Failure> {
        let (sender, receiver) = oneshot::channel();
        let ui = self.cx.ui.clone();
        std::thread::spawn(move || {
            // Whoever asked may have been interrupted.
            let _nobody_waits = sender.send(ui.ask(&question, &flag));
        });
        let answer = receiver.await.map_err(|_| declined())?;
        answer.map_err(|failure| Failure {
            // Where nobody can be asked, the guard has said no.
            exit: if failure.exit == Exit::Usage {
                Exit::Refused
            } else {
                failure.exit
            },
            ..failure
        })
    }
}

/// What has to be named to change it: `production@123456789012`.
fn target(cx: &RemoteContext) -> String {
    format!("{}@{}", cx.scope.environment, cx.scope.account)
}
