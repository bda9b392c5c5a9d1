//! Answers that need no emulator: dry runs, repeated tokens, quotas, what only the model holds.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::{Value, json};

use super::{Cloud, Shaping, deferral, parameters};
use crate::model::{Kind, Model};
use crate::refusal::Refusal;
use crate::request::Request;
use crate::rules::database_input;
use crate::settings::{Quota, Settings};
use crate::upstream::Answer;

impl Cloud {
    pub(super) fn own_answer(&self, request: &Request) -> Option<Answer> {
        self.with_model(request, |model, settings| {
            let shaping = Shaping {
                request,
                settings,
                clock: &self.clock,
            };
            dry_run(&shaping)
                .or_else(|| quotas(&shaping))
                .or_else(|| orderable(&shaping))
                .or_else(|| parameters::described(model, &shaping))
                .or_else(|| lingering_interface(model, &shaping))
                .or_else(|| deferral::accept(model, &shaping))
        })
    }
}

/// An emulator would do it.
fn dry_run(shaping: &Shaping<'_>) -> Option<Answer> {
    let keeps = shaping.settings.keeps("dry-run-does-nothing");
    let message = "Request would have succeeded, but DryRun flag is set.";
    let refusal = Refusal::with_status(StatusCode::PRECONDITION_FAILED, "DryRunOperation", message);
    (keeps && shaping.request.is_dry_run()).then(|| refusal.by("dry-run-does-nothing").answer(shaping.request))
}

/// What was answered to the same request with the same token, whatever has become of it since.
pub(super) fn repeated(model: &Model, settings: &Settings, request: &Request) -> Option<Answer> {
    let (parameters, answer) = model.tokens.get(&token(request)?)?;
    if !settings.keeps("client-tokens") {
        return None;
    }
    if *parameters == request.parameters {
        return Some(answer.clone());
    }
    let refusal = if request.service == "secretsmanager" {
        let message = "You can't use ClientRequestToken because that value is already in use for a version of secret.";
        Refusal::new("ResourceExistsException", message)
    } else {
        let message = "The request uses the same client token as a previous, but non-identical request.";
        Refusal::new("IdempotentParameterMismatch", message)
    };
    Some(refusal.by("client-tokens").answer(request))
}

/// Keeps what was answered to a request with a token.
pub(super) fn remember(model: &mut Model, request: &Request, answer: &Answer) {
    if let Some(token) = token(request) {
        model.tokens.insert(token, (request.parameters.clone(), answer.clone()));
    }
    // A secret that is gone takes its versions, and their tokens, with it.
    if request.is("secretsmanager:DeleteSecret") {
        model
            .tokens
            .retain(|(action, _), _| !action.starts_with("secretsmanager:"));
    }
}

fn token(request: &Request) -> Option<(String, String)> {
    let token = match request.service.as_str() {
        "ec2" => request.text("ClientToken")?.to_owned(),
        // A token names a version, which belongs to a secret.
        "secretsmanager" if ["CreateSecret", "PutSecretValue"].contains(&request.operation.as_str()) => {
            let name = request.text("Name").unwrap_or_else(|| request.named("SecretId"));
            format!("{name} {}", request.text("ClientRequestToken")?)
        }
        _ => return None,
    };
    Some((request.action(), token))
}

/// Emulators have none; a proxy that enforces quotas knows them.
fn quotas(shaping: &Shaping<'_>) -> Option<Answer> {
    let request = shaping.request;
    if request.service != "servicequotas" || !shaping.settings.keeps("service-quotas") {
        return None;
    }
    let service = request.named("ServiceCode");
    let mut of_service = Quota::ALL.into_iter().filter(|quota| quota.code().0 == service);
    let body = match request.operation.as_str() {
        "GetServiceQuota" | "GetAWSDefaultServiceQuota" => {
            let code = request.named("QuotaCode");
            let Some(quota) = of_service.find(|quota| quota.code().1 == code) else {
                let message = "The specified resource does not exist.";
                return Some(Refusal::new("NoSuchResourceException", message).answer(request));
            };
            json!({"Quota": described(quota, shaping.settings, &request.operation)})
        }
        "ListServiceQuotas" | "ListAWSDefaultServiceQuotas" => {
            let quotas: Vec<Value> = of_service
                .map(|quota| described(quota, shaping.settings, &request.operation))
                .collect();
            json!({"Quotas": quotas})
        }
        _ => return None,
    };
    Some(json_answer(&body))
}

fn described(quota: Quota, settings: &Settings, operation: &str) -> Value {
    let (service, code) = quota.code();
    let is_default = operation.contains("Default");
    let value = if is_default {
        quota.default_value()
    } else {
        settings.quota(quota)
    };
    json!({
        "ServiceCode": service,
        "QuotaCode": code,
        "QuotaName": quota.name(),
        "Value": f64::from(value),
        "Unit": "None",
        "Adjustable": true,
        "GlobalQuota": false,
    })
}

/// MiniStack offers a dozen classes; what can be ordered is what can be created.
fn orderable(shaping: &Shaping<'_>) -> Option<Answer> {
    let request = shaping.request;
    let class = request.text("DBInstanceClass")?;
    let is_asked = request.is("rds:DescribeOrderableDBInstanceOptions") && request.named("Engine") == "postgres";
    if !(is_asked && shaping.settings.keeps("database-class-known")) {
        return None;
    }
    let zones: String = ["a", "b", "c"]
        .map(|zone| format!("<AvailabilityZone><Name>us-east-1{zone}</Name></AvailabilityZone>"))
        .concat();
    let options: Vec<String> = database_input::orderable(class)
        .into_iter()
        .map(|version| {
            format!(
                "<OrderableDBInstanceOption><Engine>postgres</Engine><EngineVersion>{version}</EngineVersion>\
                 <DBInstanceClass>{class}</DBInstanceClass><AvailabilityZones>{zones}</AvailabilityZones>\
                 <MultiAZCapable>true</MultiAZCapable><Vpc>true</Vpc></OrderableDBInstanceOption>"
            )
        })
        .collect();
    let options = options.concat();
    let body = format!(
        "<DescribeOrderableDBInstanceOptionsResponse><DescribeOrderableDBInstanceOptionsResult>\
         <OrderableDBInstanceOptions>{options}</OrderableDBInstanceOptions>\
         </DescribeOrderableDBInstanceOptionsResult></DescribeOrderableDBInstanceOptionsResponse>"
    );
    Some(answer("text/xml", body.into()))
}

/// The emulator has no interfaces of functions, and so none to delete.
fn lingering_interface(model: &mut Model, shaping: &Shaping<'_>) -> Option<Answer> {
    let request = shaping.request;
    let id = request.named("NetworkInterfaceId");
    let is_own = model
        .get(Kind::Interface, id)
        .is_some_and(|interface| interface.text("Description").is_some());
    if !(is_own && request.is("ec2:DeleteNetworkInterface") && shaping.settings.keeps("function-interfaces-linger")) {
        return None;
    }
    model.remove(Kind::Interface, id);
    let body = "<DeleteNetworkInterfaceResponse><return>true</return></DeleteNetworkInterfaceResponse>";
    Some(answer("text/xml", Bytes::from_static(body.as_bytes())))
}

fn json_answer(body: &Value) -> Answer {
    answer("application/x-amz-json-1.1", body.to_string().into())
}

pub(super) fn answer(kind: &'static str, body: Bytes) -> Answer {
    Answer {
        status: StatusCode::OK,
        headers: HeaderMap::from_iter([(http::header::CONTENT_TYPE, HeaderValue::from_static(kind))]),
        body,
    }
}
