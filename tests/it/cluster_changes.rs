//! What is told of a change to a cluster that is there: replaced, refused by AWS, or noticed by clients.
#![cfg(feature = "cli")]

use std::fs;

use crate::support::python;
use crate::support::spec;
use crate::support::spec::{function, source, with};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use sigma_gen::clusters::cloudformation::{Format, template};
use sigma_gen::clusters::{Spec, check, load};
use sigma_gen::diagnostic::Code;

const ALICE: &str = "auth: { type: iam, user: alice }";
const BOB: &str = "auth: { type: iam, user: bob }";
const TOKEN: &str =
    "auth: { type: token, secret: \"arn:aws:secretsmanager:us-east-1:123456789012:secret:a-AbCdEf\" }";
const OTHER_TOKEN: &str =
    "auth: { type: token, secret: \"arn:aws:secretsmanager:us-east-1:123456789012:secret:b-AbCdEf\" }";
const EXISTING: &str = "vpc: { type: existing, id: vpc-00000001, subnets: [subnet-00000001, subnet-00000002], securityGroup: sg-00000001 }";
const OPEN: &str = "vpc: { type: existing, id: vpc-00000001, subnets: [subnet-00000001, subnet-00000002], securityGroup: sg-00000001, openPort: true }";
const CLUSTERED: &str = "mode: clustered";

fn read(changes: &[&str]) -> Spec {
    let text = with(&[&["profile: aws"], changes].concat());
    load(&source(&text)).unwrap_or_else(|told| panic!("{told}\n{text}"))
}

/// What is told of a change: the codes of these three only, and the text.
fn told(old: &[&str], new: &[&str]) -> (Vec<String>, String) {
    let text = with(&[&["profile: aws"], new].concat());
    let told = check(&source(&text), Some(&read(old)));
    let is_change = |code: Code| matches!(code, Code::Replaces | Code::RefusedChange | Code::Interrupts);
    let changes = || told.iter().filter(|one| is_change(one.code));
    let mut codes: Vec<_> = changes().map(|one| one.code.to_string()).collect();
    codes.sort();
    (codes, changes().map(|one| format!("{}\n{}\n", one.message, one.help)).collect())
}

fn vpc(cidr: &str, subnets: &[&str]) -> String {
    let subnets: Vec<_> = subnets.iter().map(|cidr| format!("{{ name: s, cidr: {cidr} }}")).collect();
    format!("vpc: {{ type: new, name: v, cidr: {cidr}, subnets: [{}] }}", subnets.join(", "))
}

/// A change from one list of fields to another, the codes, and a part of the message.
type Row<'a> = (&'a [&'a str], &'a [&'a str], &'a [&'a str], &'a str);

/// Checks every row, and gives the changes for a look at the templates.
fn rows(rows: &[Row], changes: &mut Vec<[Vec<String>; 2]>) {
    for (old, new, codes, part) in rows {
        let (found, text) = told(old, new);
        assert_eq!(&found, codes, "{old:?} to {new:?}:\n{text}");
        assert!(text.contains(part), "{old:?} to {new:?}: {part} is not in\n{text}");
        changes.push([old, new].map(|list| list.iter().map(|&field| field.to_owned()).collect()));
    }
}

#[test]
fn every_change_is_told_as_what_it_is() {
    let mut seen = Vec::new();
    rows(
        &[
            (&[], &[], &[], ""),
            // Texts, sizes and switches that AWS changes while the cluster works.
            (&[], &["description: Other"], &[], ""),
            (&[], &["name: Sigma-Redis"], &[], ""),
            (&[], &["replicas: 3"], &[], ""),
            (&["multiAz: false"], &[], &[], ""),
            (&[CLUSTERED, "shards: 2"], &[CLUSTERED, "shards: 5"], &[], ""),
            (&[CLUSTERED, "shards: 2"], &[CLUSTERED, "shards: 2", "replicas: 3"], &[], ""),
            (&[], &["port: 6380"], &["SG115"], "the port from 6379 to 6380"),
            (&[], &["encryption: { atRest: false }"], &["SG115"], "encryption at rest from on to off"),
            (
                &["nodeType: cache.r6g.xlarge"],
                &["nodeType: cache.r6gd.xlarge"],
                &["SG115"],
                "data tiering from off to on",
            ),
            (&[], &["region: us-east-2"], &["SG115"], "in us-east-2 the clusters are created again"),
            (&[], &["name: other"], &["SG115"], "`sigma-redis` is no longer in this spec"),
            // Engine, nodes and mode.
            (&[], &["nodeType: cache.m7g.large"], &["SG122"], "for some seconds, while a replica takes over"),
            (
                &["multiAz: false", "replicas: 1"],
                &["multiAz: false", "replicas: 1", "nodeType: cache.m7g.large"],
                &["SG122"],
                "no replica takes over",
            ),
            (&["engineVersion: \"7.0\""], &[], &["SG122"], "from redis 7.0 to redis 7.1"),
            (&[], &["engineVersion: \"6.2\""], &["SG121"], "cannot go back from version 7.1 to 6.2"),
            (&[], &["engine: valkey", "engineVersion: \"8.0\""], &["SG122"], "from redis 7.1 to valkey 8.0"),
            (
                &["engine: valkey", "engineVersion: \"8.0\""],
                &[],
                &["SG121"],
                "the engine from valkey to redis",
            ),
            (&[], &[CLUSTERED, "shards: 2"], &["SG121"], "from standalone to clustered in one step"),
            (&[CLUSTERED, "shards: 2"], &[], &["SG121"], "from clustered to standalone"),
            (&["multiAz: false", "replicas: 1"], &[], &["SG121"], "not while it adds the first one"),
            (&["multiAz: false", "replicas: 1"], &["multiAz: false"], &[], ""),
            (
                &["encryption: { inTransit: false }"],
                &[],
                &["SG121"],
                "turn encryption in transit on in one step",
            ),
            (
                &[],
                &["encryption: { inTransit: false }"],
                &["SG121"],
                "turn encryption in transit off in one step",
            ),
            (
                &["engineVersion: \"6.2\"", "encryption: { inTransit: false }"],
                &["engineVersion: \"6.2\""],
                &["SG115"],
                "encryption in transit from off to on",
            ),
            // Logins: a token that goes replaces the cluster.
            (&[TOKEN], &[], &["SG115"], "removing the token"),
            (&[TOKEN], &[ALICE], &["SG115"], "removing the token"),
            (&[TOKEN], &[OTHER_TOKEN], &["SG115"], "changing the secret"),
            (&[], &[TOKEN], &["SG115", "SG122"], "clients that log in without the token are refused"),
            (&[ALICE], &[TOKEN], &["SG115", "SG122"], "may replace the cluster"),
            (&[], &[ALICE], &["SG122"], "clients that do not log in with IAM are refused"),
            (&[ALICE], &[], &["SG122"], "clients that log in as `alice` are refused"),
            (&[ALICE], &[BOB], &["SG122"], "clients that log in as `alice` are refused"),
            (&[&function("")], &[], &["SG122"], "the function of `sigma-redis` would be removed"),
            (&[&function("")], &[&function("memory: 1024")], &[], ""),
        ],
        &mut seen,
    );

    let two = vpc("10.0.0.0/16", &["10.0.0.0/24", "10.0.1.0/24"]);
    let more = vpc("10.0.0.0/16", &["10.0.2.0/24", "10.0.0.0/24", "10.0.1.0/24"]);
    let even = vpc("10.0.0.0/16", &["10.0.0.0/24", "10.0.2.0/24"]);
    let odd_too = vpc("10.0.0.0/16", &["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"]);
    let smaller = vpc("10.0.0.0/16", &["10.0.0.0/24", "10.0.1.0/25"]);
    let elsewhere = vpc("10.1.0.0/16", &["10.1.0.0/24", "10.1.1.0/24"]);
    let other_vpc = EXISTING.replace("vpc-00000001", "vpc-00000002");
    let other_subnet = EXISTING.replace("subnet-00000002", "subnet-00000003");
    let other_group = EXISTING.replace("sg-00000001", "sg-00000002");
    rows(
        &[
            (&[&two], &[&more], &[], ""),
            (&[&more], &[&two], &["SG121"], "the subnet 10.0.2.0/24 would be removed"),
            (&[&two], &[&smaller], &["SG121"], "the subnet 10.0.1.0/25 overlaps 10.0.1.0/24"),
            (&[&even], &[&odd_too], &["SG121"], "the subnet 10.0.2.0/24 would be in another zone"),
            (&[&two], &[&elsewhere], &["SG115"], "the VPC's block from 10.0.0.0/16 to 10.1.0.0/16"),
            (&[&two], &[EXISTING], &["SG115"], "from a new one to an existing one"),
            (&[EXISTING], &[&two], &["SG115"], "from an existing one to a new one"),
            (&[EXISTING], &[&other_vpc], &["SG115"], "the VPC from `vpc-00000001` to `vpc-00000002`"),
            (
                &[EXISTING],
                &[&other_subnet],
                &["SG121"],
                "the subnet `subnet-00000002` would leave the cluster",
            ),
            (&[EXISTING], &[&other_group], &["SG122"], "only the security group `sg-00000001` lets through"),
            (&[EXISTING], &[OPEN], &[], ""),
            (&[OPEN], &[EXISTING], &["SG122"], "members of `sg-00000001` can no longer reach port 6379"),
        ],
        &mut seen,
    );
    hold(&seen);
}

/// Whatever CloudFormation would replace, decide about, or remove with what is in it, is told; and the table has all
/// properties of all templates.
fn hold(changes: &[[Vec<String>; 2]]) {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: String| fs::write(folder.path().join(name), text).unwrap();
    for (number, pair) in changes.iter().enumerate() {
        let [old, new] = pair.each_ref().map(|list| list.iter().map(String::as_str).collect::<Vec<_>>());
        write(&format!("{number:02}.old.json"), template(&read(&old), Format::Json));
        write(&format!("{number:02}.new.json"), template(&read(&new), Format::Json));
        write(&format!("{number:02}.told"), told(&old, &new).1);
    }
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    for number in 0..100 {
        let text = spec::random::spec().new_tree(&mut runner).unwrap().current();
        let text = template(&load(&source(&text)).unwrap(), Format::Json);
        write(&format!("random{number}.old.json"), text.clone());
        write(&format!("random{number}.new.json"), text);
        write(&format!("random{number}.told"), String::new());
    }
    let output = python::program("python")
        .args(["tests/cloudformation/updates.py", "data/updates.yaml"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let wrong = String::from_utf8(output.stdout).unwrap();
    assert!(wrong.is_empty(), "{wrong}");
}

/// A change is told once the spec has no mistakes: before, there is no template to compare.
#[test]
fn mistakes_come_first() {
    let text = with(&["port: 6380", "replicas: 9"]);
    let told = check(&source(&text), Some(&read(&[])));
    assert_eq!(spec::codes(&told), ["SG052"]);
}
