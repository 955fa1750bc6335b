//! Output folders: what is written, what is removed, and what is left alone.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sigma_gen::output::{self, Action, Mode, Output, Plan};
use sigma_gen::target::Files;

fn files(list: &[(&str, &str)]) -> Files {
    let mut files = Files::default();
    list.iter().for_each(|(path, text)| files.add(*path, *text));
    files
}

fn apply(folder: &Path, list: &[(&str, &str)], mode: Mode, force: bool) -> sigma_gen::Result<Plan> {
    let output = Output::Folder { folder: folder.to_owned(), files: files(list) };
    output::apply(&[output], mode, force).map(|mut plans| plans.remove(0))
}

fn write(folder: &Path, list: &[(&str, &str)]) -> sigma_gen::Result<Plan> {
    apply(folder, list, Mode::Write, false)
}

/// What a plan does, without what stays and without the manifest.
fn actions(plan: &Plan) -> Vec<(&'static str, &str)> {
    let changes = plan.changes().iter().filter(|change| change.action != Action::Keep);
    let changes = changes.filter(|change| change.path != output::manifest::FILE_NAME);
    changes.map(|change| (change.action.name(), change.path.as_str())).collect()
}

/// Every file and folder below a folder, but for the manifest; folders have no text.
fn tree(folder: &Path) -> BTreeMap<String, Option<String>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                folders.push(path);
                found.insert(name, None);
            } else if name != output::manifest::FILE_NAME {
                found.insert(name, Some(fs::read_to_string(path).unwrap()));
            }
        }
    }
    found
}

fn message(result: sigma_gen::Result<Plan>) -> String {
    result.expect_err("there is a problem").to_string()
}

#[test]
fn a_plan_creates_updates_removes_and_keeps() {
    let folder = tempfile::tempdir().unwrap();
    let folder = &folder.path().join("new/folder");
    let plan = write(folder, &[("a.rs", "1"), ("b/c.rs", "2"), ("d/e/f.rs", "3")]).unwrap();
    assert_eq!(actions(&plan), [("create", "a.rs"), ("create", "b/c.rs"), ("create", "d/e/f.rs")]);
    drop(plan);

    let plan = write(folder, &[("a.rs", "1"), ("b/c.rs", "new")]).unwrap();
    assert_eq!(actions(&plan), [("update", "b/c.rs"), ("remove", "d/e/f.rs")]);
    drop(plan);
    let paths: Vec<_> = tree(folder).into_keys().collect();
    assert_eq!(paths, ["a.rs", "b", "b/c.rs"], "folders that became empty go too");

    let plan = write(folder, &[("a.rs", "1"), ("b/c.rs", "new")]).unwrap();
    assert!(plan.is_current());
}

#[test]
fn a_preview_changes_nothing() {
    let parent = tempfile::tempdir().unwrap();
    let folder = &parent.path().join("out");
    let plan = apply(folder, &[("a/b.rs", "1")], Mode::Preview, false).unwrap();
    assert_eq!(actions(&plan), [("create", "a/b.rs")]);
    assert!(tree(parent.path()).is_empty());
}

#[test]
fn what_does_not_change_is_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let modified = |name: &str| fs::metadata(folder.path().join(name)).unwrap().modified().unwrap();
    drop(write(folder.path(), &[("a.rs", "1"), ("b.rs", "2")]).unwrap());
    let names = ["a.rs", output::manifest::FILE_NAME];
    let before = names.map(modified);
    drop(write(folder.path(), &[("a.rs", "1"), ("b.rs", "2")]).unwrap());
    assert_eq!(names.map(modified), before);
}

#[test]
fn a_hand_edited_file_is_named_and_left_alone_without_force() {
    let folder = tempfile::tempdir().unwrap();
    drop(write(folder.path(), &[("a.rs", "1"), ("b.rs", "2"), ("gone.rs", "3")]).unwrap());
    fs::write(folder.path().join("b.rs"), "edited").unwrap();
    fs::write(folder.path().join("gone.rs"), "edited").unwrap();

    let before = tree(folder.path());
    let message = message(write(folder.path(), &[("a.rs", "new"), ("b.rs", "new")]));
    assert!(message.contains("b.rs") && message.contains("gone.rs"), "{message}");
    assert!(message.contains("edited by hand") && message.contains("--force"), "{message}");
    assert!(!message.contains("a.rs"), "{message}");
    assert_eq!(tree(folder.path()), before, "not even the files without a problem were written");

    drop(apply(folder.path(), &[("a.rs", "new"), ("b.rs", "new")], Mode::Write, true).unwrap());
    let expected = [("a.rs", "new"), ("b.rs", "new")].map(|(p, t)| (p.to_owned(), Some(t.to_owned())));
    assert_eq!(tree(folder.path()), BTreeMap::from(expected));
}

#[test]
fn a_file_that_is_not_ours_is_left_alone_without_force() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("README.md"), "mine").unwrap();
    fs::write(folder.path().join("notes.txt"), "mine too").unwrap();
    let message = message(write(folder.path(), &[("README.md", "generated")]));
    assert!(message.contains("README.md") && message.contains("did not write"), "{message}");
    assert!(!message.contains("notes.txt"), "{message}");

    drop(apply(folder.path(), &[("README.md", "generated")], Mode::Write, true).unwrap());
    assert_eq!(tree(folder.path())["README.md"].as_deref(), Some("generated"));
    assert_eq!(tree(folder.path())["notes.txt"].as_deref(), Some("mine too"), "nobody asked for it");
}

#[test]
fn problems_of_all_folders_are_reported_before_any_is_written() {
    let parent = tempfile::tempdir().unwrap();
    let folders = ["one", "two", "three"].map(|name| parent.path().join(name));
    for folder in &folders[1..] {
        fs::create_dir(folder).unwrap();
        fs::write(folder.join("a.rs"), "mine").unwrap();
    }
    let outputs = folders.clone().map(|folder| Output::Folder { folder, files: files(&[("a.rs", "1")]) });
    let error = output::apply(&outputs, Mode::Write, false).unwrap_err();
    assert_eq!(error.diagnostics().len(), 2, "{error}");
    assert!(!folders[0].join("a.rs").exists());
}

#[test]
fn line_ends_changed_by_git_are_not_an_edit() {
    let folder = tempfile::tempdir().unwrap();
    drop(write(folder.path(), &[("a.rs", "1\n2\n"), ("b.rs", "3\n")]).unwrap());
    for name in ["a.rs", "b.rs", output::manifest::FILE_NAME] {
        let path = folder.path().join(name);
        let text = fs::read_to_string(&path).unwrap().replace('\n', "\r\n");
        fs::write(path, text).unwrap();
    }
    assert!(
        apply(folder.path(), &[("a.rs", "1\n2\n"), ("b.rs", "3\n")], Mode::Preview, false)
            .unwrap()
            .is_current()
    );
    let plan = write(folder.path(), &[("a.rs", "new\n")]).unwrap();
    assert_eq!(actions(&plan), [("update", "a.rs"), ("remove", "b.rs")]);
}

#[test]
fn a_lost_manifest_is_made_again_from_files_that_are_right() {
    let folder = tempfile::tempdir().unwrap();
    drop(write(folder.path(), &[("a.rs", "1")]).unwrap());
    let manifest = folder.path().join(output::manifest::FILE_NAME);
    let text = fs::read_to_string(&manifest).unwrap();
    fs::remove_file(&manifest).unwrap();
    drop(write(folder.path(), &[("a.rs", "1")]).unwrap());
    assert_eq!(fs::read_to_string(&manifest).unwrap(), text);
}

#[test]
fn a_manifest_cannot_make_us_remove_files_elsewhere() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("out");
    fs::write(parent.path().join("precious"), "").unwrap();
    fs::create_dir(&folder).unwrap();
    let hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let absolute = parent.path().join("precious");
    for path in ["../precious", "a/../../precious", absolute.to_str().unwrap()] {
        fs::write(folder.join(output::manifest::FILE_NAME), format!("{hash}  {path}\n")).unwrap();
        let message = message(write(&folder, &[("a.rs", "1")]));
        assert!(message.contains("manifest is damaged: line 1"), "{message}");
        drop(apply(&folder, &[("a.rs", "1")], Mode::Write, true).unwrap());
        assert!(parent.path().join("precious").exists());
    }
}

#[cfg(unix)]
mod links {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    #[test]
    fn nothing_is_written_or_removed_through_a_link_that_leads_outside() {
        let parent = tempfile::tempdir().unwrap();
        let (folder, elsewhere) = (parent.path().join("out"), parent.path().join("elsewhere"));
        drop(write(&folder, &[("src/a.rs", "1"), ("b.rs", "1")]).unwrap());
        fs::rename(folder.join("src"), &elsewhere).unwrap();
        symlink(&elsewhere, folder.join("src")).unwrap();
        fs::remove_file(folder.join("b.rs")).unwrap();
        symlink(elsewhere.join("new.rs"), folder.join("b.rs")).unwrap();

        for force in [false, true] {
            let list = [("src/a.rs", "2"), ("src/deep/er/b.rs", "2"), ("b.rs", "2")];
            let error = apply(&folder, &list, Mode::Write, force).unwrap_err();
            assert_eq!(error.diagnostics().len(), 3, "{error}");
        }
        drop(write(&folder, &[("c.rs", "1")]).unwrap());
        let expected = [("a.rs".to_owned(), Some("1".to_owned()))];
        assert_eq!(tree(&elsewhere), BTreeMap::from(expected), "no longer generated, and not ours any more");
    }

    #[test]
    fn links_inside_and_the_mode_of_a_file_are_kept() {
        let parent = tempfile::tempdir().unwrap();
        let (real, folder) = (parent.path().join("real"), parent.path().join("out"));
        fs::create_dir(&real).unwrap();
        symlink(&real, &folder).unwrap();
        drop(write(&folder, &[("a.rs", "1"), ("b.rs", "1")]).unwrap());
        fs::rename(real.join("a.rs"), real.join("moved.rs")).unwrap();
        symlink("moved.rs", real.join("a.rs")).unwrap();
        fs::set_permissions(real.join("b.rs"), fs::Permissions::from_mode(0o444)).unwrap();

        drop(write(&folder, &[("a.rs", "2"), ("b.rs", "2")]).unwrap());
        assert!(real.join("a.rs").is_symlink());
        assert_eq!(fs::read_to_string(real.join("moved.rs")).unwrap(), "2");
        assert_eq!(fs::read_to_string(real.join("b.rs")).unwrap(), "2");
        assert_eq!(fs::metadata(real.join("b.rs")).unwrap().permissions().mode() & 0o777, 0o444);
    }
}

#[test]
fn a_path_that_cannot_be_used_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let in_file = message(write(&file, &[("a.rs", "1")]));
    assert!(in_file.contains("/file"), "{in_file}");
    let below = message(write(folder.path(), &[("file/a.rs", "1")]));
    assert!(below.contains("file/a.rs"), "{below}");
    fs::create_dir(folder.path().join("a.rs")).unwrap();
    let is_folder = message(write(folder.path(), &[("a.rs", "1")]));
    assert!(is_folder.contains("a.rs") && is_folder.contains("directory"), "{is_folder}");
}

#[test]
fn two_runs_at_once_leave_the_files_of_one_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let names: Vec<String> = (0..20).map(|number| format!("src/{number}.rs")).collect();
    let run = |text: &str| {
        let list: Vec<_> = names.iter().map(|name| (name.as_str(), text)).collect();
        for _ in 0..5 {
            drop(write(folder.path(), &list).unwrap());
        }
    };
    std::thread::scope(|scope| {
        for text in ["one", "two", "three"] {
            let run = &run;
            scope.spawn(move || run(text));
        }
    });
    let mut texts: Vec<_> = tree(folder.path()).into_values().flatten().collect();
    assert_eq!(texts.len(), names.len(), "no temporary file is left");
    texts.dedup();
    assert_eq!(texts.len(), 1, "{texts:?}");
}

#[cfg(feature = "cli")]
#[test]
fn a_diff_shows_what_would_change() {
    let folder = tempfile::tempdir().unwrap();
    drop(write(folder.path(), &[("a.rs", "1\n2\n"), ("b.rs", "old\n")]).unwrap());
    let plan = apply(folder.path(), &[("a.rs", "1\n3\n"), ("c.rs", "new")], Mode::Preview, false).unwrap();
    let diff = plan.diff();
    let shown = |name: &str| folder.path().join(name).display().to_string();
    assert!(
        diff.contains(&format!("--- {0}\n+++ {0}\n@@ -1,2 +1,2 @@\n 1\n-2\n+3\n", shown("a.rs"))),
        "{diff}"
    );
    assert!(diff.contains(&format!("--- {}\n+++ /dev/null\n@@ -1 +0,0 @@\n-old\n", shown("b.rs"))), "{diff}");
    assert!(
        diff.contains(&format!("--- /dev/null\n+++ {}\n@@ -0,0 +1 @@\n+new\n\\ No newline", shown("c.rs"))),
        "{diff}"
    );
}

#[test]
fn a_file_of_ours_that_a_power_cut_left_empty_is_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let list = [("a.rs", "1")];
    write(folder.path(), &list).unwrap();
    fs::write(folder.path().join("a.rs"), "").unwrap();
    assert_eq!(actions(&write(folder.path(), &list).unwrap()), [("update", "a.rs")]);
    fs::write(folder.path().join("b.rs"), "").unwrap();
    let told = message(write(folder.path(), &[("a.rs", "1"), ("b.rs", "2")]));
    assert!(told.contains("b.rs") && told.contains("did not write"), "{told}");
}
