//! What `sigma-gen diff` says of code that breaks is so: code of users is compiled against both catalogues.
#![cfg(feature = "cli")]

mod cases;
mod command;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::cargo::{RUNTIME, cargo, on_its_own, target_folder, write};
use cases::{Case, cases};
use sigma_gen::catalogue::{Catalogue, Source, load};
use sigma_gen::targets::{Files, Input, Target, js::Js, rust};

/// The catalogue that is changed.
pub const BASE: &str = include_str!("../../cases/changes/base.yaml");

/// The catalogue with an edit's text in the place of another one, which is there once.
pub fn edited(edits: &[(&str, &str)]) -> String {
    edits.iter().fold(BASE.to_owned(), |text, (from, to)| {
        assert_eq!(text.matches(from).count(), 1, "{from}");
        text.replace(from, to)
    })
}

fn catalogue(text: &str) -> Catalogue {
    let source = Source { path_shown: "operations.yaml".to_owned(), text: text.to_owned() };
    load(&source).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

fn in_rust(catalogue: &Catalogue) -> Files {
    let options = rust::Options { runtime: Some(RUNTIME.to_owned()), ..rust::Options::default() };
    rust::generate(catalogue, &options)
}

/// The languages in which `sigma-gen diff` says that code breaks.
fn told(case: &Case) -> Vec<String> {
    let folder = crate::support::folder::Folder::new();
    folder.write("old.yaml", BASE).write("new.yaml", &edited(case.edits));
    let outcome = folder.run("diff old.yaml new.yaml --error-format json");
    let mut languages: Vec<String> = Vec::new();
    for line in outcome.stderr.lines() {
        let change: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(change["level"] == "error", change["breaks"].is_array(), "{}: {line}", case.name);
        let breaks = change["breaks"].as_array().into_iter().flatten();
        languages.extend(breaks.map(|language| language.as_str().unwrap().to_owned()));
    }
    languages.sort();
    languages.dedup();
    assert_eq!(outcome.code, Some(i32::from(!languages.is_empty())), "{}: {outcome:?}", case.name);
    assert!(!outcome.stderr.is_empty(), "{}: nothing is told", case.name);
    languages.reverse();
    languages
}

/// The runtime, compiled, and the folder of what it needs.
struct Runtime {
    library: PathBuf,
    dependencies: PathBuf,
}

impl Runtime {
    fn new(folder: &Path) -> Self {
        write(folder, &in_rust(&catalogue(BASE)));
        on_its_own(folder);
        let told =
            cargo(folder, &["check", "--quiet", "--features", "redis,blocking", "--message-format", "json"]);
        let library = told.lines().find_map(|line| {
            let message: serde_json::Value = serde_json::from_str(line).unwrap();
            let name = message["target"]["name"].as_str()?;
            let files = message["filenames"].as_array()?;
            let file = files.iter().find_map(|file| file.as_str().filter(|file| file.ends_with(".rmeta")))?;
            (name == "sigma_redis_runtime").then(|| PathBuf::from(file))
        });
        Self { library: library.unwrap(), dependencies: Path::new(target_folder()).join("debug/deps") }
    }

    /// Compiles a crate as far as its types go; gives what the compiler says when it does not compile.
    fn compile(&self, file: &Path, name: &str, externs: &[(&str, &Path)]) -> Result<PathBuf, String> {
        let output = file.with_file_name(format!("lib{name}.rmeta"));
        let mut rustc = Command::new("rustc");
        rustc.args(["--edition", "2024", "--crate-type", "lib", "--emit", "metadata", "--crate-name", name]);
        for feature in ["async", "blocking", "redis"] {
            rustc.args(["--cfg", &format!("feature=\"{feature}\"")]);
        }
        rustc.arg("-L").arg(format!("dependency={}", self.dependencies.display()));
        for (name, library) in externs {
            rustc.arg("--extern").arg(format!("{name}={}", library.display()));
        }
        let done = rustc.arg("-o").arg(&output).arg(file).output().unwrap();
        if done.status.success() { Ok(output) } else { Err(String::from_utf8(done.stderr).unwrap()) }
    }

    /// The client of a catalogue, compiled: its name, and the file.
    fn client(&self, folder: &Path, catalogue: &Catalogue) -> (String, PathBuf) {
        write(folder, &in_rust(catalogue));
        let name = catalogue.service.package.replace('-', "_");
        let runtime = [("sigma_redis_runtime", self.library.as_path())];
        let library = self.compile(&folder.join("src/lib.rs"), &name, &runtime);
        (name, library.unwrap_or_else(|error| panic!("{error}")))
    }
}

/// A program of a user in Rust.
fn rust_program(code: &str) -> String {
    format!(
        "#![allow(dead_code, deprecated, unused)]\nuse std::collections::*;\nuse std::time::Duration;\n\
         use store_client::*;\n\npub async fn user(client: &Client) -> Result<(), Error> {{\n    {code}\n    Ok(())\n}}\n"
    )
}

/// A program of a user in TypeScript.
fn typescript_program(code: &str) -> String {
    format!(
        "import * as store from 'store-client';\n\ndeclare const redis: store.Redis;\nconst clusterIdentifier = 'c';\n\n\
         export async function user() {{\n  {code}\n}}\n"
    )
}

#[test]
fn code_in_rust_breaks_where_it_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = Runtime::new(&folder.path().join("base"));
    let base = runtime.client(&folder.path().join("client"), &catalogue(BASE));
    let cases = cases();
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || {
        while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            let own = folder.path().join(case.name.replace(|c: char| !c.is_alphanumeric(), "_"));
            let (name, library) = runtime.client(&own, &catalogue(&edited(case.edits)));
            let program = own.join("user.rs");
            fs::write(&program, rust_program(case.rust)).unwrap();
            let compile = |name: &str, library: &Path| {
                runtime.compile(
                    &program,
                    "user",
                    &[(name, library), ("sigma_redis_runtime", &runtime.library)],
                )
            };
            if let Err(error) = compile(&base.0, &base.1) {
                wrong.lock().unwrap().push(format!("{}: does not compile before: {error}", case.name));
            }
            let error = compile(&name, &library).err();
            let breaks = case.swaps || error.is_some();
            let is_told = told(case).contains(&"rust".to_owned());
            if breaks != case.breaks.contains(&"rust") || breaks != is_told || case.swaps && error.is_some() {
                let error = error.unwrap_or_default();
                wrong
                    .lock()
                    .unwrap()
                    .push(format!("{}: breaks {breaks}, told {is_told}: {error}", case.name));
            }
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(work);
        scope.spawn(work);
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn code_in_typescript_breaks_where_it_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let cases = cases();
    let packages = crate::snippets::PACKAGES.as_path();
    let install = |own: &Path, text: &str| {
        let catalogue = catalogue(text);
        let files = Js.generate(&Input::new(&catalogue)).unwrap();
        let package = own.join("node_modules").join(&catalogue.service.package);
        write(&package, &files);
        // The compiler takes two packages of the same name and version for one.
        let manifest = package.join("package.json");
        let text = fs::read_to_string(&manifest).unwrap();
        let name = own.file_name().unwrap().to_str().unwrap();
        fs::write(manifest, text.replace("\"version\": \"", &format!("\"version\": \"0.0.0-{name}-")))
            .unwrap();
    };
    let programs = |which: &str| {
        (0..cases.len()).map(|at| folder.path().join(format!("{at}-{which}/user.mts"))).collect::<Vec<_>>()
    };
    for (at, case) in cases.iter().enumerate() {
        for (which, text) in [("before", BASE.to_owned()), ("after", edited(case.edits))] {
            let own = folder.path().join(format!("{at}-{which}"));
            install(&own, &text);
            fs::write(own.join("user.mts"), typescript_program(case.js)).unwrap();
        }
    }
    let said = Command::new(packages.join(".bin/tsc"))
        .args([
            "--noEmit",
            "--strict",
            "--target",
            "es2022",
            "--module",
            "nodenext",
            "--skipLibCheck",
            "--types",
            "",
        ])
        .args(programs("before"))
        .args(programs("after"))
        .current_dir(folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8(said.stdout).unwrap();
    let mut wrong = Vec::new();
    for (at, case) in cases.iter().enumerate() {
        let errors = |which: &str| {
            let of_file = |line: &&str| line.starts_with(&format!("{at}-{which}/user.mts"));
            said.lines().filter(of_file).collect::<Vec<_>>().join("\n")
        };
        let (before, after) = (errors("before"), errors("after"));
        let is_told = told(case).contains(&"js".to_owned());
        let breaks = !after.is_empty();
        if !before.is_empty() || breaks != case.breaks.contains(&"js") || breaks != is_told {
            wrong.push(format!("{}: {before} breaks {breaks}, told {is_told}: {after}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{}\n{said}", wrong.join("\n"));
}
