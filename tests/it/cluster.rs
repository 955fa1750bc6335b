//! What people see when they check a spec of clusters: each rule at its limits, and every mistake with its place.
#![cfg(feature = "cli")]

use std::fs;

use crate::support::spec::{codes, source, table, with};
use sigma_gen::catalogue::Source;
use sigma_gen::clusters::{self, STARTER};

/// Every folder has an `input.yaml`, perhaps a `previous.yaml`, and what is told, as `stderr`. `UPDATE_EXPECT=1`
/// writes the latter anew.
#[test]
fn mistakes_are_told_as_expected() {
    let mut cases: Vec<_> =
        fs::read_dir("tests/cases/cluster").unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    let mut wrong = Vec::new();
    for case in cases {
        let previous = fs::read_to_string(case.join("previous.yaml")).ok();
        let previous = previous.map(|text| clusters::load(&source(&text)).unwrap());
        let text = fs::read_to_string(case.join("input.yaml")).unwrap();
        let told = clusters::check(&source(&text), previous.as_ref()).text(false);
        let expected_at = case.join("stderr");
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&expected_at, &told).unwrap();
        } else if fs::read_to_string(&expected_at).unwrap_or_default() != told {
            wrong.push(format!("{}:\n{told}", case.display()));
        }
    }
    assert!(wrong.is_empty(), "not as expected (UPDATE_EXPECT=1 accepts):\n{}", wrong.join("\n"));
}

#[test]
fn every_code_is_shown_by_a_case() {
    let cases = fs::read_dir("tests/cases/cluster").unwrap();
    let told: String =
        cases.map(|case| fs::read_to_string(case.unwrap().path().join("stderr")).unwrap()).collect();
    for number in (50..=77).chain(81..=82).chain(110..=115).chain([117]).chain(120..=122) {
        assert!(told.contains(&format!("[SG{number:03}]")), "no case shows SG{number:03}");
    }
}

#[test]
fn the_starter_has_no_mistakes_and_no_warnings() {
    let told = clusters::check(&source(STARTER), None);
    assert!(told.is_empty(), "{told}");
}

#[test]
fn every_field_that_must_be_there_is_missed() {
    for field in [
        "region",
        "name",
        "description",
        "engine",
        "engineVersion",
        "nodeType",
        "mode",
        "replicas",
        "port",
        "vpc",
    ] {
        table(&[(&[field], &["SG009"])]);
    }
    // What is always the same in this mode need not be written.
    table(&[
        (&["shards"], &[]),
        (&["multiAz"], &["SG009"]),
        (&["mode: clustered", "multiAz", "shards: 2"], &[]),
        (&["mode: clustered", "shards"], &["SG009"]),
        (&["encryption", "auth", "lambda", "profile"], &[]),
        (&["version"], &["SG009"]),
        (&["version: 2"], &["SG007"]),
    ]);
    let new = |vpc: &str| format!("vpc: {{ type: new, {vpc} }}");
    let existing = |vpc: &str| format!("vpc: {{ type: existing, {vpc} }}");
    for vpc in [
        new("cidr: 10.0.0.0/16, subnets: [{ name: a, cidr: 10.0.0.0/24 }, { name: b, cidr: 10.0.1.0/24 }]"),
        new("name: v, subnets: [{ name: a, cidr: 10.0.0.0/24 }, { name: b, cidr: 10.0.1.0/24 }]"),
        new("name: v, cidr: 10.0.0.0/16"),
        new("name: v, cidr: 10.0.0.0/16, subnets: [{ cidr: 10.0.0.0/24 }, { name: b, cidr: 10.0.1.0/24 }]"),
        new("name: v, cidr: 10.0.0.0/16, subnets: [{ name: a }, { name: b, cidr: 10.0.1.0/24 }]"),
        existing("subnets: [subnet-00000001, subnet-00000002], securityGroup: sg-00000001"),
        existing("id: vpc-00000001, securityGroup: sg-00000001"),
        existing("id: vpc-00000001, subnets: [subnet-00000001, subnet-00000002]"),
        "vpc: { name: v }".to_owned(),
    ] {
        table(&[(&[&vpc], &["SG009"])]);
    }
}

#[test]
fn names() {
    let long = |count| format!("name: {}", "a".repeat(count));
    table(&[
        (&["name: a"], &[]),
        (&["name: a-1-b"], &[]),
        (&[&long(20)], &[]),
        (&[&long(21)], &["SG054"]),
        (&["profile: aws", &long(40)], &[]),
        (&["profile: aws", &long(41)], &["SG054"]),
        (&["name: \"\""], &["SG054"]),
        (&["name: a_b"], &["SG055"]),
        (&["name: ä"], &["SG055", "SG056"]),
        (&["name: 1a"], &["SG056"]),
        (&["name: -a"], &["SG056"]),
        (&["name: a-"], &["SG057"]),
        (&["name: a--b"], &["SG058"]),
        (&["name: -_--"], &["SG055", "SG056", "SG057", "SG058"]),
        (&["name: Sigma"], &["SG110"]),
        (&["name: 12"], &["SG010"]),
    ]);
}

#[test]
fn texts() {
    let long = |count| format!("description: {}", "ä".repeat(count));
    table(&[
        (&["description: \"\""], &["SG012"]),
        (&["description: \"a\\nb\""], &["SG012"]),
        (&[&long(255)], &[]),
        (&[&long(256)], &["SG012"]),
        // CloudFormation would read a secret into the description.
        (&["description: \"{{resolve:secretsmanager:x}}\""], &["SG012"]),
        (&["description: \"${AWS::Region}\""], &["SG012"]),
        (&["description: 12"], &["SG010"]),
        (&["colour: red"], &["SG008"]),
    ]);
}

#[test]
fn shards_and_replicas() {
    let clustered = |change: &'static str| vec!["mode: clustered", "multiAz: true", "shards: 2", change];
    table(&[
        (&clustered("shards: 1"), &["SG052"]),
        (&clustered("shards: 2"), &[]),
        (&clustered("shards: 15"), &[]),
        (&clustered("shards: 16"), &["SG052"]),
        (&clustered("multiAz: false"), &["SG051"]),
        (&clustered("replicas: 1"), &["SG053"]),
        (&clustered("replicas: 6"), &[]),
        (&clustered("replicas: 7"), &["SG052"]),
        (&["shards: 1"], &[]),
        (&["shards: 2"], &["SG051"]),
        (&["shards: 0"], &["SG051"]),
        (&["replicas: 0"], &["SG052"]),
        (&["replicas: 1"], &["SG053"]),
        (&["replicas: 1", "multiAz: false"], &[]),
        (&["replicas: 6"], &[]),
        (&["replicas: 7"], &["SG052"]),
        (&["replicas: 2.5"], &["SG010"]),
        (&["profile: aws", "mode: clustered", "shards: 1", "replicas: 1"], &["SG120"]),
        (&["profile: aws", "mode: clustered", "shards: 1", "replicas: 2"], &[]),
        (&["profile: aws", "multiAz: false", "replicas: 1"], &[]),
        (&["profile: aws", "mode: clustered", "shards: 0"], &["SG052"]),
        (&["profile: aws", "mode: clustered", "shards: 90", "replicas: 1"], &["SG120"]),
        (&["profile: aws", "mode: clustered", "shards: 91", "replicas: 1"], &["SG113", "SG120"]),
        (&["profile: aws", "mode: clustered", "shards: 16", "replicas: 6"], &["SG113"]),
        (&["profile: aws", "mode: clustered", "shards: 500", "replicas: 1"], &["SG069", "SG113", "SG120"]),
        (&["profile: aws", "mode: clustered", "shards: 250", "replicas: 2"], &["SG069", "SG113"]),
        (&["profile: aws", "mode: clustered", "shards: 251", "replicas: 2"], &["SG069", "SG083"]),
        (&["profile: aws", "mode: clustered", "shards: 501"], &["SG052"]),
        (&["profile: aws", "replicas: 1"], &["SG053"]),
    ]);
}

#[test]
fn engines_versions_and_node_types() {
    for version in ["4.0.10", "5.0.6"] {
        table(&[(&[&format!("engineVersion: \"{version}\"")], &["SG112"])]);
    }
    for version in ["6.0", "6.2", "7.0", "7.1"] {
        table(&[(&[&format!("engineVersion: \"{version}\"")], &[])]);
    }
    for version in ["3.2.10", "7.10", "7.1.0", "7.2", "6.x", "8.0", "7", ""] {
        let expected = if version.is_empty() { "SG012" } else { "SG059" };
        table(&[(&[&format!("engineVersion: \"{version}\"")], &[expected])]);
    }
    table(&[
        (&["engineVersion: 7.1"], &["SG060"]),
        (&["engineVersion: 7"], &["SG060"]),
        (&["engine: valkey"], &["SG011"]),
        (&["engine: memcached"], &["SG077"]),
        (&["engine: Redis"], &["SG011"]),
        (&["profile: aws", "engine: valkey", "engineVersion: \"8.0\""], &[]),
        (&["profile: aws", "engine: valkey", "engineVersion: \"7.1\""], &["SG059"]),
        (&["profile: aws", "engine: memcached"], &["SG077"]),
        (&["nodeType: cache.m7g.large"], &[]),
        (&["nodeType: cache.t2.micro"], &["SG062"]),
        (&["nodeType: cache.t1.micro"], &["SG062"]),
        (&["nodeType: t4g.small"], &["SG061"]),
        (&["nodeType: cache.t4g.huge"], &["SG061"]),
        (&["nodeType: cache.r6gd.xlarge"], &[]),
        (&["nodeType: cache.r6gd.xlarge", "engineVersion: \"6.2\""], &[]),
        (&["nodeType: cache.r6gd.xlarge", "engineVersion: \"6.0\""], &["SG063"]),
        (&["nodeType: cache.r6gd.xlarge", "region: af-south-1"], &["SG061"]),
        (&["region: us-east1"], &["SG011"]),
    ]);
}

#[test]
fn ports() {
    for (port, expected) in [
        ("1", None),
        ("65535", None),
        ("0", Some("SG052")),
        ("65536", Some("SG052")),
        ("-1", Some("SG052")),
        ("99999999999999999999", Some("SG052")),
        ("\"6379\"", Some("SG010")),
        ("null", Some("SG010")),
    ] {
        table(&[(&[&format!("port: {port}")], expected.as_slice())]);
    }
}

#[test]
fn blocks_of_addresses() {
    let vpc = |cidr: &str, subnets: &[&str]| {
        let subnets: Vec<_> = subnets.iter().map(|cidr| format!("{{ name: s, cidr: {cidr} }}")).collect();
        format!("vpc: {{ type: new, name: v, cidr: {cidr}, subnets: [{}] }}", subnets.join(", "))
    };
    let two = ["10.0.0.0/28", "10.0.0.16/28"];
    for (vpc, expected) in [
        (vpc("10.0.0.0/16", &two), &[][..]),
        (vpc("10.0.0.0/15", &two), &["SG065"]),
        (vpc("10.0.0.0/27", &two), &[]),
        (vpc("10.0.0.0/28", &["10.0.0.0/28"]), &["SG111"]),
        (vpc("10.0.0.0/29", &["10.0.0.0/28"]), &["SG065", "SG111"]),
        (vpc("10.0.0.0/16", &["10.0.0.0/29", "10.0.0.16/28"]), &["SG065"]),
        (vpc("10.0.1.0/16", &two), &["SG066"]),
        (vpc("10.0.0.0/16", &["10.0.0.1/28", "10.0.0.16/28"]), &["SG066"]),
        (vpc("10.0.0.0/24", &["10.0.0.0/28", "10.0.1.0/28"]), &["SG067"]),
        (vpc("10.0.0.0/16", &["10.0.0.0/24", "10.0.0.128/25"]), &["SG068"]),
        (vpc("10.0.0.0/16", &["10.0.0.0/25", "10.0.0.128/25"]), &[]),
        (vpc("10.0.0.0", &two), &["SG064"]),
        (vpc("10.0.0/16", &two), &["SG064"]),
        (vpc("\"::/16\"", &two), &["SG064"]),
        (vpc("10.0.0.0/16", &[]), &["SG012"]),
    ] {
        table(&[(&[&vpc], expected)]);
    }
    // Two subnets of 16 have 22 addresses for nodes.
    let small = vpc("10.0.0.0/16", &two);
    let clustered = ["mode: clustered", "multiAz: true", &small];
    table(&[
        (&[&clustered[..], &["shards: 11", "replicas: 2"]].concat(), &[]),
        (&[&clustered[..], &["shards: 12", "replicas: 2"]].concat(), &["SG069"]),
    ]);
}

#[test]
fn vpcs_of_either_type() {
    let existing = "vpc: { type: existing, id: vpc-00000001, subnets: [subnet-00000001, subnet-00000002], securityGroup: sg-00000001 }";
    let lambda = |id: &str, subnets: &str, group: &str| {
        format!("lambda: {{ vpc: {{ id: vpc-{id}, subnets: [{subnets}], securityGroup: sg-{group} }} }}")
    };
    let same = lambda("00000001", "subnet-00000002, subnet-00000001", "00000001");
    table(&[
        (&[existing], &[]),
        (&[existing, &same], &[]),
        (&[existing, &lambda("00000002", "subnet-00000001, subnet-00000002", "00000001")], &["SG073"]),
        (&[existing, &lambda("00000001", "subnet-00000001", "00000001")], &["SG073"]),
        (&[existing, &lambda("00000001", "subnet-00000001, subnet-00000002", "00000002")], &["SG073"]),
        (&[&same], &["SG073"]),
        (&["lambda: { vpc: mine }"], &["SG011"]),
        (&[&existing.replace("vpc-00000001", "vpc-0000001")], &["SG076"]),
        (&[&existing.replace("vpc-00000001", "subnet-00000001")], &["SG076"]),
        (&[&existing.replace("sg-00000001", "sg-0123456789abcdef0")], &[]),
        (&[&existing.replace("sg-00000001", "sg-0123456789abcdef01")], &["SG076"]),
        (&[&existing.replace("subnet-00000002", "subnet-00000001")], &["SG068"]),
        (&[&existing.replace("type: existing", "type: existing, cidr: 10.0.0.0/16")], &["SG050"]),
        (&[&existing.replace(", subnet-00000002", "")], &["SG111"]),
        (&[&existing.replace(", subnet-00000002", ""), "multiAz: false"], &[]),
    ]);
}

#[test]
fn logins() {
    let token = "auth: { type: token, secret: \"arn:aws:secretsmanager:us-east-1:123456789012:secret:redis-AbCdEf\" }";
    let plain = "encryption: { inTransit: false }";
    table(&[
        (&[token], &[]),
        (&[token, plain], &["SG070", "SG114"]),
        (&[plain], &["SG114"]),
        (&[token, "region: us-east-2"], &["SG082"]),
        (&[token, "region: us-east1"], &["SG011"]),
        (&["auth: { type: token }"], &["SG009"]),
        (&["auth: { type: token, secret: hunter2 }"], &["SG071"]),
        (&["auth: { type: token, token: hunter2 }"], &["SG009", "SG071"]),
        (&["auth: { type: none, password: hunter2 }"], &["SG071"]),
        (&["auth: { type: iam, user: app }"], &[]),
        (&["auth: { type: iam, user: app }", plain], &["SG070", "SG114"]),
        (&["auth: { type: iam, user: app }", "engineVersion: \"6.2\""], &["SG072"]),
        (&["auth: { type: iam, user: app }", "engineVersion: \"7.0\""], &[]),
        (&["profile: aws", "auth: { type: iam, user: app }", &format!("name: {}", "a".repeat(32))], &[]),
        (
            &["profile: aws", "auth: { type: iam, user: app }", &format!("name: {}", "a".repeat(33))],
            &["SG054"],
        ),
        (&["auth: { type: iam, user: App }"], &["SG013"]),
        (&["auth: { type: iam, user: default }"], &["SG013"]),
        (&["auth: { type: iam, user: sigma-redis-default }"], &["SG075"]),
        (&["auth: { type: iam, secret: x }"], &["SG009", "SG050"]),
    ]);
}

#[test]
fn secrets_are_never_shown() {
    for auth in [
        "auth: { type: token, token: hunter2 }",
        "auth: { type: token, secret: hunter2 }",
        "auth: { type: token, secret: [hunter2] }",
        "auth: { password: 'hunter2', type: iam }",
        "authToken: hunter2",
        "auth: hunter2",
        "auth: { type: hunter2, other: hunter2 }",
        "auth: { type: token, hunter2 }",
        "auth: { type: token, hunter2: x }",
        "auth: { type: iam, user: { hunter2: x } }",
        "auth: { type: iam, user: [hunter2] }",
        "apiKey: hunter2",
        "api_key: { id: hunter2 }",
        "dbPassword: \"hunter2\"",
        "url: redis://app:hunter2@host",
        "port: 70000 # the password is hunter2",
        // YAML that is broken.
        "auth: { type: token, secret: hunter2",
        "auth: { type: token, secret: \"hunter2 }",
        "auth: { type: token, secret: hunter2 }: x",
        "auth: {type: token,secret: hunter2,,}}",
        "apiKey: hunter2: x",
        "apiKey: *hunter2",
        "apiKey: !hunter2 x",
        "apiKey: |\n      hunter2\n    }",
    ] {
        let told = clusters::check(&source(&with(&["auth", auth])), None);
        let shown = told.text(false) + &told.json() + &told.github();
        assert!(told.has_errors() && !shown.contains("hunter2"), "{shown}");
    }
}

#[test]
fn two_clusters() {
    let second = |name: &str| {
        let name = format!("name: {name}");
        let both = with(&[&name]);
        let (_, cluster) = both.split_once("clusters:\n").unwrap();
        format!("{}{cluster}", with(&[]))
    };
    for (text, expected) in [
        (second("other"), &[][..]),
        (second("sigma-redis"), &["SG074"]),
        (second("Sigma-Redis"), &["SG074", "SG110"]),
        (
            second("sigma-redis").replace("name: sigma-redis", "name: a-1").replacen("a-1", "a1", 1),
            &["SG015"],
        ),
    ] {
        assert_eq!(codes(&clusters::check(&source(&text), None)), expected, "{text}");
    }
    let existing = format!("{}existing: [{{ name: SIGMA-redis }}]\n", with(&[]));
    assert_eq!(codes(&clusters::check(&source(&existing), None)), ["SG074"]);
    let only_existing = "version: 1\nregion: us-east-1\nexisting: [{ name: other }]\n";
    assert!(clusters::check(&source(only_existing), None).is_empty());
    assert_eq!(codes(&clusters::check(&source("version: 1\nregion: us-east-1\n"), None)), ["SG009"]);
}

#[test]
fn the_builtin_source_is_no_spec() {
    assert!(clusters::load(&Source::builtin()).is_err());
    for text in ["", "\n", "# nothing\n"] {
        let told = clusters::check(&source(text), None).to_string();
        assert!(told.contains("[SG004]") && told.contains("`sigma-gen cluster init`"), "{told}");
    }
    for text in ["", "x", "[]", "clusters: 1", "clusters: [1]", "clusters: []"] {
        assert!(clusters::check(&source(text), None).has_errors(), "{text}");
    }
}

/// What catalogues and specs have in common speaks of neither.
#[test]
fn mistakes_in_yaml_do_not_speak_of_a_catalogue() {
    for text in [
        "",
        "...",
        "a: 1\n---\nb: 2",
        &"[".repeat(70),
        "a: !x b",
        "a: &a [*a]",
        "a: [",
        "a: 1\na: 2",
        "[]: 1",
    ] {
        let told = clusters::check(&source(text), None).to_string();
        assert!(!told.contains("catalogue") && told.contains("= help: "), "{told}");
    }
}
