//! A slow network.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU16, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// A TCP proxy on 127.0.0.1 that keeps bytes back for a random time, up to a limit, in both directions.
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    acceptor: Option<JoinHandle<()>>,
}

struct Shared {
    /// The port that new connections lead to.
    target: AtomicU16,
    /// In microseconds.
    delay: AtomicU64,
    /// How many connections there were.
    connections: AtomicUsize,
    /// How many of them are silent: nothing passes on them any more, in either direction.
    silent: AtomicUsize,
    stopped: AtomicBool,
    streams: Mutex<Vec<Weak<TcpStream>>>,
}

impl Proxy {
    /// A proxy before a port on 127.0.0.1 that delays nothing yet.
    pub fn start(port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = listener.local_addr().expect("the listener's address");
        let shared = Arc::new(Shared {
            target: port.into(),
            delay: AtomicU64::new(0),
            connections: AtomicUsize::new(0),
            silent: AtomicUsize::new(0),
            stopped: AtomicBool::new(false),
            streams: Mutex::default(),
        });
        let acceptor = thread::spawn({
            let shared = shared.clone();
            move || accept(&listener, &shared)
        });
        Self { address, shared, acceptor: Some(acceptor) }
    }

    /// The proxy's own port.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Leads new connections to another port, as a host name does after a failover.
    pub fn lead_to(&self, port: u16) {
        self.shared.target.store(port, Ordering::Relaxed);
    }

    /// The longest time that bytes are kept back from now on.
    pub fn set_delay(&self, limit: Duration) {
        self.shared.delay.store(limit.as_micros() as u64, Ordering::Relaxed);
    }

    /// How many connections there were.
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::Relaxed)
    }

    /// Loses what comes on the connections there are, without a word, as a network does that has forgotten them.
    pub fn silence_connections(&self) {
        self.shared.silent.store(self.connections(), Ordering::Relaxed);
    }

    /// Breaks all connections there are.
    pub fn break_connections(&self) {
        let streams = self.shared.streams.lock().unwrap_or_else(PoisonError::into_inner);
        for stream in streams.iter().filter_map(Weak::upgrade) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::Relaxed);
        // Wakes the thread that accepts.
        let _ = TcpStream::connect(self.address);
        self.break_connections();
        if let Some(acceptor) = self.acceptor.take() {
            let _ = acceptor.join();
        }
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    let mut threads = Vec::new();
    for client in listener.incoming() {
        if shared.stopped.load(Ordering::Relaxed) {
            break;
        }
        let target = ("127.0.0.1", shared.target.load(Ordering::Relaxed));
        let (Ok(client), Ok(server)) = (client, TcpStream::connect(target)) else { continue };
        let (client, server) = (Arc::new(client), Arc::new(server));
        let number = shared.connections.fetch_add(1, Ordering::Relaxed);
        let mut streams = shared.streams.lock().unwrap_or_else(PoisonError::into_inner);
        streams.retain(|stream| stream.strong_count() > 0);
        streams.extend([Arc::downgrade(&client), Arc::downgrade(&server)]);
        drop(streams);
        for (from, to) in [(client.clone(), server.clone()), (server, client)] {
            let shared = shared.clone();
            threads.push(thread::spawn(move || {
                forward(&from, &to, &shared, number);
                let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
            }));
        }
    }
    for thread in threads {
        let _ = thread.join();
    }
}

/// Passes bytes on until one side ends.
fn forward(mut from: &TcpStream, mut to: &TcpStream, shared: &Shared, number: usize) {
    let mut bytes = [0; 16 * 1024];
    let _ = (from.set_nodelay(true), to.set_nodelay(true));
    while let Ok(count @ 1..) = from.read(&mut bytes) {
        match shared.delay.load(Ordering::Relaxed) {
            0 => {}
            limit => thread::sleep(Duration::from_micros(RandomState::new().build_hasher().finish() % limit)),
        }
        if number < shared.silent.load(Ordering::Relaxed) {
            continue;
        }
        if to.write_all(&bytes[..count]).is_err() {
            return;
        }
    }
}
