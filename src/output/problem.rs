//! What keeps files from being written.

use std::io;
use std::path::Path;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, quoted};

fn problem(path: &Path, code: Code, message: &str, help: &str) -> Diagnostics {
    let mut diagnostic = Diagnostic::new(code, message);
    diagnostic.help(help);
    Diagnostics::one(&path.display().to_string(), diagnostic)
}

/// A generated file was edited by hand.
pub(super) fn edited(path: &Path) -> Diagnostics {
    problem(
        path,
        Code::EditedFile,
        "this generated file was edited by hand",
        "undo the edit, or run again with `--force` to discard it",
    )
}

/// A file that sigma-gen did not write is where it wants to.
pub(super) fn foreign(path: &Path) -> Diagnostics {
    problem(
        path,
        Code::ForeignFile,
        "a file that sigma-gen did not write is in the way",
        "move it away, or run again with `--force` to overwrite it",
    )
}

/// Files that sigma-gen wrote, in a folder whose manifest is gone.
pub(super) fn no_manifest(path: &Path, count: usize) -> Diagnostics {
    let files =
        if count == 1 { "a file of this folder".to_owned() } else { format!("{count} files of this folder") };
    problem(
        path,
        Code::Manifest,
        &format!(
            "the manifest is missing, and {files} would change: sigma-gen cannot tell whether you edited them"
        ),
        "restore it, and commit it; or run again with `--force` to overwrite them (with `--dry-run`, only to list \
         them)",
    )
}

/// The folder's files are another package's.
pub(super) fn other_package(path: &Path, there: &str, wanted: &str) -> Diagnostics {
    problem(
        path,
        Code::OtherPackage,
        &format!("this folder holds the package {}, not {}", quoted(there), quoted(wanted)),
        "choose another output folder, or run again with `--force` to replace the package",
    )
}

/// A template that was ejected before has changed since, or is the user's own.
#[cfg(feature = "cli")]
pub(super) fn edited_template(path: &Path) -> Diagnostics {
    problem(
        path,
        Code::EditedFile,
        "there is a different template already",
        "keep it, or run again with `--force` to overwrite it",
    )
}

/// A path leads out of the output folder.
pub(super) fn outside(path: &Path) -> Diagnostics {
    problem(
        path,
        Code::OutsideFolder,
        "this path leads out of the output folder",
        "remove the symbolic link, or choose another output folder",
    )
}

/// The output folder is Git's own.
pub(super) fn in_git(path: &Path) -> Diagnostics {
    problem(
        path,
        Code::OutsideFolder,
        "this output folder is inside `.git`, where sigma-gen writes nothing",
        "choose another output folder",
    )
}

/// The output folder is a file.
pub(super) fn not_a_folder(path: &Path) -> Diagnostics {
    problem(path, Code::Refused, "this is not a folder", "choose another output folder")
}

/// What should be a file is none, or its name is not UTF-8.
pub(super) fn not_a_file(path: &Path) -> Diagnostics {
    problem(path, Code::Refused, "this is not a file, or its name is not UTF-8", "name another file")
}

/// A pipe, a device or a socket where a file should be.
pub(super) fn special(path: &Path) -> Diagnostics {
    problem(path, Code::Refused, "this is not a regular file", "move it away")
}

/// A line of the manifest is not one of ours.
pub(super) fn damaged(path: &Path, line: usize) -> Diagnostics {
    problem(
        path,
        Code::Manifest,
        &format!("the manifest is damaged: line {line} is not a SHA-256 hash and a path below its folder"),
        "restore it from version control, or run again with `--force` to write it again",
    )
}

/// Another run holds the folder and does not end.
pub(super) fn busy(path: &Path) -> Diagnostics {
    problem(
        path,
        Code::Busy,
        "another run of sigma-gen is writing to this folder",
        "run again when it has finished",
    )
}

/// The operating system refused to `action`.
pub(super) fn io<'a>(action: &'a str, path: &'a Path) -> impl FnOnce(io::Error) -> Diagnostics + 'a {
    move |error| problem(path, Code::Refused, &format!("cannot {action}: {error}"), "")
}
