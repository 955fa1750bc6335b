//! What `tests/run` installs from PyPI.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A program of the environment that `tests/run` makes, such as `python` or `check-jsonschema`.
pub fn program(name: &str) -> Command {
    Command::new(folder().join(name))
}

/// The folder with the programs.
pub fn folder() -> PathBuf {
    let one = std::env::var_os("CHECK_JSONSCHEMA")
        .expect("CHECK_JSONSCHEMA is not set. Run the tests with `tests/run test`, which installs it.");
    Path::new(&one).parent().expect("it is in a folder").to_owned()
}
