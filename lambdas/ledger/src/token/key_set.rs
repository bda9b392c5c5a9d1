//! The keys that tokens are verified with.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, VerifyingKey};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Claims, Header, ISSUER, Identity, LEEWAY_SECONDS, LONGEST, LONGEST_TEXT, TokenError, audience, exact};
use crate::context::{Tenant, User};

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

#[cfg(test)]
mod tests {
    use ed25519_dalek::SigningKey;

    use super::*;

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_bytes(&[seed; 32])
    }

    #[test]
    fn the_memory_for_tokens_is_bounded() {
        let keys = vec![Jwk::of(&key(1).verifying_key())];
        let set = KeySet::new(Jwks { keys }, "local").unwrap();
        let claims = Claims {
            iss: ISSUER.into(),
            aud: audience("local"),
            sub: "ana".into(),
            tenant: "acme".into(),
            scope: String::new(),
            iat: 0,
            exp: 1,
            jti: "1".into(),
        };
        // All of the first are forgotten when one more comes.
        for n in 0..=REMEMBERED {
            set.remember(blake3::hash(&n.to_le_bytes()), claims.clone());
        }
        assert_eq!(set.proven().len(), 1);
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
