//! What is wrong with the files of a local environment, in words and with a command that helps.

use super::Failure;
use super::failure::quoted;
use crate::local::TokenKeyError;

impl From<TokenKeyError> for Failure {
    fn from(error: TokenKeyError) -> Self {
        let failure = Self::failed("the token key can't be used").caused_by(&error);
        match error {
            TokenKeyError::Exposed { path } => failure.hint(format!("chmod 600 {}", quoted(&path.to_string_lossy()))),
            TokenKeyError::Read { path, .. }
            | TokenKeyError::Write { path, .. }
            | TokenKeyError::Malformed { path } => failure.hint(format!("ls -l {}", quoted(&path.to_string_lossy()))),
            TokenKeyError::Random(_) => failure,
        }
    }
}
