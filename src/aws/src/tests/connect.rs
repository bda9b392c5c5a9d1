use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::emulators::ministack;
use crate::{Account, ConnectError, Endpoint, connect_to};

async fn reach(url: String) -> Result<Account, ConnectError> {
    let endpoint = Endpoint {
        url,
        access_key: "123456789012".to_owned(),
        secret_key: "test".to_owned(),
    };
    connect_to("us-east-1", &endpoint).await.map(|(_, account)| account)
}

/// Somebody who answers everything with this; with nothing, not at all.
async fn answering(status: &str, seconds_ahead: i64, body: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let date = Timestamp::from_second(Timestamp::now().as_second() + seconds_ahead).unwrap();
    let date = date.strftime("%a, %d %b %Y %H:%M:%S GMT");
    let answer = format!(
        "HTTP/1.1 {status}\r\ndate: {date}\r\ncontent-type: text/xml\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    let is_silent = status.is_empty();
    tokio::spawn(async move {
        let mut silent = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            if is_silent {
                silent.push(stream);
                continue;
            }
            let mut request = [0; 8192];
            let _ = stream.read(&mut request).await.unwrap();
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    url
}

fn refusal(code: &str) -> String {
    format!(
        "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>no</Message></Error>\
         <RequestId>1</RequestId></ErrorResponse>"
    )
}

const IDENTITY: &str = "<GetCallerIdentityResponse><GetCallerIdentityResult>\
    <Arn>arn:aws:iam::123456789012:user/o</Arn><UserId>o</UserId><Account>123456789012</Account>\
    </GetCallerIdentityResult></GetCallerIdentityResponse>";

#[tokio::test]
async fn the_account_is_what_the_other_side_says() {
    let account = reach(ministack().await.to_owned()).await.unwrap();
    assert_eq!(
        (account.id.as_str(), account.region.as_str()),
        ("123456789012", "us-east-1")
    );
    assert!(account.clock_skew.abs() <= 1);
    assert_eq!(account.credentials_expire, None);
}

#[tokio::test]
async fn an_endpoint_that_nobody_listens_at_is_unreachable_at_once() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let started = Instant::now();
    assert!(matches!(reach(url).await, Err(ConnectError::Unreachable(_))));
    assert!(started.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn an_endpoint_that_never_answers_is_unreachable_after_seconds() {
    let url = answering("", 0, "").await;
    let started = Instant::now();
    assert!(matches!(reach(url).await, Err(ConnectError::Unreachable(_))));
    assert!(started.elapsed() < Duration::from_secs(15));
}

#[tokio::test]
async fn credentials_that_have_expired_are_told_from_those_nobody_knows() {
    let url = answering("403 Forbidden", 0, &refusal("ExpiredToken")).await;
    assert!(matches!(reach(url).await, Err(ConnectError::Expired(_))));
    let url = answering("403 Forbidden", 0, &refusal("InvalidClientTokenId")).await;
    assert!(matches!(reach(url).await, Err(ConnectError::Unknown(_))));
}

#[tokio::test]
async fn a_clock_that_is_off_by_an_hour_is_named_whether_or_not_it_was_let_through() {
    for (status, body) in [
        ("403 Forbidden", refusal("SignatureDoesNotMatch")),
        ("200 OK", IDENTITY.to_owned()),
    ] {
        let error = reach(answering(status, 3600, &body).await).await.unwrap_err();
        let ConnectError::Clock(ahead) = error else {
            panic!("{error}")
        };
        assert!((-3602..=-3598).contains(&ahead), "{ahead}");
        assert!(error.to_string().ends_with("seconds behind"), "{error}");
    }
}

#[tokio::test]
async fn a_clock_that_is_off_by_a_minute_is_only_measured() {
    let account = reach(answering("200 OK", -60, IDENTITY).await).await.unwrap();
    assert!((58..=62).contains(&account.clock_skew), "{}", account.clock_skew);
}
