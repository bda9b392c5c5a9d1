//! Secrets are asked for as rarely as can be, and as often as must be.

use calls::{Account, Aws, CallError, SecretText};
use futures_util::join;
use runtime_api::{Secrets, Trouble};
use serde_json::json;

const NAME: &str = "logline/dev/database/app";

fn client(service: &Secrets, session: &str) -> Result<calls::Secrets, Trouble> {
    let account = Account::new(
        "us-east-1".into(),
        "ASIAFUNCTION".into(),
        "secret-key-of-the-function".into(),
        Some(session.to_owned()),
    );
    let endpoint = format!("http://{}", service.address).parse()?;
    Ok(calls::Secrets::new(Aws::new(account.at(Some(endpoint)))?))
}

async fn bed() -> Result<(Secrets, calls::Secrets), Trouble> {
    let service = Secrets::start().await?;
    service.set(NAME, &json!("first"));
    let client = client(&service, "session-token-of-the-function")?;
    Ok((service, client))
}

#[tokio::test]
async fn a_secret_is_read_once() -> Result<(), Trouble> {
    let (service, client) = bed().await?;
    let (one, two) = join!(client.get(NAME), client.get(NAME));
    assert_eq!((one?.reveal(), two?.reveal()), ("\"first\"", "\"first\""));
    assert_eq!(service.reads(), 1);
    Ok(())
}

#[tokio::test]
async fn those_who_were_refused_together_read_it_again_once() -> Result<(), Trouble> {
    let (service, client) = bed().await?;
    let refused = client.get(NAME).await?;
    service.set(NAME, &json!("second"));
    let (one, two) = join!(client.get_after(NAME, &refused), client.get_after(NAME, &refused));
    assert_eq!((one?.reveal(), two?.reveal()), ("\"second\"", "\"second\""));
    assert_eq!(service.reads(), 2);
    Ok(())
}

#[tokio::test]
async fn trouble_that_passes_is_waited_out() -> Result<(), Trouble> {
    let (service, client) = bed().await?;
    service.fail_next(3);
    assert_eq!(client.get(NAME).await?, SecretText::new("\"first\"".into()));
    assert_eq!(service.reads(), 4);
    Ok(())
}

#[tokio::test]
async fn trouble_that_stays_ends_at_the_deadline() -> Result<(), Trouble> {
    let (service, client) = bed().await?;
    service.fail_next(usize::MAX);
    let error = client.get(NAME).await.unwrap_err();
    assert_eq!(error.to_string(), "GetSecretValue was refused: 503: ");
    assert!(service.reads() > 3, "{}", service.reads());
    Ok(())
}

#[tokio::test]
async fn a_refusal_is_not_asked_for_twice() -> Result<(), Trouble> {
    let (service, client) = bed().await?;
    let absent = client.get("logline/dev/nothing").await.unwrap_err();
    assert!(
        matches!(&absent, CallError::Refused { code, .. } if code == "ResourceNotFoundException"),
        "{absent}"
    );
    assert_eq!(service.reads(), 1);
    let stranger = self::client(&service, "somebody-else's")?;
    let denied = stranger.get(NAME).await.unwrap_err();
    assert!(
        matches!(&denied, CallError::Refused { code, .. } if code == "AccessDeniedException"),
        "{denied}"
    );
    Ok(())
}
