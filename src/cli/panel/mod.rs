//! `panel`: the docs in a browser, with operations that run.

#[cfg(feature = "panel")]
mod serve;

use std::path::PathBuf;

use clap::Args;

use crate::catalogue::Builtin;

#[cfg(feature = "panel")]
pub use serve::run;

#[derive(Debug, Args)]
pub struct PanelArgs {
    /// The catalogue [default: operations.yaml if there is one, else the built-in catalogue]
    pub file: Option<PathBuf>,
    /// Use a catalogue that comes with sigma-gen, even if there is another
    #[arg(long, value_name = "NAME", num_args = 0..=1, require_equals = true, default_missing_value = "elasticache", conflicts_with = "file")]
    pub builtin: Option<Builtin>,
    /// A spec of clusters that the page may change
    #[arg(long, value_name = "FILE")]
    pub spec: Option<PathBuf>,
    /// A server to run operations on, with a name such as prod=rediss://10.0.0.5:6379, or those of a file that `sigma-gen
    /// cluster connections --format json` printed, as @FILE; may be repeated
    #[arg(long, value_name = "NAME=URL")]
    pub server: Vec<String>,
    /// The port of 127.0.0.1 to listen on; 0 for any that is free
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    pub port: u16,
    /// Refuse operations that write, on every server
    #[arg(long)]
    pub read_only: bool,
    /// Do not open the browser
    #[arg(long)]
    pub no_open: bool,
    /// The program to start as a server [default: $SIGMA_REDIS_SERVER, or valkey-server or redis-server in PATH]
    #[arg(long, value_name = "PATH")]
    pub redis_server: Option<PathBuf>,
}

pub const EXAMPLES: &str = "\
The password of the server NAME comes from the variable SIGMA_REDIS_PASSWORD_NAME, or is asked for in the
terminal or in the page.
Operations that write ask before they run, but not on the server that sigma-gen starts.

Examples:
  sigma-gen panel
  sigma-gen panel --server prod=rediss://10.0.0.5:6379 --read-only
  sigma-gen panel --server @connections.json --spec clusters.yaml";

/// Says how to get the command.
///
/// # Errors
/// In any case.
#[cfg(not(feature = "panel"))]
pub fn run(_: PanelArgs, _: &super::Terminal) -> crate::error::Result {
    Err(super::not_built("panel", "panel"))
}
