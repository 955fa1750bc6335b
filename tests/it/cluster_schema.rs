//! The JSON Schema of a spec says of it what the check says, as far as a schema can.
#![cfg(feature = "cli")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::python;
use crate::support::spec;
use crate::support::spec::{function, source, with};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use sigma_gen::clusters::{STARTER, check, schema};

fn validator() -> Command {
    python::program("check-jsonschema")
}

/// The names of the files that the schema refuses.
fn refused(folder: &Path) -> BTreeSet<String> {
    fs::write(folder.join("schema.json"), schema()).unwrap();
    let specs = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let output = validator()
        .args(["--output-format", "json", "--schemafile"])
        .arg(folder.join("schema.json"))
        .args(specs.filter(|path| path.extension().is_some_and(|extension| extension == "yaml")))
        .output()
        .unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(report["parse_errors"].as_array().is_none_or(Vec::is_empty), "{report}");
    let files =
        report["errors"].as_array().into_iter().flatten().map(|error| error["filename"].as_str().unwrap());
    files.map(|file| Path::new(file).file_name().unwrap().to_str().unwrap().to_owned()).collect()
}

#[test]
fn the_schema_is_a_schema() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("schema.json");
    fs::write(&file, schema()).unwrap();
    let output = validator().arg("--check-metaschema").arg(&file).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn accepted_specs_are_valid() {
    let folder = tempfile::tempdir().unwrap();
    let mut runner =
        TestRunner::new_with_rng(Config::default(), TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let random = (0..30).map(|_| spec::random::spec().new_tree(&mut runner).unwrap().current());
    let others = [
        STARTER.to_owned(),
        with(&[]),
        with(&["mode: clustered", "shards: 2"]),
        with(&[&function("")]),
        with(&[&function("runtime: nodejs20.x")]),
        with(&[&function("code: { bucket: 1.b-c.2, key: a/ä }")]),
        "version: 1\nregion: us-east-1\nexisting: [{ name: other, fromDescribe: a.json }]\n".to_owned(),
    ];
    for (number, text) in random.chain(others).enumerate() {
        assert!(!check(&source(&text), None).has_errors(), "{text}");
        fs::write(folder.path().join(format!("{number}.yaml")), text).unwrap();
    }
    assert_eq!(refused(folder.path()), BTreeSet::new());
}

#[test]
fn mistakes_in_one_value_are_invalid() {
    let existing = |more: &str| {
        format!(
            "vpc: {{ type: existing, id: vpc-00000001, subnets: [subnet-00000001, subnet-00000002], securityGroup: sg-00000001{more} }}"
        )
    };
    let cases: Vec<String> = [
        &["name"][..],
        &["name: a--b"],
        &["name: a-"],
        &["name: aaaaaaaaaaaaaaaaaaaaa"],
        &["colour: red"],
        &["engine: valkey"],
        &["engineVersion: 7.1"],
        &["mode: cluster"],
        &["mode: clustered", "shards: 1"],
        &["mode: clustered", "shards: 16"],
        &["mode: clustered"],
        &["mode: clustered", "shards: 2", "multiAz: false"],
        &["shards: 2"],
        &["replicas: 7"],
        &["port: 70000"],
        &["description: \"{{resolve:ssm:a}}\""],
        &["auth: { type: token }"],
        &["auth: { type: token, secret: hunter2 }"],
        &["auth: { type: none, token: hunter2 }"],
        &["auth: { type: iam, user: default }"],
        &[&existing(", cidr: 10.0.0.0/16")],
        &[&existing("").replace("vpc-00000001", "vpc-1")],
        &["vpc: { type: new, name: v, cidr: 10.0.0.0/15, subnets: [{ name: a, cidr: 10.0.0.0/24 }] }"],
        &["vpc: { type: new, name: v, cidr: 10.0.0.0/16, subnets: [] }"],
        &["lambda: { vpc: mine }"],
        &[&function("runtime: nodejs14.x")],
        &[&function("runtime: node24")],
        &[&function("handler: index handler")],
        &[&function("handler: \"${AWS::Region}\"")],
        &[&function("code: { bucket: my-bucket }")],
        &[&function("code: { bucket: ab, key: a }")],
        &[&function("code: { bucket: My-bucket, key: a }")],
        &[&function("code: { bucket: my..bucket, key: a }")],
        &[&function("code: { bucket: 192.168.5.4, key: a }")],
        &[&function("code: { bucket: xn--bucket, key: a }")],
        &[&function("code: { bucket: bucket.mrap, key: a }")],
        &[&function("code: { bucket: my-bucket, key: \"\" }")],
        &[&function("timeout: 901")],
        &[&function("memory: 127")],
        &[&function("runtime")],
        &["version: 2"],
        &["profile: other"],
        &["region: us-east1"],
    ]
    .into_iter()
    .map(with)
    .collect();
    let folder = tempfile::tempdir().unwrap();
    let mut names = BTreeSet::new();
    for (number, text) in cases.iter().enumerate() {
        assert!(check(&source(text), None).has_errors(), "{text}");
        let name = format!("{number:02}.yaml");
        fs::write(folder.path().join(&name), text).unwrap();
        names.insert(name);
    }
    let refused = refused(folder.path());
    let missed: Vec<_> =
        names.difference(&refused).map(|name| &cases[name[..2].parse::<usize>().unwrap()]).collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

/// In WebAssembly the program carries JSON in place of the YAML.
#[test]
fn what_is_carried_as_json_is_what_the_yaml_says() {
    for name in ["configuration", "data/elasticache", "data/updates"] {
        let yaml = fs::read_to_string(format!("{name}.yaml")).unwrap();
        let value: serde_json::Value = serde_yaml::from_str(&yaml).unwrap();
        let json = format!("{value}\n");
        let path = format!("data/carried/{}.json", name.rsplit('/').next().unwrap());
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&path, &json).unwrap();
        }
        let carried = fs::read_to_string(&path).unwrap_or_default();
        assert!(carried == json, "{path} is not {name}.yaml: UPDATE_EXPECT=1 writes it anew");
    }
}
