//! Text from outside, without what looks like a secret: clouds quote requests in their errors.

use std::borrow::Cow;

const MASK: &str = "***";

/// What is written before a secret, in the spellings of AWS's APIs and of ours.
const NAMES: [&str; 15] = [
    "authorization",
    "authtoken",
    "auth_token",
    "aws_secret_access_key",
    "aws_session_token",
    "masteruserpassword",
    "password",
    "passwd",
    "secret",
    "secretaccesskey",
    "secretbinary",
    "secretstring",
    "sessiontoken",
    "token",
    "x-amz-security-token",
];

/// Ids and names of resources are shorter, or have letters of one case only.
const LONGEST_NAME: usize = 32;

/// Masks values that follow the name of a secret, logins in URLs, and long words that look random.
pub fn redact(text: &str) -> Cow<'_, str> {
    let mut masked = String::new();
    let mut rest = text;
    while let Some((start, end)) = next_secret(rest) {
        masked.push_str(&rest[..start]);
        masked.push_str(MASK);
        rest = &rest[end..];
    }
    if masked.is_empty() && rest.len() == text.len() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(masked + rest)
}

fn next_secret(text: &str) -> Option<(usize, usize)> {
    [after_name(text), in_url(text), random_word(text)]
        .into_iter()
        .flatten()
        .min()
}

/// `Password=…`, `"SecretString": "…"`
fn after_name(text: &str) -> Option<(usize, usize)> {
    let lower = text.to_ascii_lowercase();
    let found = NAMES.iter().flat_map(|name| {
        lower.match_indices(name).filter_map(|(at, name)| {
            let is_whole = !text[..at].ends_with(|before: char| before.is_ascii_alphanumeric());
            let start = value_after(text, at + name.len()).filter(|_| is_whole)?;
            Some((start, end_of_value(text, start)))
        })
    });
    found
        .filter(|(start, end)| start < end && &text[*start..*end] != MASK)
        .min()
}

/// Where the value begins, if a separator stands after the name.
fn value_after(text: &str, from: usize) -> Option<usize> {
    let mut at = from;
    let mut skip = |letters: &[char]| {
        let count = text[at..].chars().take_while(|letter| letters.contains(letter)).count();
        at += count;
        count
    };
    skip(&['"', '\'', '\\']);
    let separators = skip(&['=', ':']);
    skip(&[' ']);
    skip(&['"', '\'', '\\']);
    (separators > 0).then_some(at)
}

fn end_of_value(text: &str, start: usize) -> usize {
    // `Authorization: Bearer …` has two words.
    let scheme = ["Bearer ", "Basic "]
        .into_iter()
        .find(|scheme| text[start..].starts_with(scheme));
    let start = start + scheme.map_or(0, str::len);
    let length = text[start..].find(|letter: char| letter.is_whitespace() || "\"'\\,;&)}]".contains(letter));
    length.map_or(text.len(), |length| start + length)
}

/// `postgres://user:password@host`
fn in_url(text: &str) -> Option<(usize, usize)> {
    text.match_indices("://").find_map(|(at, _)| {
        let authority = &text[at + 3..];
        let authority = &authority[..authority
            .find(|letter: char| letter == '/' || letter.is_whitespace())
            .unwrap_or(authority.len())];
        let (login, _) = authority.rsplit_once('@')?;
        let (user, password) = login.split_once(':')?;
        let start = at + 3 + user.len() + 1;
        (password != MASK).then_some((start, start + password.len()))
    })
}

fn random_word(text: &str) -> Option<(usize, usize)> {
    let is_inside = |letter: char| letter.is_ascii_alphanumeric() || "+_=-".contains(letter);
    let mut at = 0;
    for word in text.split(|letter: char| !is_inside(letter)) {
        let has = |kind: fn(&char) -> bool| word.chars().any(|letter| kind(&letter));
        let looks_random = has(char::is_ascii_uppercase) && has(char::is_ascii_lowercase) && has(char::is_ascii_digit);
        if word.len() >= LONGEST_NAME && looks_random {
            return Some((at, at + word.len()));
        }
        at += word.len();
        at += text[at..].chars().next().map_or(0, char::len_utf8);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_the_name_of_a_secret_is_masked() {
        for (text, shown) in [
            ("MasterUserPassword=hunter2&Port=1", "MasterUserPassword=***&Port=1"),
            (
                r#"{"SecretString": "hunter2", "a": 1}"#,
                r#"{"SecretString": "***", "a": 1}"#,
            ),
            (
                r#"{"SecretString":"{\"password\":\"hunter2\"}"}"#,
                r#"{"SecretString":"***\"password\":\"***\"}"}"#,
            ),
            ("Authorization: Bearer abc.def", "Authorization: ***"),
            ("postgres://owner:hunter2@db:5432/x", "postgres://owner:***@db:5432/x"),
            ("it is Xk29fkEWfk39fkWEfk23fkWEFk23fkw2!", "it is ***!"),
        ] {
            assert_eq!(redact(text), shown);
        }
    }

    #[test]
    fn what_only_talks_about_secrets_stays() {
        for text in [
            "ExpiredToken: The security token included in the request is expired (request 0f8c3a52-7a5e-4f27-bb1c-2d3e4f5a6b7c)",
            "InvalidParameterValue: The parameter MasterUserPassword is not a valid password.",
            "arn:aws:iam::123456789012:role/logline-production-network-flow-logs-us-east-1",
            "logline/dev/database/owner",
            "RequestTimeTooSkewed: The difference between the request time and the server's time is too large",
        ] {
            assert_eq!(redact(text), text);
        }
    }
}
