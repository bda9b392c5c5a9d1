//! How tokens are sent, and which keys may sign them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use ed25519_dalek::SigningKey;
use http::Request;
use ledger::token::{Jwk, Jwks, KeyError, KeySet, mint};

use super::failure::{Failure, Verdict, hold, hold_equal};
use super::forgery::{Forge, bobs, sign};
use super::target::Target;
use crate::caller::claims;

pub(super) async fn refused(t: &Target, authorization: &[String], path: &str) -> Verdict {
    let mut request = Request::builder().uri(path);
    for value in authorization {
        request = request.header("authorization", value);
    }
    let reply = t.platform.send(request.body(Bytes::new())?).await;
    t.heard(&reply, path)?;
    hold_equal(
        &reply.status,
        &401,
        &format!("{path} with {:.200}", authorization.join(", ")),
    )?;
    hold(reply.headers.contains_key("www-authenticate"), || {
        "no challenge".to_owned()
    })
}

/// One kind of header, one of them.
pub(super) async fn authorization_headers_of_another_shape_are_refused(t: &Target) -> Verdict {
    let good = mint(&t.platform.key, &claims("globex", "bob"));
    let bearer = format!("Bearer {good}");
    for headers in [
        vec![],
        vec![good.clone()],
        vec![format!("Basic {good}")],
        vec![format!("Bearer{good}")],
        vec![format!("Bearer Bearer {good}")],
        vec![format!("Bearer {good},{good}")],
        vec![bearer.clone(), bearer.clone()],
        vec![bearer.clone(), "Basic YW5uOmFubg==".into()],
        vec!["Bearer".into()],
    ] {
        refused(t, &headers, &format!("/spans/{}", t.ids.bob_private)).await?;
    }
    Ok(())
}

pub(super) async fn every_route_but_three_needs_a_token(t: &Target) -> Verdict {
    let id = &t.ids.bob_private;
    for (method, path) in [
        ("GET", "/spans".to_owned()),
        ("POST", "/spans".to_owned()),
        ("POST", "/spans/batch".to_owned()),
        ("GET", format!("/spans/{id}")),
        ("HEAD", format!("/spans/{id}")),
        ("GET", format!("/spans/{id}/history")),
        ("GET", "/timeline".to_owned()),
        ("GET", "/metrics".to_owned()),
    ] {
        let request = Request::builder().method(method).uri(&path).body(Bytes::new())?;
        let reply = t.platform.send(request).await;
        t.heard(&reply, &path)?;
        hold_equal(&reply.status, &401, &path)?;
    }
    Ok(())
}

/// Under a key of small order, a signature for one message is one for all.
pub(super) async fn a_key_of_small_order_is_not_admitted(_: &Target) -> Verdict {
    let good = Jwk::of(&SigningKey::from_bytes(&[7; 32]).verifying_key());
    for point in SMALL_ORDER {
        let bytes = hex::decode(point)?;
        let weak = Jwk {
            x: URL_SAFE_NO_PAD.encode(bytes),
            kid: "weak".into(),
            ..good.clone()
        };
        let admitted = KeySet::new(
            Jwks {
                keys: vec![good.clone(), weak],
            },
            "local",
        );
        let refusal = admitted.err();
        hold(matches!(refusal, Some(KeyError::Weak | KeyError::Malformed)), || {
            format!("{point}: {refusal:?}")
        })?;
    }
    let twice = KeySet::new(
        Jwks {
            keys: vec![good.clone(), good],
        },
        "local",
    );
    hold_equal(&twice.err(), &Some(KeyError::Duplicate), "a key id that stands twice")
}

/// The points of order 1, 2, 4 and 8 in their canonical forms.
const SMALL_ORDER: [&str; 6] = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
];

/// That the forge can make good tokens, or all of the above would be refused for nothing.
pub(super) async fn a_good_token_of_the_forge_is_accepted(t: &Target) -> Verdict {
    let forge = Forge::new(&t.platform.key);
    let [header, claims, signature] = forge.parts();
    let signed_here = sign(&forge.key, &forge.header().to_string(), &bobs().to_string());
    for token in [forge.good(), format!("{header}.{claims}.{signature}"), signed_here] {
        for scheme in ["Bearer", "bearer"] {
            let request = Request::builder()
                .uri("/timeline")
                .header("authorization", format!("{scheme} {token}"));
            let reply = t.platform.send(request.body(Bytes::new())?).await;
            hold_equal(&reply.status, &200, "a good token")?;
        }
    }
    Ok::<_, Failure>(())
}
