//! `init`: files to start from.

use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::Path;

use super::Terminal;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::error::Result;
use crate::{catalogue, config};

/// Writes the files that are missing; what is there stays as it is.
pub fn run(terminal: &Terminal) -> Result {
    let starters = [
        ("operations.yaml", include_str!("starter/operations.yaml")),
        // The first file names it, for editors.
        ("operations.schema.json", &*catalogue::schema()),
        (config::FILE_NAME, include_str!("starter/sigma-gen.toml")),
    ];
    for (name, text) in starters {
        write_missing(Path::new(name), text, terminal)?;
    }
    terminal.status("next: `sigma-gen generate`")
}

/// Writes a file, unless something has its name, and says so.
pub fn write_missing(path: &Path, text: &str, terminal: &Terminal) -> Result {
    let name = path.display();
    let line = match File::create_new(path).and_then(|mut file| file.write_all(text.as_bytes())) {
        Ok(()) => format!("created {name}"),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            format!("{name} already exists; left unchanged")
        }
        Err(error) => {
            let problem = Diagnostic::new(Code::Refused, format!("cannot write it: {error}"));
            return Err(Diagnostics::one(&name.to_string(), problem).into());
        }
    };
    terminal.status(&line)
}
