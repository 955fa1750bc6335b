//! Regions of a user's Markdown file: what goes into them, and what is told about markers that are wrong.
#![cfg(feature = "cli")]

use std::fs;
use std::sync::LazyLock;

use crate::support::folder::Folder;
use sigma_gen::catalogue::{Catalogue, Source, load};
use sigma_gen::targets::Input;
use sigma_gen::targets::docs::{Responses, inject};

fn fill(text: &str) -> Result<String, String> {
    let file = Source { path_shown: "input.md".to_owned(), text: text.to_owned() };
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| load(&Source::builtin()).unwrap());
    let input = Input { responses: Responses::builtin(), ..Input::new(&CATALOGUE) };
    inject::fill(&file, &input).map_err(|mistakes| mistakes.to_string())
}

/// Every folder has an `input.md`, and `expected.md` or `stderr`. `UPDATE_EXPECT=1` writes the latter anew.
#[test]
fn regions_are_filled_and_mistakes_told_as_expected() {
    let mut cases: Vec<_> =
        fs::read_dir("tests/cases/regions").unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(!cases.is_empty(), "the cases are not there");
    let mut wrong = Vec::new();
    for case in cases {
        let (name, text) = match fill(&fs::read_to_string(case.join("input.md")).unwrap()) {
            Ok(filled) => ("expected.md", filled),
            Err(mistakes) => ("stderr", mistakes),
        };
        let expected_at = case.join(name);
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&expected_at, &text).unwrap();
        } else if fs::read_to_string(&expected_at).unwrap_or_default() != text {
            wrong.push(format!("{}:\n{text}", expected_at.display()));
        }
    }
    assert!(wrong.is_empty(), "not as expected (UPDATE_EXPECT=1 accepts):\n{}", wrong.join("\n"));
}

#[test]
fn what_is_filled_once_stays() {
    let filled = fill(&fs::read_to_string("tests/cases/regions/every_kind/input.md").unwrap()).unwrap();
    assert_eq!(fill(&filled).unwrap(), filled);
}

#[test]
fn the_rest_of_the_file_keeps_its_bytes() {
    let before =
        "\u{feff}# T \u{202e}\r\nno break\rhere\n\r\n<!-- BEGIN SIGMA-GEN response operation=get -->\r\n";
    let after = "<!-- END SIGMA-GEN -->\r\nlast\n\n\n\t";
    let folder = Folder::new();
    folder.write("mine.md", &format!("{before}old\n{after}"));
    folder.succeeds("docs --inject mine.md --builtin");
    let text = folder.read("mine.md");
    let inside =
        text.strip_prefix(before).and_then(|text| text.strip_suffix(after)).expect("the rest is as it was");
    assert!(inside.starts_with("\r\n| Return type |") && inside.ends_with("|\r\n\r\n"), "{inside:?}");
    assert_eq!(inside.matches('\n').count(), inside.matches("\r\n").count());
    assert_eq!(folder.succeeds("docs --inject mine.md --check --builtin"), "");
}

#[test]
fn check_fails_with_a_diff_and_writes_nothing() {
    let folder = Folder::new();
    let text = "<!-- BEGIN SIGMA-GEN response operation=get -->\nold\n<!-- END SIGMA-GEN -->\n";
    folder.write("docs/mine.md", text);
    let outcome = folder.fails("docs --inject docs/mine.md --check --builtin");
    assert!(outcome.stdout.contains("-old\n") && outcome.stdout.contains("+| Return type |"), "{outcome:?}");
    assert!(outcome.stderr.contains("run `sigma-gen docs --inject docs/mine.md --builtin`"), "{outcome:?}");
    assert_eq!(folder.read("docs/mine.md"), text);
}

#[test]
fn one_wrong_file_keeps_all_as_they_are() {
    let folder = Folder::new();
    let good = "<!-- BEGIN SIGMA-GEN summary -->\n<!-- END SIGMA-GEN -->\n";
    folder
        .write("good.md", good)
        .write("bad.md", "<!-- BEGIN SIGMA-GEN summary -->\n")
        .write("none.md", "text\n");
    let outcome = folder
        .fails("docs -o out --inject good.md --inject bad.md --inject none.md --inject missing.md --builtin");
    for told in ["bad.md:1:1", "none.md", "no region to fill", "missing.md", "there is no such file"] {
        assert!(outcome.stderr.contains(told), "{outcome:?}");
    }
    assert_eq!(folder.read("good.md"), good);
    assert!(!folder.path("out").exists());
}

/// What makes a catalogue to start from makes no Markdown and no template.
#[test]
fn a_missing_file_is_helped_with_what_makes_it() {
    let folder = Folder::new();
    folder.write("docs.toml", "[docs]\ninject = [\"missing.md\"]\n");
    for arguments in ["docs --inject missing.md --builtin", "generate --config docs.toml --builtin"] {
        let outcome = folder.fails(arguments);
        assert!(
            outcome.stderr.contains("--> missing.md\n = help: check the path, or create the file"),
            "{outcome:?}"
        );
        assert!(!outcome.stderr.contains("sigma-gen init"), "{outcome:?}");
    }
    let outcome = folder.fails("generate --config missing.toml");
    assert!(outcome.stderr.contains("`sigma-gen init` writes a configuration"), "{outcome:?}");
    let outcome = folder.fails("docs missing.yaml");
    assert!(outcome.stderr.contains("`sigma-gen init` writes a catalogue"), "{outcome:?}");
}

#[test]
fn the_configuration_names_files_to_fill() {
    let folder = Folder::new();
    folder.write(
        "sub/sigma-gen.toml",
        "[docs]\ninject = [\"mine.md\", \"other.md\"]\noperations = [\"get\"]\n",
    );
    folder.write("sub/mine.md", "<!-- BEGIN SIGMA-GEN summary -->\n<!-- END SIGMA-GEN -->\n");
    folder.write("sub/other.md", "<!-- BEGIN SIGMA-GEN operations -->\n<!-- END SIGMA-GEN -->\n");
    folder.succeeds("generate --config sub/sigma-gen.toml --builtin");
    assert!(folder.read("sub/mine.md").contains("| GET | Strings |"));
    assert!(folder.read("sub/other.md").contains("## 1. GET\n"));
    assert!(!folder.read("sub/mine.md").contains("SADD"));
    folder.succeeds("generate --config sub/sigma-gen.toml --check --builtin");
}

#[cfg(unix)]
#[test]
fn a_link_stays_and_its_file_is_filled() {
    let folder = Folder::new();
    folder.write("real/README.md", "<!-- BEGIN SIGMA-GEN summary -->\n<!-- END SIGMA-GEN -->\n");
    std::os::unix::fs::symlink("real/README.md", folder.path("link.md")).unwrap();
    folder.succeeds("docs --inject link.md --builtin");
    assert!(folder.path("link.md").is_symlink());
    assert!(folder.read("real/README.md").contains("| GET |"));
}

proptest::proptest! {
    /// Whatever a file has, nothing panics; and what could be filled once stays as it is.
    #[test]
    fn no_file_is_too_odd(pieces in proptest::collection::vec(0..PIECES.len(), 0..12)) {
        let text: String = pieces.into_iter().map(|piece| PIECES[piece]).collect();
        if let Ok(filled) = fill(&text) {
            assert_eq!(fill(&filled).unwrap(), filled, "{text:?}");
        }
    }
}

const PIECES: &[&str] = &[
    "<!-- BEGIN SIGMA-GEN summary -->\n",
    "<!-- BEGIN SIGMA-GEN response operation=get -->\r\n",
    "<!-- BEGIN SIGMA-GEN operations names=get,é -->\n",
    "<!-- BEGIN SIGMA-GEN",
    "<!-- END SIGMA-GEN -->\n",
    "<!-- END SIGMA-GEN -->",
    "```\n",
    "~~~md\n",
    "`",
    "    ",
    "> - ",
    "# é\n",
    "\n",
    "\r",
    "-->",
    "<div>\n",
    "text",
    "\u{2028}\u{0}",
];
