//! The file with the spec of clusters: the only one that the panel writes.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use axum::http::StatusCode;

use super::refusal::Refusal;
use crate::catalogue::Source;
use crate::diagnostic::Diagnostics;
use crate::output::manifest::hash;
use crate::output::{self, Mode, Output};

const MISSING: &str = "check the path, or make a spec with `sigma-gen cluster init`";

/// A spec's file.
pub(super) struct Spec {
    path: PathBuf,
    /// What the page knows of it, or was told.
    known: Mutex<Known>,
}

#[derive(PartialEq)]
struct Known {
    version: Option<String>,
    looks: Option<Looks>,
}

/// What a file that was not changed keeps.
type Looks = (SystemTime, u64);

impl Spec {
    /// Reads it for the first time.
    pub fn open(path: PathBuf) -> Result<Self, Diagnostics> {
        let looks = looks(&path);
        let (_, version) = read(&path)?;
        Ok(Self { path, known: Mutex::new(Known { version: Some(version), looks }) })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its text, and a version that is another for every other text.
    pub fn read(&self) -> Result<(String, String), Diagnostics> {
        read(&self.path)
    }

    /// Replaces its text, if it still has this version. Gives the new one.
    pub fn write(&self, text: String, made_from: &str) -> Result<String, Refusal> {
        // One writer at a time: two pages may have the same version.
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let now = read(&self.path).map(|(_, version)| version);
        if !now.is_ok_and(|now| now == made_from) {
            let message = format!("{} was changed by another program", self.path.display());
            return Err(Refusal::new(StatusCode::CONFLICT, "Changed", message)
                .help("read it again, or save your text under another name"));
        }
        let version = hash(text.as_bytes());
        let text = Source::marked(text, &self.path);
        output::apply(&[Output::File { path: self.path.clone(), text }], Mode::Write, false)?;
        *known = Known { version: Some(version.clone()), looks: looks(&self.path) };
        Ok(version)
    }

    /// Whether another program changed or removed it since the last look.
    pub fn has_changed(&self) -> bool {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let looks = looks(&self.path);
        if looks == known.looks {
            return false;
        }
        let version = read(&self.path).ok().map(|(_, version)| version);
        let has_changed = version != known.version;
        *known = Known { version, looks };
        has_changed
    }
}

fn read(path: &Path) -> Result<(String, String), Diagnostics> {
    let Source { text, .. } = Source::read_regular(path, MISSING)?;
    let version = hash(text.as_bytes());
    Ok((text, version))
}

fn looks(path: &Path) -> Option<Looks> {
    let about = path.metadata().ok()?;
    Some((about.modified().ok()?, about.len()))
}
