//! A cable to a server, which can go dead without a sign.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::Trouble;

#[derive(Debug)]
pub struct Cable {
    pub port: u16,
    connections: Arc<AtomicUsize>,
    /// Connections of an older generation carry nothing any more.
    generation: watch::Sender<usize>,
}

impl Cable {
    pub async fn to(server: SocketAddr) -> Result<Self, Trouble> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let (generation, connections) = (watch::Sender::new(0), Arc::new(AtomicUsize::new(0)));
        let (generations, counted) = (generation.clone(), Arc::clone(&connections));
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(carry(near, server, generations.subscribe()));
            }
        });
        Ok(Self {
            port,
            connections,
            generation,
        })
    }

    /// How many connections were ever made.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// What is connected stays so, and nothing gets through; new connections do.
    pub fn go_dead(&self) {
        self.generation.send_modify(|generation| *generation += 1);
    }
}

async fn carry(mut near: TcpStream, server: SocketAddr, mut generation: watch::Receiver<usize>) {
    let born = *generation.borrow_and_update();
    let Ok(mut far) = TcpStream::connect(server).await else {
        return;
    };
    let is_dead = tokio::select! {
        _ended = copy_bidirectional(&mut near, &mut far) => false,
        older = generation.wait_for(|now| *now > born) => older.is_ok(),
    };
    if is_dead {
        // Both ends stay open, and silent.
        std::future::pending::<()>().await;
    }
}
