//! Who a request comes from: the token, and nothing but the token.

use http::{HeaderMap, header};
use jiff::Timestamp;
use ledger::Problem;
use ledger::token::{Identity, KeySet};

/// The identity that the request's token proves. The headers `X-User-Id` and `X-Tenant-Id` give
/// no identity; if they are sent, they must say the same as the token.
pub fn identity(headers: &HeaderMap, keys: &KeySet, now: Timestamp) -> Result<Identity, Problem> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let value = match (values.next(), values.next()) {
        (Some(value), None) => value,
        (None, _) => return Err(Problem::unauthorized("Send a token: Authorization: Bearer <token>.")),
        (Some(_), Some(_)) => return Err(Problem::unauthorized("Send one Authorization header.")),
    };
    let token = value
        .to_str()
        .ok()
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .ok_or_else(|| Problem::unauthorized("The Authorization header must be: Bearer <token>."))?;
    let identity = keys
        .verify(token, now)
        .map_err(|error| Problem::unauthorized(format!("Refused: {error}.")))?;
    for (name, proven) in [
        ("x-user-id", identity.user.as_str()),
        ("x-tenant-id", identity.tenant.as_str()),
    ] {
        if headers
            .get_all(name)
            .iter()
            .any(|claimed| claimed.as_bytes() != proven.as_bytes())
        {
            return Err(
                Problem::forbidden(format!("The header {name} says something else than the token.")).at_field(name),
            );
        }
    }
    Ok(identity)
}
