//! What may come from a stranger's branch: names, texts, links and pipes.
#![cfg(all(feature = "cli", unix))]

use std::fs;
use std::process::Command;

use crate::support::folder;
use crate::support::folder::Folder;

/// Nothing that comes from outside moves the cursor, or is a command to a CI job.
#[test]
fn texts_from_outside_are_printed_as_text() {
    let hostile = "a\n::add-mask::x\r\u{1b}[31m##[group]y";
    let is_clean = |text: &str| {
        text.chars().all(|c| c == '\n' || c == '\t' || !c.is_control())
            && !text.contains("##[")
            && !text.lines().any(|line| line.trim_start().starts_with("::add-mask"))
    };
    let clean = |what: &str, outcome: &folder::Outcome| {
        assert!(is_clean(&outcome.stdout) && is_clean(&outcome.stderr), "{what}: {outcome:?}");
        let all = outcome.stdout.clone() + &outcome.stderr;
        assert!(all.contains("add-mask"), "{what} is not shown: {outcome:?}");
    };
    let run = |folder: &Folder, arguments: &[&str]| {
        let output = folder.command("").args(arguments).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        folder::Outcome {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    };
    for format in ["text", "json", "github"] {
        let format = format!("--error-format={format}");
        let folder = Folder::new();
        folder.succeeds("init");
        // The names of files, whether they are made, listed, checked or missing.
        clean("made", &run(&folder, &["rust", "-o", hostile]));
        clean("a cluster's spec", &run(&folder, &["cluster", "init", &format!("{hostile}.yaml")]));
        if format.ends_with("text") {
            clean("listed", &run(&folder, &["docs", "-o", hostile, "--force", "--dry-run"]));
        }
        clean("checked", &run(&folder, &["docs", "-o", hostile, "--force", "--check", &format]));
        clean("missing", &run(&folder, &["check", hostile, &format]));
        // The title of a response.
        let responses = serde_json::json!({ "get": { hostile: 1 } });
        folder.write("operations.responses.json", &responses.to_string());
        clean("a response", &run(&folder, &["docs", &format]));
        // A message of a template, and lines of a diff.
        folder.write("operations.responses.json", "{}");
        folder.write("sigma-gen.toml", "[docs]\noutput = \"docs\"\ntemplates = \"mine\"\n");
        folder.succeeds("templates eject docs/response.md");
        folder.succeeds("generate");
        let ejected = folder.read("mine/response.md");
        folder.write("mine/response.md", &format!("{ejected}\n   ::add-mask::x\u{1b}[31m\n{hostile}"));
        let diff = run(&folder, &["generate", "--diff", &format]);
        clean("a diff", &diff);
        assert!(!diff.stdout.is_empty());
        folder.write("mine/response.md", "{{ throw(message=\"a\\n::add-mask::x\\u001b[31m\") }}");
        let outcome = run(&folder, &["generate", &format]);
        assert!(is_clean(&outcome.stderr), "{outcome:?}");
    }
}

/// What is in the folder of templates may come from a stranger's branch.
#[test]
fn templates_are_regular_files_inside_their_folder() {
    use std::os::unix::fs::symlink;
    let config = "[docs]\noutput = \"docs\"\ntemplates = \"mine\"\n";
    for (name, part) in [
        ("file", "leads out of"),
        ("folder", "leads out of"),
        ("loop", "leads out of"),
        ("nowhere", "follow the link"),
        ("pipe", "not a regular file"),
    ] {
        let folder = Folder::new();
        folder.write("sigma-gen.toml", config).write("secret/response.md", "the secret");
        fs::create_dir(folder.path("mine")).unwrap();
        match name {
            "file" => symlink("../secret/response.md", folder.path("mine/response.md")).unwrap(),
            "folder" => symlink("../secret", folder.path("mine/site")).unwrap(),
            "loop" => symlink(".", folder.path("mine/site")).unwrap(),
            "nowhere" => symlink("gone", folder.path("mine/response.md")).unwrap(),
            _ => assert!(
                Command::new("mkfifo").arg(folder.path("mine/response.md")).status().unwrap().success()
            ),
        }
        for command in ["generate --builtin", "docs --templates mine --builtin"] {
            let stderr = folder.fails(command).stderr;
            assert!(stderr.contains("mine/") && stderr.contains(part), "{name}: {stderr}");
        }
        assert!(!folder.path("docs").exists());
    }
    // A link inside is as good as the file.
    let folder = Folder::new();
    folder.write("sigma-gen.toml", config).write("mine/response.md", "One text.\n");
    symlink("response.md", folder.path("mine/parameters.md")).unwrap();
    folder.succeeds("generate --builtin");
    assert!(folder.read("docs/operations.md").contains("One text.\n"));
}

#[test]
fn a_pipe_in_a_project_is_not_waited_for() {
    for name in ["operations.yaml", "operations.responses.json", "sigma-gen.toml", "page.md", "mine.yaml"] {
        let folder = Folder::new();
        folder.succeeds("init");
        folder.write("sigma-gen.toml", "[docs]\ninject = [\"page.md\"]\n");
        folder.write("page.md", "<!-- BEGIN SIGMA-GEN summary -->\n<!-- END SIGMA-GEN -->\n");
        if name == "mine.yaml" {
            folder.write("sigma-gen.toml", "catalogue = \"mine.yaml\"\ndocs.output = \"docs\"\n");
        }
        let _ = fs::remove_file(folder.path(name));
        assert!(Command::new("mkfifo").arg(folder.path(name)).status().unwrap().success());
        let stderr = folder.fails("generate").stderr;
        assert!(stderr.contains(name) && stderr.contains("not a regular file"), "{name}: {stderr}");
    }
}
