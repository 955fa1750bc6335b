//! The library's error.

use std::fmt;

use crate::diagnostic::{self, Diagnostics};

/// Everything that is wrong, ready to print: file by file, each with its place and a help.
///
/// Both `{}` and `{:?}` give the text for people, because Cargo shows the debug form of what a
/// build script's `main` returns.
pub struct Error(Vec<Diagnostics>);

/// What a build script's `main` returns.
pub type Result<T = (), E = Error> = std::result::Result<T, E>;

impl Error {
    /// The mistakes, file by file.
    pub fn diagnostics(&self) -> &[Diagnostics] {
        &self.0
    }
}

impl From<Diagnostics> for Error {
    fn from(diagnostics: Diagnostics) -> Self {
        Self(vec![diagnostics])
    }
}

impl From<Vec<Diagnostics>> for Error {
    fn from(files: Vec<Diagnostics>) -> Self {
        Self(files)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&diagnostic::text(&self.0, false))
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Cargo prints `Error: ` before it.
        write!(f, "\n\n{}", self.to_string().trim_end())
    }
}

impl std::error::Error for Error {}
