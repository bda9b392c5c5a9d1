//! `POST /spans` and `POST /spans/batch`.

use http::{HeaderValue, StatusCode, header};
use ledger::http::{Response, json};
use ledger::token::Identity;
use ledger::{Draft, Problem};
use serde::Serialize;
use uuid::Uuid;

use crate::{Call, query};

/// Spans in one batch.
pub const BATCH_SPANS: usize = 1000;

pub async fn one(call: &Call<'_>, identity: &Identity) -> Result<Response, Problem> {
    query::none(call.request.uri())?;
    media_type(call, &["application/json"])?;
    let mut draft = draft(text(call.request.body())?, identity)?;
    if let Some(key) = idempotency_key(call)? {
        draft = draft.with_idempotency_key(key)?;
    }
    let appended = call
        .api
        .store
        .append(&identity.context(), vec![draft])
        .await
        .map_err(Problem::from)?;
    let appended = appended.into_iter().next().ok_or_else(Problem::internal)?;
    let status = if appended.new {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    let location = HeaderValue::from_str(&format!("/spans/{}?seq={}", appended.span.id, appended.span.seq));
    let mut response = json(status, &appended.span.without_position());
    if let Ok(location) = location {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

/// What became of a batch.
#[derive(Serialize)]
struct Batch {
    count: usize,
    /// How many of them had not been appended before.
    new: usize,
    first: Uuid,
    last: Uuid,
}

pub async fn batch(call: &Call<'_>, identity: &Identity) -> Result<Response, Problem> {
    query::none(call.request.uri())?;
    media_type(
        call,
        &["application/x-ndjson", "application/ndjson", "application/jsonl"],
    )?;
    if call.request.headers().contains_key("idempotency-key") {
        return Err(Problem::field(
            "Idempotency-Key",
            "is for single spans; a batch has `idempotency_key` in each line",
        ));
    }
    let body = text(call.request.body())?;
    let lines = || body.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    match lines().count() {
        0 => return Err(Problem::bad_request("The batch is empty.")),
        count if count > BATCH_SPANS => {
            return Err(Problem::too_large(format!(
                "The batch has {count} spans; {BATCH_SPANS} are allowed."
            )));
        }
        _ => {}
    }
    let mut drafts = Vec::new();
    let mut line_numbers = Vec::new();
    for (line, text) in lines() {
        drafts.push(draft(text, identity).map_err(|problem| problem.at_line(line + 1))?);
        line_numbers.push(line + 1);
    }
    let appended = call
        .api
        .store
        .append(&identity.context(), drafts)
        .await
        .map_err(|error| {
            let problem = Problem::from(error);
            // The store counts drafts, the client counts lines, and there may be empty ones.
            match problem.line.and_then(|draft| line_numbers.get(draft - 1).copied()) {
                Some(line) => problem.at_line(line),
                None => problem,
            }
        })?;
    let new = appended.iter().filter(|appended| appended.new).count();
    let (Some(first), Some(last)) = (appended.first(), appended.last()) else {
        return Err(Problem::internal());
    };
    let status = if new > 0 { StatusCode::CREATED } else { StatusCode::OK };
    Ok(json(
        status,
        &Batch {
            count: appended.len(),
            new,
            first: first.span.id,
            last: last.span.id,
        },
    ))
}

fn draft(text: &str, identity: &Identity) -> Result<Draft, Problem> {
    let draft = Draft::parse(text)?;
    draft.permitted(|scope| identity.has_scope(scope))?;
    Ok(draft)
}

fn text(body: &[u8]) -> Result<&str, Problem> {
    std::str::from_utf8(body).map_err(|_| Problem::bad_request("The body is not UTF-8."))
}

fn idempotency_key<'a>(call: &'a Call<'_>) -> Result<Option<&'a str>, Problem> {
    let mut values = call.request.headers().get_all("idempotency-key").iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => {
            let refused = |_| {
                Problem::field(
                    "Idempotency-Key",
                    "must be 1 to 255 printable ASCII characters without space",
                )
            };
            value.to_str().map(Some).map_err(refused)
        }
        (Some(_), Some(_)) => Err(Problem::field("Idempotency-Key", "stands twice")),
    }
}

/// A body without a media type is taken for what it must be.
fn media_type(call: &Call<'_>, accepted: &[&str]) -> Result<(), Problem> {
    let Some(value) = call.request.headers().get(header::CONTENT_TYPE) else {
        return Ok(());
    };
    let essence = value
        .to_str()
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default()
        .trim();
    if accepted
        .iter()
        .any(|media_type| essence.eq_ignore_ascii_case(media_type))
    {
        Ok(())
    } else {
        Err(Problem::unsupported_media_type(format!(
            "Send Content-Type: {}.",
            accepted[0]
        )))
    }
}
