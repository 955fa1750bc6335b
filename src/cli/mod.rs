//! The command line: reads arguments, calls the library, prints.
//!
//! Exit codes: 0 when all is well, 1 when the input or a check is at fault, 2 for wrong usage.

mod args;
mod cluster;
mod docs;
mod generate;
mod init;
mod js;
mod templates;
mod terminal;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};

use crate::catalogue::{self, Catalogue, Source};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::error::Result;
use crate::target::docs::Responses;
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
        Command::Docs(args) => docs::run(args, terminal),
        Command::Templates { command } => templates::run(command, terminal),
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
        Command::Cluster { command } => cluster::run(command, terminal),
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

/// What is generated from.
struct Input {
    catalogue: Catalogue,
    /// What the catalogue's examples answered; nothing where that was not recorded.
    responses: Responses,
}

impl Input {
    /// Reads a catalogue, and the recording of responses beside it: `operations.responses.json` for
    /// `operations.yaml`.
    fn read(file: Option<&Path>, folder: &Path) -> Result<Self> {
        let Some(path) = catalogue_path(file, folder) else {
            return Ok(Self {
                catalogue: catalogue::load(&Source::builtin())?,
                responses: Responses::builtin(),
            });
        };
        let catalogue = catalogue::load(&Source::read(&path)?)?;
        let recording = path.with_extension("responses.json");
        if !is_there(&recording) {
            return Ok(Self { catalogue, responses: Responses::default() });
        }
        let Source { path_shown, text } =
            Source::read_other(&recording, "record the responses again, or remove the link")?;
        let responses = Responses::parse(&text).map_err(|message| {
            let mut problem =
                Diagnostic::new(Code::Responses, format!("this is no recording of responses: {message}"));
            problem.help("record them again, or remove the file");
            Diagnostics::one(&path_shown, problem)
        })?;
        Ok(Self { catalogue, responses })
    }
}

/// The catalogue's text.
fn source(file: Option<&Path>, folder: &Path) -> Result<Source> {
    Ok(catalogue_path(file, folder).map_or_else(|| Ok(Source::builtin()), Source::read)?)
}

/// The file that is named; without one, `operations.yaml` in this folder, where there is one; else none, which is
/// the built-in catalogue.
fn catalogue_path(file: Option<&Path>, folder: &Path) -> Option<PathBuf> {
    let standard = || Some(folder.join("operations.yaml")).filter(|path| is_there(path));
    file.map(Path::to_owned).or_else(standard)
}

/// Whether something has this name. A link that leads nowhere is a mistake, not a missing file.
fn is_there(path: &Path) -> bool {
    path.exists() || path.is_symlink()
}

/// Ends the process as clap does for the arguments that it checks.
fn wrong_usage(message: &str) -> ! {
    clap::Error::raw(ErrorKind::ValueValidation, format!("{message}\n")).exit()
}
