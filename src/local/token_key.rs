//! The key that signs the tokens of a local environment.

use std::fs::File;
use std::io::{self, Read as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::SigningKey;
use ledger::token::{Jwk, Jwks};
use serde::{Deserialize, Serialize};

use super::{create_private_directory, private_file};

/// Signs tokens; kept as a private JWK (RFC 8037) in a file that only its owner may read.
pub struct TokenKey(SigningKey);

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum TokenKeyError {
    #[error("can't read the token key {path}")]
    Read { path: PathBuf, source: io::Error },
    #[error("can't write the token key {path}")]
    Write { path: PathBuf, source: io::Error },
    #[error("the token key {path} may be read by others")]
    Exposed { path: PathBuf },
    #[error("{path} doesn't hold a private Ed25519 key as JWK")]
    Malformed { path: PathBuf },
    #[error("the system gives no random numbers")]
    Random(#[source] getrandom::Error),
}

#[derive(Serialize, Deserialize)]
struct PrivateJwk {
    #[serde(flatten)]
    public: Jwk,
    /// The seed, in base64url.
    d: String,
}

impl TokenKey {
    /// The key that is there, or a new one. Of several processes at once, all get the same.
    pub fn load_or_create(path: &Path) -> Result<Self, TokenKeyError> {
        if let Some(key) = Self::load(path)? {
            return Ok(key);
        }
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(TokenKeyError::Random)?;
        let key = Self(SigningKey::from_bytes(&seed));
        if key.write_new(path).map_err(|source| TokenKeyError::Write {
            path: path.to_owned(),
            source,
        })? {
            return Ok(key);
        }
        Self::load(path)?.ok_or_else(|| TokenKeyError::Malformed { path: path.to_owned() })
    }

    /// The key that is there.
    pub fn load(path: &Path) -> Result<Option<Self>, TokenKeyError> {
        let text = match read_private(path) {
            Ok(Some(text)) => text,
            Ok(None) => return Err(TokenKeyError::Exposed { path: path.to_owned() }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => {
                return Err(TokenKeyError::Read {
                    path: path.to_owned(),
                    source,
                });
            }
        };
        let key = Self::parse(&text).ok_or_else(|| TokenKeyError::Malformed { path: path.to_owned() })?;
        Ok(Some(key))
    }

    pub fn signing_key(&self) -> &SigningKey {
        &self.0
    }

    /// What the environment publishes, for verifying.
    pub fn published(&self) -> Jwks {
        Jwks {
            keys: vec![self.public()],
        }
    }

    fn public(&self) -> Jwk {
        Jwk::of(&self.0.verifying_key())
    }

    fn parse(text: &str) -> Option<Self> {
        let jwk: PrivateJwk = serde_json::from_str(text).ok()?;
        let seed: [u8; 32] = URL_SAFE_NO_PAD.decode(&jwk.d).ok()?.try_into().ok()?;
        let key = Self(SigningKey::from_bytes(&seed));
        (key.public().x == jwk.public.x).then_some(key)
    }

    fn write_new(&self, path: &Path) -> io::Result<bool> {
        // Each level by itself: only the last one made at once would be closed for sure.
        if let Some(keys) = path.parent() {
            if let Some(environment) = keys.parent() {
                create_private_directory(environment)?;
            }
            create_private_directory(keys)?;
        }
        let jwk = PrivateJwk {
            public: self.public(),
            d: URL_SAFE_NO_PAD.encode(self.0.as_bytes()),
        };
        private_file::write_new(path, &serde_json::to_vec(&jwk)?)
    }
}

/// The text of a file, if nobody but its owner (and root) may read it.
fn read_private(path: &Path) -> io::Result<Option<String>> {
    let mut file = File::open(path)?;
    if file.metadata()?.permissions().mode() & 0o077 != 0 {
        return Ok(None);
    }
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    Ok(Some(text))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str) -> Self {
            Self(std::env::temp_dir().join(format!("logline-token-key-{name}-{}", std::process::id())))
        }

        fn key(&self) -> PathBuf {
            self.0.join("local/keys/token-key.json")
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).unwrap();
        }
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_key_is_made_once_and_is_for_its_owner_only() {
        let scratch = Scratch::new("once");
        let first = TokenKey::load_or_create(&scratch.key()).unwrap();
        let second = TokenKey::load_or_create(&scratch.key()).unwrap();
        assert_eq!(first.signing_key(), second.signing_key());
        assert_eq!(mode(&scratch.key()), 0o600);
        assert_eq!(
            (mode(&scratch.0.join("local/keys")), mode(&scratch.0.join("local"))),
            (0o700, 0o700)
        );
    }

    #[test]
    fn a_key_that_others_may_read_or_that_was_altered_is_refused() {
        let scratch = Scratch::new("refused");
        TokenKey::load_or_create(&scratch.key()).unwrap();
        fs::set_permissions(scratch.key(), fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(
            TokenKey::load(&scratch.key()),
            Err(TokenKeyError::Exposed { .. })
        ));
        private_file::write(&scratch.key(), b"{}").unwrap();
        assert!(matches!(
            TokenKey::load(&scratch.key()),
            Err(TokenKeyError::Malformed { .. })
        ));
    }
}
