//! The README says what is so.

#![cfg(feature = "cli")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::{Mutex, PoisonError};

use crate::support::{folder::Folder, markdown, python};
use redis_servers::{Server, Version};
use sigma_gen::catalogue::{Source, load};

const README: &str = include_str!("../../README.md");

/// The code blocks of a language.
fn blocks(language: &str) -> Vec<&'static str> {
    let start = format!("```{language}\n");
    let after = README.split(start.as_str()).skip(1);
    after.map(|text| text.split("```").next().unwrap()).collect()
}

/// The code blocks of a section, each with the file that the paragraph before it names.
fn files(text: &'static str, section: &str) -> Vec<(&'static str, &'static str)> {
    let section = text.split("\n## ").find(|text| text.starts_with(section)).expect("the section");
    let parts: Vec<_> = section.split("```").collect();
    let block = |pair: &[&'static str]| {
        let paragraph = pair[0].trim_end().rsplit("\n\n").next()?;
        let named = paragraph.split('`').skip(1).step_by(2);
        let file =
            named.filter(|name| [".rs", ".toml", ".tera"].iter().any(|end| name.ends_with(end))).last()?;
        Some((file, pair[1].split_once('\n')?.1))
    };
    parts.chunks_exact(2).filter_map(block).collect()
}

/// Makes a new crate of just these files, beside it what is placed there; runs it on a server, and returns what it printed.
/// Only the port of the server is another one.
fn run_crate(files: &[(&str, &str)], place: impl Fn(&Path)) -> String {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    // Always the same place, so that Cargo does not keep what it built for others.
    let around = Path::new(env!("CARGO_TARGET_TMPDIR")).join("readme");
    let _ = fs::remove_dir_all(&around);
    let its_crate = around.join("my-crate");
    fs::create_dir_all(its_crate.join("src")).unwrap();
    place(&around);
    let server = Server::start(Version::Debian);
    for (file, text) in files {
        fs::write(its_crate.join(file), text.replace(":6379", &format!(":{}", server.port()))).unwrap();
    }
    fs::copy(repository.join("Cargo.lock"), its_crate.join("Cargo.lock")).unwrap();
    let output = cargo(&its_crate, &["run", "--offline", "--quiet"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "there is no warning");
    if files.iter().any(|(_, text)| text.contains("#[test]")) {
        let tests = cargo(&its_crate, &["test", "--offline", "--quiet"]);
        assert!(tests.status.success(), "{}", String::from_utf8_lossy(&tests.stdout));
    }
    String::from_utf8(output.stdout).unwrap()
}

fn cargo(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO"))
        .args(arguments)
        .env("CARGO_TARGET_DIR", concat!(env!("CARGO_TARGET_TMPDIR"), "/readme-target"))
        .envs([("CARGO_PROFILE_DEV_DEBUG", "false"), ("CARGO_INCREMENTAL", "0")])
        .current_dir(folder)
        .output()
        .unwrap()
}

/// The repository, cloned beside a crate.
fn repository(around: &Path) {
    std::os::unix::fs::symlink(env!("CARGO_MANIFEST_DIR"), around.join("sigma-gen")).unwrap();
}

/// The generated crate, as somebody writes it who finds no runtime in the registry.
fn generated(around: &Path) {
    let status = Command::new(env!("CARGO_BIN_EXE_sigma-gen"))
        .args(["rust", "--builtin", "--quiet", "-o", "sigma-redis", "--runtime"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/runtime/rust"))
        .current_dir(around)
        .status()
        .unwrap();
    assert!(status.success());
}

#[test]
fn the_rust_client_works_as_copied() {
    let files = files(README, "Use the Rust client");
    assert_eq!(files.iter().map(|(file, _)| *file).collect::<Vec<_>>(), ["Cargo.toml", "src/main.rs"]);
    let printed = run_crate(&files, repository);
    assert_eq!(printed, "2 colours are new\n2 succeeded, 0 failed\nkey1: one\nkey2 does not exist\n");
}

#[test]
fn the_build_script_works_as_copied() {
    let files = files(README, "Generate into your own crate");
    let names: Vec<_> = files.iter().map(|(file, _)| *file).collect();
    assert_eq!(names, ["build.rs", "Cargo.toml", "src/main.rs"]);
    assert_eq!(run_crate(&files, repository), "hello\n");
}

#[test]
fn the_functions_over_the_redis_crate_work_as_copied() {
    let files = files(README, "Over the redis crate");
    let names: Vec<_> = files.iter().map(|(file, _)| *file).collect();
    assert_eq!(names, ["build.rs", "Cargo.toml", "src/main.rs"]);
    assert_eq!(run_crate(&files, repository), "2 colours are new\n");
}

#[test]
fn the_commands_for_who_comes_from_another_client_work() {
    let page = include_str!("../../MIGRATING.md");
    let commands = page.split("```sh\n").nth(1).unwrap().split("```").next().unwrap();
    let folder = Folder::new();
    let printed: Vec<_> =
        commands.lines().map(|line| folder.succeeds(line.strip_prefix("sigma-gen ").unwrap())).collect();
    assert!(folder.read("redis-sdk/index.d.ts").contains("hset("));
    assert!(printed[1].contains("fields: { name: 'Ada' }"), "{}", printed[1]);
}

/// Who comes from the redis crate gets the same from both programs.
#[test]
fn a_program_of_the_redis_crate_and_ours_print_the_same() {
    let programs = files(include_str!("../../MIGRATING.md"), "redis-rs");
    let manifest = "[package]\nname = \"my-crate\"\nedition = \"2024\"\n\n[dependencies]\n\
                    redis = { version = \"1.8\", default-features = false }\n\
                    sigma-redis = { path = \"../sigma-gen/generated/rust\" }\n";
    let printed: Vec<_> =
        programs.iter().map(|program| run_crate(&[("Cargo.toml", manifest), *program], repository)).collect();
    assert_eq!(printed, ["Ada None\n", "Ada None\n"]);
}

#[test]
fn the_generated_crates_readme_works_as_copied() {
    let readme = include_str!("../../generated/rust/README.md");
    let files = files(readme, "<!-- Generated");
    let names: Vec<_> = files.iter().map(|(file, _)| *file).collect();
    assert_eq!(names, ["Cargo.toml", "src/main.rs", "src/main.rs"]);
    assert_eq!(run_crate(&files[..2], generated), "key1: None\nkey2: None\n");
    // The one that does without Tokio.
    let (manifest, program) = (files[0].1, files[2].1);
    let without: String =
        manifest.lines().filter(|line| !line.contains("tokio")).map(|line| format!("{line}\n")).collect();
    let files = [("Cargo.toml", without.as_str()), ("src/main.rs", program)];
    assert_eq!(run_crate(&files, generated), "key1: None\nkey2: None\n");
}

#[test]
fn the_example_of_an_operation_loads() {
    let operation = blocks("yaml")[0];
    let indented: String = operation.lines().map(|line| format!("      {line}\n")).collect();
    let text = format!(
        "version: 1\nservice: {{ name: r, title: R, object: redis, package: r, cluster: r }}\n\
         groups:\n  - name: set\n    title: Set\n    operations:\n{indented}"
    );
    load(&Source { path_shown: "README.md".to_owned(), text })
        .unwrap_or_else(|mistakes| panic!("{mistakes}"));
}

/// The operations that show what a catalogue can describe: a client runs their examples, and the calls below them are calls.
#[test]
fn the_examples_of_shapes_work() {
    let text = format!(
        "version: 1\nservice: {{ name: r, title: R, object: redis, package: r, cluster: r }}\n{}",
        blocks("yaml")[1]
    );
    let folder = Folder::new();
    folder.write("operations.yaml", &text);
    assert_eq!(folder.succeeds("check"), "operations.yaml: no mistakes\n");
    let mut calls = 0;
    for line in blocks("sh").into_iter().flat_map(str::lines).filter(|line| line.contains("key=scores")) {
        let printed = folder.succeeds(line.strip_prefix("sigma-gen ").unwrap());
        let members = "members: [{ score: 1.5, member: 'ada' }, { score: 2, member: 'bob' }]";
        assert!(printed.contains(members) && printed.contains("ch: true"), "{printed}");
        calls += 1;
    }
    let printed = folder.succeeds("js set key=lock value=me condition=NX keepttl");
    assert!(
        README.contains("js set key=lock value=me condition=NX keepttl") && printed.contains("keepttl: true")
    );
    assert_eq!(calls, 1);

    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/target");
    folder.write("sigma-gen.toml", &format!("[custom.python]\noutput = \"out\"\ntemplates = {target:?}\n"));
    folder.succeeds("generate");
    let server = Server::start(Version::Debian);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/python/run_examples.py");
    let output = python::program("python")
        .args([script, folder.path("out").to_str().unwrap(), &server.port().to_string()])
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "3 examples\n", "{output:?}");
}

#[test]
fn the_commands_work() {
    for line in blocks("console").into_iter().flat_map(str::lines) {
        let words = shell_words::split(line).unwrap();
        assert_eq!(words[0], "sigma-gen", "{line}");
        let output = Command::new(env!("CARGO_BIN_EXE_sigma-gen")).args(&words[1..]).output().unwrap();
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn the_table_has_every_command() {
    let help = Command::new(env!("CARGO_BIN_EXE_sigma-gen")).arg("--help").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let list = help.split("Commands:\n").nth(1).unwrap().lines().take_while(|line| line.starts_with("  "));
    let mut commands: Vec<_> = list.map(|line| line.split_whitespace().next().unwrap()).collect();
    commands.retain(|command| *command != "help");
    let rows = README.lines().filter_map(|line| line.strip_prefix("| `sigma-gen "));
    let mut listed: Vec<_> = rows
        .filter(|row| !row.contains("operations |"))
        .map(|row| row.split([' ', '`']).next().unwrap())
        .collect();
    commands.sort();
    listed.sort();
    assert_eq!(listed, commands);
}

#[test]
fn what_it_links_to_exists() {
    let targets = README.split("](").skip(1).map(|rest| rest.split(')').next().unwrap());
    for target in targets.filter(|target| !target.starts_with("https://")) {
        let (file, fragment) = match target.split_once('#') {
            Some(("", fragment)) => ("README.md", fragment),
            Some(parts) => parts,
            None => (target, ""),
        };
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        assert!(file.exists(), "{target}");
        if !fragment.is_empty() {
            let text = fs::read_to_string(file).unwrap();
            let headings = text.lines().filter_map(|line| line.trim_start_matches('#').strip_prefix(' '));
            assert!(headings.map(markdown::anchor).any(|anchor| anchor == fragment), "{target}");
        }
    }
}

#[test]
fn a_target_of_ones_own_is_as_the_readme_shows() {
    let folder = Folder::new();
    let files = files(README, "A target of your own");
    assert_eq!(files.len(), 3);
    for (file, text) in files {
        folder.write(file, text);
    }
    folder.succeeds("generate --builtin");
    let server = Server::start(Version::Debian);
    let program = format!(
        "import commands, redis\nclient = redis.Redis(port={})\n\
         commands.set(client, 'a', 'x')\nprint(commands.get(client, 'a'), commands.del_(client, 'a'), commands.get.__doc__)\n",
        server.port()
    );
    let output = python::program("python")
        .args(["-W", "error", "-c", &program])
        .current_dir(folder.path("generated/commands"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(printed.starts_with("b'x' 1 "), "{printed}");
    assert!(folder.read("generated/commands/commands.py").starts_with("# Generated by sigma-gen"));
}
