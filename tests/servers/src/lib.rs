//! Redis servers for integration tests: real ones of three versions, clusters of them, one that misbehaves
//! on command, and a slow network in front of them.
//!
//! Everything here panics when it cannot do its work, as a test should: a missing server fails a test,
//! it never skips one.
//!
//! ```
//! use redis_servers::{Server, Version};
//!
//! let server = Server::start(Version::Debian);
//! assert_eq!(server.cli(&["SET", "colour", "red"]), "OK");
//! assert_eq!(server.cli(&["GET", "colour"]), "red");
//! ```

mod cluster;
mod connection;
mod fake;
mod proxy;
mod server;
mod tls;
mod twemproxy;
mod version;
mod wait;

pub use cluster::Cluster;
pub use connection::Connection;
pub use fake::{FakeServer, Fault, Received, Script};
pub use proxy::Proxy;
pub use redis::Value;
pub use server::{Builder, Server};
pub use tls::Ca;
pub use twemproxy::Twemproxy;
pub use version::Version;
pub use wait::until;
