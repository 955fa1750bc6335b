//! The table of the clients' limits in CONTRIBUTING.md has all of them, as they are.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Constants of the protocol, and what stands for nothing.
const NO_LIMITS: [&str; 2] = ["SLOTS", "NOBODY"];

/// The limits in a column of the table: `NAME = value`.
fn in_table(column: usize) -> BTreeSet<String> {
    let text = fs::read_to_string("CONTRIBUTING.md").unwrap();
    let (_, section) = text.split_once("\n## Limits of the clients\n").expect("the section");
    let section = section.split("\n## ").next().unwrap();
    let cells = section.lines().filter_map(|line| line.split('|').nth(column));
    let code = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2));
    code.filter(|code| code.contains(" = ")).map(str::to_owned).collect()
}

/// The constants of a source file, or of those in a folder, that are numbers or times.
fn in_code(path: &str) -> BTreeSet<String> {
    if Path::new(path).is_dir() {
        let entries = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
        let files = entries.filter(|path| path.is_file());
        return files.flat_map(|path| in_code(path.to_str().unwrap())).collect();
    }
    let text = fs::read_to_string(path).unwrap();
    text.lines()
        .filter_map(limit)
        .filter(|limit| !NO_LIMITS.contains(&limit.split(' ').next().unwrap()))
        .collect()
}

/// The limit that a line defines: of Rust without its type, and times as in the table.
fn limit(line: &str) -> Option<String> {
    let (visibility, definition) = line.split_once("const ")?;
    let (name, value) = definition.strip_suffix(';')?.split_once(" = ")?;
    let (name, kind) = name.split_once(": ").unwrap_or((name, "usize"));
    let is_number = value.starts_with(|c: char| c.is_ascii_digit());
    let value = match value.strip_prefix("Duration::from_").and_then(|time| time.strip_suffix(')')) {
        Some(time) => time
            .strip_prefix("millis(")
            .map(|number| format!("{number} ms"))
            .or_else(|| time.strip_prefix("secs(").map(|number| format!("{number} s")))?,
        None if is_number => value.to_owned(),
        None => return None,
    };
    let is_constant = visibility.is_empty() || visibility.starts_with("pub");
    let is_name = name.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    let is_limit = ["usize", "u8", "u32", "Duration"].contains(&kind);
    (is_constant && is_name && is_limit).then(|| format!("{name} = {value}"))
}

#[test]
fn the_table_of_limits_has_all_of_them() {
    let rust = ["call", "cluster", "asynchronous/cluster.rs", "blocking/cluster.rs"];
    let js = ["batch.js", "cluster.js", "map.js", "recovery.js", "routing.js"];
    let rust = rust.iter().flat_map(|path| in_code(&format!("runtime/rust/src/{path}")));
    let js = js.iter().flat_map(|path| in_code(&format!("runtime/js/lib/{path}")));
    assert_eq!(in_table(2), rust.collect(), "Rust");
    assert_eq!(in_table(3), js.collect(), "JavaScript");
}
