//! The command line: reads arguments, calls the library, prints.
//!
//! Exit codes: 0 when all is well, 1 when the input or a check is at fault, 2 for wrong usage.

mod args;
mod cluster;
mod diff;
mod docs;
mod export;
mod generate;
mod import;
mod init;
mod input;
mod js;
mod man;
mod panel;
#[cfg(feature = "run")]
mod password;
#[cfg(feature = "run")]
mod server;
#[cfg(feature = "run")]
mod stopped;
mod templates;
mod terminal;
mod test;
mod verify;

use std::path::Path;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};

use crate::catalogue;
use crate::diagnostic::Code;
use crate::error::Result;
use args::{Args, Command};
use input::{Input, Wanted};
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
        Command::Docs(args) => docs::run(args, terminal),
        Command::Export(args) => export::run(&args, terminal),
        Command::Templates { command } => templates::run(command, terminal),
        Command::Check { file, builtin } => {
            let wanted = Wanted { is_own: true, ..Wanted::here(file.as_deref(), builtin) };
            let source = wanted.source(terminal)?;
            let found = catalogue::check(&source);
            if found.has_errors() {
                return Err(found.into());
            }
            terminal.checked(&source.path_shown, &found)
        }
        Command::Diff(args) => diff::run(&args, terminal),
        Command::Test(args) => test::run(&args, terminal),
        Command::Verify(args) => verify::run(&args, terminal),
        Command::Import(args) => import::run(&args, terminal),
        Command::Panel(args) => panel::run(args, terminal),
        Command::Explain { code } => terminal.print(&code.map_or_else(Code::list, Code::explanation)),
        Command::Schema => terminal.print(&catalogue::schema()),
        Command::Init => init::run(terminal),
        Command::Cluster { command } => cluster::run(command, terminal),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Args::command(), "sigma-gen", &mut script);
            terminal.print(&String::from_utf8_lossy(&script))
        }
        Command::Man => terminal.print(&man::page()?),
    }
}

/// Whether something has this name. A link that leads nowhere is a mistake, not a missing file.
fn is_there(path: &Path) -> bool {
    path.exists() || path.is_symlink()
}

/// That this program cannot do a command.
#[cfg(not(feature = "panel"))]
fn not_built(feature: &str, command: &str) -> crate::Error {
    use crate::diagnostic::{Diagnostic, Diagnostics};

    let message = format!("this sigma-gen was built without the feature `{feature}`");
    let mut problem = Diagnostic::new(Code::NoServer, message);
    problem
        .help(format!("build it with the feature: `cargo run --release --features {feature} -- {command}`"));
    Diagnostics::general(vec![problem]).into()
}

/// Ends the process as clap does for the arguments that it checks.
fn wrong_usage(message: &str) -> ! {
    clap::Error::raw(ErrorKind::ValueValidation, format!("{message}\n")).exit()
}
