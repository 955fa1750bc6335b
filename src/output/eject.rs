//! Built-in templates in a folder of the user's, to be edited there.
//!
//! The folder's manifest remembers what each was when it was written, so that a later version of this
//! program can tell that its own template is another one now.

use std::path::{Path, PathBuf};

use super::folder::Folder;
use super::manifest::{self, Manifest};
use super::{Mode, problem};
use crate::diagnostic::Diagnostics;

/// Writes a template into a folder, and remembers its text. Returns the file's path.
///
/// # Errors
/// When a file that differs is there already, unless `force` is given; or when it cannot be written.
pub fn eject(folder: &Path, name: &str, text: &str, force: bool) -> Result<PathBuf, Diagnostics> {
    let folder = Folder::open(folder, Mode::Write)?;
    let mut known = read(&folder)?;
    let shown = folder.shown(name);
    if !force && folder.read(name)?.is_some_and(|old| manifest::with_lf(&old) != text.as_bytes()) {
        return Err(problem::edited_template(&shown));
    }
    known.replace(name, text.as_bytes());
    folder.write(name, text.as_bytes())?;
    folder.write(manifest::FILE_NAME, known.text().as_bytes())?;
    Ok(shown)
}

/// The templates in a folder whose built-in text is no longer the one that was ejected.
///
/// # Errors
/// When the folder or its manifest cannot be read.
pub fn stale<'t>(
    folder: &Path,
    builtin: impl Iterator<Item = (&'t str, &'t str)>,
) -> Result<Vec<&'t str>, Diagnostics> {
    let folder = Folder::open(folder, Mode::Preview)?;
    let known = read(&folder)?;
    let is_stale = |&(name, text): &(&str, &str)| known.knows(name) && !known.has(name, text.as_bytes());
    Ok(builtin.filter(is_stale).map(|(name, _)| name).collect())
}

fn read(folder: &Folder) -> Result<Manifest, Diagnostics> {
    let Some(text) = folder.read(manifest::FILE_NAME)? else { return Ok(Manifest::default()) };
    let damaged = |line| problem::damaged(&folder.shown(manifest::FILE_NAME), line);
    Manifest::parse(&String::from_utf8_lossy(&text)).map_err(damaged)
}
