//! Tokens that are not what they seem. Each is refused with 401 before anything is read.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use ed25519_dalek::{Signer, SigningKey};
use ledger::token::{Claims, Jwk, key_id, mint};
use serde_json::{Value, json};

use super::failure::Verdict;
use super::target::Target;
use super::tokens::refused;
use crate::caller::claims;

/// Makes a token that must be refused.
pub(super) struct Forgery {
    pub(super) name: &'static str,
    make: fn(&Forge) -> String,
}

/// What a forger has: the real key for what the platform itself could get wrong, a key of their
/// own, and every published thing.
pub(super) struct Forge {
    pub(super) key: SigningKey,
    foreign: SigningKey,
}

impl Forge {
    pub(super) fn new(key: &SigningKey) -> Self {
        Self {
            key: key.clone(),
            foreign: SigningKey::from_bytes(&[9; 32]),
        }
    }

    fn kid(&self) -> String {
        key_id(&self.key.verifying_key())
    }

    pub(super) fn header(&self) -> Value {
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

    pub(super) fn good(&self) -> String {
        mint(&self.key, &claims("globex", "bob"))
    }

    pub(super) fn parts(&self) -> [String; 3] {
        let token = self.good();
        let mut parts = token.split('.').map(str::to_owned);
        std::array::from_fn(|_| parts.next().unwrap_or_default())
    }
}

pub(super) fn bobs() -> Value {
    json!(claims("globex", "bob"))
}

pub(super) fn sign(key: &SigningKey, header: &str, claims: &str) -> String {
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
