//! Printing: results to standard output, mistakes to standard error.

use std::io::{self, ErrorKind, Write};

use anstream::{AutoStream, ColorChoice};

use super::args::{Color, ErrorFormat, TerminalArgs};
use crate::diagnostic::{self, Code, Diagnostic, Diagnostics, Level, safe_line};
use crate::error::{Error, Result};

/// Where this process prints.
pub struct Terminal {
    format: ErrorFormat,
    color: ColorChoice,
    quiet: bool,
}

impl Terminal {
    pub fn new(args: TerminalArgs) -> Self {
        let color = match args.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        Self { format: args.error_format, color, quiet: args.quiet }
    }

    /// Prints what was asked for.
    pub fn print(&self, text: &str) -> Result {
        let mut output = io::stdout().lock();
        match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
            // The reader has seen enough.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            Err(error) => Err(refused("write to the standard output", &error)),
            Ok(()) => Ok(()),
        }
    }

    /// Prints lines that may have any text in them, such as names of files, so that neither a terminal nor a CI log
    /// takes them for anything else.
    pub fn lines<'l>(&self, lines: impl Iterator<Item = &'l str>) -> Result {
        self.print(&lines.map(|line| safe_line(line.trim_end_matches('\r')) + "\n").collect::<String>())
    }

    /// Prints a line about what was done, unless the user wants silence.
    pub fn status(&self, line: &str) -> Result {
        // A line break in the name of a file is no second line.
        if self.quiet { Ok(()) } else { self.lines(std::iter::once(line)) }
    }

    /// Prints the warnings about a file without mistakes, and how many there are.
    pub fn checked(&self, file: &str, warnings: &Diagnostics) -> Result {
        self.diagnostics(warnings);
        let count = match warnings.iter().len() {
            0 => "no mistakes".to_owned(),
            1 => "1 warning".to_owned(),
            count => format!("{count} warnings"),
        };
        self.status(&format!("{file}: {count}"))
    }

    /// Whether mistakes are printed for people.
    pub fn is_for_people(&self) -> bool {
        self.format == ErrorFormat::Text
    }

    /// Prints what went wrong.
    pub fn error(&self, error: &Error) {
        self.files(error.diagnostics());
    }

    /// Prints mistakes and warnings.
    pub fn diagnostics(&self, file: &Diagnostics) {
        self.files(std::slice::from_ref(file));
    }

    /// Prints mistakes, warnings and notes about several files; notes only where the user does not want silence.
    pub fn all(&self, files: &[Diagnostics]) {
        let is_shown = |file: &&Diagnostics| {
            !self.quiet || file.iter().any(|diagnostic| diagnostic.level() != Level::Note)
        };
        self.files(&files.iter().filter(is_shown).cloned().collect::<Vec<_>>());
    }

    fn files(&self, files: &[Diagnostics]) {
        let text = match self.format {
            ErrorFormat::Text => diagnostic::text(files, true),
            ErrorFormat::Json => files.iter().map(Diagnostics::json).collect(),
            ErrorFormat::Github => diagnostic::github(files),
        };
        // It strips the colours where they are not wanted. There is nobody to tell if it fails.
        let _ = AutoStream::new(io::stderr().lock(), self.color).write_all(text.as_bytes());
    }
}

/// The operating system refused what is not about a file.
pub fn refused(action: &str, error: &io::Error) -> Error {
    Diagnostics::general(vec![Diagnostic::new(Code::Refused, format!("cannot {action}: {error}"))]).into()
}
