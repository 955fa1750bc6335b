//! `import`: entries of a catalogue, drafted from a server.

#[cfg(feature = "run")]
mod drafts;

use std::path::PathBuf;

use clap::{ArgGroup, Args};

#[cfg(feature = "run")]
pub use drafts::run;

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("which").required(true)))]
pub struct ImportArgs {
    /// The commands; one of several words in quotes
    #[arg(group = "which")]
    pub commands: Vec<String>,
    /// All commands of a group of the server, such as hash or sorted_set
    #[arg(long, value_name = "NAME", group = "which")]
    pub group: Option<String>,
    /// All commands that a call can run
    #[arg(long, group = "which")]
    pub all: bool,
    /// The server, or nodes of a cluster with commas between them
    #[arg(long, value_name = "URL", value_delimiter = ',')]
    pub from: Vec<String>,
    /// Add the entries to this catalogue. The rest of its text stays as it is
    #[arg(long, value_name = "FILE")]
    pub into: Option<PathBuf>,
    /// The program to start as a server [default: $SIGMA_REDIS_SERVER, or valkey-server or redis-server in PATH]
    #[arg(long, value_name = "PATH", conflicts_with = "from")]
    pub redis_server: Option<PathBuf>,
}

pub const EXAMPLES: &str = "\
The password of a server comes from the variable SIGMA_REDIS_PASSWORD, or is asked for in a terminal.

Examples:
  sigma-gen import HSET ZADD 'XGROUP CREATE'
  sigma-gen import HGETALL --into operations.yaml
  sigma-gen import --group stream --from redis://127.0.0.1:6379";

/// Says how to get the command.
///
/// # Errors
/// In any case.
#[cfg(not(feature = "run"))]
pub fn run(_: &ImportArgs, _: &super::Terminal) -> crate::error::Result {
    Err(super::not_built("run", "import"))
}
