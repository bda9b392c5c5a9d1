//! Tokens: who a request comes from.
//!
//! A JWT in the narrow shape that the platform makes: EdDSA over Ed25519 and nothing else, keys
//! from the environment's own set and never from the token. One algorithm, so there is no
//! choice of algorithm to attack; a general JWT library would bring the others along.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

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

/// Why a key is not admitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("it is not a JWK of an Ed25519 key")]
    Malformed,
    #[error("it is not a point of the prime-order group: signatures under it prove nothing")]
    Weak,
    #[error("the key id stands twice")]
    Duplicate,
}

/// The published form of a key set (RFC 7517, RFC 8037).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Jwks {
    pub keys: Vec<Jwk>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Jwk {
    pub kty: String,
    pub crv: String,
    pub kid: String,
    pub x: String,
    #[serde(rename = "use", default = "sig")]
    pub usage: String,
    #[serde(default = "eddsa")]
    pub alg: String,
}

fn sig() -> String {
    "sig".to_owned()
}

fn eddsa() -> String {
    "EdDSA".to_owned()
}

impl Jwk {
    pub fn of(key: &VerifyingKey) -> Self {
        Self {
            kty: "OKP".to_owned(),
            crv: "Ed25519".to_owned(),
            kid: key_id(key),
            x: URL_SAFE_NO_PAD.encode(key.as_bytes()),
            usage: sig(),
            alg: eddsa(),
        }
    }

    fn admit(&self) -> Result<VerifyingKey, KeyError> {
        if self.kty != "OKP" || self.crv != "Ed25519" || self.usage != "sig" || self.alg != "EdDSA" {
            return Err(KeyError::Malformed);
        }
        let bytes: [u8; 32] = URL_SAFE_NO_PAD
            .decode(&self.x)
            .ok()
            .and_then(|x| x.try_into().ok())
            .ok_or(KeyError::Malformed)?;
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| KeyError::Malformed)?;
        if key.is_weak() || !key.to_edwards().is_torsion_free() {
            Err(KeyError::Weak)
        } else {
            Ok(key)
        }
    }
}

/// A key's id: BLAKE3 of the public key, in hex.
pub fn key_id(key: &VerifyingKey) -> String {
    blake3::hash(key.as_bytes()).to_hex().to_string()
}

/// The keys of one environment, ready to verify with.
#[derive(Debug, Clone)]
pub struct KeySet {
    keys: Vec<(String, VerifyingKey)>,
    audience: String,
    published: Jwks,
    /// What tokens say whose signature has been found good, by the digest of the whole token. A
    /// client sends the same token for hours, and the curve is half of what a small request costs.
    /// The keys of a set never change, and the time is looked at whenever a token comes.
    proven: Arc<Mutex<HashMap<blake3::Hash, Claims>>>,
}

/// Tokens remembered at once, some 300 bytes each. When there are more, all are forgotten.
const REMEMBERED: usize = 4096;

impl KeySet {
    pub fn new(published: Jwks, environment: &str) -> Result<Self, KeyError> {
        let mut keys: Vec<(String, VerifyingKey)> = Vec::new();
        for jwk in &published.keys {
            if keys.iter().any(|(kid, _)| *kid == jwk.kid) {
                return Err(KeyError::Duplicate);
            }
            keys.push((jwk.kid.clone(), jwk.admit()?));
        }
        Ok(Self {
            keys,
            audience: audience(environment),
            published,
            proven: Arc::default(),
        })
    }

    /// What `/.well-known/jwks.json` serves.
    pub fn published(&self) -> &Jwks {
        &self.published
    }

    /// The identity that a token proves at this time.
    pub fn verify(&self, token: &str, now: Timestamp) -> Result<Identity, TokenError> {
        if token.len() > LONGEST_TEXT {
            return Err(TokenError::Malformed);
        }
        let digest = blake3::hash(token.as_bytes());
        let known = self.proven().get(&digest).cloned();
        let claims = match known {
            Some(claims) => claims,
            None => self.remember(digest, self.prove(token)?),
        };
        self.admit(claims, now)
    }

    fn remember(&self, digest: blake3::Hash, claims: Claims) -> Claims {
        let mut proven = self.proven();
        if proven.len() >= REMEMBERED {
            proven.clear();
        }
        proven.insert(digest, claims.clone());
        claims
    }

    fn proven(&self) -> MutexGuard<'_, HashMap<blake3::Hash, Claims>> {
        // A map that a panic left behind holds whole entries.
        self.proven.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a token says, if it is signed with one of the keys.
    fn prove(&self, token: &str) -> Result<Claims, TokenError> {
        let parts: Vec<&str> = token.split('.').collect();
        let &[header, claims, signature] = parts.as_slice() else {
            return Err(TokenError::Malformed);
        };
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| TokenError::Malformed);
        let header: Header = exact(&decode(header)?).ok_or(TokenError::Header)?;
        if header.alg != "EdDSA" || header.typ.is_some_and(|typ| !typ.eq_ignore_ascii_case("JWT")) {
            return Err(TokenError::Header);
        }
        let (_, key) = self
            .keys
            .iter()
            .find(|(kid, _)| *kid == header.kid)
            .ok_or(TokenError::UnknownKey)?;
        let signature = Signature::from_slice(&decode(signature)?).map_err(|_| TokenError::Signature)?;
        let signed = &token[..token.rfind('.').unwrap_or_default()];
        key.verify_strict(signed.as_bytes(), &signature)
            .map_err(|_| TokenError::Signature)?;
        // Only now is anything believed that the token says.
        exact(&decode(claims)?).ok_or(TokenError::Claims("they are incomplete or of the wrong type"))
    }

    fn admit(&self, claims: Claims, now: Timestamp) -> Result<Identity, TokenError> {
        if claims.iss != ISSUER {
            return Err(TokenError::Claims("iss is not ours"));
        }
        if claims.aud != self.audience {
            return Err(TokenError::Audience);
        }
        let lifetime = claims.exp.checked_sub(claims.iat).unwrap_or(i64::MAX);
        if lifetime <= 0 || lifetime > LONGEST.as_secs() {
            return Err(TokenError::Claims("exp is not within 24 hours of iat"));
        }
        let now = now.as_second();
        if claims.iat > now + LEEWAY_SECONDS {
            return Err(TokenError::NotYetValid);
        }
        if claims.exp <= now {
            return Err(TokenError::Expired);
        }
        if claims.jti.is_empty() {
            return Err(TokenError::Claims("jti is empty"));
        }
        Ok(Identity {
            tenant: Tenant::new(claims.tenant).map_err(|_| TokenError::Claims("tenant is not a tenant's name"))?,
            user: User::new(claims.sub).map_err(|_| TokenError::Claims("sub is not a user's name"))?,
            scopes: claims.scope.split_ascii_whitespace().map(str::to_owned).collect(),
            expires: Timestamp::from_second(claims.exp).map_err(|_| TokenError::Claims("exp is no time"))?,
        })
    }
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
    fn the_memory_for_tokens_is_bounded() {
        let keys = vec![Jwk::of(&key(1).verifying_key())];
        let set = KeySet::new(Jwks { keys }, "local").unwrap();
        for n in 0..=REMEMBERED {
            set.proven().insert(blake3::hash(&n.to_le_bytes()), claims());
        }
        let token = mint(&key(1), &claims());
        assert!(set.verify(&token, Timestamp::from_second(NOW).unwrap()).is_ok());
        assert_eq!(set.proven().len(), 1);
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

    #[test]
    fn weak_and_doubled_keys_are_not_admitted() {
        let mut weak = Jwk::of(&key(1).verifying_key());
        // The neutral element: every signature of a known form verifies under it.
        let mut neutral = [0; 32];
        neutral[0] = 1;
        weak.x = URL_SAFE_NO_PAD.encode(neutral);
        assert_eq!(
            KeySet::new(Jwks { keys: vec![weak] }, "local").unwrap_err(),
            KeyError::Weak
        );
        let twice = vec![Jwk::of(&key(1).verifying_key()), Jwk::of(&key(1).verifying_key())];
        assert_eq!(
            KeySet::new(Jwks { keys: twice }, "local").unwrap_err(),
            KeyError::Duplicate
        );
    }
}
