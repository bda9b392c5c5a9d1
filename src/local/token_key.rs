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

use crate::failure::{Failure, quoted};

use super::EnvironmentFiles;
use crate::os::private_file;

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

#[derive(Serialize, Deserialize)]
struct PrivateJwk {
    #[serde(flatten)]
    public: Jwk,
    /// The seed, in base64url.
    d: String,
}

impl TokenKey {
    /// The key that is there, or a new one. Of several processes at once, all get the same.
    pub fn load_or_create(files: &EnvironmentFiles) -> Result<Self, TokenKeyError> {
        if let Some(key) = Self::load(files)? {
            return Ok(key);
        }
        let path = files.token_key();
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(TokenKeyError::Random)?;
        let key = Self(SigningKey::from_bytes(&seed));
        let written = files.create().and_then(|()| key.write_new(&path));
        match written {
            Ok(true) => Ok(key),
            Ok(false) => Self::load(files)?.ok_or(TokenKeyError::Malformed { path }),
            Err(source) => Err(TokenKeyError::Write { path, source }),
        }
    }

    /// The key that is there.
    pub fn load(files: &EnvironmentFiles) -> Result<Option<Self>, TokenKeyError> {
        let path = files.token_key();
        let text = match read_private(&path) {
            Ok(Some(text)) => text,
            Ok(None) => return Err(TokenKeyError::Exposed { path }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(TokenKeyError::Read { path, source }),
        };
        Self::parse(&text).map(Some).ok_or(TokenKeyError::Malformed { path })
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

        fn files(&self) -> EnvironmentFiles {
            EnvironmentFiles::new(&self.0.join(".logline"), "local")
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
        let first = TokenKey::load_or_create(&scratch.files()).unwrap();
        let second = TokenKey::load_or_create(&scratch.files()).unwrap();
        assert_eq!(first.signing_key(), second.signing_key());
        assert_eq!(mode(&scratch.files().token_key()), 0o600);
        for directory in [".logline", ".logline/local", ".logline/local/keys"] {
            assert_eq!(mode(&scratch.0.join(directory)), 0o700, "{directory}");
        }
        assert_eq!(
            fs::read_to_string(scratch.0.join(".logline/.gitignore")).unwrap(),
            "*\n"
        );
    }

    #[test]
    fn a_key_that_others_may_read_or_that_was_altered_is_refused() {
        let scratch = Scratch::new("refused");
        let path = scratch.files().token_key();
        TokenKey::load_or_create(&scratch.files()).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(
            TokenKey::load(&scratch.files()),
            Err(TokenKeyError::Exposed { .. })
        ));
        private_file::write(&path, b"{}").unwrap();
        assert!(matches!(
            TokenKey::load(&scratch.files()),
            Err(TokenKeyError::Malformed { .. })
        ));
    }
}
