//! A password as it is made, and as it is held for the moment in which it is needed.

use std::fmt;

use engine::{Class, Failure};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

/// 40 characters of 62 are 238 bits; what uses them allows 128, and 16 at least.
const LENGTH: usize = 40;

/// What a database, a cache's token, a URL and a shell all take as it is.
const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// The largest multiple of the alphabet's length that a byte holds: above it some letters would be likelier.
const FAIR: u8 = 248;

/// Wiped when it is let go of; cannot be shown.
pub(crate) struct Password(Zeroizing<String>);

impl Password {
    pub fn generate() -> Result<Self, Failure> {
        let mut password = Zeroizing::new(String::with_capacity(LENGTH));
        let mut bytes = Zeroizing::new([0; 2 * LENGTH]);
        while password.len() < LENGTH {
            getrandom::fill(&mut *bytes)
                .map_err(|error| Failure::new(Class::Invalid, "make a password", error.to_string()))?;
            let fair = bytes.iter().filter(|byte| **byte < FAIR);
            let letters = fair.map(|byte| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()]));
            let missing = LENGTH - password.len();
            password.extend(letters.take(missing));
        }
        Ok(Self(password))
    }

    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("***")
    }
}

/// Readable, because this is how it gets into Secrets Manager: nothing else may hold a `Password`.
impl Serialize for Password {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Password {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Zeroizing::new(String::deserialize(deserializer)?)))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn passwords_are_long_and_different_and_made_of_letters_and_digits() {
        let passwords: Vec<Password> = (0..200).map(|_| Password::generate().unwrap()).collect();
        for password in &passwords {
            assert_eq!(password.reveal().len(), LENGTH);
            assert!(password.reveal().bytes().all(|byte| byte.is_ascii_alphanumeric()));
        }
        let different: BTreeSet<&str> = passwords.iter().map(Password::reveal).collect();
        assert_eq!(different.len(), passwords.len());
        let used: BTreeSet<u8> = different.iter().flat_map(|password| password.bytes()).collect();
        assert_eq!(used.len(), ALPHABET.len(), "letters that never occur");
    }

    #[test]
    fn a_password_cannot_be_shown() {
        let password = Password::generate().unwrap();
        assert_eq!(format!("{password:?}"), "***");
    }
}
