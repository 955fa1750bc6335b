//! Disks, signals and arguments, as Unix has them.

use super::*;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// The files of an output folder with their texts, but for the manifest.
fn tree(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with(".sigma-gen.sha256") {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                found.insert(name, fs::read_to_string(path).unwrap());
            }
        }
    }
    found
}

#[test]
fn a_disk_that_is_full_leaves_whole_files() {
    let folder = Folder::new();
    folder.succeeds("rust -o out --operations get --builtin");
    let before = tree(&folder.path("out"));
    // A file can have 8 KiB, or 16 where the shell counts so: some files fit, and some do not.
    let script =
        format!("trap '' XFSZ; ulimit -f 16; exec {} rust -o out --builtin", env!("CARGO_BIN_EXE_sigma-gen"));
    let output = Command::new("sh").args(["-c", &script]).current_dir(&folder.0).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("out/") && stderr.contains("cannot write it: File too large"), "{stderr}");
    let whole = tempfile::tempdir().unwrap();
    folder.succeeds(&format!("rust -o {} --builtin", whole.path().display()));
    let after = tree(whole.path());
    for (name, text) in tree(&folder.path("out")) {
        assert!(before.get(&name) == Some(&text) || after.get(&name) == Some(&text), "{name}");
    }
    folder.succeeds("rust -o out --builtin");
    assert_eq!(tree(&folder.path("out")), after);
}

/// Kills the command at many moments of its work.
#[test]
fn a_kill_at_any_moment_leaves_whole_files_and_the_next_run_completes_them() {
    let folder = Folder::new();
    let selections = ["rust -o out --operations get,set --builtin", "rust -o out --builtin"];
    let expected = selections.map(|arguments| {
        folder.succeeds(arguments);
        tree(&folder.path("out"))
    });
    let start = Instant::now();
    folder.succeeds(selections[0]);
    let mut full = start.elapsed();

    // How long a run takes changes with what else the machine does, so the time follows the runs.
    let mut interrupted = 0;
    for round in 0_u32.. {
        let part = f64::from(1 + round % 10) / 10.0;
        let mut child = folder.command(selections[round as usize % 2]).stdout(Stdio::null()).spawn().unwrap();
        std::thread::sleep(full.mul_f64(part));
        child.kill().unwrap();
        let finished = child.wait().unwrap().success();
        full = full.mul_f64(if finished { 0.9 } else { 1.05 });
        interrupted += u32::from(!finished);
        for (name, text) in tree(&folder.path("out")) {
            let is_whole = expected.iter().any(|files| files.get(&name) == Some(&text));
            assert!(is_whole || name.ends_with(".tmp"), "{name} is neither old nor new");
        }
        if round >= 40 && interrupted >= 20 {
            break;
        }
    }
    for (arguments, expected) in selections.iter().zip(expected) {
        folder.succeeds(arguments);
        assert_eq!(tree(&folder.path("out")), expected);
    }
}

#[test]
fn another_run_is_waited_for() {
    let folder = Folder::new();
    folder.succeeds("rust -o out --operations get --builtin");
    let held = fs::File::open(folder.path("out")).unwrap();
    held.lock().unwrap();
    let mut child = folder.command("rust -o out --builtin").stdout(Stdio::null()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(300));
    assert!(child.try_wait().unwrap().is_none());
    drop(held);
    assert!(child.wait().unwrap().success());
}

#[test]
fn an_output_that_takes_nothing_is_an_error() {
    if !Path::new("/dev/full").exists() {
        return;
    }
    let folder = Folder::new();
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let output = folder.command("schema").stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("standard output"));
}

#[test]
fn arguments_that_need_quotes_get_them() {
    let folder = Folder::new();
    let mut command = folder.command("rust --builtin --check -o");
    let output = command.arg("it's here").output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains(r"run `sigma-gen rust --builtin -o 'it'\''s here'`"), "{stderr}");
}
