//! The Rust target on catalogues that nobody would write: its output is always Rust, always the same,
//! and shows the text.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::cargo::{RUNTIME, cargo, on_its_own, run_cargo, write};
use crate::support::random;
use proptest::prelude::*;
use redis_servers::{Server, Version};
use sigma_gen::catalogue::{Catalogue, Source, load};
use sigma_gen::targets::Files;
use sigma_gen::targets::rust::{Connection, Layout, Options, generate};

/// The options of a layout, with the runtime of this repository.
fn options(layout: Layout) -> Options {
    let runtime = (layout == Layout::Crate).then(|| RUNTIME.to_owned());
    Options { layout, runtime, ..Options::default() }
}

fn files(catalogue: &Catalogue, layout: Layout) -> Files {
    generate(catalogue, &options(layout))
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

/// The items that a macro of the runtime keeps or not.
fn inside_macros(file: &syn::File) -> Vec<syn::Item> {
    let kept = file.items.iter().filter_map(|item| match item {
        // Not one that is defined.
        syn::Item::Macro(item)
            if item.ident.is_none() && item.mac.path.segments.last()?.ident != "generated_for" =>
        {
            Some(item.mac.tokens.clone())
        }
        _ => None,
    });
    kept.flat_map(|tokens| syn::parse2::<syn::File>(tokens).unwrap().items).collect()
}

/// The doc text of the method of an operation, up to the text that the generator adds.
fn method_docs(files: &Files, group: &str, method: usize) -> String {
    let file = syn::parse_file(files.get(&format!("generated/{group}.rs")).unwrap()).unwrap();
    let client = inside_macros(&file).into_iter().find_map(|item| match item {
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
                let file = syn::parse_file(text);
                prop_assert!(file.is_ok(), "{path}:\n{text}");
                inside_macros(&file.unwrap());
            }
            let again = generate(&catalogue, &options(layout));
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
            if operation.reply.usual.kind == sigma_gen::catalogue::model::ReplyKind::Flag {
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

/// What is written as text looks as if prettyplease had printed it: also where names are so long that it breaks lines.
#[test]
fn methods_are_as_prettyplease_prints_them() {
    let text = include_str!("../cases/any/operations.yaml");
    let long = "a_name_that_is_as_long_as_anybody_would_bear";
    let words = ["pivot", "digests", "strategy", "threshold", "longitude", "arguments"];
    let renamed =
        words.iter().fold(text.to_owned(), |text, word| text.replace(word, &format!("{word}_{long}")));
    for text in [text.to_owned(), renamed] {
        let source = Source { path_shown: "any.yaml".to_owned(), text };
        let catalogue = load(&source).unwrap_or_else(|mistakes| panic!("{mistakes}"));
        let files = files(&catalogue, Layout::Module);
        let mut count = 0;
        for group in &catalogue.groups {
            let text = files.get(&format!("generated/{}.rs", group.name)).unwrap();
            for item in syn::parse_file(text).unwrap().items {
                // Traits of the runtime have a form of their own.
                let is_shown = matches!(&item, syn::Item::Impl(found)
                    if found.trait_.as_ref().is_none_or(|(path, _)| path.is_ident("From")));
                if is_shown {
                    let items = vec![item];
                    let file = syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items };
                    let printed = prettyplease::unparse(&file);
                    assert!(text.contains(&printed), "{printed}");
                    count += 1;
                }
            }
        }
        assert!(count > 50, "{count}");
    }
}

#[test]
fn hostile_text_compiles_without_a_warning_in_both_layouts() {
    let catalogue = hostile();
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write(folder, &files(&catalogue, Layout::Crate));
    on_its_own(folder);
    cargo(folder, &["clippy", "--all-targets"]);
    cargo(folder, &["doc", "--no-deps"]);
    let page = concat!(env!("CARGO_TARGET_TMPDIR"), "/rust-target/doc/hostile_redis/struct.Client.html");
    let page = fs::read_to_string(page).unwrap();
    assert!(page.contains("&lt;div&gt;") && page.contains("😀") && page.contains("{{ }}"));
    assert!(!page.contains("\u{202e}"), "what changes the direction of text is shown as its number");

    // The same as a module of a program that uses none of it.
    let program = Program::new("2024", &files(&catalogue, Layout::Module));
    program.write("#![deny(warnings)]\nmod client { include!(\"client/mod.rs\"); }\nfn main() {}\n");
    cargo(program.0.path(), &["clippy"]);
}

/// A program with the client as a module.
pub struct Program(tempfile::TempDir);

impl Program {
    pub fn new(edition: &str, module: &Files) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let manifest = format!(
            "[package]\nname = \"program\"\nedition = {edition:?}\n[workspace]\n[dependencies]\n\
             redis = {{ version = \"1.8\", default-features = false }}\n\
             sigma-redis-runtime = {{ path = {RUNTIME:?}, features = [\"redis-async\"] }}\n\
             tokio = {{ version = \"1\", features = [\"macros\", \"rt\"] }}\n"
        );
        fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
        fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock"), folder.path().join("Cargo.lock"))
            .unwrap();
        write(&folder.path().join("src/client"), module);
        Self(folder)
    }

    pub fn folder(&self) -> &Path {
        self.0.path()
    }

    pub fn write(&self, main: &str) {
        fs::write(self.0.path().join("src/main.rs"), main).unwrap();
    }
}

/// The lints of rustc that are off unless somebody asks for them.
fn lints_that_are_off() -> String {
    let help = Command::new("rustc").args(["-W", "help"]).output().unwrap().stdout;
    let help = String::from_utf8(help).unwrap();
    let checks = help.split("Lint groups").next().unwrap();
    let names = checks.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        (words.clone().nth(1) == Some("allow")).then(|| words.next().unwrap().replace('-', "_"))
    });
    names.collect::<Vec<_>>().join(", ")
}

#[test]
fn the_module_works_in_strict_crates_of_every_edition() {
    let server = Server::start(Version::V8);
    let catalogue = load(&Source::builtin()).unwrap();
    let url = server.url();
    let own = "
    let client = Client::connect(URL).await.unwrap();
    client.sadd(vec![Sadd::new(\"s\", vec![\"a\"])]).await.all().unwrap();
    let blocking = blocking::Client::connect(URL).unwrap();
    let found = blocking.sismember(vec![Sismember::new(\"s\", vec![\"a\", \"b\"])]).one().unwrap();";
    let redis = "
    let mut connection = redis::Client::open(URL).unwrap().get_multiplexed_async_connection().await.unwrap();
    sadd(vec![Sadd::new(\"s\", vec![\"a\"])]).query_async(&mut connection).await.all().unwrap();
    let mut connection = redis::Client::open(URL).unwrap();
    let found = sismember(vec![Sismember::new(\"s\", vec![\"a\", \"b\"])]).query(&mut connection).one().unwrap();";
    for (connection, names, body) in
        [(Connection::Own, "Client, blocking", own), (Connection::Redis, "sadd, sismember", redis)]
    {
        let options = Options { connection, ..options(Layout::Module) };
        let module = generate(&catalogue, &options);
        for edition in ["2018", "2021", "2024"] {
            server.cli(&["FLUSHALL"]);
            let program = Program::new(edition, &module);
            program.write(&strict(names, &body.replace("URL", &format!("{url:?}"))));
            cargo(program.0.path(), &["clippy"]);
            assert_eq!(cargo(program.0.path(), &["run"]), "true false\n", "{edition}, {connection:?}");
        }
    }
}

/// A program that includes the module, and denies every lint in it. Some of rustc's lints are for other compilers, or for
/// whole crates; some of Clippy's contradict each other.
fn strict(names: &str, body: &str) -> String {
    let lints = lints_that_are_off();
    format!(
        "#![allow(unknown_lints, unused_attributes, clippy::blanket_clippy_restriction_lints)]
#[deny(clippy::cargo, clippy::nursery, clippy::pedantic, clippy::restriction, {lints})]
/// The client.
mod client {{ include!(\"client/mod.rs\"); }}

use client::{{Sadd, Sismember, {names}}};

#[tokio::main(flavor = \"current_thread\")]
async fn main() {{{body}
    println!(\"{{:?}} {{:?}}\", found[\"a\"].as_ref().unwrap(), found[\"b\"].as_ref().unwrap());
}}
"
    )
}

#[test]
fn code_of_another_version_says_so_once() {
    let catalogue = load(&Source::builtin()).unwrap().select(&["get"]).unwrap();
    let program = Program::new("2024", &files(&catalogue, Layout::Module));
    program.write("mod client { include!(\"client/mod.rs\"); }\nfn main() {}\n");
    let root = program.0.path().join("src/client/generated/mod.rs");
    let text = fs::read_to_string(&root).unwrap();
    fs::write(&root, text.replace("generated_for!(\"", "generated_for!(\"99.")).unwrap();
    let output = run_cargo(program.0.path(), &["check"]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && told.matches("error: sigma-gen 99.").count() == 1, "{told}");
    assert!(told.contains("it does not fit the sigma-redis-runtime here"), "{told}");
}
