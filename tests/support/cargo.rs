//! Packages that a test makes and Cargo builds.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use redis_servers::{Cluster, Server, Version};
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
    command(folder, arguments).output().unwrap()
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command
        .args(arguments)
        .arg("--offline")
        .env("CARGO_TARGET_DIR", target_folder())
        // As in this workspace: it would take most of the time and of the room.
        .env("CARGO_PROFILE_DEV_DEBUG", "false")
        .env("RUSTFLAGS", "--deny warnings")
        .env("RUSTDOCFLAGS", "--deny warnings")
        .current_dir(folder);
    command
}

/// Runs a package's test `usage` against a server and a cluster of each version.
pub fn usage_on_every_version(folder: &Path, arguments: &[&str]) {
    for version in Version::all() {
        let (server, cluster) = (Server::start(version), Cluster::start(version));
        let output = command(folder, &[&["test", "--test", "usage"], arguments].concat())
            .env("REDIS_URL", server.url())
            .env("CLUSTER_URLS", cluster.urls()[..3].join(","))
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{version:?}: {told}{}", String::from_utf8_lossy(&output.stderr));
    }
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
