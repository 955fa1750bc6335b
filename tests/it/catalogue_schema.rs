//! The JSON Schema says of a catalogue what the loader says, as far as a schema can.

#![cfg(feature = "cli")]

use crate::support::python;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use sigma_gen::catalogue::schema;

/// Mistakes in one value: a schema catches those, but not rules about several values.
const IN_SCHEMA: &[&str] = &["SG007", "SG008", "SG009", "SG010", "SG011", "SG012", "SG013"];

/// Mistakes in the file or its YAML: they never get as far as a schema.
const BEFORE_SCHEMA: &[&str] = &["SG001", "SG002", "SG003", "SG004", "SG005", "SG006"];

/// The committed schema, which operations.yaml names.
const SCHEMA: &str = "operations.schema.json";

/// check-jsonschema from PyPI, a validator that reads YAML.
fn validator() -> Command {
    python::program("check-jsonschema")
}

#[test]
fn the_committed_schema_is_current() {
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(SCHEMA, schema()).unwrap();
    }
    let committed = fs::read_to_string(SCHEMA).unwrap();
    assert!(committed == schema(), "run `sigma-gen schema > {SCHEMA}`");
    let first = include_str!("../../operations.yaml").lines().next().unwrap();
    assert_eq!(first, format!("# yaml-language-server: $schema=./{SCHEMA}"));
}

#[test]
fn the_schema_is_a_schema() {
    let output = validator().arg("--check-metaschema").arg(SCHEMA).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn catalogues_without_mistakes_are_valid() {
    let catalogues =
        ["operations.yaml", "tests/cases/any/operations.yaml", "tests/cases/hostile/operations.yaml"];
    let output = validator().arg("--schemafile").arg(SCHEMA).args(catalogues).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn mistakes_in_one_value_are_invalid() {
    let cases = fs::read_dir("tests/cases/mistakes").unwrap().map(|entry| entry.unwrap().path());
    let cases: Vec<PathBuf> = cases.filter(|case| !tells(case, BEFORE_SCHEMA)).collect();
    let output = validator()
        .args(["--output-format", "json", "--schemafile"])
        .arg(SCHEMA)
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
        // The type of a reply may be a record, and a schema does not know which there are.
        let is_in_schema = tells(&case, IN_SCHEMA) && !case.ends_with("unknown_reply_type");
        assert_eq!(refused.contains(&case), is_in_schema, "{}", case.display());
    }
}

/// Whether loading a case tells one of these codes.
fn tells(case: &Path, codes: &[&str]) -> bool {
    let told = fs::read_to_string(case.join("stderr")).unwrap();
    codes.iter().any(|code| told.contains(code))
}
