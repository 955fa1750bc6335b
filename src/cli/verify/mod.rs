//! `verify`: the catalogue against what a server tells of its commands.

#[cfg(feature = "run")]
mod against;

use std::path::PathBuf;

use clap::Args;

use crate::catalogue::Builtin;

#[cfg(feature = "run")]
pub use against::run;

#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// The catalogue [default: operations.yaml]
    pub file: Option<PathBuf>,
    /// Use a catalogue that comes with sigma-gen, even if there is another
    #[arg(long, value_name = "NAME", num_args = 0..=1, require_equals = true, default_missing_value = "elasticache", conflicts_with = "file")]
    pub builtin: Option<Builtin>,
    /// Only these operations, separated by commas
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub operations: Vec<String>,
    /// The server, or nodes of a cluster with commas between them
    #[arg(long, value_name = "URL", value_delimiter = ',')]
    pub server: Vec<String>,
    /// Also tell of options that the server has and the catalogue has not
    #[arg(long)]
    pub all: bool,
    /// A user of the server who has to be allowed to run the examples (Redis 7.0)
    #[arg(long, value_name = "NAME")]
    pub user: Option<String>,
    /// The program to start as a server [default: $SIGMA_REDIS_SERVER, or valkey-server or redis-server in PATH]
    #[arg(long, value_name = "PATH", conflicts_with = "server")]
    pub redis_server: Option<PathBuf>,
}

pub const EXAMPLES: &str = "\
The password of a server comes from the variable SIGMA_REDIS_PASSWORD, or is asked for in a terminal.

Examples:
  sigma-gen verify
  sigma-gen verify --server redis://127.0.0.1:6379 --all";

/// Says how to get the command.
///
/// # Errors
/// In any case.
#[cfg(not(feature = "run"))]
pub fn run(_: &VerifyArgs, _: &super::Terminal) -> crate::error::Result {
    Err(super::not_built("run", "verify"))
}
