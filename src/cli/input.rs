//! The catalogue that a command reads, and the responses beside it.

use std::path::{Path, PathBuf};

use super::{Terminal, is_there};
use crate::catalogue::{self, Builtin, Catalogue, Source};
use crate::config;
use crate::diagnostic::closest;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, quoted};
use crate::error::Result;
use crate::targets::docs::Responses;

/// The catalogue's file where none is named.
const STANDARD: &str = "operations.yaml";

/// Which catalogue is wanted.
pub struct Wanted<'a> {
    /// The file that was named.
    pub file: Option<&'a Path>,
    /// Where `operations.yaml` is looked for when none was.
    pub folder: &'a Path,
    /// The one that comes with sigma-gen and was asked for.
    pub builtin: Option<Builtin>,
    /// Whether it must be the user's own unless they asked. Else they are told that it is the built-in one.
    pub is_own: bool,
}

impl<'a> Wanted<'a> {
    /// The catalogue of a command that can do with the built-in one.
    pub fn here(file: Option<&'a Path>, builtin: Option<Builtin>) -> Self {
        Self { file, folder: Path::new(""), builtin, is_own: false }
    }

    /// The catalogue's text.
    pub fn source(&self, terminal: &Terminal) -> Result<Source> {
        match self.path(terminal)? {
            Some(path) => Ok(self.read(&path)?),
            None => Ok(self.carried().source()),
        }
    }

    fn read(&self, path: &Path) -> Result<Source, Diagnostics> {
        match self.file {
            Some(_) => Source::read(path),
            None => Source::read_regular(path, "check where the link leads"),
        }
    }

    /// The one that comes with sigma-gen, where no file is wanted.
    fn carried(&self) -> Builtin {
        self.builtin.unwrap_or_default()
    }

    /// The catalogue's file; none for the built-in one.
    pub fn path(&self, terminal: &Terminal) -> Result<Option<PathBuf>, Diagnostics> {
        let standard = self.folder.join(STANDARD);
        match self.file {
            _ if self.builtin.is_some() => Ok(None),
            Some(file) => Ok(Some(file.to_owned())),
            None if is_there(&standard) => Ok(Some(standard)),
            None if self.is_own => Err(self.missing(&standard, Code::Unreadable, "name another file")),
            None => {
                terminal.diagnostics(&self.missing(&standard, Code::BuiltinCatalogue, "name your file"));
                Ok(None)
            }
        }
    }

    /// There is no catalogue: what may have been meant, or what to do.
    fn missing(&self, standard: &Path, code: Code, name_it: &str) -> Diagnostics {
        let folder = std::path::absolute(self.folder.join(".")).unwrap_or_else(|_| self.folder.to_owned());
        let place = folder.display();
        let message = match code.level() {
            crate::diagnostic::Level::Error => format!("there is no catalogue `{STANDARD}` in `{place}`"),
            crate::diagnostic::Level::Warning | crate::diagnostic::Level::Note => {
                format!("there is no `{STANDARD}` in `{place}`, so the built-in catalogue is used")
            }
        };
        let mut problem = Diagnostic::new(code, message);
        let ask = "`--builtin` uses the catalogue that comes with sigma-gen";
        problem.help(match near_miss(&folder) {
            Some(NearMiss::Name(name)) => {
                format!("did you mean {}? Rename it, or {name_it}; {ask}", quoted(&name))
            }
            Some(NearMiss::Above(found)) => {
                format!("there is `{}`: run sigma-gen in its folder; {ask}", found.display())
            }
            None => format!("`sigma-gen init` writes a catalogue to start from; {ask}"),
        });
        Diagnostics::one(&standard.display().to_string(), problem)
    }
}

/// What may have been meant.
enum NearMiss {
    /// A file of a similar name in the folder.
    Name(String),
    /// A project in a folder above.
    Above(PathBuf),
}

fn near_miss(folder: &Path) -> Option<NearMiss> {
    let files =
        std::fs::read_dir(folder).into_iter().flatten().flatten().filter(|entry| entry.path().is_file());
    let mut names: Vec<_> = files.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    if let Some(close) = closest(STANDARD, names.iter().map(String::as_str)) {
        return Some(NearMiss::Name(close.to_owned()));
    }
    let files = folder
        .ancestors()
        .skip(1)
        .flat_map(|above| [config::FILE_NAME, STANDARD].map(|name| above.join(name)));
    files.into_iter().find(|file| file.is_file()).map(NearMiss::Above)
}

/// What is generated from.
pub struct Input {
    pub catalogue: Catalogue,
    /// What the catalogue was read from.
    pub source: Source,
    /// What the catalogue's examples answered; nothing where that was not recorded.
    pub responses: Responses,
}

impl Input {
    /// Reads a catalogue, and the recording of responses beside it: `operations.responses.json` for
    /// `operations.yaml`.
    pub fn read(wanted: &Wanted, terminal: &Terminal) -> Result<Self> {
        let Some(path) = wanted.path(terminal)? else {
            let source = wanted.carried().source();
            let responses = match wanted.carried() {
                Builtin::ElastiCache => Responses::builtin(),
                Builtin::Redis => Responses::default(),
            };
            return Ok(Self { catalogue: catalogue::load(&source)?, source, responses });
        };
        let source = wanted.read(&path)?;
        let catalogue = catalogue::load(&source)?;
        let responses = read_recording(&path)?.map(|(_, responses)| responses).unwrap_or_default();
        Ok(Self { catalogue, source, responses })
    }
}

/// The recording of responses beside a catalogue's file: `operations.responses.json` for `operations.yaml`.
pub fn recording_beside(catalogue: &Path) -> PathBuf {
    catalogue.with_extension("responses.json")
}

/// Reads the recording beside a catalogue's file, where there is one: its text, and what that says.
///
/// # Errors
/// When it cannot be read, or is none.
pub fn read_recording(catalogue: &Path) -> Result<Option<(Source, Responses)>, Diagnostics> {
    let path = recording_beside(catalogue);
    if !is_there(&path) {
        return Ok(None);
    }
    let source = Source::read_regular(&path, "record the responses again, or remove the link")?;
    let responses = Responses::parse(&source.text).map_err(|message| {
        let mut problem =
            Diagnostic::new(Code::Responses, format!("this is not a recording of responses: {message}"));
        problem.help("record them again with `sigma-gen test --record`, after you have removed the file");
        Diagnostics::one(&source.path_shown, problem)
    })?;
    Ok(Some((source, responses)))
}
