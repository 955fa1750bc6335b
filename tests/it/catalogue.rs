//! What people see when they load a catalogue: the model, or every mistake in it.

#![cfg(feature = "cli")]

use std::fs;
use std::path::PathBuf;

use sigma_gen::catalogue::{Catalogue, Source, check, load};
use sigma_gen::diagnostic::Diagnostics;

/// Every folder has an `input.yaml` and what is told about it, as `stderr`. `UPDATE_EXPECT=1`
/// writes the latter anew.
fn every_case(folder: &str, tell: impl Fn(&Source) -> Diagnostics) {
    let mut cases: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(!cases.is_empty(), "the cases are not there");
    let mut wrong = Vec::new();
    for case in cases {
        let text = fs::read_to_string(case.join("input.yaml")).unwrap();
        let told = tell(&source(&text)).text(false);
        let expected_at = case.join("stderr");
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&expected_at, &told).unwrap();
        } else if fs::read_to_string(&expected_at).unwrap_or_default() != told {
            wrong.push(format!("{}:\n{told}", case.display()));
        }
    }
    assert!(wrong.is_empty(), "not as expected (UPDATE_EXPECT=1 accepts):\n{}", wrong.join("\n"));
}

fn source(text: &str) -> Source {
    Source { path_shown: "input.yaml".to_owned(), text: text.to_owned() }
}

fn builtin() -> Catalogue {
    load(&Source::builtin()).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

fn names(catalogue: &Catalogue) -> Vec<&str> {
    catalogue.operations().map(|operation| operation.name.as_str()).collect()
}

#[test]
fn mistakes_are_told_as_expected() {
    every_case("tests/cases/mistakes", |source| load(source).expect_err(&source.text));
}

#[test]
fn warnings_are_told_as_expected_and_do_not_stop_loading() {
    every_case("tests/cases/warnings", |source| {
        let told = check(source);
        assert!(!told.is_empty() && !told.has_errors());
        load(source).unwrap();
        told
    });
}

#[test]
fn the_builtin_catalogue_has_no_mistakes_and_no_warnings() {
    let told = check(&Source::builtin());
    assert!(told.is_empty(), "{told}");
    assert_eq!(load(&Source::read("operations.yaml").unwrap()).unwrap(), builtin());
}

#[test]
fn every_code_of_a_mistake_is_shown_by_a_case() {
    let told: String = ["tests/cases/mistakes", "tests/cases/warnings"]
        .iter()
        .flat_map(|folder| fs::read_dir(folder).unwrap())
        .map(|case| fs::read_to_string(case.unwrap().path().join("stderr")).unwrap())
        .collect();
    // 1 and 2 are about files that cannot be a case's text, 24 about `select`; 16 is of an older version.
    for number in (3..=15).chain(17..=23).chain(25..=27).chain(101..=104) {
        assert!(told.contains(&format!("[SG{number:03}]")), "no case shows SG{number:03}");
    }
}

/// A file that exists for one test.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str, bytes: &[u8]) -> Self {
        let path = std::env::temp_dir().join(format!("sigma-gen-{}-{name}", std::process::id()));
        fs::write(&path, bytes).unwrap();
        Scratch(path)
    }

    fn refused(&self) -> String {
        let loaded = Source::read(&self.0).and_then(|source| load(&source));
        loaded.unwrap_err().to_string().replace(&*self.0.to_string_lossy(), "FILE")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

#[test]
fn a_missing_file() {
    let told = Source::read("no/such/operations.yaml").unwrap_err().to_string();
    // A build script may run elsewhere than its author thinks.
    let folder = std::env::current_dir().unwrap();
    assert_eq!(
        told,
        format!(
            "error[SG001]: cannot read the file: there is no such file in `{}`
--> no/such/operations.yaml
 = help: check the path; `sigma-gen init` writes a catalogue to start from\n\n",
            folder.display()
        )
    );
    let absolute = Source::read("/no/such/operations.yaml").unwrap_err().to_string();
    assert!(absolute.contains("there is no such file\n"), "{absolute}");
}

/// A line of this many mistakes, each of which was once looked for from the line's start.
#[test]
fn many_mistakes_in_one_long_line() {
    const COUNT: usize = 20_000;
    let groups = "{ é: 1 }, ".repeat(COUNT);
    let told = check(&source(&format!("{{ version: 1, groups: [{groups}] }}\n")));
    let unknown: Vec<_> = told.iter().filter(|told| told.message.contains("`é`")).collect();
    assert_eq!(unknown.len(), COUNT);
    let place = unknown[COUNT - 1].place.as_ref().unwrap();
    let before = "{ version: 1, groups: [".len() + (COUNT - 1) * "{ e: 1 }, ".len() + "{ ".len();
    assert_eq!((place.line, place.column, place.end_column), (1, before + 1, before + 2));

    // People and logs get a hundred of them, tools get all.
    let text = told.text(false);
    assert_eq!(text.matches("\n --> ").count() + text.matches("\n--> ").count(), 100);
    let more = told.iter().len() - 100;
    assert!(text.ends_with(&format!("\nand {more} more; `--error-format json` prints all of them\n")));
    assert_eq!(told.github().matches("::error").count(), 100);
    assert!(told.github().contains(&format!("and {more} more")));
    assert_eq!(told.json().lines().count(), told.iter().len());
}

#[test]
fn a_folder() {
    let told = Source::read("tests").unwrap_err().to_string();
    assert!(told.starts_with("error[SG001]: cannot read the file: it is a folder\n--> tests\n"), "{told}");
}

#[test]
fn a_file_that_is_not_utf8() {
    let told = Scratch::new("latin1.yaml", b"version: 1\nservice: { title: caf\xe9 }\n").refused();
    let expected = "error[SG002]: the file is not UTF-8\n --> FILE:2:22\n";
    assert!(told.starts_with(expected), "{told}");
}

#[test]
fn a_file_that_is_too_large() {
    let file = Scratch::new("large.yaml", b"");
    let size = Source::LARGEST + 1;
    fs::File::options().write(true).open(&file.0).unwrap().set_len(size).unwrap();
    let told = file.refused();
    assert!(told.starts_with("error[SG003]: the file is larger than 64 MiB\n--> FILE\n"), "{told}");
}

#[test]
fn fifty_megabytes_of_aliases() {
    let mut text = String::from("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for level in 1.. {
        if text.len() > 50 << 20 {
            break;
        }
        let aliases = format!("*a{}, ", level - 1).repeat(1000);
        text += &format!("a{level}: &a{level} [{aliases}]\n");
    }
    let told = Scratch::new("bomb.yaml", text.as_bytes()).refused();
    assert!(told.starts_with("error[SG003]: the file grows too much by its anchors and aliases\n"), "{told}");
}

#[test]
fn aliases_stand_for_what_they_name() {
    let text = Source::builtin().text.replacen("title: Key", "title: &title Key", 1);
    let text = text.replacen("title: Strings", "title: *title", 1);
    let catalogue = load(&source(&text)).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    assert_eq!(catalogue.groups[0].title, catalogue.groups[1].title);
}

#[test]
fn a_byte_order_mark_and_crlf_change_nothing() {
    let text = format!("\u{feff}{}", Source::builtin().text.replace('\n', "\r\n"));
    assert_eq!(load(&source(&text)).unwrap_or_else(|mistakes| panic!("{mistakes}")), builtin());
}

#[test]
fn places_are_right_with_every_kind_of_line_break() {
    for line_break in ["\n", "\r\n", "\r"] {
        let text = ["version: 1", "service: é x", "groups: 5"].join(line_break);
        let told = load(&source(&text)).unwrap_err();
        let places: Vec<_> =
            told.iter().map(|d| d.place.as_ref().map(|place| (place.line, place.column))).collect();
        assert_eq!(places, [Some((2, 10)), Some((3, 9))]);
        assert!(told.to_string().contains("2 | service: é x\n  |          ^^^\n"), "{told}");
    }
}

#[test]
fn selecting_keeps_the_order_and_drops_empty_groups() {
    let selected = builtin().select(&["set", "get", "sadd", "get"]).unwrap();
    assert_eq!(names(&selected), ["get", "set", "sadd"]);
    assert_eq!(selected.groups.len(), 2);
}

#[test]
fn selecting_an_unknown_operation() {
    let told = builtin().select(&["get", "sad", "zadd-all"]).unwrap_err().to_string();
    assert!(told.starts_with("error[SG024]: unknown operation `sad`\n"), "{told}");
    assert!(told.contains("did you mean `sadd`?"), "{told}");
    assert!(told.contains("unknown operation `zadd-all`"), "{told}");
    let told = builtin().select(&[] as &[&str]).unwrap_err().to_string();
    assert!(told.contains("no operation is selected"), "{told}");
}

/// A file whose name and mistakes have every character that means something to a machine.
fn awkward() -> Diagnostics {
    let source = Source {
        path_shown: "a,b:c%\"d\n.yaml".to_owned(),
        text: "version: 1\n\"100%: a\\r\\nb,\\\"c\\\"\": 1".to_owned(),
    };
    load(&source).unwrap_err()
}

#[test]
fn json_is_one_object_a_line() {
    let json = awkward().json();
    let objects: Vec<serde_json::Value> =
        json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let unknown = &objects[2];
    assert_eq!(unknown["level"], "error");
    assert_eq!(unknown["code"], "SG008");
    assert_eq!(unknown["message"], "unknown field `100%: a\\u{d}\\u{a}b,\"c\"` in a catalogue");
    assert_eq!(unknown["file"], "a,b:c%\"d\n.yaml");
    assert_eq!(
        (&unknown["line"], &unknown["column"], &unknown["end_column"]),
        (&2.into(), &1.into(), &21.into())
    );
}

#[test]
fn github_annotations_are_escaped() {
    let told = awkward().github();
    let expected = "::error file=a%2Cb%3Ac%25\"d%0A.yaml,line=2,endLine=2,col=1,endColumn=21,title=SG008::\
                    unknown field `100%25: a\\u{d}\\u{a}b,\"c\"` in a catalogue%0A\
                    help: known here: `version`, `service`, `records`, `groups`";
    assert_eq!(told.lines().nth(2), Some(expected));
}

#[test]
fn colours_only_when_asked() {
    assert!(awkward().text(true).contains("\u{1b}["));
    assert!(!awkward().text(false).contains('\u{1b}'));
    assert!(awkward().text(false).contains("--> a,b:c%\"d\u{fffd}.yaml:2:1\n"), "{}", awkward().text(false));
}
