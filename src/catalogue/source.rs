//! The text of a catalogue and where it came from.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Report, Span};

/// The text of a catalogue, and the file's name for messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// What messages call the file: the path as the user gave it.
    pub path_shown: String,
    /// The file's text.
    pub text: String,
}

/// What some editors begin a file with.
pub(crate) const BYTE_ORDER_MARK: char = '\u{feff}';

/// A catalogue that comes with this program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Builtin {
    /// The operations of ElastiCache for Redis: `operations.yaml`.
    #[default]
    #[cfg_attr(feature = "cli", value(name = "elasticache"))]
    ElastiCache,
    /// All data commands of Redis, and what else does no harm: `catalogues/redis.yaml`.
    Redis,
}

impl Builtin {
    /// Its text.
    pub fn source(self) -> Source {
        let (path_shown, text) = match self {
            Self::ElastiCache => ("operations.yaml (built in)", include_str!("../../operations.yaml")),
            Self::Redis => ("redis.yaml (built in)", include_str!("../../catalogues/redis.yaml")),
        };
        Source { path_shown: path_shown.to_owned(), text: text.to_owned() }
    }
}

impl Source {
    /// The largest file that is read, in bytes: seven times a catalogue of 10,000 operations.
    pub const LARGEST: u64 = 64 << 20;

    /// The catalogue of ElastiCache for Redis that comes with this program.
    pub fn builtin() -> Self {
        Builtin::ElastiCache.source()
    }

    /// Reads a catalogue, without its byte order mark: it is no part of the text, and would count as a column.
    ///
    /// # Errors
    /// When it is missing, not a file, not UTF-8 or larger than [`Source::LARGEST`].
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Diagnostics> {
        Self::read_other(path.as_ref(), "check the path; `sigma-gen init` writes a catalogue to start from")
    }

    /// Reads another file than a catalogue in the same way; `missing` is what to do when it is not there.
    pub(crate) fn read_other(path: &Path, missing: &str) -> Result<Self, Diagnostics> {
        Ok(Self::read_whole(path, missing)?.without_mark())
    }

    fn without_mark(mut self) -> Self {
        if self.text.starts_with(BYTE_ORDER_MARK) {
            self.text.drain(..BYTE_ORDER_MARK.len_utf8());
        }
        self
    }

    /// Reads a file that nobody named on the command line, in the same way; only a regular one, because reading a
    /// pipe or a device may never end.
    #[cfg(feature = "cli")]
    pub(crate) fn read_regular(path: &Path, missing: &str) -> Result<Self, Diagnostics> {
        refuse_special(path)?;
        Self::read_other(path, missing)
    }

    /// A text that takes the place of a file's: with the byte order mark that the file has.
    #[cfg(feature = "run")]
    pub(crate) fn marked(text: String, path: &Path) -> String {
        let mut start = [0; BYTE_ORDER_MARK.len_utf8()];
        let read = File::open(path).and_then(|mut file| file.read_exact(&mut start));
        let has_mark =
            read.is_ok() && std::str::from_utf8(&start).is_ok_and(|start| start.starts_with(BYTE_ORDER_MARK));
        if has_mark { format!("{BYTE_ORDER_MARK}{text}") } else { text }
    }

    /// Reads what this process is given.
    #[cfg(feature = "cli")]
    pub(crate) fn standard_input() -> Result<Self, Diagnostics> {
        let source = Self::read_from("standard input".to_owned(), Ok(std::io::stdin().lock()), "")?;
        Ok(source.without_mark())
    }

    /// Reads a file as it is; `missing` is what to do when it is not there.
    pub(crate) fn read_whole(path: &Path, missing: &str) -> Result<Self, Diagnostics> {
        Self::read_from(path.display().to_string(), File::open(path), missing)
    }

    fn read_from(
        path_shown: String,
        open: std::io::Result<impl Read>,
        missing: &str,
    ) -> Result<Self, Diagnostics> {
        let refuse = |code, message: String, help: &str| {
            let mut problem = Diagnostic::new(code, message);
            problem.help(help);
            Diagnostics::one(&path_shown, problem)
        };

        let mut bytes = Vec::new();
        let read = open.and_then(|file| file.take(Self::LARGEST + 1).read_to_end(&mut bytes));
        if let Err(error) = read {
            let (problem, help) = match error.kind() {
                ErrorKind::NotFound => (&*not_there(&path_shown), missing),
                ErrorKind::IsADirectory => ("it is a folder", "name a file in it"),
                ErrorKind::PermissionDenied => ("reading it is not allowed", "check the file's permissions"),
                _ => return Err(refuse(Code::Unreadable, format!("cannot read the file: {error}"), "")),
            };
            return Err(refuse(Code::Unreadable, format!("cannot read the file: {problem}"), help));
        }
        if bytes.len() as u64 > Self::LARGEST {
            let message = format!("the file is larger than {} MiB", Self::LARGEST >> 20);
            return Err(refuse(Code::TooBig, message, "nothing needs that: is it the right file?"));
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Source { path_shown, text }),
            Err(error) => {
                // Up to the first wrong byte, the lossy text has the same bytes.
                let at = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes());
                let mut report = Report::new(&path_shown, &text);
                let span = Span { start: at, end: at + char::REPLACEMENT_CHARACTER.len_utf8() };
                report.add(Code::NotUtf8, span, "the file is not UTF-8").help("save it as UTF-8");
                Err(report.finish())
            }
        }
    }
}

/// There is no such file. It says where it looked: a build script or a CI job runs in another folder than one thinks.
fn not_there(path: &str) -> String {
    match std::env::current_dir() {
        Ok(folder) if Path::new(path).is_relative() => {
            format!("there is no such file in `{}`", folder.display())
        }
        _ => "there is no such file".to_owned(),
    }
}

/// Refuses what is there and neither a file nor a folder, which is told by whoever reads it.
#[cfg(feature = "cli")]
pub(crate) fn refuse_special(path: &Path) -> Result<(), Diagnostics> {
    if !std::fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
        return Ok(());
    }
    let mut problem = Diagnostic::new(Code::Unreadable, "cannot read the file: it is not a regular file");
    problem.help("put a file in its place: reading a pipe or a device may never end");
    Err(Diagnostics::one(&path.display().to_string(), problem))
}
