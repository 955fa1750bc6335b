//! What has to change in an output folder, and doing it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::folder::Folder;
use super::manifest::{self, Manifest, with_lf};
use super::problem;
use crate::diagnostic::Diagnostics;
use crate::targets::Files;

/// What happens to one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// It is missing and will be made.
    Create,
    /// It differs and will be replaced.
    Update,
    /// It is no longer generated and will be removed.
    Remove,
    /// It is as it should be.
    Keep,
}

impl Action {
    /// The action as a word: `create`, `update`, `remove` or `keep`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Remove => "remove",
            Self::Keep => "keep",
        }
    }
}

/// One file of a plan.
#[derive(Clone, Debug)]
pub struct Change {
    /// The path in the output folder.
    pub path: String,
    /// What happens to it.
    pub action: Action,
    /// What the file has now; empty where it is missing.
    pub old: Vec<u8>,
    /// What it shall have; empty where it goes.
    pub new: Vec<u8>,
}

/// The way from what an output folder has to what it should have.
#[derive(Debug)]
pub struct Plan {
    folder: Folder,
    changes: Vec<Change>,
    /// None for a file of the user's.
    manifests: Option<Manifests>,
}

/// What a folder's manifest knows, and what it should know.
#[derive(Debug)]
struct Manifests {
    known: Manifest,
    wanted: Manifest,
}

impl Plan {
    /// Compares the folder with the files; or says everything that is in the way.
    pub(super) fn new(folder: Folder, files: &Files, force: bool) -> Result<Self, Vec<Diagnostics>> {
        Self::compare(folder, files, force, true)
    }

    /// The same, for files beside others that the manifest knows: those stay.
    pub(super) fn beside_others(
        folder: Folder,
        files: &Files,
        force: bool,
    ) -> Result<Self, Vec<Diagnostics>> {
        Self::compare(folder, files, force, false)
    }

    fn compare(folder: Folder, files: &Files, force: bool, is_all: bool) -> Result<Self, Vec<Diagnostics>> {
        let mut problems = Vec::new();
        let old_manifest = folder.read(manifest::FILE_NAME).unwrap_or_else(|problem| {
            problems.push(problem);
            None
        });
        let known = match &old_manifest {
            Some(text) => Manifest::parse(&String::from_utf8_lossy(text)).unwrap_or_else(|line| {
                if !force {
                    problems.push(problem::damaged(&folder.shown(manifest::FILE_NAME), line));
                }
                Manifest::default()
            }),
            None => Manifest::default(),
        };
        // Without a manifest that can be read, every file would seem to be in the way.
        if !problems.is_empty() {
            return Err(problems);
        }

        if let (true, false, Some(there), Some(wanted)) = (is_all, force, known.package(), files.package())
            && there != wanted
        {
            return Err(vec![problem::other_package(&folder.shown(""), there, wanted)]);
        }

        let mut wanted = Manifest::default();
        wanted.set_package(files.package());
        let mut changes = Vec::new();
        let mut foreign = Vec::new();
        for (path, text) in files.iter() {
            wanted.add(path, text.as_bytes());
            match folder.read(path) {
                Ok(old) => {
                    let change = change(path, old, text.as_bytes());
                    let is_known = known.knows(path);
                    // A file of ours that a power cut left empty has nothing to lose.
                    let is_ours = || known.has(path, &change.old) || is_known && change.old.is_empty();
                    if change.action == Action::Update && !force && !is_ours() {
                        match is_known {
                            true => problems.push(problem::edited(&folder.shown(path))),
                            false => foreign.push((path, manifest::has_header(&change.old))),
                        }
                    }
                    changes.push(change);
                }
                Err(problem) => problems.push(problem),
            }
        }
        if !is_all {
            wanted = wanted.union(&known.without(files));
        }
        if old_manifest.is_none() && foreign.iter().any(|&(_, is_generated)| is_generated) {
            // We wrote them, and what says so is lost.
            problems.push(problem::no_manifest(&folder.shown(manifest::FILE_NAME), foreign.len()));
        } else {
            problems.extend(foreign.iter().map(|(path, _)| problem::foreign(&folder.shown(path))));
        }
        for path in known.paths().filter(|path| is_all && files.get(path).is_none()) {
            // What cannot be read as a file below the folder is nothing that we wrote.
            if let Ok(Some(old)) = folder.read(path) {
                if !force && !known.has(path, &old) {
                    problems.push(problem::edited(&folder.shown(path)));
                }
                // Without our header it stays, also where it is forced: what it is, only its owner knows.
                if manifest::has_header(&old) {
                    let path = path.to_owned();
                    changes.push(Change { path, action: Action::Remove, old, new: Vec::new() });
                }
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        changes.push(change(manifest::FILE_NAME, old_manifest, wanted.text().as_bytes()));
        changes.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Self { folder, changes, manifests: Some(Manifests { known, wanted }) })
    }

    /// Compares a file of the user's with the text that it should have.
    pub(super) fn of_file(path: &Path, text: &str) -> Result<Self, Diagnostics> {
        let (folder, name) = Folder::of_file(path)?;
        let old = folder.read(&name)?;
        let action = match &old {
            None => Action::Create,
            Some(old) if old == text.as_bytes() => Action::Keep,
            Some(_) => Action::Update,
        };
        let change = Change { path: name, action, old: old.unwrap_or_default(), new: text.into() };
        Ok(Self { folder, changes: vec![change], manifests: None })
    }

    /// Every file that is generated, or was; sorted by path.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Whether nothing has to change.
    pub fn is_current(&self) -> bool {
        self.changes.iter().all(|change| change.action == Action::Keep)
    }

    /// The path of a change as the user would write it.
    pub fn path(&self, change: &Change) -> PathBuf {
        self.folder.shown(&change.path)
    }

    /// Changes the folder. Killed at any point, it leaves what the next run can complete.
    pub(super) fn write(&self) -> Result<(), Diagnostics> {
        let Some(Manifests { known, wanted }) = &self.manifests else {
            let mut updates = self.changes.iter().filter(|change| change.action != Action::Keep);
            return updates.try_for_each(|change| self.folder.write(&change.path, &change.new));
        };
        if !self.is_current() {
            let both = known.clone().union(wanted);
            if both != *known {
                self.folder.write(manifest::FILE_NAME, both.text().as_bytes())?;
            }
            let files = self.changes.iter().filter(|change| change.path != manifest::FILE_NAME);
            for change in files {
                match change.action {
                    Action::Create | Action::Update => {
                        self.folder.write_generated(&change.path, &change.new)?
                    }
                    Action::Remove => self.folder.remove(&change.path)?,
                    Action::Keep => {}
                }
            }
            self.folder.write(manifest::FILE_NAME, wanted.text().as_bytes())?;
        }
        let paths = known.paths().chain(wanted.paths());
        let folders: BTreeSet<_> =
            paths.map(|path| path.rsplit_once('/').map_or("", |(folder, _)| folder)).collect();
        folders.iter().for_each(|folder| self.folder.tidy(folder));
        Ok(())
    }
}

/// The change from an old text, where there is one, to a new one. Line ends do not count: Git may
/// have changed them.
fn change(path: &str, old: Option<Vec<u8>>, new: &[u8]) -> Change {
    let action = match &old {
        None => Action::Create,
        Some(old) if with_lf(old) == with_lf(new) => Action::Keep,
        Some(_) => Action::Update,
    };
    Change { path: path.to_owned(), action, old: old.unwrap_or_default(), new: new.to_vec() }
}
