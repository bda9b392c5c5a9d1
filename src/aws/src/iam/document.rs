//! Policy documents as IAM gives them back: URL-encoded, and compared as JSON, because their spelling means nothing.

use percent_encoding::percent_decode_str;
use serde_json::Value;

/// A document that is not JSON is kept as text, so that it differs from every one that is.
pub fn read(document: &str) -> Value {
    let text = percent_decode_str(document).decode_utf8_lossy();
    serde_json::from_str(&text).unwrap_or_else(|_| Value::from(text))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_encoded_document_is_the_json_that_was_sent() {
        assert_eq!(
            read("%7B%22Action%22%3A%20%5B%22logs%3APut%2a%22%5D%7D"),
            json!({ "Action": ["logs:Put*"] })
        );
    }

    #[test]
    fn a_document_that_was_never_encoded_is_read_too() {
        assert_eq!(read(r#"{"a":"1+1 is 100%"}"#), json!({ "a": "1+1 is 100%" }));
    }
}
