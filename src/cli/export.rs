//! `export`: the checked catalogue as JSON.

use std::path::PathBuf;

use clap::Args;

use super::{Terminal, Wanted};
use crate::catalogue::{self, Builtin};
use crate::config::select;
use crate::error::Result;
use crate::export::{self, Export};

#[derive(Debug, Args)]
pub struct ExportArgs {
    /// The catalogue [default: operations.yaml if there is one, else the built-in catalogue]
    pub file: Option<PathBuf>,
    /// Use a catalogue that comes with sigma-gen, even if there is another
    #[arg(long, value_name = "NAME", num_args = 0..=1, require_equals = true, default_missing_value = "elasticache", conflicts_with = "file")]
    pub builtin: Option<Builtin>,
    /// Only these operations, separated by commas
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub operations: Vec<String>,
    /// Print the JSON Schema of the format instead
    #[arg(long, conflicts_with_all = ["file", "builtin", "operations"])]
    pub schema: bool,
}

pub fn run(args: &ExportArgs, terminal: &Terminal) -> Result {
    if args.schema {
        return terminal.print(&export::schema());
    }
    let catalogue = catalogue::load(&Wanted::here(args.file.as_deref(), args.builtin).source(terminal)?)?;
    terminal.print(&Export::new(&*select(&catalogue, &args.operations)?).json())
}
