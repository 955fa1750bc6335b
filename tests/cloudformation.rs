//! Templates as CloudFormation's own tools see them.
#![cfg(feature = "cli")]

mod spec;
#[path = "spec/random.rs"]
mod spec_random;

use std::fs;
use std::path::Path;
use std::process::Command;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;
use sigma_gen::cluster::template::{Format, template};
use sigma_gen::cluster::{Spec, load};
use spec::{source, with};

fn read(text: &str) -> Spec {
    load(&source(text)).unwrap_or_else(|told| panic!("{told}\n{text}"))
}

fn resources(changes: &[&str]) -> Value {
    let text = template(&read(&with(changes)), Format::Json);
    serde_json::from_str::<Value>(&text).unwrap()["Resources"].clone()
}

fn group(changes: &[&str]) -> Value {
    resources(changes)["SigmaRedisReplicationGroup"]["Properties"].clone()
}

/// The file `python` beside check-jsonschema, in the environment that `tests/run` makes.
fn python() -> Command {
    let beside = std::env::var_os("CHECK_JSONSCHEMA")
        .expect("CHECK_JSONSCHEMA is not set. Run the tests with `tests/run test`, which installs it.");
    Command::new(Path::new(&beside).with_file_name("python"))
}

/// What the tools say about the templates in a folder, the first `count` of them.
fn validate(folder: &Path, count: usize) -> String {
    let output = python()
        .arg("tests/cloudformation/validate.py")
        .arg(folder)
        .args(["us-east-1", &count.to_string()])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Every accepted spec gives a template; whatever is in its texts, YAML and JSON say the same, and the tools take it.
#[test]
fn accepted_specs_give_templates_that_the_tools_take() {
    const SPECS: usize = 150;
    const LOOKED_AT: usize = 24;
    let folder = tempfile::tempdir().unwrap();
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    for number in 0..SPECS {
        let text = spec_random::spec().new_tree(&mut runner).unwrap().current();
        let spec = read(&text);
        for (format, extension) in [(Format::Yaml, "yaml"), (Format::Json, "json")] {
            let first = template(&spec, format);
            assert_eq!(first, template(&spec, format));
            fs::write(folder.path().join(format!("{number:03}.{extension}")), first).unwrap();
        }
        fs::write(folder.path().join(format!("{number:03}.spec")), text).unwrap();
    }
    let told = validate(folder.path(), LOOKED_AT);
    if !told.is_empty() {
        panic!("{told}(the templates are in {})", folder.keep().display());
    }
}

#[test]
fn what_the_tools_refuse_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let spec = read(&with(&[]));
    for (format, extension, from, to) in
        [(Format::Yaml, "yaml", "\"7.1\"", "\"7.9\""), (Format::Json, "json", "\"7.1\"", "\"7.9\"")]
    {
        let text = template(&spec, format).replace(from, to);
        fs::write(folder.path().join(format!("a.{extension}")), text).unwrap();
    }
    assert!(validate(folder.path(), 1).contains("7.9"));
}

#[test]
fn a_standalone_cluster() {
    let group = group(&["name: Sigma-Redis"]);
    for (property, expected) in [
        ("ReplicationGroupId", Value::from("sigma-redis")),
        ("ReplicationGroupDescription", "Session cache".into()),
        ("EngineVersion", "7.1".into()),
        ("ClusterMode", "disabled".into()),
        ("CacheParameterGroupName", "default.redis7".into()),
        ("AutomaticFailoverEnabled", true.into()),
        ("MultiAZEnabled", true.into()),
        ("NumCacheClusters", 2.into()),
        ("NumNodeGroups", Value::Null),
        ("ReplicasPerNodeGroup", Value::Null),
        ("TransitEncryptionEnabled", true.into()),
        ("Port", 6379.into()),
    ] {
        assert_eq!(group[property], expected, "{property}");
    }
}

#[test]
fn a_clustered_one() {
    let group = group(&["mode: clustered", "shards: 3", "replicas: 4"]);
    assert_eq!(group["NumNodeGroups"], 3);
    // The primary is no replica for AWS.
    assert_eq!(group["ReplicasPerNodeGroup"], 3);
    assert_eq!(group["NumCacheClusters"], Value::Null);
    assert_eq!(group["ClusterMode"], "enabled");
    assert_eq!(group["CacheParameterGroupName"], "default.redis7.cluster.on");
    assert_eq!((&group["AutomaticFailoverEnabled"], &group["MultiAZEnabled"]), (&true.into(), &true.into()));
}

#[test]
fn several_zones_take_two_subnets_and_two_nodes() {
    let one = "vpc: { type: new, name: v, cidr: 10.0.0.0/16, subnets: [{ name: a, cidr: 10.0.0.0/24 }] }";
    let zones = |changes: &[&str]| {
        let group = group(changes);
        (group["AutomaticFailoverEnabled"] == true, group["MultiAZEnabled"] == true)
    };
    assert_eq!(zones(&[one]), (true, false));
    assert_eq!(zones(&["multiAz: false", "replicas: 3"]), (false, false));
    assert_eq!(zones(&["profile: aws", "mode: clustered", "shards: 2", "replicas: 1"]), (true, false));
}

#[test]
fn parameter_groups_of_all_versions() {
    for (engine, version, expected) in [
        ("redis", "4.0.10", "default.redis4.0"),
        ("redis", "5.0.6", "default.redis5.0"),
        ("redis", "6.0", "default.redis6.x"),
        ("redis", "6.2", "default.redis6.x"),
        ("redis", "7.0", "default.redis7"),
        ("valkey", "7.2", "default.valkey7"),
        ("valkey", "8.1", "default.valkey8"),
        ("valkey", "9.0", "default.valkey9"),
    ] {
        let (engine, version) = (format!("engine: {engine}"), format!("engineVersion: \"{version}\""));
        assert_eq!(group(&["profile: aws", &engine, &version])["CacheParameterGroupName"], expected);
        let clustered = group(&["profile: aws", &engine, &version, "mode: clustered", "shards: 1"]);
        assert_eq!(clustered["CacheParameterGroupName"], format!("{expected}.cluster.on"));
    }
}

#[test]
fn an_existing_group_is_changed_only_when_asked() {
    let existing = |open| {
        format!(
            "vpc: {{ type: existing, id: vpc-00000001, subnets: [subnet-00000001, subnet-00000002], securityGroup: sg-00000001, openPort: {open} }}"
        )
    };
    assert_eq!(resources(&[&existing(false)])["SigmaRedisIngress"], Value::Null);
    let resources = resources(&[&existing(true)]);
    let rule = &resources["SigmaRedisIngress"]["Properties"];
    assert_eq!(
        (&rule["GroupId"], &rule["SourceSecurityGroupId"]),
        (&"sg-00000001".into(), &"sg-00000001".into())
    );
    assert_eq!(resources["SigmaRedisVpc"], Value::Null);
}

#[test]
fn logins() {
    let secret = "arn:aws:secretsmanager:us-east-1:123456789012:secret:redis-AbCdEf";
    let with_token = resources(&[&format!("auth: {{ type: token, secret: \"{secret}\" }}")]);
    let token = &with_token["SigmaRedisReplicationGroup"]["Properties"]["AuthToken"];
    assert_eq!(*token, format!("{{{{resolve:secretsmanager:{secret}:SecretString}}}}"));
    let statement =
        &with_token["SigmaRedisFunctionRole"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"][0];
    assert_eq!(
        (&statement["Action"], &statement["Resource"][0]),
        (&"secretsmanager:GetSecretValue".into(), &secret.into())
    );

    let with_iam = resources(&["auth: { type: iam, user: app }"]);
    let user = &with_iam["SigmaRedisUser"]["Properties"];
    assert_eq!((&user["UserId"], &user["UserName"]), (&"app".into(), &"app".into()));
    assert_eq!(with_iam["SigmaRedisUserDefault"]["Properties"]["UserName"], "default");
    assert_eq!(
        with_iam["SigmaRedisReplicationGroup"]["Properties"]["UserGroupIds"][0]["Ref"],
        "SigmaRedisUserGroup"
    );
}

#[test]
fn the_template_of_the_starter_is_as_reviewed() {
    let text = template(&read(sigma_gen::cluster::STARTER), Format::Yaml);
    let expected_at = "tests/cloudformation/starter.yaml";
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(expected_at, &text).unwrap();
    }
    assert_eq!(fs::read_to_string(expected_at).unwrap_or_default(), text, "UPDATE_EXPECT=1 accepts");
}
