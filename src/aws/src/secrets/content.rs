//! What is inside a secret: one JSON object, read by functions and by us when a database is made.

use engine::{Class, Failure, Look, Operation};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::password::Password;
use crate::Aws;
use crate::operation::{operation, send};

const READ: Operation = operation("secretsmanager", "GetSecretValue");

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Content {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    pub password: Password,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// What somebody else has put there.
    #[serde(flatten)]
    others: Map<String, Value>,
}

impl Content {
    pub fn new(username: Option<String>, database: Option<String>) -> Result<Self, Failure> {
        Ok(Self {
            username,
            password: Password::generate()?,
            database,
            host: None,
            port: None,
            others: Map::new(),
        })
    }

    /// The same text for the same content: a call that is sent twice says the same twice.
    pub fn text(&self) -> Result<Zeroizing<String>, Failure> {
        serde_json::to_string(self)
            .map(Zeroizing::new)
            .map_err(|error| Failure::new(Class::Invalid, "write a secret", error.to_string()))
    }

    fn parse(text: &str) -> Result<Self, Failure> {
        // Where it is wrong, and not what is there: that may be a password.
        serde_json::from_str(text).map_err(|error| {
            let place = format!("it is not the JSON object that it was (column {})", error.column());
            Failure::new(Class::Invalid, "read a secret", place)
        })
    }
}

pub(crate) async fn read(aws: &Aws, look: &Look<'_>, id: &str) -> Result<Content, Failure> {
    let answer = look
        .read(READ, || send(READ, aws.secrets.get_secret_value().secret_id(id).send()))
        .await?;
    let text = Zeroizing::new(answer.secret_string.unwrap_or_default());
    Content::parse(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_else_has_put_into_a_secret_stays() {
        let text = r#"{"username":"owner","password":"hunter2","host":"old","engine":"postgres"}"#;
        let mut content = Content::parse(text).unwrap();
        content.host = Some("new".to_owned());
        content.port = Some(5432);
        assert_eq!(
            *content.text().unwrap(),
            r#"{"username":"owner","password":"hunter2","host":"new","port":5432,"engine":"postgres"}"#
        );
    }

    #[test]
    fn a_secret_of_another_form_is_refused_without_being_shown() {
        for text in ["hunter2", r#"{"password":["hunter2"]}"#, r#"{"pass":"hunter2"}"#] {
            let failure = Content::parse(text).unwrap_err();
            assert!(!format!("{failure} {failure:?}").contains("hunter2"), "{failure}");
        }
    }
}
