//! Every request that came, in order, and what became of it.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use http::StatusCode;
use serde_json::Value;

use crate::cloud::held;
use crate::refusal::RULE_HEADER;
use crate::request::{Protocol, Request};
use crate::upstream::Answer;
use crate::xml;

#[derive(Debug, Default)]
pub struct Recorder(Mutex<Vec<Call>>);

#[derive(Debug, Clone)]
pub struct Call {
    /// From 1, over all requests.
    pub number: usize,
    /// From 1, over those that would change something.
    pub mutation: Option<usize>,
    pub service: String,
    pub operation: String,
    /// Secret values are blank.
    pub parameters: Value,
    pub access_key: String,
    pub arrived: Instant,
    /// Until it was answered, or cut.
    pub took: Option<Duration>,
    pub outcome: Outcome,
    /// The fault that was done to it, if any.
    pub fault: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is under way, or held.
    Open,
    Answered {
        status: StatusCode,
        /// AWS's name of the error.
        code: Option<String>,
        /// The rule of this layer that refused it, if one did.
        rule: Option<String>,
    },
    /// The client got no answer, or none that was whole.
    Cut,
}

impl Recorder {
    pub fn calls(&self) -> Vec<Call> {
        held(&self.0).clone()
    }

    pub fn mutating(&self) -> Vec<Call> {
        self.filtered(|call| call.mutation.is_some())
    }

    pub fn reads(&self) -> Vec<Call> {
        self.filtered(|call| call.mutation.is_none())
    }

    /// Requests that list something.
    pub fn lists(&self) -> Vec<Call> {
        self.filtered(|call| ["Describe", "List"].iter().any(|verb| call.operation.starts_with(verb)))
    }

    pub fn of(&self, service: &str, operation: &str) -> Vec<Call> {
        self.filtered(|call| call.service == service && call.operation == operation)
    }

    /// Those that were told to come more slowly.
    pub fn throttled(&self) -> Vec<Call> {
        let codes = [
            "RequestLimitExceeded",
            "Throttling",
            "ThrottlingException",
            "SlowDown",
            "TooManyRequestsException",
        ];
        self.filtered(|call| call.code().is_some_and(|code| codes.contains(&code)))
    }

    /// Starts again from nothing; numbers begin at 1.
    pub fn clear(&self) {
        held(&self.0).clear();
    }

    fn filtered(&self, keep: impl Fn(&Call) -> bool) -> Vec<Call> {
        held(&self.0).iter().filter(|call| keep(call)).cloned().collect()
    }

    pub(crate) fn begin(&self, request: &Request) -> Call {
        let mut calls = held(&self.0);
        let mutations = calls.iter().filter(|call| call.mutation.is_some()).count();
        let call = Call {
            number: calls.len() + 1,
            mutation: request.is_mutating().then_some(mutations + 1),
            service: request.service.clone(),
            operation: request.operation.clone(),
            parameters: blanked(&request.parameters),
            access_key: request.access_key.clone(),
            arrived: Instant::now(),
            took: None,
            outcome: Outcome::Open,
            fault: None,
        };
        calls.push(call.clone());
        call
    }

    pub(crate) fn end(&self, number: usize, outcome: Outcome, fault: Option<String>) {
        if let Some(call) = held(&self.0).iter_mut().find(|call| call.number == number) {
            call.took = Some(call.arrived.elapsed());
            call.outcome = outcome;
            call.fault = fault;
        }
    }
}

impl Call {
    pub fn action(&self) -> String {
        format!("{}:{}", self.service, self.operation)
    }

    pub fn succeeded(&self) -> bool {
        matches!(&self.outcome, Outcome::Answered { status, .. } if status.is_success())
    }

    /// The rule of this layer that refused it.
    pub fn rule(&self) -> Option<&str> {
        match &self.outcome {
            Outcome::Answered { rule, .. } => rule.as_deref(),
            Outcome::Open | Outcome::Cut => None,
        }
    }

    pub fn code(&self) -> Option<&str> {
        match &self.outcome {
            Outcome::Answered { code, .. } => code.as_deref(),
            Outcome::Open | Outcome::Cut => None,
        }
    }
}

impl Outcome {
    pub(crate) fn of(request: &Request, answer: &Answer) -> Self {
        let code = if answer.status.is_success() {
            None
        } else {
            code(request, answer)
        };
        let rule = answer.headers.get(RULE_HEADER).and_then(|rule| rule.to_str().ok());
        Self::Answered {
            status: answer.status,
            code,
            rule: rule.map(str::to_owned),
        }
    }
}

fn code(request: &Request, answer: &Answer) -> Option<String> {
    match request.protocol {
        Protocol::Json | Protocol::RestJson => {
            let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
            let named = body.get("__type").and_then(Value::as_str).map(str::to_owned);
            let header = answer
                .headers
                .get("x-amzn-errortype")
                .and_then(|code| code.to_str().ok());
            let code = named.or_else(|| header.map(str::to_owned))?;
            Some(code.rsplit('#').next().unwrap_or(&code).to_owned())
        }
        _ => xml::find_text(&xml::parse(&answer.body)?, "Code"),
    }
}

fn blanked(value: &Value) -> Value {
    let is_secret = |name: &str| {
        let secrets = ["Password", "AuthToken", "SecretString", "SecretBinary", "Plaintext"];
        secrets.iter().any(|secret| name.contains(secret))
    };
    match value {
        Value::Object(map) => {
            let field = |(name, value): (&String, &Value)| {
                let value = if is_secret(name) {
                    Value::String(String::new())
                } else {
                    blanked(value)
                };
                (name.clone(), value)
            };
            Value::Object(map.iter().map(field).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(blanked).collect()),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secret_values_are_not_recorded() {
        let parameters =
            json!({"MasterUserPassword": "p", "Nested": [{"AuthToken": "t"}], "SecretString": "s", "Name": "n"});
        let expected =
            json!({"MasterUserPassword": "", "Nested": [{"AuthToken": ""}], "SecretString": "", "Name": "n"});
        assert_eq!(blanked(&parameters), expected);
    }
}
