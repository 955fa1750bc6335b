//! `sigma-gen docs` as a user runs it.
#![cfg(feature = "cli")]

use std::process::Command;

use crate::support::folder::Folder;

#[test]
fn it_prints_the_reference() {
    let folder = Folder::new();
    let page = folder.succeeds("docs --builtin");
    assert!(page.contains("#### 3. GET\n"));
    let some = folder.succeeds("docs --operations get,sadd --builtin");
    assert!(some.contains("#### 1. GET\n") && !some.contains("SETEX"));
    assert!(folder.fails("docs --operations gett --builtin").stderr.contains("did you mean `get`?"));
}

#[test]
fn it_writes_the_page_and_the_site() {
    let folder = Folder::new();
    folder.succeeds("docs -o out --builtin");
    assert_eq!(folder.read("out/operations.md"), folder.succeeds("docs --builtin"));
    for page in
        ["index.html", "groups/set.html", "operations/sadd.html", "assets/site.js", "assets/search.js"]
    {
        assert!(folder.path(&format!("out/site/{page}")).exists(), "{page}");
    }
    folder.succeeds("docs -o out --check --builtin");
    folder.write("out/site/index.html", "mine");
    assert!(folder.fails("docs -o out --builtin").stderr.contains("edited by hand"));
}

/// The commands that the page begins with for Rust make a crate that a project can take.
#[test]
fn the_commands_for_rust_add_the_crate() {
    let folder = Folder::new();
    folder.write("operations.yaml", include_str!("../../operations.yaml"));
    let page = folder.succeeds("docs");
    let commands = page.split("```sh\n").nth(2).unwrap().split("\n```").next().unwrap();
    folder.write("Cargo.toml", "[package]\nname = \"mine\"\nedition = \"2024\"\n").write("src/lib.rs", "");
    // In place of the one in the registry.
    let runtime = concat!(env!("CARGO_MANIFEST_DIR"), "/runtime/rust");
    let patch = format!("[patch.crates-io]\nsigma-redis-runtime = {{ path = {runtime:?} }}\n");
    folder.write(".cargo/config.toml", &patch);
    for command in commands.lines() {
        match command.strip_prefix("sigma-gen ") {
            Some(arguments) => drop(folder.succeeds(arguments)),
            None => {
                let words: Vec<_> = command.split(' ').collect();
                let output =
                    Command::new(words[0]).args(&words[1..]).current_dir(folder.path("")).output().unwrap();
                assert!(output.status.success(), "{command}: {output:?}");
            }
        }
    }
    assert!(folder.read("Cargo.toml").contains("sigma-redis = { version ="), "{}", folder.read("Cargo.toml"));
}

#[test]
fn modes_without_a_file_are_wrong_usage() {
    let outcome = Folder::new().run("docs --check");
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.stderr.contains("name some with -o or --inject"), "{outcome:?}");
}

#[test]
fn responses_beside_the_catalogue_are_printed() {
    let folder = Folder::new();
    folder.succeeds("init");
    let catalogue = folder.read("operations.yaml");
    assert!(catalogue.contains("name: "), "{catalogue}");
    folder.write("operations.responses.json", "{\n  \"get\": []\n}\n");
    let stderr = folder.fails("docs").stderr;
    assert!(
        stderr.contains("operations.responses.json") && stderr.contains("`get` has no object"),
        "{stderr}"
    );
    // It is nothing to those who print none.
    folder.succeeds("rust -o client");
    folder.succeeds("js");
    folder.write("operations.responses.json", "{}");
    folder.succeeds("docs");
}
