//! The X-Ray daemon, which takes segments as datagrams.

use std::net::SocketAddr;

use serde_json::Value;
use tokio::net::UdpSocket;

use crate::{PATIENCE, Trouble};

#[derive(Debug)]
pub struct Daemon {
    pub address: SocketAddr,
    socket: UdpSocket,
}

impl Daemon {
    pub async fn start() -> Result<Self, Trouble> {
        let socket = UdpSocket::bind("127.0.0.1:0").await?;
        let address = socket.local_addr()?;
        Ok(Self { address, socket })
    }

    /// The next segment: its document, after the daemon's own line.
    pub async fn segment(&self) -> Result<Value, Trouble> {
        let mut bytes = vec![0; 65_536];
        let length = tokio::time::timeout(PATIENCE, self.socket.recv(&mut bytes)).await??;
        let text = std::str::from_utf8(&bytes[..length])?;
        let (header, document) = text.split_once('\n').ok_or("a datagram without its first line")?;
        let header: Value = serde_json::from_str(header)?;
        if header["format"] != "json" || header["version"] != 1 {
            return Err(format!("not a header of the daemon's: {header}").into());
        }
        Ok(serde_json::from_str(document)?)
    }
}
