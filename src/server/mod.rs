//! The embedded server: a `valkey-server` or `redis-server` of this machine, started for as long as it is needed.
//!
//! It listens on 127.0.0.1 alone, wants a password that nobody else knows, keeps nothing on disk, and ends with the
//! [`Server`]. One that a killed program left behind is ended by the next start.
//!
//! ```no_run
//! let server = sigma_gen::server::Server::start(None)?;
//! println!("{} is at {}", server.program().display(), server.address());
//! # Ok::<(), sigma_gen::server::StartError>(())
//! ```

#[cfg(unix)]
mod folder;
#[cfg(unix)]
mod launch;
#[cfg(unix)]
mod process;
mod program;

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// A running server; it ends when it is dropped.
pub struct Server {
    program: PathBuf,
    address: SocketAddr,
    password: String,
    #[cfg(unix)]
    running: launch::Running,
}

/// Why there is no embedded server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartError {
    /// What went wrong: one line.
    pub message: String,
    /// What to do about it: one line.
    pub help: String,
}

impl Server {
    /// Starts a server and waits until it answers: this program, or else that of the variable `SIGMA_REDIS_SERVER`, or else
    /// `valkey-server` or `redis-server` in `PATH`.
    ///
    /// # Errors
    /// When there is no such program, it cannot be run, or it does not answer; and where the system is not Unix.
    #[cfg(unix)]
    pub fn start(program: Option<&Path>) -> Result<Self, StartError> {
        let program = program::find(program)?;
        folder::end_orphans();
        launch::start(program)
    }

    /// Servers run on Unix only.
    ///
    /// # Errors
    /// In any case.
    #[cfg(not(unix))]
    pub fn start(_: Option<&Path>) -> Result<Self, StartError> {
        let message = "an embedded server can be started on Linux, macOS and the like only";
        Err(StartError { message: message.to_owned(), help: program::INSTEAD.to_owned() })
    }

    /// The URL that clients connect to, with the password: not for people to see.
    pub fn url(&self) -> String {
        format!("redis://:{}@{}", self.password, self.address)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The program that runs.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// Whether it has not ended by itself.
    pub fn is_running(&mut self) -> bool {
        #[cfg(unix)]
        let is_running = self.running.is_running();
        #[cfg(not(unix))]
        let is_running = false;
        is_running
    }
}

/// Without the password.
impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { program, address, .. } = self;
        f.debug_struct("Server").field("program", program).field("address", address).finish_non_exhaustive()
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.message, self.help)
    }
}

impl std::error::Error for StartError {}
