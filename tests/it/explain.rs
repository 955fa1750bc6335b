//! What `sigma-gen explain` shows is so: each code's first example has the mistake, and its second one has not.
#![cfg(feature = "cli")]

use std::process::Command;

use crate::support::folder::Folder;
use crate::support::spec;
use sigma_gen::catalogue::{self, Source};
use sigma_gen::clusters;
use sigma_gen::diagnostic::Code;

/// A catalogue without mistakes, with this in place of its fields and of those of its operation.
fn catalogue(fields: &str, operation: &str) -> String {
    let top = "version: 1\nservice: { name: r, title: R, object: redis, package: r, cluster: r }";
    let base = "name: set
title: SET
command: SET
since: 1.0.0
summary: Sets the value of a key.
access: write
retry: safe
params:
  - { name: key, label: Key, type: key, description: The key. }
  - { name: value, label: Value, type: any, description: The value. }
reply: { type: status, success: \"`OK`.\" }
examples:
  - title: A value is stored
    call: [{ key: greeting, value: hello }]
    results: { greeting: OK }";
    let operation: String =
        replaced(base, operation).lines().map(|line| format!("        {line}\n")).collect();
    let operation = operation.replacen("        ", "      - ", 1);
    format!("{}\ngroups:\n  - name: g\n    title: G\n    operations:\n{operation}", replaced(top, fields))
}

/// A mapping with these fields in place of its own ones.
fn replaced(base: &str, fields: &str) -> String {
    let name = |line: &str| line.split(':').next().unwrap().to_owned();
    let new: Vec<_> = fields.lines().filter(|line| !line.starts_with(' ')).map(name).collect();
    let mut is_kept = true;
    let mut kept = Vec::new();
    for line in base.lines() {
        if !line.starts_with(' ') {
            is_kept = !new.contains(&name(line));
        }
        kept.extend(Some(line).filter(|_| is_kept));
    }
    kept.extend(fields.lines());
    kept.join("\n")
}

/// What sigma-gen tells about an example.
fn told(language: &str, text: &str) -> String {
    let of_catalogue = |text| catalogue::check(&Source { path_shown: "x".into(), text }).to_string();
    let of_spec = |text| clusters::check(&Source { path_shown: "x".into(), text }, None).to_string();
    match language {
        "yaml operation" => of_catalogue(catalogue("", text)),
        "yaml catalogue" => of_catalogue(catalogue(text, "")),
        "yaml cluster" => of_spec(spec::with(&text.lines().collect::<Vec<_>>())),
        "yaml spec" => of_spec(text.to_owned()),
        "toml" => Folder::new().write("sigma-gen.toml", text).run("generate --builtin").stderr,
        "markdown" => Folder::new().write("page.md", text).run("docs --builtin --inject page.md").stderr,
        "rust" => {
            let folder = Folder::new();
            let mut build = sigma_gen::rust();
            if text.contains(".out_dir(") {
                build = build.out_dir(folder.path("client"));
            }
            build.compile("operations.yaml").err().map(|error| error.to_string()).unwrap_or_default()
        }
        "console" => in_a_terminal(text),
        _ => panic!("{language}"),
    }
}

/// Runs lines in a shell, where `sigma-gen init` and `sigma-gen cluster init` were run.
fn in_a_terminal(lines: &str) -> String {
    let folder = Folder::new();
    folder.succeeds("init");
    folder.succeeds("cluster init");
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_sigma-gen"));
    let output = Command::new("sh")
        .args(["-c", lines])
        .current_dir(&folder.0)
        .env("PATH", format!("{}:/usr/bin:/bin", program.parent().unwrap().display()))
        // Where there is an `aws` command, it is not logged in.
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_CONFIG_FILE", "/dev/null")
        .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
        .output()
        .unwrap();
    String::from_utf8(output.stderr).unwrap()
}

/// The section of a code in the source: the text, and the examples with their languages.
fn section(code: Code) -> (String, Vec<(String, String)>) {
    let texts: String = ["files", "catalogue", "project", "clusters"]
        .map(|name| std::fs::read_to_string(format!("src/diagnostic/explain/{name}.md")).unwrap())
        .join("\n");
    let (_, rest) = texts.split_once(&format!("## {code}\n")).unwrap_or_else(|| panic!("{code} has no text"));
    let section = rest.split("\n## ").next().unwrap();
    let mut parts = section.split("```");
    let text = parts.next().unwrap().trim().to_owned();
    let blocks = parts.step_by(2).map(|block| {
        let (language, lines) = block.split_once('\n').unwrap();
        (language.to_owned(), lines.trim_end().to_owned())
    });
    (text, blocks.collect())
}

#[test]
fn the_examples_of_every_code_are_what_they_say() {
    let wrong: Vec<_> = std::thread::scope(|scope| {
        // One of them waits for half a minute; the others need not wait for it.
        let of_code = |&code: &Code| {
            let (text, examples) = section(code);
            let [(language, wrong), (same, right)] = &examples[..] else {
                return format!("{code}: {} examples", examples.len());
            };
            let needs_run = ["sigma-gen test", "sigma-gen import", "sigma-gen verify"];
            if !cfg!(feature = "run") && needs_run.iter().any(|command| wrong.contains(command)) {
                return String::new();
            }
            let (bad, good) = (told(language, wrong), told(same, right));
            let mark = format!("[{code}]");
            let is_right = !text.is_empty() && bad.contains(&mark) && !good.contains(&mark);
            if is_right && !good.contains("error[") {
                String::new()
            } else {
                format!("{code}, wrong:\n{bad}\n{code}, right:\n{good}")
            }
        };
        let threads: Vec<_> = Code::ALL.iter().map(|code| scope.spawn(move || of_code(code))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).filter(|wrong| !wrong.is_empty()).collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn explain_prints_a_code_or_all_of_them() {
    let folder = Folder::new();
    let list = folder.succeeds("explain");
    assert_eq!(list.lines().count(), Code::ALL.len());
    assert!(
        list.contains("SG018  error    `wire` omits or repeats a parameter, or names an unknown one.\n"),
        "{list}"
    );
    assert!(list.contains("SG103  warning  `since` is not a version number.\n"), "{list}");

    let told = folder.succeeds("explain SG018");
    assert!(
        told.starts_with("error SG018: `wire` omits or repeats a parameter, or names an unknown one.\n\n"),
        "{told}"
    );
    let (text, examples) = section("SG018".parse().unwrap());
    assert!(told.contains(&text), "{told}");
    for (title, (_, example)) in ["Wrong", "Right"].iter().zip(examples) {
        let lines: String = example.lines().map(|line| format!("    {line}\n")).collect();
        let block = format!("{title}, in an operation of operations.yaml:\n\n{lines}");
        assert!(told.contains(&block), "{block} is missing in\n{told}");
    }
    assert!(!told.contains("```"), "{told}");
    for same in ["explain sg018", "explain 18", "explain SG18"] {
        assert_eq!(folder.succeeds(same), told);
    }
    for code in Code::ALL {
        assert!(folder.succeeds(&format!("explain {code}")).lines().count() > 8, "{code}");
    }
}

#[test]
fn a_code_that_there_is_not() {
    let folder = Folder::new();
    for (argument, part) in [
        ("SG0O18", "did you mean `SG018`?"),
        ("SG999", "no such code"),
        ("key", "`sigma-gen explain` lists them"),
    ] {
        let outcome = folder.run(&format!("explain {argument}"));
        assert_eq!(outcome.code, Some(2), "{outcome:?}");
        assert!(outcome.stderr.contains(part), "{argument}: {outcome:?}");
    }
}
