//! Verified connections, against a real server and an authority made for it.

mod authority;

use std::net::TcpListener;

use authority::{Authority, Servers};
use database::{Authorities, ConnectError, Database, Tls};
use runtime_api::Trouble;

/// Why a connection was not made, with its causes.
async fn refusal(database: Database) -> Result<String, Trouble> {
    match database.connect().await {
        Ok(_) => Err("it was accepted".into()),
        Err(error) => Ok(told(&error)),
    }
}

fn told(error: &ConnectError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_named_server_with_a_certificate_of_our_authority_is_believed() -> Result<(), Trouble> {
    let ours = Authority::new("ours")?;
    let theirs = Authority::new("theirs")?;
    let servers = Servers::start(&ours.certificate_for("localhost")?).await?;
    let believe = |authority: &Authority| -> Result<Tls, Trouble> {
        Ok(Authorities::none()
            .with_pem(authority.pem().as_bytes())?
            .verify_full()?)
    };

    let connected = servers.database("localhost", believe(&ours)?).connect().await?;
    let encrypted = "SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    let row = connected.client.query_one(encrypted, &[]).await?;
    assert_eq!((row.get(0), row.get(1)), (true, "TLSv1.3"));

    assert_eq!(
        refusal(servers.database("127.0.0.1", believe(&ours)?)).await?,
        "error performing TLS handshake: the certificate of 127.0.0.1 is not accepted: it is for DnsName(\"localhost\")"
    );
    assert_eq!(
        refusal(servers.database("localhost", believe(&theirs)?)).await?,
        "error performing TLS handshake: the certificate of localhost is not accepted: \
         no authority that we trust has signed it"
    );
    assert_eq!(
        refusal(servers.database("localhost", Authorities::rds()?.verify_full()?)).await?,
        "error performing TLS handshake: the certificate of localhost is not accepted: \
         no authority that we trust has signed it"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_out_of_its_time_is_refused() -> Result<(), Trouble> {
    let authority = Authority::new("ours")?;
    let tls = Authorities::none()
        .with_pem(authority.pem().as_bytes())?
        .verify_full()?;
    let servers = Servers::start(&authority.expired_certificate_for("localhost")?).await?;
    assert_eq!(
        refusal(servers.database("localhost", tls)).await?,
        "error performing TLS handshake: the certificate of localhost is not accepted: it has expired"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_encryption_is_refused_whatever_the_login_says() -> Result<(), Trouble> {
    let servers = Servers::without_encryption().await?;
    let tls = || Authorities::rds().unwrap().verify_full().unwrap();
    let refused = "error performing TLS handshake: server does not support TLS";
    assert_eq!(refusal(servers.database("localhost", tls())).await?, refused);
    let mut login = servers.login("localhost");
    login.ssl_mode(tokio_postgres::config::SslMode::Disable);
    assert_eq!(refusal(Database::new(login, tls())).await?, refused);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn plain_text_stays_on_this_machine() -> Result<(), Trouble> {
    let elsewhere = "postgres://ana@192.0.2.1/ledger".parse::<tokio_postgres::Config>()?;
    assert!(Database::plain(elsewhere.clone()).is_err());
    assert_eq!(
        refusal(Database::new(elsewhere, Tls::Plain)).await?,
        "the database is not on this machine, and a connection to it would not be encrypted"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_says_nothing_is_given_up() -> Result<(), Trouble> {
    let silent = TcpListener::bind("127.0.0.1:0")?;
    let login = format!("postgres://ana@127.0.0.1:{}/ledger", silent.local_addr()?.port());
    assert_eq!(
        refusal(Database::plain(login.parse()?)?).await?,
        "the database did not answer within 6 s"
    );
    Ok(())
}
