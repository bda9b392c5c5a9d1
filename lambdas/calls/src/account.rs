//! As whom, and where, calls are made.

use aws_credential_types::Credentials;

/// What Lambda gives a function to call AWS with. It is good for as long as the function's
/// environment lives.
#[derive(Debug, Clone)]
pub struct Account {
    pub region: String,
    /// Shows nothing of its secrets.
    pub credentials: Credentials,
    /// An emulator; none: AWS itself.
    pub endpoint: Option<http::Uri>,
}

impl Account {
    pub fn new(region: String, key: String, secret: String, session: Option<String>) -> Self {
        Self {
            region,
            credentials: Credentials::new(key, secret, session, None, "function"),
            endpoint: None,
        }
    }

    #[must_use]
    pub fn at(self, endpoint: Option<http::Uri>) -> Self {
        Self { endpoint, ..self }
    }

    /// Where a service listens, without a slash at the end.
    pub(crate) fn address(&self, service: &str) -> String {
        if let Some(endpoint) = &self.endpoint {
            return endpoint.to_string().trim_end_matches('/').to_owned();
        }
        // China is a partition of its own, with a domain of its own.
        let china = if self.region.starts_with("cn-") { ".cn" } else { "" };
        format!("https://{service}.{}.amazonaws.com{china}", self.region)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(region: &str) -> Account {
        Account::new(region.into(), "AKID".into(), "hunter2".into(), Some("hunter3".into()))
    }

    #[test]
    fn a_service_listens_in_the_region_or_where_an_emulator_does() {
        let address = |account: Account| account.address("secretsmanager");
        assert_eq!(
            address(account("eu-west-1")),
            "https://secretsmanager.eu-west-1.amazonaws.com"
        );
        assert_eq!(
            address(account("cn-north-1")),
            "https://secretsmanager.cn-north-1.amazonaws.com.cn"
        );
        let emulator = "http://127.0.0.1:4566/".parse().ok();
        assert_eq!(address(account("eu-west-1").at(emulator)), "http://127.0.0.1:4566");
    }

    #[test]
    fn credentials_are_not_shown() {
        let shown = format!("{:?}", account("eu-west-1"));
        assert!(shown.contains("AKID") && !shown.contains("hunter"), "{shown}");
    }
}
