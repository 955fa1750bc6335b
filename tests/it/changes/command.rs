//! The command: what it prints, where, and how it ends.

use std::io::Write;
use std::process::Stdio;

use super::{BASE, edited};
use crate::support::folder::Folder;

/// A folder with the catalogue before and after some edits.
fn folder(edits: &[(&str, &str)]) -> Folder {
    let folder = Folder::new();
    folder.write("old.yaml", BASE).write("new.yaml", &edited(edits));
    folder
}

const RENAMED: (&str, &str) = ("{ name: to, label: To,", "{ name: into, label: To,");
const GONE: (&str, &str) = ("      - { name: element, type: bulk }\n", "");
const COMMAND: (&str, &str) = ("command: GETRANGE", "command: SUBSTR");
const WORDS: (&str, &str) = ("summary: All members.", "summary: Every member.");
const NEW: (&str, &str) = ("words: [NX, XX]", "words: [NX, XX, GT]");

#[test]
fn each_change_is_told_at_its_place_the_worst_first() {
    let told = folder(&[RENAMED, GONE, COMMAND, WORDS, NEW]).fails("diff old.yaml new.yaml");
    let expected = "\
error[SG038]: the field `element` of `popped` is gone
  --> old.yaml:15:17
   |
15 |       - { name: element, type: bulk }
   |                 ^^^^^^^
   |
   = help: Rust: `Popped` has no `element`; JavaScript: `Popped` has no `element`

error[SG038]: the parameter `to` of `rename` is called `into` now
  --> new.yaml:81:21
   |
81 |           - { name: into, label: To, type: key, description: Its new name. }
   |                     ^^^^
   |
   = help: Rust: `Rename` has `into` in the place of `to`; JavaScript: `to` is refused

warning[SG119]: `getrange` sends `SUBSTR`, not `GETRANGE`
  --> new.yaml:31:18
   |
31 |         command: SUBSTR
   |                  ^^^^^^
   |
   = help: the same call does what the other command does

note[SG201]: `condition` of `set` takes `GT`
  --> new.yaml:50:69
   |
50 |           - { name: condition, label: Condition, type: word, words: [NX, XX, GT], optional: true, description: When. }
   |                                                                     ^^^^^^^^^^^^

note[SG202]: `smembers` has another summary
   --> new.yaml:111:18
    |
111 |         summary: Every member.
    |                  ^^^^^^^^^^^^^

";
    assert_eq!(told.stderr, expected);
    let summary = "old.yaml -> new.yaml: 2 changes break code, 1 does something else, 1 is new, 1 is of words only\n\
                   `sigma-gen explain SG038` says what to do; `--allow rust,js` says that it is meant\n";
    assert_eq!(told.stdout, summary);
}

#[test]
fn what_is_meant_can_be_allowed() {
    let both = folder(&[RENAMED]);
    both.fails("diff old.yaml new.yaml --allow rust");
    both.fails("diff old.yaml new.yaml --allow js");
    for arguments in
        ["diff old.yaml new.yaml --allow rust,js", "diff old.yaml new.yaml --allow js --allow rust"]
    {
        let outcome = both.run(arguments);
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
        assert!(outcome.stderr.starts_with("warning[SG118]: the parameter `to` of `rename`"), "{outcome:?}");
        assert_eq!(outcome.stdout, "old.yaml -> new.yaml: 1 breaks code and is allowed\n");
    }
    let js = folder(&[("single: member, ", "")]);
    assert_eq!(js.run("diff old.yaml new.yaml --allow js").code, Some(0));
    js.fails("diff old.yaml new.yaml --allow rust");
    let outcome = js.run("diff old.yaml new.yaml --allow python");
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.stderr.contains("[possible values: rust, js]"), "{outcome:?}");
}

#[test]
fn tools_are_told_the_same() {
    let folder = folder(&[RENAMED, WORDS]);
    let told = folder.fails("diff old.yaml new.yaml --error-format json");
    let lines: Vec<serde_json::Value> =
        told.stderr.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["level"], "error");
    assert_eq!(lines[0]["code"], "SG038");
    assert_eq!(lines[0]["breaks"], serde_json::json!(["rust", "js"]));
    assert_eq!((&lines[0]["file"], &lines[0]["line"]), (&"new.yaml".into(), &82.into()));
    assert_eq!(lines[1]["level"], "note");
    assert!(lines[1].get("breaks").is_none());
    let told = folder.fails("diff old.yaml new.yaml --error-format github").stderr;
    assert!(told.starts_with("::error file=new.yaml,line=82,"), "{told}");
    assert!(told.contains("\n::notice file=new.yaml,"), "{told}");
    // Silence is for what is well.
    let told = folder.fails("diff old.yaml new.yaml --quiet");
    assert_eq!(told.stdout, "");
    assert!(told.stderr.contains("SG038") && !told.stderr.contains("SG202"), "{told:?}");
}

#[test]
fn a_catalogue_comes_from_a_file_the_standard_input_or_the_program() {
    let folder = folder(&[RENAMED]);
    assert_eq!(folder.succeeds("diff old.yaml old.yaml"), "old.yaml -> old.yaml: no changes\n");
    assert_eq!(
        folder.succeeds("diff redis redis"),
        "redis.yaml (built in) -> redis.yaml (built in): no changes\n"
    );
    let piped = |arguments: &str, text: &str| {
        let mut command = folder.command(arguments);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    // A byte order mark is no part of the text, wherever it comes from.
    let (code, told, _) = piped("diff - new.yaml", &format!("\u{feff}{BASE}"));
    assert_eq!(code, Some(1));
    assert!(told.starts_with("standard input -> new.yaml: 1 change breaks code\n"), "{told}");
    let (code, _, told) = piped("diff new.yaml -", "version: 1\n");
    assert_eq!(code, Some(1));
    assert!(told.contains("--> standard input:1:1"), "{told}");
    let (code, ..) = piped("diff - -", BASE);
    assert_eq!(code, Some(2));
    // The new one is the catalogue that other commands take.
    let told = folder.fails("diff old.yaml").stderr;
    assert!(told.contains("there is no catalogue `operations.yaml`"), "{told}");
    folder.write("operations.yaml", BASE);
    assert_eq!(folder.succeeds("diff old.yaml"), "old.yaml -> operations.yaml: no changes\n");
    let told = folder.fails("diff missing.yaml").stderr;
    assert!(told.contains("missing.yaml") && told.contains("there is no such file"), "{told}");
}
