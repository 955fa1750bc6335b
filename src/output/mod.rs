//! The only place that writes: files in memory to an output folder, and regions in a file of the user's.
//!
//! One way leads to every mode. A [`Plan`] compares what a target made with what the folder has;
//! then it is written, listed or shown as a diff. All problems are known before the first byte is
//! written. A [manifest] in the folder tells our files from the user's.
//!
//! A run may be killed at any moment. Each file is replaced as a whole, and the manifest first
//! learns the new hashes beside the old ones, then the files change, then the old hashes go. So
//! the next run knows every file it finds, and completes what was begun.

#[cfg(feature = "cli")]
mod diff;
#[cfg(feature = "cli")]
pub mod eject;
mod folder;
pub mod manifest;
mod plan;
mod problem;

use std::path::{Path, PathBuf};

pub use plan::{Action, Change, Plan};

use crate::diagnostic::Diagnostics;
use crate::error::Error;
use crate::targets::Files;
use folder::Folder;

/// What one target made, and where it goes.
#[derive(Clone, Debug)]
pub enum Output {
    /// Files of a folder that has them all to itself, but for what the manifest does not list.
    Folder {
        /// The output folder; made when it is missing.
        folder: PathBuf,
        /// What it shall have.
        files: Files,
    },
    /// A file of the user's: one in which regions were filled, or one that was recorded.
    File {
        /// The file; made when it is missing, in a folder that is there.
        path: PathBuf,
        /// All of its new text.
        text: String,
    },
    /// A generated file in a folder of the user's. The folder's manifest knows it, beside others.
    Single {
        /// The file; made when it is missing, with its folder.
        path: PathBuf,
        /// All of its text.
        text: String,
    },
}

impl Output {
    /// Where it goes, as the user named it.
    pub fn path(&self) -> &Path {
        match self {
            Self::Folder { folder: path, .. } | Self::File { path, .. } | Self::Single { path, .. } => path,
        }
    }
}

/// What to do with the plans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Change the folders.
    Write,
    /// Only say what would change.
    Preview,
}

/// Brings every output up to date, or says what would change there.
///
/// With `force`, files that were edited by hand and files that are not ours are overwritten too.
///
/// # Errors
/// Every problem of every folder, before anything is written; or the first one met while writing.
pub fn apply(outputs: &[Output], mode: Mode, force: bool) -> Result<Vec<Plan>, Error> {
    let mut problems = Vec::new();
    let mut plans = Vec::new();
    for output in outputs {
        let plan = match output {
            Output::Folder { folder, files } => Folder::open(folder, mode)
                .map_err(|problem| vec![problem])
                .and_then(|folder| Plan::new(folder, files, force)),
            Output::File { path, text } => Plan::of_file(path, text).map_err(|problem| vec![problem]),
            Output::Single { path, text } => single(path, text, mode, force),
        };
        match plan {
            Ok(plan) => plans.push(plan),
            Err(more) => problems.extend(more),
        }
    }
    if !problems.is_empty() {
        return Err(Error::from(problems));
    }
    if mode == Mode::Write {
        for plan in &plans {
            plan.write()?;
        }
    }
    Ok(plans)
}

/// The plan of one generated file in a folder that has others too.
fn single(path: &Path, text: &str, mode: Mode, force: bool) -> Result<Plan, Vec<Diagnostics>> {
    let name = path.file_name().and_then(|name| name.to_str());
    let name = name.ok_or_else(|| vec![problem::not_a_file(path)])?;
    let parent = path.parent().filter(|parent| *parent != Path::new(""));
    let folder = Folder::open(parent.unwrap_or(Path::new(".")), mode).map_err(|problem| vec![problem])?;
    let mut files = Files::default();
    files.add(name, text);
    Plan::beside_others(folder, &files, force)
}
