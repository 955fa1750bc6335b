//! `export`: the checked catalogue as JSON.

use super::args::ExportArgs;
use super::{Terminal, Wanted};
use crate::catalogue;
use crate::config::select;
use crate::error::Result;
use crate::export::{self, Export};

pub fn run(args: &ExportArgs, terminal: &Terminal) -> Result {
    if args.schema {
        return terminal.print(&export::schema());
    }
    let catalogue = catalogue::load(&Wanted::here(args.file.as_deref(), args.builtin).source(terminal)?)?;
    terminal.print(&Export::new(&*select(&catalogue, &args.operations)?).json())
}
