//! `test`: the catalogue's examples on a server.

#[cfg(feature = "run")]
mod examples;
#[cfg(feature = "run")]
mod record;

use std::path::PathBuf;

use clap::Args;

use crate::catalogue::Builtin;

#[cfg(feature = "run")]
pub use examples::run;

#[derive(Debug, Args)]
pub struct TestArgs {
    /// The catalogue [default: operations.yaml]
    pub file: Option<PathBuf>,
    /// Use a catalogue that comes with sigma-gen, even if there is another
    #[arg(long, value_name = "NAME", num_args = 0..=1, require_equals = true, default_missing_value = "elasticache", conflicts_with = "file")]
    pub builtin: Option<Builtin>,
    /// Write what the server answers into the file of responses beside the catalogue, which docs print
    ///
    /// Nothing is written where an example differs, or where the file says the same already. Where an example expects a
    /// pattern, what was recorded before stays as long as it is like that.
    #[arg(long, conflicts_with = "builtin")]
    pub record: bool,
    /// Only these operations, separated by commas
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub operations: Vec<String>,
    /// The server, or nodes of a cluster with commas between them. Its database must be empty, and is empty afterwards
    #[arg(long, value_name = "URL", value_delimiter = ',')]
    pub server: Vec<String>,
    /// The program to start as a server [default: $SIGMA_REDIS_SERVER, or valkey-server or redis-server in PATH]
    #[arg(long, value_name = "PATH", conflicts_with = "server")]
    pub redis_server: Option<PathBuf>,
}

pub const EXAMPLES: &str = "\
The password of a server comes from the variable SIGMA_REDIS_PASSWORD, or is asked for in a terminal.

Examples:
  sigma-gen test
  sigma-gen test --operations get,set
  sigma-gen test --record
  sigma-gen test --server redis://127.0.0.1:6379/15";

/// Says how to get the command.
///
/// # Errors
/// In any case.
#[cfg(not(feature = "run"))]
pub fn run(_: &TestArgs, _: &super::Terminal) -> crate::error::Result {
    Err(super::not_built("run", "test"))
}
