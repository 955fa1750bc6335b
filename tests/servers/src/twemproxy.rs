//! A proxy that knows some of the commands only.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::server::free_port;
use crate::until;

/// twemproxy before some servers, on 127.0.0.1. It closes a connection at a command that it does not know, and ends
/// when this is dropped.
pub struct Twemproxy {
    process: Child,
    port: u16,
    _folder: TempDir,
}

impl Twemproxy {
    /// Starts it before the servers at these ports.
    ///
    /// # Panics
    /// When it is not installed, or does not start.
    pub fn start(servers: &[u16]) -> Self {
        // Somebody may have taken a port since it was free.
        (0..10).find_map(|_| Self::attempt(servers)).expect("twemproxy starts")
    }

    /// Starts it; nothing where it ends at once.
    fn attempt(servers: &[u16]) -> Option<Self> {
        let folder = tempfile::Builder::new().prefix("redis-").tempdir().expect("a temporary folder");
        let (port, statistics) = (free_port(false), free_port(false));
        let mut config =
            format!("pool:\n  listen: 127.0.0.1:{port}\n  redis: true\n  distribution: ketama\n  servers:\n");
        for server in servers {
            config += &format!("    - 127.0.0.1:{server}:1\n");
        }
        let path = folder.path().join("nutcracker.yml");
        std::fs::File::create(&path)
            .and_then(|mut file| file.write_all(config.as_bytes()))
            .expect("a configuration");
        let mut process = Command::new("/usr/sbin/nutcracker")
            .arg("-c")
            .arg(path)
            // `tests/run` ends by this file what an interrupted test leaves.
            .arg("-p")
            .arg(folder.path().join("redis.pid"))
            .args(["-a", "127.0.0.1", "-s", &statistics.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| {
                panic!(
                    "twemproxy is missing: {error}. Run the tests with `tests/run test`, which installs it."
                )
            });
        let mut has_ended = false;
        until("twemproxy answers", || {
            has_ended = process.try_wait().expect("its state").is_some();
            has_ended || answers(port)
        });
        (!has_ended).then_some(Self { process, port, _folder: folder })
    }

    /// Its URL.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }
}

/// Whether a connection is not only taken: twemproxy answers this by itself.
fn answers(port: u16) -> bool {
    let pong = || {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.write_all(b"*1\r\n$4\r\nPING\r\n")?;
        stream.read_exact(&mut [0; 5])
    };
    pong().is_ok()
}

impl Drop for Twemproxy {
    fn drop(&mut self) {
        let _ = (self.process.kill(), self.process.wait());
    }
}
