//! The only code that prints: answers on stdout, the conversation on stderr, questions.

mod event;
mod heartbeat;
mod live_area;
mod log_line;
mod look;
mod page;
mod prompt;
mod step;
mod table;

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::Arc;

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};
use indicatif::{MultiProgress, ProgressDrawTarget};
use serde::Serialize;

pub use event::{Event, Progress, spoken};
pub use live_area::LiveArea;
pub use look::{Color, Look, Output};
pub use page::{Page, Render};
pub use prompt::declined;
pub use step::Step;
pub use table::Table;

use crate::config::Variables;
use crate::failure::{Exit, Failure};
use event::Envelope;
use heartbeat::Heartbeat;

pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const RED: Style = AnsiColor::Red.on_default().bold();
pub(crate) const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
pub(crate) const GREEN: Style = AnsiColor::Green.on_default().bold();
pub(crate) const CYAN: Style = AnsiColor::Cyan.on_default().bold();

/// The operator's side of the program. Clones share the same terminal.
#[derive(Debug, Clone)]
pub struct Ui(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    look: Look,
    utf8: bool,
    /// Where running steps are drawn, on a terminal that can.
    live: Option<MultiProgress>,
    heartbeat: Arc<Heartbeat>,
}

impl Ui {
    pub fn new(look: Look, variables: &Variables) -> Self {
        let is_live =
            io::stderr().is_terminal() && variables.promise_cursor() && look.output != Output::Ndjson && !look.quiet;
        let live = is_live.then(|| MultiProgress::with_draw_target(ProgressDrawTarget::stderr()));
        Self(Arc::new(Inner {
            look,
            utf8: variables.promise_utf8(),
            live,
            heartbeat: Arc::default(),
        }))
    }

    pub fn output(&self) -> Output {
        self.0.look.output
    }

    pub fn is_verbose(&self) -> bool {
        self.0.look.verbose
    }

    pub fn speaks_utf8(&self) -> bool {
        self.0.utf8
    }

    /// A place below what is said, to be drawn again and again; none where nothing can be drawn over.
    pub fn live_area(&self) -> Option<LiveArea> {
        self.0
            .live
            .as_ref()
            .map(|live| LiveArea::below(live, self.0.look.color))
    }

    /// Shows a value in the course of a command, before its answer. `event` names it among JSON lines.
    pub fn present<T: Render>(&self, event: &'static str, value: &T) {
        if self.0.look.quiet {
            return;
        }
        if self.output() == Output::Ndjson {
            // A reader that has gone is noticed when the answer is printed; the work itself goes on.
            let _gone = self.print_json(&Envelope::now(&Closing { event, result: value }));
        } else {
            self.converse(&rendered_for(Page::on_stderr(), value));
        }
    }

    /// Whether somebody watches the answer as it comes.
    #[expect(
        clippy::unused_self,
        reason = "whoever asks has a Ui, and need not know that it is stdout"
    )]
    pub fn is_watched(&self) -> bool {
        io::stdout().is_terminal()
    }

    /// Ends a command with its answer.
    pub fn finish<T: Render>(&self, answer: &T) -> Result<Exit, Failure> {
        match self.output() {
            Output::Human => self.print_text(&rendered(answer)),
            Output::Json => self.print_json(answer),
            Output::Ndjson => self.print_json(&Envelope::now(&Closing {
                event: "result",
                result: answer,
            })),
        }?;
        Ok(answer.exit())
    }

    /// One part of an answer that arrives bit by bit, such as a log line. With `--output json` there can only be
    /// one value: the command collects the parts then, and gives them to [`Ui::finish`].
    pub fn item<T: Render>(&self, part: &T) -> Result<(), Failure> {
        match self.output() {
            Output::Human => self.print_text(&rendered(part)),
            Output::Ndjson => self.print_json(&Envelope::now(&Closing {
                event: "item",
                result: part,
            })),
            Output::Json => Ok(()),
        }
    }

    /// Text that was asked for instead of a command's answer: help or the version.
    pub fn answer(&self, text: &str) -> Exit {
        self.print_text(text)
            .map_or_else(|failure| self.fail(&failure), |()| Exit::Done)
    }

    /// Ends the program with what went wrong.
    pub fn fail(&self, failure: &Failure) -> Exit {
        // The reader has gone: there is nobody to tell.
        if failure.exit == Exit::Done {
            return failure.exit;
        }
        self.converse_failure(failure);
        let told = match self.output() {
            Output::Human => Ok(()),
            Output::Json => self.print_json(&Failed {
                event: None,
                error: failure,
            }),
            Output::Ndjson => self.print_json(&Envelope::now(&Failed {
                event: Some("failed"),
                error: failure,
            })),
        };
        if let Err(unwritten) = told {
            self.converse_failure(&unwritten);
        }
        failure.exit
    }

    /// Starts a step, which is shown as running until it is finished, failed or dropped.
    pub fn step(&self, label: impl Into<String>) -> Step {
        Step::start(self.clone(), label.into())
    }

    /// Something that is good to know.
    pub fn note(&self, message: &str) {
        self.emit(&Progress::Noted {
            message: message.to_owned(),
        });
    }

    /// Something that `--verbose` asks for.
    pub fn detail(&self, message: &str) {
        if self.0.look.verbose {
            self.note(message);
        }
    }

    /// Something that the operator should mend.
    pub fn warn(&self, message: &str) {
        self.emit(&Progress::Warned {
            message: message.to_owned(),
        });
    }

    /// Tells of something that has happened: a line for people, or a JSON line with the same facts.
    pub fn emit<E: Event>(&self, event: &E) {
        if self.0.look.quiet {
            return;
        }
        if self.output() == Output::Ndjson {
            // A reader that has gone is noticed when the answer is printed; the work itself goes on.
            let _gone = self.print_json(&Envelope::now(event));
        } else {
            self.converse(&format!("{}\n", event.line()));
        }
    }

    fn print_json(&self, value: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string(value)
            .map_err(|error| Failure::failed("can't write the answer as JSON").caused_by(&error))?;
        self.print_text(&(text + "\n"))
    }

    fn print_text(&self, text: &str) -> Result<(), Failure> {
        let print = || {
            let mut stdout = AutoStream::new(io::stdout().lock(), self.0.look.color.into());
            stdout.write_all(text.as_bytes())?;
            stdout.flush()
        };
        let printed = match &self.0.live {
            Some(live) => live.suspend(print),
            None => print(),
        };
        printed.map_err(|error| match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::reader_gone(),
            _ => Failure::failed("can't write the answer").caused_by(&error),
        })
    }

    fn converse_failure(&self, failure: &Failure) {
        let mut page = Page::on_stdout();
        page.failure(failure);
        self.converse(&page.into_text());
    }

    /// Says something on stderr. When that fails, there is nowhere left to say so.
    fn converse(&self, text: &str) {
        let say = || {
            let mut stderr = AutoStream::new(io::stderr().lock(), self.0.look.color.into());
            let _nobody_listens = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
        };
        match &self.0.live {
            Some(live) => live.suspend(say),
            None => say(),
        }
    }
}

fn rendered<T: Render>(answer: &T) -> String {
    rendered_for(Page::on_stdout(), answer)
}

fn rendered_for<T: Render>(mut page: Page, answer: &T) -> String {
    answer.render(&mut page);
    page.into_text()
}

#[derive(Serialize)]
struct Closing<'a, T> {
    event: &'static str,
    result: &'a T,
}

#[derive(Serialize)]
struct Failed<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<&'static str>,
    error: &'a Failure,
}
