//! Where a WebSocket's client puts its token: browsers let it choose protocols and query, and no header.

use http::header;
use ledger::Problem;
use ledger::http::Request;

use crate::PROTOCOL;

/// What a client offered.
#[derive(Debug)]
pub(crate) struct Offer {
    pub(crate) token: String,
    /// It offered our protocol, and must be answered with it.
    pub(crate) names_protocol: bool,
}

const BEARER: &str = "logline.bearer.";
const PARAMETER: &str = "token";

pub(crate) fn offered(request: &Request) -> Result<Offer, Problem> {
    let lists = request.headers().get_all(header::SEC_WEBSOCKET_PROTOCOL);
    let protocols: Vec<&str> = lists
        .iter()
        .filter_map(|list| list.to_str().ok())
        .flat_map(|list| list.split(','))
        .map(str::trim)
        .collect();
    let query = request.uri().query().unwrap_or_default();
    let in_query = form_urlencoded::parse(query.as_bytes())
        .filter(|(name, _)| name == PARAMETER)
        .map(|(_, token)| token.into_owned());
    let in_protocols = protocols.iter().filter_map(|protocol| protocol.strip_prefix(BEARER));
    let mut tokens = in_protocols.map(str::to_owned).chain(in_query);
    match (tokens.next(), tokens.next()) {
        (Some(token), None) => Ok(Offer {
            token,
            names_protocol: protocols.contains(&PROTOCOL),
        }),
        (None, _) => Err(Problem::unauthorized(
            "Offer the subprotocols logline.v1 and logline.bearer.<token>, or send the token as the parameter `token`.",
        )),
        (Some(_), Some(_)) => Err(Problem::unauthorized("Send one token.")),
    }
}
