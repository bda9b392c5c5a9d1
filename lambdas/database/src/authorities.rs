//! Whom we believe that a server is who it says it is.

use std::sync::Arc;

use rustls::RootCertStore;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::{self, PemObject as _};

use crate::tls::Tls;

/// Certificate authorities.
#[derive(Debug, Clone)]
pub struct Authorities(RootCertStore);

#[derive(Debug, thiserror::Error)]
pub enum AuthoritiesError {
    #[error("this is no PEM text")]
    Pem(#[source] pem::Error),
    #[error("there is no certificate in it")]
    Empty,
    #[error("certificate {number} of it is not one of an authority")]
    Certificate { number: usize, source: rustls::Error },
}

/// Those of Amazon RDS; the file says as of when, and from where.
const RDS: &str = include_str!("../authorities/rds.pem");

impl Authorities {
    pub fn none() -> Self {
        Self(RootCertStore::empty())
    }

    /// Those that sign for Amazon RDS, in every region.
    pub fn rds() -> Result<Self, AuthoritiesError> {
        Self::none().with_pem(RDS.as_bytes())
    }

    /// And these, which are PEM.
    pub fn with_pem(mut self, text: &[u8]) -> Result<Self, AuthoritiesError> {
        let before = self.0.len();
        for (number, certificate) in (1..).zip(CertificateDer::pem_slice_iter(text)) {
            let certificate = certificate.map_err(AuthoritiesError::Pem)?;
            self.0
                .add(certificate)
                .map_err(|source| AuthoritiesError::Certificate { number, source })?;
        }
        if self.0.len() == before {
            return Err(AuthoritiesError::Empty);
        }
        Ok(self)
    }

    /// And those among these that we can use: a machine's own list also holds what nobody understands any more.
    #[must_use]
    pub fn with_usable<'a>(mut self, certificates: impl IntoIterator<Item = CertificateDer<'a>>) -> Self {
        self.0.add_parsable_certificates(certificates);
        self
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Encryption with a server that one of these has signed for.
    pub fn verify_full(self) -> Result<Tls, rustls::Error> {
        Tls::verified_by(Arc::new(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_authority_of_rds_is_understood() {
        let listed = RDS.matches("BEGIN CERTIFICATE").count();
        assert_eq!(Authorities::rds().unwrap().len(), listed);
        assert!(listed > 60 && RDS.contains("# Amazon RDS us-east-1 Root CA RSA2048 G1, until 2061"));
    }

    #[test]
    fn what_holds_no_certificate_is_refused() {
        let refused = |text: &str| Authorities::none().with_pem(text.as_bytes()).unwrap_err().to_string();
        assert_eq!(refused(""), "there is no certificate in it");
        assert_eq!(
            refused("-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n"),
            "this is no PEM text"
        );
        assert_eq!(
            refused("-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\n"),
            "certificate 1 of it is not one of an authority"
        );
    }
}
