//! `init`: files to start from.

use std::fs::File;
use std::io::{ErrorKind, Write};

use super::Terminal;
use crate::config;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::error::Result;

const STARTERS: [(&str, &str); 2] = [
    ("operations.yaml", include_str!("starter/operations.yaml")),
    (config::FILE_NAME, include_str!("starter/sigma-gen.toml")),
];

/// Writes the files that are missing; what is there stays as it is.
pub fn run(terminal: &Terminal) -> Result {
    for (name, text) in STARTERS {
        let line = match write_new(name, text) {
            Ok(()) => format!("created {name}"),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                format!("{name} is there already; it stays as it is")
            }
            Err(error) => {
                let problem = Diagnostic::new(Code::Refused, format!("cannot write it: {error}"));
                return Err(Diagnostics::one(name, problem).into());
            }
        };
        terminal.status(&line)?;
    }
    terminal.status("next: `sigma-gen generate`")
}

fn write_new(name: &str, text: &str) -> std::io::Result<()> {
    File::create_new(name)?.write_all(text.as_bytes())
}
