//! From the SDK's own chain of credentials and regions to clients of an account that is known.

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, ConfigLoader, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::ProvideCredentials;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use engine::{Class, Failure};
use jiff::Timestamp;

use crate::Aws;
use crate::answer_date::AnswerDate;
use crate::failure::causes;
use crate::operation::{again, operation, send};

/// Longer than any healthy answer takes to begin, shorter than an operator's patience with a wrong endpoint.
const CONNECT: Duration = Duration::from_secs(5);
/// The first call of all: whoever does not answer it within this time is not AWS.
const FIRST_ANSWER: Duration = Duration::from_secs(10);
/// AWS refuses requests that are signed five minutes away from its own time (IAM user guide, "Troubleshoot Signature
/// Version 4 request signing"); some of its services are patient for longer.
const SKEW: i64 = 300;

/// Who we are to AWS, as AWS itself says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Twelve digits.
    pub id: String,
    pub region: String,
    /// The ARN of the user or role whose credentials are used.
    pub caller: String,
    /// By how many seconds this machine's clock is ahead of AWS's.
    pub clock_skew: i64,
    /// None for credentials that last.
    pub credentials_expire: Option<Timestamp>,
}

#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    #[error("there are no credentials for AWS")]
    NoCredentials(#[source] Failure),
    #[error("the credentials have expired")]
    Expired(#[source] Failure),
    #[error("AWS does not know who is asking")]
    Unknown(#[source] Failure),
    /// Ahead of AWS's clock when positive.
    #[error("the clock of this machine is {} seconds {}", .0.abs(), if *.0 > 0 { "ahead" } else { "behind" })]
    Clock(i64),
    #[error("there is no AWS in the region {region}")]
    NoRegion {
        region: String,
        #[source]
        failure: Failure,
    },
    #[error("AWS does not answer at this endpoint")]
    Unreachable(#[source] Failure),
    #[error("AWS says {0:?} when asked for the account")]
    NoAccount(Option<String>),
}

/// Somebody other than AWS who speaks its protocols.
#[derive(Clone)]
pub struct Endpoint {
    pub url: String,
    pub access_key: String,
    pub secret_key: String,
}

/// `region` is the environment's; credentials and endpoints come from the SDK's own chain. Takes no longer than seconds,
/// whatever is wrong.
pub async fn connect(region: &str) -> Result<(Aws, Account), ConnectError> {
    finish(region, aws_config::defaults(BehaviorVersion::latest())).await
}

pub async fn connect_to(region: &str, endpoint: &Endpoint) -> Result<(Aws, Account), ConnectError> {
    let credentials = Credentials::new(&endpoint.access_key, &endpoint.secret_key, None, None, "given");
    let loader = aws_config::defaults(BehaviorVersion::latest())
        .credentials_provider(credentials)
        .endpoint_url(&endpoint.url);
    finish(region, loader).await
}

async fn finish(region: &str, loader: ConfigLoader) -> Result<(Aws, Account), ConnectError> {
    let http = aws_smithy_http_client::Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .build_https();
    let config = loader
        .http_client(http)
        .region(Region::new(region.to_owned()))
        // The engine repeats calls, because it knows which ones are safe to repeat.
        .retry_config(RetryConfig::disabled())
        .timeout_config(TimeoutConfig::builder().connect_timeout(CONNECT).build())
        .load()
        .await;
    let credentials_expire = credentials(&config).await?;
    let account = account(&config, region).await?;
    let account = Account {
        credentials_expire,
        ..account
    };
    Ok((Aws::new(&config), account))
}

/// When they expire.
async fn credentials(config: &SdkConfig) -> Result<Option<Timestamp>, ConnectError> {
    let failed = |why: String| Failure::new(Class::Denied, "find credentials", why);
    let Some(provider) = config.credentials_provider() else {
        return Err(ConnectError::NoCredentials(failed("nobody provides any".to_owned())));
    };
    match provider.provide_credentials().await {
        Ok(credentials) => Ok(credentials.expiry().and_then(|expiry| Timestamp::try_from(expiry).ok())),
        Err(error) => {
            let failure = failed(causes(&error));
            // A session of a single sign-on ends before a call is made.
            let has_expired = failure.message.contains("expired");
            Err(if has_expired {
                ConnectError::Expired(failure)
            } else {
                ConnectError::NoCredentials(failure)
            })
        }
    }
}

async fn account(config: &SdkConfig, region: &str) -> Result<Account, ConnectError> {
    let patience = TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .operation_timeout(FIRST_ANSWER)
        .build();
    let sts = aws_sdk_sts::config::Builder::from(config)
        .timeout_config(patience)
        .build();
    let date = AnswerDate::default();
    let sts = aws_sdk_sts::Client::from_conf(sts);
    let asked = again(|| {
        let asking = sts.get_caller_identity().customize().interceptor(date.clone());
        send(operation("sts", "GetCallerIdentity"), asking.send())
    })
    .await;
    let clock_skew = date.ahead().unwrap_or_default();
    if clock_skew.abs() > SKEW {
        return Err(ConnectError::Clock(clock_skew));
    }
    let identity = asked.map_err(|failure| refusal(failure, config, region))?;
    let is_account = |id: &&String| id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_digit());
    match identity.account.as_ref().filter(is_account) {
        Some(id) => Ok(Account {
            id: id.clone(),
            region: region.to_owned(),
            caller: identity.arn.unwrap_or_default(),
            clock_skew,
            credentials_expire: None,
        }),
        None => Err(ConnectError::NoAccount(identity.account)),
    }
}

fn refusal(failure: Failure, config: &SdkConfig, region: &str) -> ConnectError {
    let has_no_address = failure.message.contains("dns error") || failure.message.contains("lookup address");
    match failure.class {
        Class::Lost | Class::TimedOut if has_no_address && config.endpoint_url().is_none() => ConnectError::NoRegion {
            region: region.to_owned(),
            failure,
        },
        Class::Lost | Class::TimedOut => ConnectError::Unreachable(failure),
        _ if failure.message.starts_with("ExpiredToken") => ConnectError::Expired(failure),
        _ => ConnectError::Unknown(failure),
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use aws_credential_types::provider::{SharedCredentialsProvider, error::CredentialsError, future};

    use super::*;

    #[derive(Debug)]
    struct Ended;

    impl ProvideCredentials for Ended {
        fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
        where
            Self: 'a,
        {
            let why = CredentialsError::provider_error("the single sign-on session has expired");
            future::ProvideCredentials::ready(Err(why))
        }
    }

    fn providing(provider: impl ProvideCredentials + 'static) -> SdkConfig {
        SdkConfig::builder()
            .credentials_provider(SharedCredentialsProvider::new(provider))
            .build()
    }

    #[tokio::test]
    async fn without_credentials_nothing_is_asked() {
        let asked = credentials(&SdkConfig::builder().build()).await;
        assert!(matches!(asked, Err(ConnectError::NoCredentials(_))));
    }

    #[tokio::test]
    async fn a_session_that_has_ended_is_told_from_none() {
        assert!(matches!(
            credentials(&providing(Ended)).await,
            Err(ConnectError::Expired(_))
        ));
    }

    #[tokio::test]
    async fn credentials_tell_how_long_they_last() {
        let until = SystemTime::UNIX_EPOCH + Duration::from_hours(500_000);
        let lasting = providing(Credentials::new("key", "secret", None, Some(until), "test"));
        assert_eq!(
            credentials(&lasting).await.unwrap(),
            Timestamp::from_second(500_000 * 3600).ok()
        );
    }
}
