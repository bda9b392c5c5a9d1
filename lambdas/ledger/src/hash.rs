//! The hashes that chain the versions of a span.
//!
//! `payload_hash = BLAKE3(canonical form)`, and `curr_hash = BLAKE3 derive-key(context,
//! prev_hash ‖ payload_hash)` over raw bytes. `prev_hash` is the `curr_hash` of the version
//! before; 32 zero bytes for the first. Lower-case hex wherever they are written.

use crate::canonical::canonical;
use crate::span::Span;

/// Sets these hashes apart from every other use of BLAKE3. Never changes: it is in every hash.
const CHAIN_CONTEXT: &str = "logline 2026-11 span chain v1";

/// `prev_hash` of a first version.
pub const NO_HASH: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What is wrong with the hashes of a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    #[error("its content does not give its payload_hash")]
    Payload,
    #[error("its curr_hash is not the hash of prev_hash and payload_hash")]
    Current,
    #[error("its prev_hash is not the curr_hash of the version before")]
    Link,
}

/// Fills in the hashes of a span that follows the version with this `curr_hash`.
pub fn seal(span: &mut Span, prev_hash: &str) {
    span.canon_version = crate::canonical::VERSION;
    prev_hash.clone_into(&mut span.prev_hash);
    let payload = payload_hash(span);
    span.payload_hash = payload.to_hex().to_string();
    // A prev_hash that is no hash cannot be sealed into the chain: its curr_hash will not verify.
    span.curr_hash = chain(prev_hash, &payload).unwrap_or_default();
}

/// Whether the hashes of a span agree with its content and with the version before it.
pub fn check(span: &Span, prev_hash: &str) -> Result<(), Broken> {
    let payload = payload_hash(span);
    if payload.to_hex().as_str() != span.payload_hash {
        return Err(Broken::Payload);
    }
    if chain(&span.prev_hash, &payload).as_deref() != Some(span.curr_hash.as_str()) {
        return Err(Broken::Current);
    }
    if span.prev_hash == prev_hash {
        Ok(())
    } else {
        Err(Broken::Link)
    }
}

/// The hash of a span's content.
pub fn payload_hash(span: &Span) -> blake3::Hash {
    blake3::hash(canonical(span).as_bytes())
}

/// The hash that a version is known by. `None`: `prev_hash` is not 64 hexadecimal digits.
fn chain(prev_hash: &str, payload: &blake3::Hash) -> Option<String> {
    let prev = blake3::Hash::from_hex(prev_hash).ok()?;
    let mut hasher = blake3::Hasher::new_derive_key(CHAIN_CONTEXT);
    hasher.update(prev.as_bytes()).update(payload.as_bytes());
    Some(hasher.finalize().to_hex().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn sealed() -> Span {
        let mut span = Span {
            who: "ana".into(),
            content: Some(json!({"deep": {"er": [1, 2]}})),
            ..Span::default()
        };
        seal(&mut span, NO_HASH);
        span
    }

    #[test]
    fn a_sealed_span_checks_and_a_changed_one_does_not() {
        let span = sealed();
        assert_eq!(check(&span, NO_HASH), Ok(()));
        let mut nested = span.clone();
        nested.content = Some(json!({"deep": {"er": [1, 3]}}));
        assert_eq!(check(&nested, NO_HASH), Err(Broken::Payload));
        let mut rehashed = nested;
        rehashed.payload_hash = payload_hash(&rehashed).to_hex().to_string();
        assert_eq!(check(&rehashed, NO_HASH), Err(Broken::Current));
        assert_eq!(check(&span, &span.curr_hash), Err(Broken::Link));
    }

    #[test]
    fn the_chain_is_over_raw_bytes_with_its_own_context() {
        let payload = blake3::hash(b"{}");
        let expected = blake3::derive_key(CHAIN_CONTEXT, &[[0u8; 32], *payload.as_bytes()].concat());
        assert_eq!(chain(NO_HASH, &payload), Some(hex::encode(expected)));
    }
}
