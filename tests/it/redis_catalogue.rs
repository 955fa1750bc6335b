//! The Rust client of the commands of Redis, `catalogues/redis.yaml`.

use std::fs;

use sigma_gen::catalogue::{Source, load};
use sigma_gen::targets::rust::{Layout, Options, generate};

use crate::support::cargo::{RUNTIME, on_its_own, usage_on_every_version, write};

#[test]
fn every_example_of_redis_runs_in_rust() {
    let text = include_str!("../../catalogues/redis.yaml").to_owned();
    let catalogue = load(&Source { path_shown: "redis.yaml".to_owned(), text }).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let options = Options { layout: Layout::Crate, runtime: Some(RUNTIME.to_owned()), ..Options::default() };
    write(folder, &generate(&catalogue, &options));
    on_its_own(folder);
    fs::write(folder.join("tests/usage.rs"), include_str!("../cases/redis/usage.rs")).unwrap();
    usage_on_every_version(folder, &["--all-features"]);
}
