//! The built-in templates, and copies of them that users edit.
#![cfg(feature = "cli")]

use std::fs;

use crate::support::folder::Folder;

const CONFIGURATION: &str = "[docs]\noutput = \"out\"\ntemplates = \"mine\"\n";

#[test]
fn every_template_is_listed_and_can_be_printed() {
    let folder = Folder::new();
    let list = folder.succeeds("templates");
    assert_eq!(list, folder.succeeds("templates list"));
    for name in [
        "docs/page.md",
        "docs/site/style.css",
        "js/README.md",
        "js/lib/batch.js",
        "snippets/vscode/package.json",
    ] {
        assert!(list.lines().any(|line| line == name), "{list}");
        assert!(!folder.succeeds(&format!("templates show {name}")).is_empty());
    }
    let stderr = folder.fails("templates show docs/pages.md").stderr;
    assert!(stderr.contains("did you mean `docs/page.md`?"), "{stderr}");
}

#[test]
fn an_ejected_template_is_used() {
    let folder = Folder::new();
    folder.write("sigma-gen.toml", CONFIGURATION);
    folder.succeeds("templates eject docs/response.md docs/site/style.css");
    assert_eq!(folder.read("mine/response.md"), folder.succeeds("templates show docs/response.md"));
    folder.succeeds("generate --builtin");
    let page = folder.read("out/operations.md");

    folder.write("mine/response.md", &format!("Mine.\n\n{}", folder.read("mine/response.md")));
    folder.succeeds("generate --builtin");
    assert_eq!(folder.read("out/operations.md").matches("\nMine.\n").count(), 24);
    assert_eq!(folder.read("out/operations.md").replace("Mine.\n\n", ""), page);
}

#[test]
fn without_a_configured_folder_it_says_what_to_configure() {
    let folder = Folder::new();
    let out = folder.succeeds("templates eject docs/page.md");
    assert!(out.contains("created templates/docs/page.md"), "{out}");
    assert!(out.contains("templates = \"templates/docs\"") && out.contains("[docs]"), "{out}");
    folder.succeeds("templates eject docs/page.md -o elsewhere");
    assert!(folder.path("elsewhere/page.md").exists());
}

#[test]
fn an_edited_template_is_not_overwritten() {
    let folder = Folder::new();
    folder.write("sigma-gen.toml", CONFIGURATION);
    folder.succeeds("templates eject docs/response.md");
    folder.succeeds("templates eject docs/response.md");
    folder.write("mine/response.md", "Mine.\n");
    let stderr = folder.fails("templates eject docs/response.md").stderr;
    assert!(stderr.contains("mine/response.md") && stderr.contains("--force"), "{stderr}");
    assert_eq!(folder.read("mine/response.md"), "Mine.\n");
    folder.succeeds("templates eject docs/response.md --force");
    assert_ne!(folder.read("mine/response.md"), "Mine.\n");
}

#[test]
fn generate_tells_when_a_built_in_template_has_changed() {
    let folder = Folder::new();
    folder.write("sigma-gen.toml", CONFIGURATION);
    folder.succeeds("templates eject docs/response.md docs/page.md");
    folder.succeeds("generate --builtin");

    // As an earlier version of this program would have remembered it.
    let manifest = folder.read("mine/.sigma-gen.sha256");
    let line = manifest.lines().find(|line| line.ends_with("  response.md")).unwrap();
    let earlier = format!("{}  response.md", "0".repeat(64));
    folder.write("mine/.sigma-gen.sha256", &manifest.replace(line, &earlier));
    let outcome = folder.run("generate --builtin");
    assert_eq!(outcome.code, Some(0));
    assert!(outcome.stderr.contains("warning[SG105]"), "{outcome:?}");
    assert!(outcome.stderr.contains("`docs/response.md` has changed since it was ejected"), "{outcome:?}");
    assert!(!outcome.stderr.contains("page.md"), "{outcome:?}");

    folder.succeeds("templates eject docs/response.md");
    folder.succeeds("generate --builtin --check");
    folder.write("mine/.sigma-gen.sha256", "nonsense\n");
    assert!(folder.fails("generate --builtin").stderr.contains("the manifest is damaged: line 1"));
}

#[test]
fn a_mistake_in_a_template_leaves_everything_as_it_is() {
    let folder = Folder::new();
    folder.write("sigma-gen.toml", CONFIGURATION);
    folder.write("mine/operation.md", "{{ operation.title }}\n{{ operation.titel }}\n");
    let stderr = folder.fails("generate --builtin").stderr;
    assert!(stderr.contains("docs/operation.md:2:") && stderr.contains("{{ operation.titel }}"), "{stderr}");
    assert!(stderr.contains("called from docs/page.md:"), "{stderr}");
    assert!(!folder.path("out").exists());
    fs::remove_dir_all(folder.path("mine")).unwrap();
    let stderr = folder.fails("generate --builtin").stderr;
    assert!(stderr.contains("mine") && stderr.contains("cannot read the folder"), "{stderr}");
}
