//! Links, pipes and permissions in an output folder.

use super::*;
use std::os::unix::fs::{PermissionsExt, symlink};

/// Makes a pipe that nobody writes to: whoever reads it waits for ever.
fn pipe(path: &Path) {
    assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[test]
fn a_pipe_is_refused_and_not_waited_for() {
    for name in ["a.rs", output::manifest::FILE_NAME] {
        let folder = tempfile::tempdir().unwrap();
        pipe(&folder.path().join(name));
        for force in [false, true] {
            let told = apply(folder.path(), &[("a.rs", "1")], Mode::Write, force).unwrap_err().to_string();
            assert!(told.contains(name) && told.contains("not a regular file"), "{told}");
        }
    }
    // Also where a file of ours was.
    let folder = tempfile::tempdir().unwrap();
    drop(write(folder.path(), &[("a.rs", OURS), ("b.rs", OURS)]).unwrap());
    fs::remove_file(folder.path().join("b.rs")).unwrap();
    pipe(&folder.path().join("b.rs"));
    drop(write(folder.path(), &[("a.rs", OURS)]).unwrap());
    assert!(folder.path().join("b.rs").exists());
}

#[test]
fn a_link_into_git_is_one_that_leads_outside() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::create_dir(folder.join(".git")).unwrap();
    fs::write(folder.join(".git/HEAD"), OURS).unwrap();
    symlink(".git", folder.join("src")).unwrap();
    symlink(".git/HEAD", folder.join("a.rs")).unwrap();
    for force in [false, true] {
        let list = [("src/HEAD", "1"), ("a.rs", "1")];
        let error = apply(folder, &list, Mode::Write, force).unwrap_err();
        assert_eq!(error.diagnostics().len(), 2, "{error}");
    }
    let hash = "0".repeat(64);
    let manifest = format!("{hash}  src/HEAD\n{hash}  a.rs\n");
    fs::write(folder.join(output::manifest::FILE_NAME), manifest).unwrap();
    drop(apply(folder, &[("b.rs", "1")], Mode::Write, true).unwrap());
    assert_eq!(fs::read_to_string(folder.join(".git/HEAD")).unwrap(), OURS);
}

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
