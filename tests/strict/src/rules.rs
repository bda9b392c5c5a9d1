//! Every rule of AWS that this layer keeps, one value each, with where AWS says so.
//!
//! A rule either refuses requests (its check is asked before the emulator sees them) or shapes
//! answers over time (states, lists that lag); the latter are kept in `cloud`, and stand here so
//! that they have a name, a source, and can be taken out one by one.

mod access;
mod buckets;
mod cache;
mod database;
pub(crate) mod database_input;
mod functions;
mod gateways;
mod groups;
mod keys;
mod logs;
mod network;
pub(crate) mod parameters;
mod progress;
mod roles;
mod secrets;
mod tags;
mod web_acl;

use crate::clock::Clock;
use crate::model::Model;
use crate::refusal::Verdict;
use crate::request::Request;
use crate::settings::Settings;

#[derive(Debug, Clone, Copy)]
pub struct Rule {
    pub name: &'static str,
    /// The page that says so. Nobody fetches it.
    pub source: &'static str,
    pub check: Check,
}

#[derive(Debug, Clone, Copy)]
pub enum Check {
    Refuses {
        /// Actions as policies write them; `ec2:*` and `*` are all of them.
        on: &'static [&'static str],
        verdict: fn(&Case<'_>) -> Verdict,
    },
    Shapes,
}

/// A request and all that decides whether AWS would take it.
#[derive(Debug)]
pub struct Case<'a> {
    pub request: &'a Request,
    pub model: &'a Model,
    pub clock: &'a Clock,
    pub settings: &'a Settings,
}

const fn refuses(
    name: &'static str,
    on: &'static [&'static str],
    source: &'static str,
    verdict: fn(&Case<'_>) -> Verdict,
) -> Rule {
    let check = Check::Refuses { on, verdict };
    Rule { name, source, check }
}

const fn shapes(name: &'static str, source: &'static str) -> Rule {
    let check = Check::Shapes;
    Rule { name, source, check }
}

/// All of them, in the order in which AWS would complain: who asks, then what, then its state.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    [
        access::RULES,
        tags::RULES,
        network::RULES,
        gateways::RULES,
        groups::RULES,
        database_input::RULES,
        parameters::RULES,
        database::RULES,
        cache::RULES,
        secrets::RULES,
        keys::RULES,
        roles::RULES,
        logs::RULES,
        web_acl::RULES,
        buckets::RULES,
        functions::RULES,
        progress::RULES,
    ]
    .into_iter()
    .flatten()
}

/// Those that decide whether somebody may ask at all.
pub(crate) fn access() -> impl Iterator<Item = &'static Rule> {
    access::RULES.iter()
}

impl Rule {
    fn is_about(&self, request: &Request) -> bool {
        match self.check {
            Check::Shapes => false,
            Check::Refuses { on, .. } => on.iter().any(|action| match action.strip_suffix('*') {
                Some("") => true,
                Some(service) => service.trim_end_matches(':') == request.service,
                None => request.is(action),
            }),
        }
    }

    pub(crate) fn judge(&self, case: &Case<'_>) -> Verdict {
        match self.check {
            Check::Refuses { verdict, .. } if self.is_about(case.request) => {
                verdict(case).map_err(|refusal| refusal.by(self.name))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_rule_has_a_name_of_its_own_and_a_page_of_aws() {
        let names: BTreeSet<&str> = all().map(|rule| rule.name).collect();
        assert_eq!(names.len(), all().count());
        assert!(names.len() >= 60, "only {} rules", names.len());
        for rule in all() {
            assert!(rule.source.starts_with("https://docs.aws.amazon.com/"), "{}", rule.name);
        }
    }
}
