//! Redis servers for integration tests: real ones of three versions, and one that misbehaves on command.
//!
//! Everything here panics when it cannot do its work, as a test should: a missing server fails a test,
//! it never skips one.
//!
//! ```
//! use redis_servers::{Server, Version};
//!
//! let server = Server::start(Version::V7_0);
//! assert_eq!(server.cli(&["SET", "colour", "red"]), "OK");
//! assert_eq!(server.cli(&["GET", "colour"]), "red");
//! ```

mod fake;
mod server;
mod tls;
mod version;

pub use fake::{FakeServer, Fault, Received, Script};
pub use redis::Value;
pub use server::{Builder, Server};
pub use tls::Ca;
pub use version::Version;
