//! The command line: reads arguments, calls the library, prints.
//!
//! Exit codes: 0 when all is well, 1 when the input or a check is at fault, 2 for wrong usage.

mod args;
mod generate;
mod init;
mod js;
mod terminal;

use std::path::Path;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::catalogue::{self, Source};
use crate::error::Result;
use args::{Args, Command};
use terminal::Terminal;

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let Args { command, terminal } = Args::parse();
    let terminal = Terminal::new(terminal);
    match run(command, &terminal) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            terminal.error(&error);
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command, terminal: &Terminal) -> Result {
    match command {
        Command::Generate(args) => generate::all(args, terminal),
        Command::Rust(args) => generate::rust(args, terminal),
        Command::Js(args) => js::run(args, terminal),
        Command::Check { file } => {
            let source = source(file.as_deref(), Path::new(""))?;
            let found = catalogue::check(&source);
            if found.has_errors() {
                return Err(found.into());
            }
            terminal.diagnostics(&found);
            terminal.status(&format!("{}: no mistakes", source.path_shown))
        }
        Command::Schema => terminal.print(&catalogue::schema()),
        Command::Init => init::run(terminal),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Args::command(), "sigma-gen", &mut script);
            terminal.print(&String::from_utf8_lossy(&script))
        }
        Command::Man => {
            let mut page = Vec::new();
            clap_mangen::Man::new(Args::command())
                .render(&mut page)
                .map_err(|error| terminal::refused("make the man page", &error))?;
            terminal.print(&String::from_utf8_lossy(&page))
        }
    }
}

/// The catalogue of a file; without one, of `operations.yaml` in this folder, where there is one;
/// else the built-in catalogue.
fn source(file: Option<&Path>, folder: &Path) -> Result<Source> {
    let standard = folder.join("operations.yaml");
    Ok(match file {
        Some(file) => Source::read(file)?,
        None if is_there(&standard) => Source::read(standard)?,
        None => Source::builtin(),
    })
}

/// Whether something has this name. A link that leads nowhere is a mistake, not a missing file.
fn is_there(path: &Path) -> bool {
    path.exists() || path.is_symlink()
}
