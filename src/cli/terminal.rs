//! Printing: results to standard output, mistakes to standard error.

use std::io::{self, ErrorKind, Write};

use anstream::{AutoStream, ColorChoice};

use super::args::{Color, ErrorFormat, TerminalArgs};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
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

    /// Prints a line about what was done, unless the user wants silence.
    pub fn status(&self, line: &str) -> Result {
        if self.quiet { Ok(()) } else { self.print(&format!("{line}\n")) }
    }

    /// Prints what went wrong.
    pub fn error(&self, error: &Error) {
        error.diagnostics().iter().for_each(|file| self.diagnostics(file));
    }

    /// Prints mistakes and warnings.
    pub fn diagnostics(&self, file: &Diagnostics) {
        let text = match self.format {
            ErrorFormat::Text => file.text(true),
            ErrorFormat::Json => file.json(),
            ErrorFormat::Github => file.github(),
        };
        // It strips the colours where they are not wanted. There is nobody to tell if it fails.
        let _ = AutoStream::new(io::stderr().lock(), self.color).write_all(text.as_bytes());
    }
}

/// The operating system refused what is not about a file.
pub fn refused(action: &str, error: &io::Error) -> Error {
    Diagnostics::general(vec![Diagnostic::new(Code::Refused, format!("cannot {action}: {error}"))]).into()
}
