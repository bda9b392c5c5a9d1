//! Tokens that are not what they seem. Each is refused with 401 before anything is read.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use ed25519_dalek::{Signer, SigningKey};
use http::Request;
use ledger::token::{Claims, Jwk, Jwks, KeyError, KeySet, key_id, mint};
use serde_json::{Value, json};

use super::failure::{Failure, Verdict, hold, hold_equal};
use super::target::Target;
use crate::caller::claims;

/// Makes a token that must be refused.
pub(super) struct Forgery {
    pub(super) name: &'static str,
    make: fn(&Forge) -> String,
}

/// What a forger has: the real key for what the platform itself could get wrong, a key of their
/// own, and every published thing.
pub(super) struct Forge {
    key: SigningKey,
    foreign: SigningKey,
}

impl Forge {
    fn new(key: &SigningKey) -> Self {
        Self {
            key: key.clone(),
            foreign: SigningKey::from_bytes(&[9; 32]),
        }
    }

    fn kid(&self) -> String {
        key_id(&self.key.verifying_key())
    }

    fn header(&self) -> Value {
        json!({"alg": "EdDSA", "kid": self.kid(), "typ": "JWT"})
    }

    /// With the platform's key, but with this member of the header.
    fn with_header(&self, name: &str, value: Value) -> String {
        let mut header = self.header();
        header[name] = value;
        sign(&self.key, &header.to_string(), &bobs().to_string())
    }

    /// With the platform's key, but with this claim.
    fn with_claim(&self, name: &str, value: Value) -> String {
        let mut claims = bobs();
        claims[name] = value;
        sign(&self.key, &self.header().to_string(), &claims.to_string())
    }

    fn good(&self) -> String {
        mint(&self.key, &claims("globex", "bob"))
    }

    fn parts(&self) -> [String; 3] {
        let token = self.good();
        let mut parts = token.split('.').map(str::to_owned);
        std::array::from_fn(|_| parts.next().unwrap_or_default())
    }
}

fn bobs() -> Value {
    json!(claims("globex", "bob"))
}

fn sign(key: &SigningKey, header: &str, claims: &str) -> String {
    let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let signature = key.sign(signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}

const fn forgery(name: &'static str, make: fn(&Forge) -> String) -> Forgery {
    Forgery { name, make }
}

pub(super) const FORGERIES: &[Forgery] = &[
    forgery("alg_none", |f| {
        let [_, claims, _] = f.parts();
        let header = URL_SAFE_NO_PAD.encode(json!({"alg": "none", "kid": f.kid()}).to_string());
        format!("{header}.{claims}.")
    }),
    forgery("alg_none_with_a_signature", |f| f.with_header("alg", "none".into())),
    forgery("alg_none_in_capitals", |f| f.with_header("alg", "NONE".into())),
    forgery("no_signature", |f| {
        let [header, claims, _] = f.parts();
        format!("{header}.{claims}.")
    }),
    forgery("two_parts", |f| {
        let [header, claims, _] = f.parts();
        format!("{header}.{claims}")
    }),
    forgery("four_parts", |f| format!("{}.{}", f.good(), f.parts()[2])),
    forgery("hs256_with_the_public_key_as_secret", |f| {
        let header = json!({"alg": "HS256", "kid": f.kid()}).to_string();
        let signed = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(header),
            URL_SAFE_NO_PAD.encode(bobs().to_string())
        );
        let tag = hmac_sha256(f.key.verifying_key().as_bytes(), signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(tag))
    }),
    forgery("hs256_with_a_true_signature", |f| f.with_header("alg", "HS256".into())),
    forgery("es256_with_a_true_signature", |f| f.with_header("alg", "ES256".into())),
    forgery("a_foreign_key_with_its_own_kid", |f| {
        mint(&f.foreign, &claims("globex", "bob"))
    }),
    forgery("a_foreign_key_with_our_kid", |f| {
        sign(&f.foreign, &f.header().to_string(), &bobs().to_string())
    }),
    forgery("a_foreign_key_in_the_header", |f| {
        let jwk = json!(Jwk::of(&f.foreign.verifying_key()));
        let header = json!({"alg": "EdDSA", "kid": key_id(&f.foreign.verifying_key()), "jwk": jwk});
        sign(&f.foreign, &header.to_string(), &bobs().to_string())
    }),
    forgery("our_key_in_the_header", |f| {
        f.with_header("jwk", json!(Jwk::of(&f.key.verifying_key())))
    }),
    forgery("jku", |f| f.with_header("jku", "https://example.org/keys.json".into())),
    forgery("x5u", |f| f.with_header("x5u", "https://example.org/key.pem".into())),
    forgery("x5c", |f| f.with_header("x5c", json!(["MIIB"]))),
    forgery("crit", |f| f.with_header("crit", json!(["exp"]))),
    forgery("b64_false", |f| f.with_header("b64", false.into())),
    forgery("typ_of_something_else", |f| f.with_header("typ", "at+jwt".into())),
    forgery("no_kid", |f| sign(&f.key, r#"{"alg":"EdDSA"}"#, &bobs().to_string())),
    forgery("an_empty_kid", |f| f.with_header("kid", "".into())),
    forgery("a_kid_that_is_a_path", |f| {
        f.with_header("kid", "../../../../dev/null".into())
    }),
    forgery("a_kid_that_is_sql", |f| f.with_header("kid", "' OR '1'='1".into())),
    forgery("a_kid_that_is_a_number", |f| f.with_header("kid", 0.into())),
    forgery("a_kid_in_capitals", |f| {
        f.with_header("kid", f.kid().to_uppercase().into())
    }),
    forgery("expired", |f| {
        let now = jiff::Timestamp::now().as_second();
        mint(
            &f.key,
            &Claims {
                iat: now - 7200,
                exp: now - 1,
                ..claims("globex", "bob")
            },
        )
    }),
    forgery("of_the_future", |f| {
        let now = jiff::Timestamp::now().as_second();
        mint(
            &f.key,
            &Claims {
                iat: now + 600,
                exp: now + 1200,
                ..claims("globex", "bob")
            },
        )
    }),
    forgery("good_for_longer_than_a_day", |f| {
        let good = claims("globex", "bob");
        mint(
            &f.key,
            &Claims {
                exp: good.iat + 86_401,
                ..good
            },
        )
    }),
    forgery("good_until_the_end_of_time", |f| f.with_claim("exp", i64::MAX.into())),
    forgery("ends_before_it_begins", |f| f.with_claim("exp", 0.into())),
    forgery("an_end_as_text", |f| f.with_claim("exp", "2099-01-01".into())),
    forgery("an_end_with_a_fraction", |f| {
        f.with_claim("exp", json!(4_102_444_800.5))
    }),
    forgery("no_end", |f| {
        let mut claims = bobs();
        if let Some(claims) = claims.as_object_mut() {
            claims.remove("exp");
        }
        sign(&f.key, &f.header().to_string(), &claims.to_string())
    }),
    forgery("another_audience", |f| f.with_claim("aud", "logline:production".into())),
    forgery("an_audience_that_begins_alike", |f| {
        f.with_claim("aud", "logline:local2".into())
    }),
    forgery("several_audiences", |f| {
        f.with_claim("aud", json!(["logline:local", "logline:production"]))
    }),
    forgery("another_issuer", |f| f.with_claim("iss", "https://example.org".into())),
    forgery("no_tenant", |f| f.with_claim("tenant", Value::Null)),
    forgery("an_empty_tenant", |f| f.with_claim("tenant", "".into())),
    forgery("a_tenant_with_a_quote", |f| f.with_claim("tenant", "globex'".into())),
    forgery("a_tenant_with_a_nul", |f| f.with_claim("tenant", "globex\0".into())),
    forgery("a_tenant_with_a_line_break", |f| {
        f.with_claim("tenant", "globex\n".into())
    }),
    forgery("several_tenants", |f| f.with_claim("tenant", json!(["acme", "globex"]))),
    forgery("an_empty_user", |f| f.with_claim("sub", "".into())),
    forgery("an_empty_jti", |f| f.with_claim("jti", "".into())),
    forgery("a_doubled_tenant", |f| {
        let doubled = bobs().to_string().replacen('{', r#"{"tenant":"acme","#, 1);
        sign(&f.key, &f.header().to_string(), &doubled)
    }),
    forgery("a_doubled_alg", |f| {
        let doubled = f.header().to_string().replacen('{', r#"{"alg":"none","#, 1);
        sign(&f.key, &doubled, &bobs().to_string())
    }),
    forgery("claims_that_are_no_object", |f| {
        sign(&f.key, &f.header().to_string(), "[]")
    }),
    forgery("claims_that_are_no_json", |f| {
        sign(&f.key, &f.header().to_string(), "tenant=globex")
    }),
    forgery("an_altered_tenant", |f| {
        let [header, _, signature] = f.parts();
        let mut altered = bobs();
        altered["tenant"] = "initech".into();
        format!("{header}.{}.{signature}", URL_SAFE_NO_PAD.encode(altered.to_string()))
    }),
    forgery("claims_of_one_token_on_another", |f| {
        let anns = mint(&f.key, &claims("acme", "ann"));
        let anns: Vec<&str> = anns.split('.').collect();
        let [_, claims, _] = f.parts();
        format!("{}.{claims}.{}", anns[0], anns[2])
    }),
    forgery("an_altered_header", |f| {
        let [_, claims, signature] = f.parts();
        let header = json!({"typ": "JWT", "alg": "EdDSA", "kid": f.kid()})
            .to_string()
            .replace("JWT", "jwt");
        format!("{}.{claims}.{signature}", URL_SAFE_NO_PAD.encode(header))
    }),
    forgery("a_shortened_signature", |f| {
        let token = f.good();
        token[..token.len() - 2].to_owned()
    }),
    forgery("a_signature_of_zeros", |f| {
        let [header, claims, _] = f.parts();
        format!("{header}.{claims}.{}", URL_SAFE_NO_PAD.encode([0; 64]))
    }),
    forgery("a_second_form_of_the_signature", |f| {
        let [header, claims, signature] = f.parts();
        let mut bytes = URL_SAFE_NO_PAD.decode(signature).unwrap_or_default();
        add_the_order(&mut bytes[32..]);
        format!("{header}.{claims}.{}", URL_SAFE_NO_PAD.encode(bytes))
    }),
    forgery("padding", |f| format!("{}==", f.good())),
    forgery("the_other_base64", |f| {
        let [header, claims, signature] = f.parts();
        let mut bytes = URL_SAFE_NO_PAD.decode(signature).unwrap_or_default();
        // A first byte that the two alphabets write differently; the signature is wrong as well.
        bytes[0] = 0xff;
        format!("{header}.{claims}.{}", STANDARD_NO_PAD.encode(bytes))
    }),
    forgery("a_blank_inside", |f| f.good().replacen('.', ". ", 1)),
    forgery("nothing", |_| String::new()),
    forgery("dots", |_| "..".into()),
    forgery("longer_than_any_token", |f| {
        format!("{}{}", "A".repeat(100_000), f.good())
    }),
];

impl Forgery {
    pub(super) async fn run(&self, target: &Target) -> Verdict {
        let token = (self.make)(&Forge::new(&target.platform.key));
        for path in ["/spans", "/timeline"] {
            refused(target, &[format!("Bearer {token}")], path).await?;
        }
        Ok(())
    }
}

async fn refused(t: &Target, authorization: &[String], path: &str) -> Verdict {
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

/// S and S + L verify alike in a verifier that does not look: L is the order of the group.
fn add_the_order(s: &mut [u8]) {
    const L: [u8; 16] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    ];
    let mut carry = 0;
    for (n, byte) in s.iter_mut().enumerate() {
        let addend = match n {
            31 => 0x10,
            n => L.get(n).copied().unwrap_or(0),
        };
        let sum = u16::from(*byte) + u16::from(addend) + carry;
        [*byte, _] = sum.to_le_bytes();
        carry = sum >> 8;
    }
}

/// RFC 2104, for keys of at most 64 bytes.
fn hmac_sha256(key: &[u8], message: &[u8]) -> Vec<u8> {
    use sha2::{Digest, Sha256};
    let pad = |with: u8| -> Vec<u8> { (0..64).map(|n| key.get(n).copied().unwrap_or(0) ^ with).collect() };
    let inner = Sha256::digest([pad(0x36), message.to_vec()].concat());
    Sha256::digest([pad(0x5c), inner.to_vec()].concat()).to_vec()
}

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
