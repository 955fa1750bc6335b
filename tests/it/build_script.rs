//! What a build script does, but for the crate in tests/build-script, which has tests of its own.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Every file below a folder, with its bytes.
fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.strip_prefix(folder).unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    found
}

#[test]
#[cfg(feature = "cli")]
fn it_writes_what_the_command_line_writes() {
    let folder = tempfile::tempdir().unwrap();
    let (by_script, by_command) = (folder.path().join("script"), folder.path().join("command"));
    sigma_gen::rust()
        .operations(["get", "set", "sadd"])
        .out_dir(&by_script)
        .compile(concat!(env!("CARGO_MANIFEST_DIR"), "/operations.yaml"))
        .unwrap();

    let status = Command::new(env!("CARGO_BIN_EXE_sigma-gen"))
        .args(["rust", "--builtin", "--quiet", "--layout", "module", "--operations", "get,set,sadd", "-o"])
        .arg(&by_command)
        .current_dir(folder.path())
        .status()
        .unwrap();
    assert!(status.success());
    let written = tree(&by_script.join("sigma_gen_client"));
    assert!(written.contains_key(Path::new("mod.rs")));
    assert!(written == tree(&by_command));
}

#[test]
fn another_selection_removes_what_is_no_longer_generated() {
    let folder = tempfile::tempdir().unwrap();
    let client = folder.path().join("sigma_gen_client");
    let names = |operations: &[&str]| {
        sigma_gen::rust()
            .operations(operations.to_vec())
            .out_dir(folder.path())
            .compile_builtin(sigma_gen::Builtin::ElastiCache)
            .unwrap();
        tree(&client).into_keys().collect::<Vec<_>>()
    };
    assert!(names(&["get", "sadd"]).contains(&PathBuf::from("generated/set.rs")));
    assert!(!names(&["get"]).contains(&PathBuf::from("generated/set.rs")));

    let modified = || fs::metadata(client.join("mod.rs")).unwrap().modified().unwrap();
    let before = modified();
    names(&["get"]);
    assert_eq!(modified(), before, "nothing is compiled again when nothing changed");

    fs::write(client.join("mod.rs"), "damaged").unwrap();
    names(&["get"]);
    assert_ne!(fs::read_to_string(client.join("mod.rs")).unwrap(), "damaged");
}

/// A package whose build script compiles `catalogue`, built with this machine's Cargo.
fn build(folder: &Path, call: &str) -> (bool, String) {
    let manifest = format!(
        "[package]\nname = \"example\"\nedition = \"2024\"\n[workspace]\n[build-dependencies]\n\
         sigma-gen = {{ path = {:?}, default-features = false }}\n",
        env!("CARGO_MANIFEST_DIR")
    );
    fs::create_dir_all(folder.join("src")).unwrap();
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    fs::write(folder.join("src/lib.rs"), "").unwrap();
    fs::write(folder.join("build.rs"), format!("fn main() -> sigma_gen::Result {{ {call} }}\n")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["build", "--offline"])
        .env("CARGO_TARGET_DIR", concat!(env!("CARGO_TARGET_TMPDIR"), "/build-script"))
        .current_dir(folder)
        .output()
        .unwrap();
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn cargo_shows_the_mistakes_in_a_catalogue() {
    let folder = tempfile::tempdir().unwrap();
    let catalogue = include_str!("../../operations.yaml");
    fs::write(folder.path().join("mine.yaml"), catalogue.replacen("access: read", "access: raed", 1))
        .unwrap();
    let call = r#"sigma_gen::rust().operations(["get"]).compile("mine.yaml")"#;

    let (success, stderr) = build(folder.path(), call);
    assert!(!success);
    let (before, shown) = stderr.split_once("--- stderr\n").expect("Cargo shows what the script printed");
    assert!(before.contains("cargo::rerun-if-changed=mine.yaml"), "{stderr}");
    let shown = shown.lines().map(|line| line.trim()).collect::<Vec<_>>().join("\n");
    assert!(shown.starts_with("Error:\n\nerror[SG011]: unknown access `raed`\n--> mine.yaml:"), "{stderr}");
    assert!(shown.ends_with("= help: did you mean `read`?"), "{stderr}");

    // Cargo sees that the file was mended.
    fs::write(folder.path().join("mine.yaml"), catalogue).unwrap();
    let (success, stderr) = build(folder.path(), call);
    assert!(success, "{stderr}");

    let (success, stderr) = build(
        folder.path(),
        r#"sigma_gen::rust().operations(["gte"]).compile_builtin(sigma_gen::Builtin::ElastiCache)"#,
    );
    assert!(!success && stderr.contains("did you mean `get`?"), "{stderr}");
}
