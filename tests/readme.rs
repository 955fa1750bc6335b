//! The README says what is so.

#![cfg(feature = "cli")]

mod markdown;

use std::path::Path;
use std::process::Command;

use sigma_gen::catalogue::{Source, load};

const README: &str = include_str!("../README.md");

/// The code blocks of a language.
fn blocks(language: &str) -> Vec<&'static str> {
    let start = format!("```{language}\n");
    let after = README.split(start.as_str()).skip(1);
    after.map(|text| text.split("```").next().unwrap()).collect()
}

#[test]
fn the_rust_example_is_what_a_test_runs() {
    let tested = include_str!("client/tests/usage.rs").replace(' ', "");
    let example = blocks("rust").into_iter().find(|block| block.contains("client.rename")).unwrap();
    for line in example.lines().filter(|line| line.contains("client.")) {
        let code = line.split("  //").next().unwrap().replace(' ', "");
        assert!(tested.contains(&code), "{line}");
    }
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
fn the_dependencies_are_those_of_the_generated_crate() {
    let generated = include_str!("../generated/rust/Cargo.toml");
    let listed = blocks("toml")[0].lines().skip_while(|line| !line.starts_with("[dependencies]"));
    let listed: Vec<_> = listed.filter(|line| line.contains(" = ")).collect();
    assert_eq!(listed.len(), 7);
    for line in listed {
        assert!(generated.contains(&format!("{line}\n")), "{line}");
    }
}

#[test]
fn what_it_links_to_exists() {
    let targets = README.split("](").skip(1).map(|rest| rest.split(')').next().unwrap());
    for target in targets.filter(|target| !target.starts_with("https://")) {
        let (file, fragment) = target.split_once('#').unwrap_or((target, ""));
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        assert!(file.exists(), "{target}");
        if !fragment.is_empty() {
            let text = std::fs::read_to_string(file).unwrap();
            let headings = text.lines().filter_map(|line| line.trim_start_matches('#').strip_prefix(' '));
            assert!(headings.map(markdown::anchor).any(|anchor| anchor == fragment), "{target}");
        }
    }
}
