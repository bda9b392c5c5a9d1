//! The function's real process: who gets in.

use ed25519_dalek::SigningKey;
use jiff::Timestamp;
use ledger::token::{Claims, ISSUER, Jwk, Jwks, audience, mint};
use runtime_api::{Function, Runtime, Trouble};
use serde_json::{Value, json};

fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn token(environment: &str) -> String {
    let now = Timestamp::now().as_second();
    let claims = Claims {
        iss: ISSUER.into(),
        aud: audience(environment),
        sub: "ana".into(),
        tenant: "acme".into(),
        scope: String::new(),
        iat: now,
        exp: now + 3600,
        jti: "1".into(),
    };
    mint(&key(), &claims)
}

fn function(runtime: &Runtime) -> Result<Function, Trouble> {
    let keys = Jwks {
        keys: vec![Jwk::of(&key().verifying_key())],
    };
    let settings = [("LOGLINE_TOKEN_KEYS", serde_json::to_string(&keys)?)];
    Function::start(env!("CARGO_BIN_EXE_timeline_handler").as_ref(), runtime, &settings)
}

fn event(kind: &str, route: &str) -> Value {
    json!({
        "headers": {"Host": "abcd123.execute-api.us-east-1.amazonaws.com"}, "multiValueHeaders": {},
        "requestContext": {
            "routeKey": route, "eventType": kind, "extendedRequestId": "XKFyXFkyoAMFs5Q=",
            "requestTime": "21/Apr/2023:20:39:26 +0000", "messageDirection": "IN", "stage": "dev",
            "connectedAt": 1_682_109_566_111_i64, "requestTimeEpoch": 1_682_109_566_112_i64,
            "identity": {"sourceIp": "10.0.0.1"}, "requestId": "XKFyXFkyoAMFs5Q=",
            "domainName": "abcd123.execute-api.us-east-1.amazonaws.com", "connectionId": "XKFyXcGaoAMCKPw=",
            "apiId": "abcd123"
        },
        "isBase64Encoded": false
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_gets_in_with_a_token_of_this_environment() -> Result<(), Trouble> {
    let runtime = Runtime::start().await?;
    let function = function(&runtime)?;

    let mut connect = event("CONNECT", "$connect");
    let offer = |token: &str| json!({"Sec-WebSocket-Protocol": [format!("logline.v1, logline.bearer.{token}")]});
    connect["multiValueHeaders"] = offer(&token("dev"));
    let answer = runtime.invoke(&connect).await?.answered()?;
    assert_eq!(answer["statusCode"], 200, "{answer}");
    assert_eq!(answer["headers"]["sec-websocket-protocol"], "logline.v1");

    connect["multiValueHeaders"] = offer(&token("staging"));
    assert_eq!(runtime.invoke(&connect).await?.answered()?["statusCode"], 401);
    connect["multiValueHeaders"] = offer("not.a.token");
    assert_eq!(runtime.invoke(&connect).await?.answered()?["statusCode"], 401);
    connect["multiValueHeaders"] = json!({});
    assert_eq!(runtime.invoke(&connect).await?.answered()?["statusCode"], 401);

    connect["queryStringParameters"] = json!({"token": token("dev")});
    let answer = runtime.invoke(&connect).await?.answered()?;
    assert_eq!(
        (&answer["statusCode"], answer["headers"].get("sec-websocket-protocol")),
        (&json!(200), None)
    );
    connect["multiValueHeaders"] = offer(&token("dev"));
    let both = runtime.invoke(&connect).await?.answered()?;
    assert_eq!(both["statusCode"], 401, "two tokens are one too many");

    assert!(!function.output().contains(&token("dev")[..40]));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_are_told_that_nobody_takes_them_yet() -> Result<(), Trouble> {
    let runtime = Runtime::start().await?;
    let _function = function(&runtime)?;
    let mut message = event("MESSAGE", "subscribe");
    message["body"] = json!("{\"action\":\"subscribe\"}");
    assert_eq!(runtime.invoke(&message).await?.answered()?["statusCode"], 501);
    let gone = runtime.invoke(&event("DISCONNECT", "$disconnect")).await?.answered()?;
    assert_eq!(gone["statusCode"], 200);
    let other = runtime.invoke(&json!({"source": "aws.events"})).await?.failed()?;
    assert_eq!(other["errorType"], "Event");
    Ok(())
}
