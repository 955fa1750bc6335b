//! The command line, as a user sees it.
#![cfg(feature = "cli")]

#[cfg(unix)]
mod unix;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::folder::Folder;

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn init_writes_files_that_load_and_generate() {
    let folder = Folder::new();
    assert!(
        folder
            .succeeds("init")
            .contains("created operations.yaml\ncreated operations.schema.json\ncreated sigma-gen.toml\n")
    );
    assert_eq!(folder.succeeds("check"), "operations.yaml: no mistakes\n");
    folder.succeeds("generate");
    assert!(folder.path("generated/rust/Cargo.toml").exists());

    folder.write("operations.yaml", "mine");
    assert!(folder.succeeds("init").contains("operations.yaml already exists"));
    assert_eq!(folder.read("operations.yaml"), "mine");
}

#[test]
fn generate_without_a_configuration_writes_every_target() {
    let folder = Folder::new();
    let printed = folder.succeeds("generate --builtin");
    assert!(printed.starts_with("generated/rust: ") && printed.ends_with(" created\n"), "{printed}");
    assert!(folder.path("generated/rust/src/set.rs").exists());
    assert!(!folder.succeeds("generate --builtin").contains("created"));
    assert_eq!(folder.succeeds("generate --builtin --quiet"), "");
}

#[test]
fn paths_are_relative_to_the_configuration() {
    let folder = Folder::new();
    folder.write(
        "deep/sigma-gen.toml",
        "[rust]\noutput = \"out\"\noperations = [\"get\"]\nlayout = \"module\"\n",
    );
    folder.succeeds("generate --config deep/sigma-gen.toml --builtin");
    assert!(folder.path("deep/out/mod.rs").exists() && !folder.path("deep/out/generated/set.rs").exists());

    folder.write("deep/operations.yaml", "");
    let beside = folder.fails("generate --config deep/sigma-gen.toml");
    assert!(beside.stderr.contains("deep/operations.yaml"), "{}", beside.stderr);
    folder.write("deep/sigma-gen.toml", "catalogue = \"mine.yaml\"\nrust.output = \"out\"\n");
    let named = folder.fails("generate --config deep/sigma-gen.toml");
    assert!(named.stderr.contains("deep/mine.yaml"), "{}", named.stderr);
}

#[test]
fn every_mistake_in_a_configuration_has_its_place_and_a_help() {
    let folder = Folder::new();
    folder.write(
        "sigma-gen.toml",
        "catalog = \"x\"\n[rust]\nouput = 3\nlayout = \"modul\"\noperations = [\"get\", 4]\n",
    );
    let stderr = folder.fails("generate --color never").stderr;
    for part in [
        "sigma-gen.toml:1:1",
        "did you mean `catalogue`?",
        "sigma-gen.toml:3:1",
        "did you mean `output`?",
        "4 | layout = \"modul\"\n  |          ^^^^^^^",
        "did you mean `module`?",
        "sigma-gen.toml:5:22",
    ] {
        assert!(stderr.contains(part), "{part} is missing in\n{stderr}");
    }

    folder.write("sigma-gen.toml", "[rust]\noutput = \"out\"\noperations = [\"gte\", \"get\", \"zzz\"]\n");
    let stderr = folder.fails("generate --builtin").stderr;
    assert!(stderr.contains("sigma-gen.toml:3:15") && stderr.contains("did you mean `get`?"), "{stderr}");
    assert!(stderr.contains("unknown operation `zzz`"), "{stderr}");

    for (text, part) in [
        ("", "the configuration has no target"),
        ("# nothing\n", "the configuration has no target"),
        ("[rust\n", "sigma-gen.toml:1:6"),
        ("[rust]\n[rust]\n", "duplicate key"),
        ("rust = 1979-05-27\n", "`rust` takes"),
        ("[rust]\noutput = \"\"\n", "`output` is empty"),
        ("[rust]\noutput = \"out\"\noperations = []\n", "empty list"),
    ] {
        let stderr = folder.write("sigma-gen.toml", text).fails("generate").stderr;
        assert!(stderr.contains(part), "{part} is missing in\n{stderr}");
    }
    let deep = format!("rust.{}output = 1\n", "a.".repeat(100_000));
    folder.write("sigma-gen.toml", &deep).fails("generate");
    let nested = format!("rust = {}{}\n", "[".repeat(100_000), "]".repeat(100_000));
    folder.write("sigma-gen.toml", &nested).fails("generate");
    assert_eq!(names(folder.0.path()), ["sigma-gen.toml"], "nothing was written");
}

#[test]
fn the_users_templates_replace_embedded_ones() {
    let folder = Folder::new();
    folder.write("sigma-gen.toml", "[js]\noutput = \"out\"\ntemplates = \"mine\"\n");
    folder.write("mine/README.md", "About {{ service.title }}\n");
    folder.succeeds("generate --builtin");
    assert!(folder.read("out/README.md").contains("About ElastiCache for Redis"));

    folder.write("mine/README.txt", "");
    let stderr = folder.fails("generate --builtin").stderr;
    assert!(
        stderr.contains("`js/README.txt`") && stderr.contains("did you mean `js/README.md`?"),
        "{stderr}"
    );
    folder.write("sigma-gen.toml", "[js]\noutput = \"out\"\ntemplates = \"nowhere\"\n");
    let stderr = folder.fails("generate --builtin").stderr;
    assert!(stderr.contains("nowhere") && stderr.contains("cannot read the folder"), "{stderr}");
}

#[test]
fn two_targets_with_one_output_are_refused() {
    let folder = Folder::new();
    folder.write("sigma-gen.toml", "js.output = \"out\"\nsnippets.output = \"out\"\n");
    let stderr = folder.fails("generate").stderr;
    assert!(stderr.contains("two targets have the output `out`"), "{stderr}");
}

#[test]
fn check_lists_what_is_not_up_to_date_and_how_to_mend_it() {
    let folder = Folder::new();
    folder.succeeds("rust -o out --operations get,sadd --builtin");
    folder.succeeds("rust -o out --operations get,sadd --check --builtin");

    fs::remove_file(folder.path("out/README.md")).unwrap();
    let outcome = folder.fails("rust -o out --check --operations get --builtin");
    assert!(outcome.stdout.contains("create out/README.md\n"), "{outcome:?}");
    assert!(outcome.stdout.contains("remove out/src/set.rs\n"), "{outcome:?}");
    assert!(outcome.stdout.contains("update out/src/lib.rs\n"), "{outcome:?}");
    assert!(!outcome.stdout.contains("out/src/strings.rs"), "{outcome:?}");
    assert!(outcome.stderr.contains("run `sigma-gen rust -o out --operations get --builtin`"), "{outcome:?}");
    assert!(!folder.path("out/README.md").exists());

    let listed = folder.succeeds("rust -o out --dry-run --operations get --builtin");
    assert_eq!(listed, outcome.stdout);
    let diff = folder.succeeds("rust -o out --diff --operations get --builtin");
    assert!(diff.contains("--- out/src/set.rs\n+++ /dev/null\n"), "{diff}");
    let both = folder.fails("rust -o out --diff --check --operations get --builtin");
    assert_eq!(both.stdout, diff);
}

#[test]
fn a_hand_edited_file_stops_everything_but_force() {
    let folder = Folder::new();
    folder.succeeds("rust -o out --operations get,sadd --builtin");
    let edited = folder.read("out/src/set.rs") + "// mine too\n";
    folder.write("out/src/lib.rs", "// mine\n").write("out/src/set.rs", &edited);
    let outcome = folder.fails("rust -o out --operations get --builtin");
    for part in ["out/src/lib.rs", "out/src/set.rs", "edited by hand", "--force"] {
        assert!(outcome.stderr.contains(part), "{outcome:?}");
    }
    assert_eq!(folder.read("out/src/lib.rs"), "// mine\n");
    folder.succeeds("rust -o out --operations get --force --builtin");
    assert!(folder.read("out/src/lib.rs").contains("Generated by sigma-gen"));
    assert!(!folder.path("out/src/set.rs").exists());
}

#[test]
fn mistakes_come_in_the_format_asked_for() {
    let folder = Folder::new();
    folder.write("operations.yaml", "version: 2\n");
    let text = folder.fails("check").stderr;
    assert!(text.contains("error[SG007]") && text.contains("operations.yaml:1:10"), "{text}");
    assert!(!text.contains('\x1b'), "no colours where there is no terminal");
    assert!(folder.fails("check --color always").stderr.contains("\x1b["));

    let json = folder.fails("check --error-format json").stderr;
    let object: serde_json::Value = serde_json::from_str(json.trim()).unwrap();
    assert_eq!((&object["code"], &object["line"]), (&"SG007".into(), &1.into()));
    let github = folder.fails("--error-format github check").stderr;
    assert!(github.starts_with("::error file=operations.yaml,line=1,"), "{github}");
}

#[test]
fn a_warning_is_printed_and_is_no_failure() {
    let folder = Folder::new();
    folder.write("operations.yaml", include_str!("../../cases/warnings/versions/input.yaml"));
    let outcome = folder.run("check");
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(outcome.stderr.contains("warning[SG103]"), "{outcome:?}");
    let count = outcome.stderr.matches("warning[").count();
    assert_eq!(outcome.stdout, format!("operations.yaml: {count} warnings\n"));
}

#[test]
fn the_committed_files_are_up_to_date() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sigma-gen"));
    let output =
        command.args(["generate", "--check"]).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn wrong_usage_exits_with_2() {
    let folder = Folder::new();
    for arguments in
        ["", "generat", "generate --no-such", "rust", "rust -o out --layout crat", "completions tcsh"]
    {
        let outcome = folder.run(arguments);
        assert_eq!(outcome.code, Some(2), "{arguments}: {outcome:?}");
        assert!(
            outcome.stderr.contains("sage:") || outcome.stderr.contains("possible values"),
            "{outcome:?}"
        );
    }
}

#[test]
fn an_option_of_the_other_layout_is_not_ignored() {
    let folder = Folder::new();
    for (option, line, reason) in [
        ("--layout module --runtime r", "layout = \"module\"\nruntime = \"r\"", "a module has no Cargo.toml"),
        ("--connection redis", "connection = \"redis\"", "a crate has both kinds"),
    ] {
        let outcome = folder.run(&format!("rust --builtin -o out {option}"));
        assert_eq!(outcome.code, Some(2), "{outcome:?}");
        assert!(
            outcome.stderr.contains("is for the layout `") && outcome.stderr.contains(reason),
            "{outcome:?}"
        );
        folder.write("sigma-gen.toml", &format!("[rust]\noutput = \"out\"\n{line}\n"));
        let told = folder.fails("generate --builtin").stderr;
        let field = line.lines().last().unwrap().split(' ').next().unwrap();
        assert!(told.contains(&format!("`{field}` is for the layout `")), "{told}");
        assert!(told.contains("sigma-gen.toml:"), "{told}");
    }
    assert!(!folder.path("out").exists());
}

#[test]
fn names_of_files_that_cannot_be_used_are_in_the_message() {
    let folder = Folder::new();
    folder.write("file", "").write("folder/x", "");
    for (arguments, part) in [
        ("check missing.yaml", "missing.yaml"),
        ("check folder", "folder"),
        ("generate --config missing.toml", "missing.toml"),
        ("rust -o file --builtin", "file"),
        ("rust -o file/below --builtin", "file/below"),
        ("rust -o out --operations gte --builtin", "did you mean `get`?"),
    ] {
        let outcome = folder.fails(arguments);
        assert!(outcome.stderr.contains(part), "{arguments}: {outcome:?}");
        assert_eq!(outcome.stdout, "");
    }
}

#[test]
fn completions_and_the_schema_are_printed() {
    let folder = Folder::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = folder.succeeds(&format!("completions {shell}"));
        assert!(script.contains("sigma-gen") && script.contains("dry-run"), "{shell}");
    }
    let schema: serde_json::Value = serde_json::from_str(&folder.succeeds("schema")).unwrap();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    folder.succeeds("init");
    assert_eq!(
        folder.read("operations.schema.json"),
        folder.succeeds("schema"),
        "for the line that names it"
    );
}

/// The commands that a help text lists.
fn commands(folder: &Folder, arguments: &str) -> Vec<String> {
    let help = folder.succeeds(&format!("{arguments} --help"));
    let list = help.split("Commands:\n").nth(1).unwrap_or_default();
    let lines = list.lines().take_while(|line| line.starts_with("  "));
    let names = lines.filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(|name| format!("{arguments} {name}").trim().to_owned()).collect()
}

#[test]
fn the_man_page_has_every_command_and_every_option() {
    let folder = Folder::new();
    let page = folder.succeeds("man");
    assert!(page.contains(".TH sigma-gen 1"));
    folder.write("sigma-gen.1", &page);
    let output = Command::new("groff")
        .args(["-man", "-ww", "-Tutf8", "-P-cbou", "-rLL=300n", "sigma-gen.1"])
        .current_dir(&folder.0)
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "what groff warns of");
    let shown = String::from_utf8(output.stdout).unwrap().replace(['\u{2010}', '\u{2212}'], "-");

    let top = commands(&folder, "");
    assert!(top.contains(&"man".to_owned()) && top.contains(&"explain".to_owned()), "{top:?}");
    for command in top.iter().flat_map(|name| [vec![name.clone()], commands(&folder, name)].concat()) {
        let heading = format!("\n   sigma-gen {command}\n");
        let section =
            shown.split(&heading).nth(1).unwrap_or_else(|| panic!("{command} is missing in\n{shown}"));
        let section = section.split("\n   sigma-gen ").next().unwrap();
        let help = folder.succeeds(&format!("{command} --help"));
        let options = help.split_whitespace().filter(|word| word.starts_with("--") && word.len() > 3);
        for option in options.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '-')) {
            let is_common = ["--error-format", "--color", "--quiet", "--help", "--version"].contains(&option);
            let place = if is_common { &*shown } else { section };
            assert!(place.contains(option), "{command} {option}\n{section}");
        }
        // The first line says what it does.
        let about = help.lines().next().unwrap();
        assert!(section.contains(about), "{about} is missing in\n{section}");
    }
    for part in ["EXIT STATUS", "sigma-gen js get key=key1 key=key2", "sigma-gen cluster list\n"] {
        assert!(shown.contains(part), "{part}");
    }
}

#[test]
fn tools_are_told_of_every_file_that_is_not_up_to_date() {
    let folder = Folder::new();
    folder.succeeds("init");
    folder.succeeds("generate");
    folder.succeeds("generate --check --error-format json");
    fs::remove_file(folder.path("generated/js/package.json")).unwrap();
    let catalogue = folder.read("operations.yaml").replace("title: GET", "title: Get");
    folder.write("operations.yaml", &catalogue);

    let json = folder.fails("generate --check --error-format json");
    assert_eq!(json.stdout, "");
    let told: Vec<serde_json::Value> =
        json.stderr.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |file: &str| told.iter().find(|told| told["file"] == file).unwrap_or_else(|| panic!("{told:?}"));
    assert_eq!(of("generated/js/package.json")["message"], "this generated file is missing");
    assert_eq!(of("generated/docs/operations.md")["message"], "this generated file is not up to date");
    assert!(told.iter().all(
        |told| told["code"] == "SG046" && told["help"] == "run `sigma-gen generate --error-format json`"
    ));
    // The same files as people see.
    assert_eq!(folder.fails("generate --check").stdout.lines().count(), told.len());

    let github = folder.fails("generate --check --error-format github").stderr;
    assert!(github.lines().all(|line| line.starts_with("::error file=generated/")), "{github}");
    assert!(
        github.contains("::error file=generated/js/package.json,title=SG046::this generated file is missing")
    );
    let diff = folder.fails("generate --check --diff --error-format github").stdout;
    assert!(diff.contains("--- generated/docs/operations.md\n"), "{diff}");
}

#[test]
fn a_reader_that_stops_reading_is_no_error() {
    let folder = Folder::new();
    let mut child = folder.command("schema").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0), "{output:?}");
}
