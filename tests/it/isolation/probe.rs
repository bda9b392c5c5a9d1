//! A case that is one SQL statement under one context.

use super::failure::{Failure, Verdict, hold};
use super::target::Target;
use super::who::Who;

pub(super) struct Probe {
    pub(super) name: &'static str,
    who: Who,
    sql: &'static str,
    expect: Expect,
}

/// What the statement must come to. None of it may show a secret, whatever is expected.
pub(super) enum Expect {
    /// It is accepted and reaches no row.
    Nothing,
    /// It is accepted and reaches so many.
    Rows(u64),
    /// It is accepted and says this.
    Says(&'static str),
    /// It is refused with this SQLSTATE.
    Refused(&'static str),
    /// It may be accepted or refused.
    Quiet,
}

pub(super) use Expect::{Nothing, Quiet, Refused, Rows, Says};

/// Insufficient privilege; the refusal of a policy has the same code.
pub(super) const DENIED: Expect = Refused("42501");

pub(super) const fn probe(name: &'static str, who: Who, sql: &'static str, expect: Expect) -> Probe {
    Probe { name, who, sql, expect }
}

impl Probe {
    pub(super) async fn run(&self, target: &Target) -> Verdict {
        let answer = target.attempt(&self.who, self.sql).await?;
        let fits = match &self.expect {
            Expect::Nothing => answer.code.is_none() && answer.rows == 0,
            Expect::Rows(rows) => answer.code.is_none() && answer.rows == *rows,
            Expect::Says(text) => answer.code.is_none() && answer.text.trim_end_matches(['|', '\n']) == *text,
            Expect::Refused(code) => answer.code.as_deref() == Some(code),
            Expect::Quiet => true,
        };
        let refused: Result<(), Failure> = hold(fits, || {
            format!(
                "{} as {:?}: code {:?}, {} rows, {:.400}",
                self.sql, self.who, answer.code, answer.rows, answer.text
            )
        });
        refused
    }
}

impl Probe {
    /// Elsewhere the table is not there.
    pub(super) async fn run_where_vectors_are(&self, target: &Target) -> Verdict {
        if target.has_vector {
            return self.run(target).await;
        }
        let answer = target.attempt(&self.who, self.sql).await?;
        hold(answer.code.as_deref() == Some("42P01"), || format!("{answer:?}"))
    }
}
