//! Why a call has no answer.

use std::time::Duration;

use http::StatusCode;

#[derive(Debug, thiserror::Error)]
pub enum CallError {
    #[error("{operation} could not be signed")]
    Signing {
        operation: &'static str,
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// AWS answered, and the answer is no. `code` is AWS's own word for it.
    #[error("{operation} was refused: {code}: {message}")]
    Refused {
        operation: &'static str,
        status: StatusCode,
        code: String,
        message: String,
    },
    #[error("{operation} could not be sent")]
    Sending {
        operation: &'static str,
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    #[error("{operation} was not answered within {} s", .after.as_secs())]
    TooSlow { operation: &'static str, after: Duration },
    /// Not shown any closer: an answer can hold what is secret.
    #[error("the answer to {operation} is not understood")]
    Answer { operation: &'static str },
}

impl CallError {
    /// Whether the same call may succeed in a moment.
    pub(crate) fn is_passing(&self) -> bool {
        match self {
            Self::Sending { .. } | Self::TooSlow { .. } => true,
            Self::Refused { status, code, .. } => {
                status.is_server_error()
                    || *status == StatusCode::TOO_MANY_REQUESTS
                    || THROTTLED.iter().any(|word| code.contains(word))
            }
            Self::Signing { .. } | Self::Answer { .. } => false,
        }
    }
}

/// What is in the codes that services throttle with:
/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html>.
const THROTTLED: [&str; 4] = ["Throttl", "TooManyRequests", "RequestLimitExceeded", "SlowDown"];
