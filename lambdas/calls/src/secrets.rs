//! Secrets Manager: secrets are read once and kept, and read again when they have been refused.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use crate::aws::Aws;
use crate::call::Call;
use crate::call_error::CallError;
use crate::secret_text::SecretText;

/// The secrets that a function may read. Clones share what was read.
#[derive(Debug, Clone)]
pub struct Secrets {
    aws: Aws,
    /// By name. Held while one is being read, so that it is read once.
    known: Arc<Mutex<HashMap<String, SecretText>>>,
}

const OPERATION: &str = "GetSecretValue";

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Input<'a> {
    secret_id: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Output {
    secret_string: String,
}

impl Secrets {
    pub fn new(aws: Aws) -> Self {
        Self {
            aws,
            known: Arc::default(),
        }
    }

    /// A secret as it was last read; read now if it never was.
    pub async fn get(&self, name: &str) -> Result<SecretText, CallError> {
        let mut known = self.known.lock().await;
        if let Some(text) = known.get(name) {
            return Ok(text.clone());
        }
        let text = self.read(name).await?;
        known.insert(name.to_owned(), text.clone());
        Ok(text)
    }

    /// A secret that is not `refused` any more, if there is a newer one.
    pub async fn get_after(&self, name: &str, refused: &SecretText) -> Result<SecretText, CallError> {
        let mut known = self.known.lock().await;
        // Somebody else was refused too, and has read it meanwhile.
        if let Some(text) = known.get(name).filter(|text| *text != refused) {
            return Ok(text.clone());
        }
        let text = self.read(name).await?;
        known.insert(name.to_owned(), text.clone());
        Ok(text)
    }

    async fn read(&self, name: &str) -> Result<SecretText, CallError> {
        let not_understood = |_| CallError::Answer { operation: OPERATION };
        let body = serde_json::to_vec(&Input { secret_id: name }).map_err(not_understood)?;
        let target = format!("secretsmanager.{OPERATION}");
        let call = Call::json(OPERATION, "secretsmanager", target, body.into());
        let answer: Output = serde_json::from_slice(&self.aws.send(&call).await?).map_err(not_understood)?;
        Ok(SecretText::new(answer.secret_string))
    }
}
