//! A catalogue with commands of every shape, `tests/cases/any`, and the Rust client made from it.

use std::fs;

use sigma_gen::catalogue::{Catalogue, Source, load};
use sigma_gen::targets::rust::{Connection, Layout, Options, generate};

use crate::support::cargo::{RUNTIME, cargo, on_its_own, usage_on_every_version, write};

fn catalogue() -> Catalogue {
    let text = include_str!("../cases/any/operations.yaml").to_owned();
    load(&Source { path_shown: "any.yaml".to_owned(), text }).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

#[test]
fn commands_of_every_shape_run_in_rust() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let options = Options { layout: Layout::Crate, runtime: Some(RUNTIME.to_owned()), ..Options::default() };
    write(folder, &generate(&catalogue(), &options));
    on_its_own(folder);
    fs::write(folder.join("tests/usage.rs"), include_str!("../cases/any/usage.rs")).unwrap();
    cargo(folder, &["clippy", "--all-targets", "--all-features"]);
    cargo(folder, &["test", "--doc", "--all-features"]);
    cargo(folder, &["test", "--all-features", "--no-run"]);
    usage_on_every_version(folder, &["--all-features"]);
}

/// As a module of a program that uses none of it, over either kind of connection.
#[test]
fn commands_of_every_shape_compile_as_a_module() {
    let catalogue = catalogue();
    for connection in [Connection::Own, Connection::Redis] {
        let options = Options { layout: Layout::Module, connection, ..Options::default() };
        let program = crate::rust_target::Program::new("2021", &generate(&catalogue, &options));
        program.write("#![deny(warnings)]\nmod client { include!(\"client/mod.rs\"); }\nfn main() {}\n");
        cargo(program.folder(), &["clippy"]);
    }
}
