//! The Rust target on catalogues that nobody would write: its output is always Rust, always the same,
//! and shows the text.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::random;
use proptest::prelude::*;
use sigma_gen::catalogue::{Catalogue, Source, load};
use sigma_gen::targets::Files;
use sigma_gen::targets::rust::{Layout, Options, generate};

fn files(catalogue: &Catalogue, layout: Layout) -> Files {
    generate(catalogue, &Options { layout })
}

fn hostile() -> Catalogue {
    let text = include_str!("../cases/hostile/operations.yaml").to_owned();
    let source = Source { path_shown: "hostile.yaml".to_owned(), text };
    load(&source).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

/// What a reader sees of a Markdown text, word by word.
fn words_shown(markdown: &str) -> Vec<String> {
    use pulldown_cmark::{Event, Parser};
    let mut shown = String::new();
    for event in Parser::new_ext(markdown, pulldown_cmark::Options::ENABLE_TABLES) {
        match event {
            Event::Text(text) => shown.push_str(&text),
            Event::SoftBreak | Event::End(_) => shown.push(' '),
            Event::Start(pulldown_cmark::Tag::Paragraph) => {}
            other => panic!("plain text became {other:?}: {markdown:?}"),
        }
    }
    shown.split_whitespace().map(str::to_owned).collect()
}

/// The doc text of the method of an operation, up to the text that the generator adds.
fn method_docs(files: &Files, group: &str, method: usize) -> String {
    let file = syn::parse_file(files.get(&format!("{group}.rs")).unwrap()).unwrap();
    let client = file.items.iter().find_map(|item| match item {
        syn::Item::Impl(item) => Some(item),
        _ => None,
    });
    let syn::ImplItem::Fn(function) = &client.unwrap().items[method] else { panic!("no method") };
    let line = |attribute: &syn::Attribute| match &attribute.meta {
        syn::Meta::NameValue(syn::MetaNameValue {
            value: syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }),
            ..
        }) => text.value(),
        other => panic!("{other:?}"),
    };
    function.attrs.iter().map(line).collect::<Vec<_>>().join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_valid_catalogue_gives_rust_and_always_the_same(
        operations in prop::collection::vec(random::operation(), 1..5)
    ) {
        let catalogue = load(&random::source(random::yaml(&operations))).unwrap();
        for layout in [Layout::Crate, Layout::Module] {
            let files = files(&catalogue, layout);
            for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".rs")) {
                prop_assert!(syn::parse_file(text).is_ok(), "{path}:\n{text}");
            }
            let again = generate(&catalogue, &Options { layout });
            prop_assert!(files == again);
        }
    }

    #[test]
    fn docs_show_the_text_as_it_is(summary in "[ -~\n]{1,300}") {
        let operation = random::Random {
            write: false,
            second: None,
            summary: summary.clone(),
            failure: String::new(),
            key: "key".to_owned(),
            value: "value".to_owned(),
        };
        let catalogue = load(&random::source(random::yaml(&[operation]))).unwrap();
        let docs = method_docs(&files(&catalogue, Layout::Module), "all", 0);
        let docs = docs.split("\n\n Success: ").next().unwrap();
        let docs = if docs.trim_start().starts_with("Success: ") { "" } else { docs };
        let expected: Vec<_> = summary.split_whitespace().map(str::to_owned).collect();
        prop_assert_eq!(words_shown(docs), expected);
    }
}

#[test]
fn the_docs_of_a_flag_speak_of_true_and_false() {
    let catalogue = load(&Source::builtin()).unwrap();
    let files = files(&catalogue, Layout::Module);
    let mut flags = 0;
    for group in &catalogue.groups {
        for (position, operation) in group.operations.iter().enumerate() {
            if operation.reply.kind == sigma_gen::catalogue::model::ReplyKind::Flag {
                let docs = method_docs(&files, &group.name, position);
                let (replies, examples) = docs.split_once("# Examples").unwrap();
                let replies = replies.split_whitespace().collect::<Vec<_>>().join(" ");
                assert!(replies.contains("`true` when") && replies.contains("`false` when"), "{docs}");
                let (summary, replies) = replies.split_once("Success: ").unwrap();
                let explained = replies.contains("The replies 1 and 0 are `true` and `false` in Rust.");
                assert_eq!(explained, summary.contains(" 0 is returned"), "{docs}");
                let replies = replies.replace("The replies 1 and 0 are", "");
                assert!(!replies.split(' ').any(|word| ["0", "1"].contains(&word)), "{docs}");
                assert!(examples.contains("Ok(true)") || examples.contains("Ok(false)"), "{docs}");
                assert!(!examples.contains(": 1\n") && !examples.contains(": 0\n"), "{docs}");
                flags += 1;
            }
        }
    }
    assert!(flags > 0);
}

#[test]
fn a_hundred_kilobytes_of_text_are_shown() {
    let summary = "long \"text\" */ `code` ".repeat(5_000);
    let operation = random::Random {
        write: true,
        second: Some("any"),
        summary: summary.clone(),
        failure: summary.clone(),
        key: "key".to_owned(),
        value: summary.clone(),
    };
    let catalogue = load(&random::source(random::yaml(&[operation]))).unwrap();
    let docs = method_docs(&files(&catalogue, Layout::Module), "all", 0);
    let docs = docs.split("\n\n Success: ").next().unwrap();
    assert_eq!(words_shown(docs).len(), 4 * 5_000);
}

/// Runs Cargo on a package that uses this workspace's versions.
fn cargo(folder: &Path, arguments: &[&str]) {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .arg("--offline")
        .env("CARGO_TARGET_DIR", concat!(env!("CARGO_TARGET_TMPDIR"), "/rust-target"))
        .env("RUSTFLAGS", "--deny warnings")
        .env("RUSTDOCFLAGS", "--deny warnings")
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn write(folder: &Path, files: &Files) {
    for (path, text) in files.iter() {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

#[test]
fn hostile_text_compiles_without_a_warning_in_both_layouts() {
    let catalogue = hostile();
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write(folder, &files(&catalogue, Layout::Crate));
    fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let manifest = folder.join("Cargo.toml");
    let text = fs::read_to_string(&manifest).unwrap() + "\n[workspace]\n";
    fs::write(&manifest, text).unwrap();
    cargo(folder, &["clippy", "--all-targets"]);
    cargo(folder, &["doc", "--no-deps"]);
    let page = concat!(env!("CARGO_TARGET_TMPDIR"), "/rust-target/doc/hostile_redis/struct.Client.html");
    let page = fs::read_to_string(page).unwrap();
    assert!(page.contains("&lt;div&gt;") && page.contains("😀") && page.contains("{{ }}"));
    assert!(!page.contains("\u{202e}"), "what changes the direction of text is shown as its number");

    // The same as a module of a program that uses none of it.
    let program = tempfile::tempdir().unwrap();
    let program = program.path();
    fs::copy(folder.join("Cargo.toml"), program.join("Cargo.toml")).unwrap();
    fs::copy(folder.join("Cargo.lock"), program.join("Cargo.lock")).unwrap();
    fs::write(program.join("README.md"), "").unwrap();
    write(&program.join("src/client"), &files(&catalogue, Layout::Module));
    let main = "#![deny(warnings)]\nmod client { include!(\"client/mod.rs\"); }\nfn main() {}\n";
    fs::write(program.join("src/main.rs"), main).unwrap();
    cargo(program, &["clippy"]);
}
