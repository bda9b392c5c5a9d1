//! The few calls of AWS that functions make: signed, with a deadline, without an SDK.
//!
//! [`Aws`] signs and sends; each operation has a file that knows its form. An SDK for one call
//! costs a function more to load than the call itself.

mod account;
mod aws;
mod call;
mod call_error;
mod pause;
mod secret_text;
mod secrets;

pub use account::Account;
pub use aws::Aws;
pub use call_error::CallError;
pub use secret_text::SecretText;
pub use secrets::Secrets;
