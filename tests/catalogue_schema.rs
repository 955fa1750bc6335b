//! The JSON Schema says of a catalogue what the loader says, as far as a schema can.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use sigma_gen::catalogue::schema;

/// Mistakes in one value: a schema catches those, but not rules about several values.
const IN_SCHEMA: &[&str] = &["SG007", "SG008", "SG009", "SG010", "SG011", "SG012", "SG013"];

/// Mistakes in the file or its YAML: they never get as far as a schema.
const BEFORE_SCHEMA: &[&str] = &["SG001", "SG002", "SG003", "SG004", "SG005", "SG006"];

/// `CHECK_JSONSCHEMA` is the path of check-jsonschema (PyPI); without it there is nothing to test.
fn validator() -> Option<Command> {
    let program = std::env::var_os("CHECK_JSONSCHEMA");
    if program.is_none() {
        eprintln!("SKIPPED: set CHECK_JSONSCHEMA to the path of check-jsonschema");
    }
    program.map(Command::new)
}

struct SchemaFile(PathBuf);

impl SchemaFile {
    fn new(test: &str) -> Self {
        let name = format!("sigma-gen-{}-{test}.schema.json", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::write(&path, schema()).unwrap();
        SchemaFile(path)
    }
}

impl Drop for SchemaFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

#[test]
fn the_schema_is_a_schema() {
    let Some(mut validator) = validator() else { return };
    let schema = SchemaFile::new("meta");
    let output = validator.arg("--check-metaschema").arg(&schema.0).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn the_builtin_catalogue_is_valid() {
    let Some(mut validator) = validator() else { return };
    let schema = SchemaFile::new("builtin");
    let output = validator.arg("--schemafile").arg(&schema.0).arg("operations.yaml").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn mistakes_in_one_value_are_invalid() {
    let Some(mut validator) = validator() else { return };
    let schema = SchemaFile::new("mistakes");
    let cases = fs::read_dir("tests/mistakes").unwrap().map(|entry| entry.unwrap().path());
    let cases: Vec<PathBuf> = cases.filter(|case| !tells(case, BEFORE_SCHEMA)).collect();
    let output = validator
        .args(["--output-format", "json", "--schemafile"])
        .arg(&schema.0)
        .args(cases.iter().map(|case| case.join("input.yaml")))
        .output()
        .unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let refused: BTreeSet<PathBuf> = ["errors", "parse_errors"]
        .iter()
        .flat_map(|list| report[list].as_array().unwrap())
        .map(|error| Path::new(error["filename"].as_str().unwrap()).parent().unwrap().to_owned())
        .collect();
    for case in cases {
        assert_eq!(refused.contains(&case), tells(&case, IN_SCHEMA), "{}", case.display());
    }
}

/// Whether loading a case tells one of these codes.
fn tells(case: &Path, codes: &[&str]) -> bool {
    let told = fs::read_to_string(case.join("stderr")).unwrap();
    codes.iter().any(|code| told.contains(code))
}
