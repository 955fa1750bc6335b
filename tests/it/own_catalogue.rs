//! Nobody gets the built-in catalogue who has not asked for it, or is not told.
#![cfg(feature = "cli")]

use std::fs;

use crate::support::folder::Folder;

/// A project with a catalogue of its own, generated.
fn project() -> Folder {
    let folder = Folder::new();
    folder.succeeds("init");
    folder.succeeds("generate");
    folder
}

#[test]
fn generate_and_check_want_a_catalogue() {
    let folder = Folder::new();
    for command in ["generate", "generate --check", "check"] {
        let stderr = folder.fails(command).stderr;
        let here = format!("there is no catalogue `operations.yaml` in `{}`", folder.0.path().display());
        for part in [here.as_str(), "`sigma-gen init` writes", "`--builtin` uses", "[SG001]"] {
            assert!(stderr.contains(part), "{command}: {part} is missing in\n{stderr}");
        }
    }
    assert_eq!(fs::read_dir(folder.0.path()).unwrap().count(), 0, "nothing was written");
    assert_eq!(folder.succeeds("check --builtin"), "operations.yaml (built in): no mistakes\n");
    folder.succeeds("generate --builtin");
    assert_eq!(folder.run("check --builtin operations.yaml").code, Some(2));
    let only_rust = Folder::new();
    only_rust.write("sigma-gen.toml", "rust.output = \"out\"\n");
    assert!(only_rust.fails("generate").stderr.contains("there is no catalogue"));
    only_rust.succeeds("generate --builtin");
}

#[test]
fn a_file_of_a_similar_name_is_named() {
    for name in ["operations.yml", "operation.yaml", "Operations.yaml", "operations.json"] {
        let folder = project();
        let before = folder.read("generated/rust/Cargo.toml");
        fs::remove_file(folder.path("sigma-gen.toml")).unwrap();
        fs::rename(folder.path("operations.yaml"), folder.path(name)).unwrap();
        for command in ["generate", "check"] {
            let stderr = folder.fails(command).stderr;
            assert!(stderr.contains(&format!("did you mean `{name}`?")), "{command}: {stderr}");
        }
        assert_eq!(folder.read("generated/rust/Cargo.toml"), before);
        assert!(folder.run("js get").stderr.contains(&format!("did you mean `{name}`?")));
        assert!(folder.succeeds(&format!("check {name}")).contains("no mistakes"));
    }
}

#[test]
fn a_project_in_a_folder_above_is_named() {
    let folder = project();
    for (gone, above) in [("sigma-gen.toml", "sigma-gen.toml"), ("", "operations.yaml")] {
        fs::create_dir_all(folder.path("deep/er")).unwrap();
        for command in ["generate", "check"] {
            let output = folder.command(command).current_dir(folder.path("deep/er")).output().unwrap();
            let stderr = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(1), "{stderr}");
            assert!(
                stderr.contains(above) && stderr.contains("run sigma-gen in its folder"),
                "{command}: {stderr}"
            );
        }
        if !gone.is_empty() {
            fs::remove_file(folder.path(gone)).unwrap();
        }
        assert_eq!(fs::read_dir(folder.path("deep/er")).unwrap().count(), 0);
    }
}

#[test]
fn commands_that_can_do_without_say_so() {
    let folder = Folder::new();
    for command in ["js get", "docs", "rust -o out", "js -o sdk", "docs -o reference"] {
        let outcome = folder.run(command);
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
        assert!(outcome.stderr.contains("warning[SG106]"), "{command}: {outcome:?}");
        assert!(outcome.stderr.contains("so the built-in catalogue is used"), "{command}: {outcome:?}");
        folder.succeeds(&format!("{command} --builtin"));
    }
    let told = folder.run("js get --error-format json").stderr;
    assert!(told.starts_with("{\"level\":\"warning\",\"code\":\"SG106\""), "{told}");
}

#[test]
fn the_output_of_another_package_is_not_replaced() {
    let folder = project();
    let before = folder.read("generated/js/package.json");
    let stderr = folder.fails("generate --builtin").stderr;
    for part in ["generated/rust", "generated/js", "generated/snippets", "generated/docs"] {
        assert!(stderr.contains(part), "{part} is missing in\n{stderr}");
    }
    assert!(stderr.contains("this folder holds the package `my-redis`, not `sigma-redis`"), "{stderr}");
    assert_eq!(folder.read("generated/js/package.json"), before);
    for command in ["rust -o generated/rust", "docs -o generated/docs"] {
        assert!(folder.fails(&format!("{command} --builtin")).stderr.contains("[SG048]"), "{command}");
    }
    // The same catalogue, changed, writes without a question.
    folder.write("operations.yaml", &folder.read("operations.yaml").replace("title: GET", "title: Get"));
    folder.succeeds("generate");
    folder.succeeds("generate --builtin --force");
    assert!(folder.read("generated/js/package.json").contains("\"sigma-redis\""));
    folder.succeeds("generate --builtin");
}
