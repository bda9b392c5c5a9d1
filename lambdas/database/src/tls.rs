//! How a connection is protected: TLS that is verified in full, or none at all.
//!
//! A connector of our own, because its errors are the point: which certificate is not believed,
//! and why, in words, and told apart from a network that broke.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect};
use tokio_rustls::TlsConnector;

/// Who has to be at the other end.
#[derive(Debug, Clone)]
pub enum Tls {
    /// Plain text, for addresses that never leave this machine.
    Plain,
    /// Encrypted, with a certificate for the very name that was asked for, from an authority that we know.
    VerifyFull(Arc<ClientConfig>),
}

#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    #[error("{0:?} is no name that a certificate could be for")]
    Name(String),
    #[error("the certificate of {name} is not accepted: {}", words(reason))]
    Certificate {
        name: String,
        reason: rustls::CertificateError,
    },
    #[error("no encryption with {name} is possible")]
    Protocol { name: String, source: rustls::Error },
    #[error("the connection to {name} broke while encryption was agreed on")]
    Broken { name: String, source: io::Error },
}

impl Tls {
    pub(crate) fn verified_by(authorities: Arc<RootCertStore>) -> Result<Self, rustls::Error> {
        // Named here: a process-wide default would be whatever the program set first.
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(authorities)
            .with_no_client_auth();
        Ok(Self::VerifyFull(Arc::new(config)))
    }
}

fn words(reason: &rustls::CertificateError) -> String {
    use rustls::CertificateError::{
        Expired, ExpiredContext, NotValidForName, NotValidForNameContext, NotValidYet, NotValidYetContext,
        UnknownIssuer,
    };
    match reason {
        Expired | ExpiredContext { .. } => "it has expired".to_owned(),
        NotValidYet | NotValidYetContext { .. } => "it is not valid yet".to_owned(),
        UnknownIssuer => "no authority that we trust has signed it".to_owned(),
        NotValidForName => "it is for another name".to_owned(),
        NotValidForNameContext { presented, .. } => format!("it is for {}", presented.join(", ")),
        other => other.to_string(),
    }
}

impl TlsError {
    /// What a handshake ended with: the TLS library hands its own errors through as those of the network.
    fn of(name: String, error: io::Error) -> Self {
        match error.downcast::<rustls::Error>() {
            Ok(rustls::Error::InvalidCertificate(reason)) => Self::Certificate { name, reason },
            Ok(source) => Self::Protocol { name, source },
            Err(source) => Self::Broken { name, source },
        }
    }
}

/// Makes encrypted connections, each to the server that it is told the name of.
#[derive(Debug, Clone)]
pub(crate) struct Verified(pub(crate) Arc<ClientConfig>);

impl<S> MakeTlsConnect<S> for Verified
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    type Stream = TlsStream<S>;
    type TlsConnect = VerifiedServer;
    type Error = TlsError;

    fn make_tls_connect(&mut self, name: &str) -> Result<VerifiedServer, TlsError> {
        let server = ServerName::try_from(name.to_owned()).map_err(|_| TlsError::Name(name.to_owned()))?;
        Ok(VerifiedServer {
            connector: TlsConnector::from(Arc::clone(&self.0)),
            name: name.to_owned(),
            server,
        })
    }
}

pub(crate) struct VerifiedServer {
    connector: TlsConnector,
    name: String,
    server: ServerName<'static>,
}

impl<S> TlsConnect<S> for VerifiedServer
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    type Stream = TlsStream<S>;
    type Error = TlsError;
    type Future = Pin<Box<dyn Future<Output = Result<TlsStream<S>, TlsError>> + Send>>;

    fn connect(self, stream: S) -> Self::Future {
        Box::pin(async move {
            let connected = self.connector.connect(self.server, stream).await;
            connected.map(TlsStream).map_err(|error| TlsError::of(self.name, error))
        })
    }
}

/// An encrypted connection.
#[derive(Debug)]
pub(crate) struct TlsStream<S>(tokio_rustls::client::TlsStream<S>);

impl<S> tokio_postgres::tls::TlsStream for TlsStream<S>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    /// None: whoever could stand in between would need a certificate for the server's name.
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

impl<S> AsyncRead for TlsStream<S>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buf)
    }
}

impl<S> AsyncWrite for TlsStream<S>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}
