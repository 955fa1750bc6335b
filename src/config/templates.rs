//! Templates in a folder of the user's.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::catalogue::Source;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::error::Result;
use crate::output::manifest;
use crate::render::Overrides;
use crate::targets::custom::{self, Custom};

/// The user's templates in a folder, by their names: `docs/` and the path in it. They replace built-in ones of the
/// same names.
pub(crate) fn overrides(templates: Option<(&Path, &str)>) -> Result<Overrides> {
    let Some((root, name)) = templates else { return Ok(Overrides::new()) };
    let texts = texts(root, |name| name != manifest::FILE_NAME)?;
    Ok(texts.into_iter().map(|(path, text)| (format!("{name}/{path}"), text)).collect())
}

/// The target of the user's own in a folder.
pub(super) fn custom(name: &str, folder: &Path) -> Result<Custom> {
    let description = Source::read_regular(
        &folder.join(custom::DESCRIPTION),
        "write it, as the README shows, or name another folder",
    )?;
    let texts = texts(folder, |name| name.ends_with(custom::SUFFIX) && !name.starts_with('.'))?;
    let templates = texts.into_iter().map(|(path, text)| {
        let path = path.strip_suffix(custom::SUFFIX).unwrap_or(&path).to_owned();
        (path, text)
    });
    Ok(Custom::read(name, &description, templates)?)
}

/// The texts of the files in a folder whose names are wanted, by their paths. A link that leads out of the folder is
/// refused: docs would publish what it leads to.
fn texts(root: &Path, is_wanted: fn(&str) -> bool) -> Result<BTreeMap<String, String>> {
    let mut texts = BTreeMap::new();
    let real_root = real(root)?;
    let mut folders = vec![(root.to_owned(), String::new(), vec![real_root.clone()])];
    while let Some((folder, above_it, above)) = folders.pop() {
        let unreadable = |error| unreadable(&folder, "read the folder", &error);
        for entry in std::fs::read_dir(&folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            let file_name = path.file_name().unwrap_or_default().to_string_lossy();
            let name = format!("{above_it}{file_name}");
            let real = real(&path)?;
            if !real.starts_with(&real_root) || above.contains(&real) {
                return Err(astray(&path).into());
            }
            if real.is_dir() {
                folders.push((path, format!("{name}/"), [&above[..], &[real]].concat()));
            } else if is_wanted(&file_name) {
                texts.insert(name, Source::read_regular(&path, "check where the link leads")?.text);
            }
        }
    }
    Ok(texts)
}

/// A path without symbolic links.
fn real(path: &Path) -> Result<PathBuf, Diagnostics> {
    std::fs::canonicalize(path).map_err(|error| {
        let what = if path.is_symlink() { "follow the link" } else { "read the folder" };
        unreadable(path, what, &error)
    })
}

fn unreadable(path: &Path, what: &str, error: &std::io::Error) -> Diagnostics {
    let problem = Diagnostic::new(Code::Unreadable, format!("cannot {what}: {error}"));
    Diagnostics::one(&path.display().to_string(), problem)
}

/// A link leads out of the folder of templates, or to a folder around it.
fn astray(path: &Path) -> Diagnostics {
    let mut problem = Diagnostic::new(Code::OutsideFolder, "this link leads out of the folder of templates");
    problem.help("put the file itself in its place");
    Diagnostics::one(&path.display().to_string(), problem)
}
