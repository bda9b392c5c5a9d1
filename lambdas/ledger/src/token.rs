//! Tokens: who a request comes from.
//!
//! A JWT in the narrow shape that the platform makes: EdDSA over Ed25519 and nothing else, keys
//! from the environment's own set and never from the token. One algorithm, so there is no
//! choice of algorithm to attack; a general JWT library would bring the others along.

mod key_set;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer, SigningKey};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub use key_set::{Jwk, Jwks, KeyError, KeySet, key_id};

use crate::context::{Context, Tenant, User};

/// Who makes tokens.
pub const ISSUER: &str = "logline";
/// No token lives longer.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(24);
/// Two machines' clocks may differ by this much.
const LEEWAY_SECONDS: i64 = 30;
/// A longer token is not one of ours; it is refused before it is decoded.
const LONGEST_TEXT: usize = 8 * 1024;

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    pub iss: String,
    /// `logline:<environment>`
    pub aud: String,
    /// The user.
    pub sub: String,
    pub tenant: String,
    /// Scopes, separated by spaces.
    #[serde(default)]
    pub scope: String,
    /// Seconds since 1970.
    pub iat: i64,
    pub exp: i64,
    pub jti: String,
}

/// A verified token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub tenant: Tenant,
    pub user: User,
    pub scopes: Vec<String>,
    pub expires: Timestamp,
}

impl Identity {
    pub fn has_scope(&self, scope: &str) -> bool {
        self.scopes.iter().any(|mine| mine == scope)
    }

    pub fn context(&self) -> Context {
        Context::user(self.tenant.clone(), self.user.clone())
    }
}

/// Why a token is refused. Told to the client: it says nothing that the client did not send.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    #[error("the token is not a JWT of three parts in base64url")]
    Malformed,
    #[error(
        "the token's header must be alg EdDSA, with the kid of a published key and nothing that changes its meaning"
    )]
    Header,
    #[error("the token is signed with a key that is not published")]
    UnknownKey,
    #[error("the token's signature does not fit")]
    Signature,
    #[error("the token's claims are not those of a LogLine token: {0}")]
    Claims(&'static str),
    #[error("the token is for another environment")]
    Audience,
    #[error("the token has expired")]
    Expired,
    #[error("the token is not valid yet")]
    NotYetValid,
}

/// Members that we do not know (`jwk`, `jku`, `x5u`, `crit` …) would point to other keys or
/// change the meaning: there are none in a token of ours.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: String,
    kid: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    typ: Option<String>,
}

/// Like `serde_json::from_slice`, but a key that stands twice is refused.
fn exact<T: for<'de> Deserialize<'de>>(bytes: &[u8]) -> Option<T> {
    let value = crate::json::parse(std::str::from_utf8(bytes).ok()?).ok()?;
    serde_json::from_value(value).ok()
}

pub fn audience(environment: &str) -> String {
    format!("logline:{environment}")
}

/// Makes a token.
pub fn mint(key: &SigningKey, claims: &Claims) -> String {
    let public = key.verifying_key();
    let header = serde_json::json!({"alg": "EdDSA", "kid": key_id(&public), "typ": "JWT"});
    let claims = serde_json::json!(claims);
    let signed = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header.to_string()),
        URL_SAFE_NO_PAD.encode(claims.to_string())
    );
    let signature = key.sign(signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}

/// What a token says, unverified: for `token inspect`.
pub fn read_claims(token: &str) -> Result<Claims, TokenError> {
    let claims = token.split('.').nth(1).ok_or(TokenError::Malformed)?;
    let bytes = URL_SAFE_NO_PAD.decode(claims).map_err(|_| TokenError::Malformed)?;
    exact(&bytes).ok_or(TokenError::Claims("they are incomplete or of the wrong type"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_bytes(&[seed; 32])
    }

    fn claims() -> Claims {
        Claims {
            iss: ISSUER.into(),
            aud: audience("local"),
            sub: "ana".into(),
            tenant: "acme".into(),
            scope: "boot:publish".into(),
            iat: NOW,
            exp: NOW + 3600,
            jti: "1".into(),
        }
    }

    fn verify(token: &str, at: i64) -> Result<Identity, TokenError> {
        let keys = KeySet::new(
            Jwks {
                keys: vec![Jwk::of(&key(1).verifying_key())],
            },
            "local",
        )
        .unwrap();
        keys.verify(token, Timestamp::from_second(at).unwrap())
    }

    #[test]
    fn a_minted_token_verifies_until_it_expires() {
        let token = mint(&key(1), &claims());
        let identity = verify(&token, NOW).unwrap();
        assert!(identity.has_scope("boot:publish") && identity.tenant.as_str() == "acme");
        assert_eq!(verify(&token, NOW + 3600), Err(TokenError::Expired));
        assert_eq!(verify(&token, NOW - 3600), Err(TokenError::NotYetValid));
    }

    #[test]
    fn a_token_that_is_remembered_expires_and_is_not_known_to_other_keys() {
        let set = |seed| {
            let keys = vec![Jwk::of(&key(seed).verifying_key())];
            KeySet::new(Jwks { keys }, "local").unwrap()
        };
        let (ours, theirs) = (set(1), set(2));
        let at = |second| Timestamp::from_second(second).unwrap();
        let token = mint(&key(1), &claims());
        assert!(ours.verify(&token, at(NOW)).is_ok());
        assert!(ours.verify(&token, at(NOW)).is_ok());
        assert_eq!(ours.verify(&token, at(NOW + 3600)), Err(TokenError::Expired));
        assert_eq!(theirs.verify(&token, at(NOW)), Err(TokenError::UnknownKey));
        let mut altered = token.clone();
        altered.push('A');
        assert!(ours.verify(&altered, at(NOW)).is_err());
    }

    #[test]
    fn every_altered_character_is_refused() {
        let token = mint(&key(1), &claims());
        for at in 0..token.len() {
            let mut bytes = token.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            assert!(verify(std::str::from_utf8(&bytes).unwrap(), NOW).is_err(), "at {at}");
        }
    }

    #[test]
    fn the_key_comes_from_the_set_and_the_claims_must_be_ours() {
        assert_eq!(verify(&mint(&key(2), &claims()), NOW), Err(TokenError::UnknownKey));
        let with = |change: fn(&mut Claims)| {
            let mut claims = claims();
            change(&mut claims);
            verify(&mint(&key(1), &claims), NOW)
        };
        assert_eq!(with(|c| c.aud = audience("production")), Err(TokenError::Audience));
        assert!(with(|c| c.iss = "elsewhere".into()).is_err());
        assert!(with(|c| c.exp = c.iat + 86_401).is_err());
        assert!(with(|c| c.tenant = "a/b".into()).is_err());
        assert!(with(|c| c.sub = String::new()).is_err());
        assert!(with(|c| c.iat = i64::MIN).is_err());
    }
}
