//! An output folder: reading, replacing and removing files in it, and never outside it.

use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::manifest::{is_in_git, is_plain};
use super::{Mode, problem};
use crate::diagnostic::Diagnostics;

/// How long to wait for another run.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the names of temporary files begin and end with; the process id stands between.
const TEMPORARY: (&str, &str) = (".sigma-gen-", ".tmp");

/// An output folder. Opened for writing, it is held against other runs until it is dropped.
#[derive(Debug)]
pub(super) struct Folder {
    /// As the user named it.
    name: PathBuf,
    /// Without symbolic links; none while the folder does not exist.
    root: Option<PathBuf>,
    _lock: Option<File>,
}

impl Folder {
    /// Opens the folder; for writing, makes it first.
    pub fn open(name: &Path, mode: Mode) -> Result<Self, Diagnostics> {
        if name.is_relative() && is_in_git(name) {
            return Err(problem::in_git(name));
        }
        let root = match fs::canonicalize(name) {
            Ok(root) if root.is_dir() => Some(root),
            Ok(_) => return Err(problem::not_a_folder(name)),
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(problem::io("open this folder", name)(error));
            }
            Err(_) if mode == Mode::Preview => None,
            Err(_) => {
                let made = fs::create_dir_all(name).and_then(|()| fs::canonicalize(name));
                Some(made.map_err(problem::io("make this folder", name))?)
            }
        };
        if root.as_deref().is_some_and(is_in_git_here) {
            return Err(problem::in_git(name));
        }
        let lock = match &root {
            Some(root) if mode == Mode::Write => lock(root)?,
            _ => None,
        };
        Ok(Self { name: name.to_owned(), root, _lock: lock })
    }

    /// The folder of a file that is there, and the file's name in it. Nobody else's files are changed there, so
    /// it is not held.
    pub fn of_file(path: &Path) -> Result<(Self, String), Diagnostics> {
        let is_there = path.exists() || path.is_symlink();
        let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
        let real = match path.file_name() {
            Some(name) if !is_there => fs::canonicalize(folder).map(|folder| folder.join(name)),
            // A link leads to the file that is meant.
            _ => fs::canonicalize(path),
        };
        let real = real.map_err(problem::io("find it", path))?;
        let name = real.file_name().and_then(|name| name.to_str()).filter(|_| !is_there || real.is_file());
        let (Some(root), Some(name)) = (real.parent(), name) else { return Err(problem::not_a_file(path)) };
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        Ok((Self { name: folder, root: Some(root.to_owned()), _lock: None }, name.to_owned()))
    }

    /// The path of a file as the user would write it.
    pub fn shown(&self, path: &str) -> PathBuf {
        self.name.join(path)
    }

    /// The text of a file; none when there is no such file.
    ///
    /// # Errors
    /// When the path leads outside, is not a file, or cannot be read.
    pub fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Diagnostics> {
        let Some(place) = self.place(path)? else { return Ok(None) };
        let target = self.target(path, &place)?;
        // Reading a pipe or a device may never end.
        if fs::metadata(&target).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
            return Err(problem::special(&self.shown(path)));
        }
        match fs::read(target) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(problem::io("read it", &self.shown(path))(error)),
        }
    }

    /// Replaces or makes a file: whoever reads it finds the old text or the new one, also after a power cut.
    pub fn write(&self, path: &str, text: &[u8]) -> Result<(), Diagnostics> {
        self.replace(path, text, true)
    }

    /// Replaces or makes a file that can be generated again. After a power cut it may be empty: to wait for the
    /// disk would take longer than all the rest, where there are many files.
    pub fn write_generated(&self, path: &str, text: &[u8]) -> Result<(), Diagnostics> {
        self.replace(path, text, false)
    }

    fn replace(&self, path: &str, text: &[u8], is_durable: bool) -> Result<(), Diagnostics> {
        let shown = self.shown(path);
        if let Some(root) = &self.root
            && let Some((parents, _)) = path.rsplit_once('/')
        {
            fs::create_dir_all(root.join(parents)).map_err(problem::io("make its folder", &shown))?;
        }
        let place = self.place(path)?.ok_or_else(|| problem::outside(&shown))?;
        let target = self.target(path, &place)?;
        let (before, after) = TEMPORARY;
        let temporary = target.with_file_name(format!("{before}{}{after}", std::process::id()));
        // What has that name is left of a killed run; or a link that must not be followed.
        let _ = fs::remove_file(&temporary);
        let replace = || {
            let mut file = File::create_new(&temporary)?;
            file.write_all(text)?;
            if let Ok(old) = fs::metadata(&target) {
                file.set_permissions(old.permissions())?;
            }
            if is_durable {
                file.sync_all()?;
            }
            fs::rename(&temporary, &target)
        };
        replace().map_err(|error| {
            // What is left of it says nothing to anyone; the error above does.
            let _ = fs::remove_file(&temporary);
            problem::io("write it", &shown)(error)
        })
    }

    /// Removes a file; a symbolic link goes, not what it leads to.
    pub fn remove(&self, path: &str) -> Result<(), Diagnostics> {
        match self.place(path)? {
            Some(place) => fs::remove_file(place).map_err(problem::io("remove it", &self.shown(path))),
            None => Ok(()),
        }
    }

    /// Removes what a killed run may have left in a folder, `a/b` or the root as an empty text, and the folder itself
    /// when it is empty. It is tidying: what does not go stays.
    pub fn tidy(&self, folder: &str) {
        // The place of any file in it.
        let file = if folder.is_empty() { "-".to_owned() } else { format!("{folder}/-") };
        let Ok(Some(place)) = self.place(&file) else { return };
        let mut folder = place.parent();
        while let Some(path) = folder.filter(|&path| Some(path) != self.root.as_deref()) {
            remove_temporaries(path);
            if fs::remove_dir(path).is_err() {
                break;
            }
            folder = path.parent();
        }
        if let Some(root) = &self.root {
            remove_temporaries(root);
        }
    }

    /// Where a file is or would be, with symbolic links among its folders followed; none when its
    /// folder does not exist.
    fn place(&self, path: &str) -> Result<Option<PathBuf>, Diagnostics> {
        let outside = || problem::outside(&self.shown(path));
        if !is_plain(path) {
            return Err(outside());
        }
        let Some(root) = &self.root else { return Ok(None) };
        let (parents, name) = path.rsplit_once('/').unwrap_or(("", path));
        let mut folder = root.clone();
        for part in parents.split_terminator('/') {
            folder.push(part);
            match fs::canonicalize(&folder) {
                Ok(real) if is_inside(&real, root) => folder = real,
                Ok(_) => return Err(outside()),
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(problem::io("read it", &self.shown(path))(error));
                }
                Err(_) if folder.is_symlink() => return Err(outside()),
                Err(_) => return Ok(None),
            }
        }
        Ok(Some(folder.join(name)))
    }

    /// The file itself, where its place is a symbolic link.
    fn target(&self, path: &str, place: &Path) -> Result<PathBuf, Diagnostics> {
        if !place.is_symlink() {
            return Ok(place.to_owned());
        }
        let target = fs::canonicalize(place).map_err(problem::io("follow this link", &self.shown(path)))?;
        if self.root.as_ref().is_some_and(|root| is_inside(&target, root)) {
            Ok(target)
        } else {
            Err(problem::outside(&self.shown(path)))
        }
    }
}

/// Whether a real path is below a folder, and not in its `.git`.
fn is_inside(path: &Path, root: &Path) -> bool {
    path.strip_prefix(root).is_ok_and(|path| !is_in_git(path))
}

/// Whether a real path is in a `.git` that this process was not started in.
fn is_in_git_here(path: &Path) -> bool {
    let here = std::env::current_dir().and_then(fs::canonicalize);
    let below = here.ok().and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned));
    is_in_git(below.as_deref().unwrap_or(path))
}

/// Waits until no other run holds the folder. File systems without locks do without.
fn lock(root: &Path) -> Result<Option<File>, Diagnostics> {
    // Windows opens no folder as a file.
    let Ok(folder) = File::open(root) else { return Ok(None) };
    let start = Instant::now();
    loop {
        match folder.try_lock() {
            Ok(()) => return Ok(Some(folder)),
            Err(TryLockError::WouldBlock) if start.elapsed() < PATIENCE => {
                std::thread::sleep(Duration::from_millis(10));
            }
            Err(TryLockError::WouldBlock) => return Err(problem::busy(root)),
            Err(TryLockError::Error(_)) => return Ok(None),
        }
    }
}

fn remove_temporaries(folder: &Path) {
    let (before, after) = TEMPORARY;
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if let Some(name) = entry.file_name().to_str()
            && name.starts_with(before)
            && name.ends_with(after)
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}
