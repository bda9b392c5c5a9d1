//! A certificate authority, and servers with what it signs.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::path::Path;

use database::{Database, Tls};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose};
use runtime_api::{OWNER, PASSWORD, Server, Trouble};
use time::{Duration, OffsetDateTime};

pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

/// What a server shows, and the key to it, in PEM.
pub(crate) struct Certificate {
    pem: String,
    key: String,
}

impl Authority {
    pub(crate) fn new(name: &str) -> Result<Self, Trouble> {
        let mut params = CertificateParams::new(Vec::new())?;
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        Ok(Self(CertifiedIssuer::self_signed(params, KeyPair::generate()?)?))
    }

    pub(crate) fn pem(&self) -> String {
        self.0.pem()
    }

    pub(crate) fn certificate_for(&self, name: &str) -> Result<Certificate, Trouble> {
        self.sign(&CertificateParams::new(vec![name.to_owned()])?)
    }

    pub(crate) fn expired_certificate_for(&self, name: &str) -> Result<Certificate, Trouble> {
        let mut params = CertificateParams::new(vec![name.to_owned()])?;
        params.not_before = OffsetDateTime::now_utc() - Duration::days(2);
        params.not_after = OffsetDateTime::now_utc() - Duration::days(1);
        self.sign(&params)
    }

    fn sign(&self, params: &CertificateParams) -> Result<Certificate, Trouble> {
        let key = KeyPair::generate()?;
        Ok(Certificate {
            pem: params.signed_by(&key, &self.0)?.pem(),
            key: key.serialize_pem(),
        })
    }
}

pub(crate) struct Servers(Server);

impl Servers {
    /// A server that shows this certificate.
    pub(crate) async fn start(certificate: &Certificate) -> Result<Self, Trouble> {
        let prepare = |directory: &Path| {
            let owner = directory.metadata()?;
            for (name, text) in [("server.crt", &certificate.pem), ("server.key", &certificate.key)] {
                let path = directory.join(name);
                fs::write(&path, text)?;
                fs::set_permissions(&path, Permissions::from_mode(0o600))?;
                chown(&path, Some(owner.uid()), Some(owner.gid()))?;
            }
            let configuration = directory.join("postgresql.auto.conf");
            let before = fs::read_to_string(&configuration)?;
            Ok(fs::write(configuration, before + "ssl = on\n")?)
        };
        Ok(Self(Server::start(prepare).await?))
    }

    pub(crate) async fn without_encryption() -> Result<Self, Trouble> {
        Ok(Self(Server::start(|_| Ok(())).await?))
    }

    pub(crate) fn database(&self, host: &str, tls: Tls) -> Database {
        Database::new(self.login(host), tls)
    }

    pub(crate) fn login(&self, host: &str) -> tokio_postgres::Config {
        let mut login = tokio_postgres::Config::new();
        login
            .host(host)
            .port(self.0.address().port())
            .user(OWNER)
            .password(PASSWORD)
            .dbname("logline");
        login
    }
}
