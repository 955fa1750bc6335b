//! Packages that a test makes and Cargo builds.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use sigma_gen::targets::Files;

/// The runtime's folder.
pub const RUNTIME: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/runtime/rust");

/// Runs Cargo on a package that uses this workspace's versions; gives what it printed.
pub fn cargo(folder: &Path, arguments: &[&str]) -> String {
    let output = run_cargo(folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The same, with whatever came of it.
pub fn run_cargo(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO"))
        .args(arguments)
        .arg("--offline")
        .env("CARGO_TARGET_DIR", target_folder())
        .env("RUSTFLAGS", "--deny warnings")
        .env("RUSTDOCFLAGS", "--deny warnings")
        .current_dir(folder)
        .output()
        .unwrap()
}

/// Writes files into a folder.
pub fn write(folder: &Path, files: &Files) {
    for (path, text) in files.iter() {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// Makes a generated crate a package of its own, with this workspace's versions of what it needs.
pub fn on_its_own(folder: &Path) {
    fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let manifest = folder.join("Cargo.toml");
    let text = fs::read_to_string(&manifest).unwrap() + "\n[workspace]\n";
    fs::write(manifest, text).unwrap();
}

/// Where Cargo builds them.
pub fn target_folder() -> &'static str {
    concat!(env!("CARGO_TARGET_TMPDIR"), "/rust-target")
}
