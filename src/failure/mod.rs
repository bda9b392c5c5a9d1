//! Why a command ended without an answer, in the words that the operator reads.

use std::error::Error;

use serde::Serialize;

mod configuration;
mod exit;
mod migration;
mod redact;

pub use exit::Exit;
pub use redact::redact;

/// `error:` what failed, `because:` why, `try:` one command to type; and the exit code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failure {
    #[serde(rename = "message")]
    pub what: String,
    pub because: Option<String>,
    #[serde(rename = "try")]
    pub hint: Option<String>,
    #[serde(rename = "exit_code", serialize_with = "exit_code")]
    pub exit: Exit,
}

impl Failure {
    fn new(exit: Exit, what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            because: None,
            hint: None,
            exit,
        }
    }

    /// Failed, and nothing is half-made.
    pub fn failed(what: impl Into<String>) -> Self {
        Self::new(Exit::Failed, what)
    }

    /// The command line or the configuration is wrong.
    pub fn usage(what: impl Into<String>) -> Self {
        Self::new(Exit::Usage, what)
    }

    /// A guard said no, or the operator did.
    pub fn refused(what: impl Into<String>) -> Self {
        Self::new(Exit::Refused, what)
    }

    /// Another operator is at work.
    pub fn lease_held(what: impl Into<String>) -> Self {
        Self::new(Exit::LeaseHeld, what)
    }

    /// Credentials or permissions don't suffice.
    pub fn denied(what: impl Into<String>) -> Self {
        Self::new(Exit::Denied, what)
    }

    /// It took too long.
    pub fn timed_out(what: impl Into<String>) -> Self {
        Self::new(Exit::TimedOut, what)
    }

    /// What was verified isn't true.
    pub fn unverified(what: impl Into<String>) -> Self {
        Self::new(Exit::Unverified, what)
    }

    /// Stopped half-way; running it again is safe.
    pub fn half_way(what: impl Into<String>) -> Self {
        Self::new(Exit::HalfWay, what)
    }

    /// Ctrl-C.
    pub fn interrupted() -> Self {
        Self::new(Exit::Interrupted, "interrupted")
    }

    /// Whoever read the answer has gone (`… | head -1`): nothing failed, and nobody needs to be told.
    pub fn reader_gone() -> Self {
        Self::new(Exit::Done, "the reader has gone")
    }

    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.because = Some(reason.into());
        self
    }

    /// Gives an error and all that caused it as the reason.
    #[must_use]
    pub fn caused_by(self, error: &(dyn Error + 'static)) -> Self {
        let mut words: Vec<String> = Vec::new();
        let mut next = Some(error);
        while let Some(error) = next {
            let cause = error.to_string();
            next = error.source();
            // Some errors repeat their source in their own text.
            if words.last().is_none_or(|last| !last.ends_with(&cause)) {
                words.push(cause);
            }
        }
        self.because(words.join(": "))
    }

    /// One command that helps.
    #[must_use]
    pub fn hint(mut self, command: impl Into<String>) -> Self {
        self.hint = Some(command.into());
        self
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature is serde's")]
fn exit_code<S: serde::Serializer>(exit: &Exit, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u8(exit.code())
}

/// Quotes a word for the shell where that is needed.
pub fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./:@%+=,".contains(letter);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("can't read the file")]
    struct Outer(#[source] std::io::Error);

    #[test]
    fn the_reason_holds_the_whole_chain_of_causes() {
        let error = Outer(std::io::Error::other("disk on fire"));
        let failure = Failure::failed("no answer").caused_by(&error);
        assert_eq!(failure.because.unwrap(), "can't read the file: disk on fire");
    }

    #[test]
    fn in_json_a_failure_has_the_same_parts() {
        let failure = Failure::denied("no way").because("reasons").hint("logline doctor");
        let expected =
            serde_json::json!({"message": "no way", "because": "reasons", "try": "logline doctor", "exit_code": 7});
        assert_eq!(serde_json::to_value(failure).unwrap(), expected);
    }

    #[test]
    fn words_with_spaces_or_quotes_are_quoted_for_the_shell() {
        assert_eq!(quoted("a/b.toml"), "a/b.toml");
        assert_eq!(quoted("a b"), "'a b'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
    }
}
