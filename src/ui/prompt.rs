//! Questions to the operator; where nobody can answer, an error that names the flag that would have.

use std::io::{self, BufRead as _, IsTerminal as _};

use super::Ui;
use crate::failure::Failure;

impl Ui {
    /// Goes on only after a yes, or with `--yes`.
    pub fn confirm(&self, question: &str) -> Result<(), Failure> {
        if self.0.look.yes {
            return Ok(());
        }
        let answer = self.ask(&format!("{question} [y/N] "), "--yes")?;
        match answer.to_ascii_lowercase().as_str() {
            "y" | "yes" => Ok(()),
            _ => Err(declined()),
        }
    }

    /// Goes on only when exactly `expected` was typed, or given by `flag`. `--yes` is not enough.
    pub fn confirm_by_typing(
        &self,
        question: &str,
        expected: &str,
        flag: &str,
        given: Option<&str>,
    ) -> Result<(), Failure> {
        if let Some(given) = given {
            return if given == expected {
                Ok(())
            } else {
                Err(
                    Failure::refused(format!("{flag} doesn't name what is about to be changed"))
                        .because(format!("it is {given}, and would have to be {expected}")),
                )
            };
        }
        let answer = self.ask(
            &format!("{question} Type {expected} to go on: "),
            &format!("{flag} {expected}"),
        )?;
        if answer == expected { Ok(()) } else { Err(declined()) }
    }

    /// `--yes`
    pub fn says_yes(&self) -> bool {
        self.0.look.yes
    }

    /// What is typed as an answer; `flag` would have answered where nobody can.
    pub fn ask(&self, question: &str, flag: &str) -> Result<String, Failure> {
        if self.0.look.no_input || !io::stdin().is_terminal() || !io::stderr().is_terminal() {
            let reason = if self.0.look.no_input {
                "--no-input is set"
            } else {
                "this isn't a terminal"
            };
            return Err(Failure::usage(format!("can't ask: {}", question.trim_end()))
                .because(format!("{reason}; {flag} would answer")));
        }
        self.converse(question);
        let mut answer = String::new();
        let read = io::stdin().lock().read_line(&mut answer);
        read.map_err(|error| Failure::failed("can't read the answer").caused_by(&error))?;
        Ok(answer.trim().to_owned())
    }
}

/// The question was answered, and not with yes.
pub fn declined() -> Failure {
    Failure::refused("not confirmed").because("the question wasn't answered with yes; nothing was changed")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Variables;
    use crate::failure::Exit;
    use crate::ui::Look;

    fn ui(look: Look) -> Ui {
        Ui::new(look, &Variables::default())
    }

    #[test]
    fn where_nobody_can_answer_the_flag_is_named() {
        let failure = ui(Look {
            no_input: true,
            ..Look::default()
        })
        .confirm("Delete all?")
        .unwrap_err();
        assert_eq!(failure.exit, Exit::Usage);
        assert_eq!(failure.because.unwrap(), "--no-input is set; --yes would answer");
    }

    #[test]
    fn yes_answers_yes_or_no_and_never_opens_what_must_be_typed() {
        let ui = ui(Look {
            no_input: true,
            yes: true,
            ..Look::default()
        });
        assert_eq!(ui.confirm("Delete all?"), Ok(()));
        let type_it = |given| ui.confirm_by_typing("Delete all?", "production@1", "--confirm", given);
        assert_eq!(type_it(None).unwrap_err().exit, Exit::Usage);
        assert_eq!(type_it(Some("staging@1")).unwrap_err().exit, Exit::Refused);
        assert_eq!(type_it(Some("production@1")), Ok(()));
    }
}
