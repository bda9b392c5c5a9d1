//! Which addresses never leave this machine.

use std::net::IpAddr;

use tokio_postgres::Config;
use tokio_postgres::config::Host;

/// Whether every address of a login stays on this machine.
pub fn is_loopback(login: &Config) -> bool {
    let somewhere = !login.get_hosts().is_empty() || !login.get_hostaddrs().is_empty();
    somewhere && login.get_hosts().iter().all(host_is_loopback) && login.get_hostaddrs().iter().all(IpAddr::is_loopback)
}

fn host_is_loopback(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => {
            name.eq_ignore_ascii_case("localhost")
                || name
                    .trim_matches(['[', ']'])
                    .parse()
                    .is_ok_and(|address: IpAddr| address.is_loopback())
        }
        Host::Unix(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_loopback_only_when_all_its_addresses_are() {
        let loopback = |text: &str| is_loopback(&text.parse().unwrap());
        for near in [
            "postgres://localhost/l",
            "postgres://127.0.0.9/l",
            "postgres://[::1]/l",
            "host=/run/pg dbname=l",
        ] {
            assert!(loopback(near), "{near}");
        }
        for far in [
            "postgres://db.example/l",
            "postgres://localhost,db.example/l",
            "host=localhost hostaddr=10.0.0.1 dbname=l",
            "postgres://localhost.example/l",
            "dbname=l",
        ] {
            assert!(!loopback(far), "{far}");
        }
    }
}
