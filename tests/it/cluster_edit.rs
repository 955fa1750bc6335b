//! Fields of a spec that are set and removed in its text.

use proptest::prelude::*;
use serde_json::{Value as Json, json};
use sigma_gen::clusters::edit::edit;
use sigma_gen::clusters::{STARTER, Step, load};

use crate::support::spec::{self, source};

/// The steps of a path such as `clusters.0.name`.
fn path(text: &str) -> Vec<Step> {
    let step = |step: &str| step.parse().map_or_else(|_| Step::Name(step.to_owned()), Step::Index);
    text.split('.').map(step).collect()
}

/// The text after a change.
fn changed(text: &str, at: &str, value: Option<Json>) -> String {
    let change = edit(text, &path(at), value.as_ref());
    change.unwrap_or_else(|reason| panic!("{at}: {reason}\n{text}")).apply(text)
}

fn set(text: &str, at: &str, value: Json) -> String {
    changed(text, at, Some(value))
}

const SPEC: &str = "\
# Ours.
version: 1
clusters:
  # The first.
  - name: a   # a name
    engineVersion: '7.1'
    vpc:
      type: new # or not
      subnets:
        - { name: s, cidr: 10.0.0.0/24 }  # one
        # The end of the subnets.
    auth: { type: none }
    lambda:

existing: [{ name: old }, { name: older }]
";

#[test]
fn the_rest_stays_as_it_is() {
    for (at, value, before, after) in [
        ("clusters.0.name", json!("b-2"), "name: a   # a name", "name: b-2   # a name"),
        ("clusters.0.name", json!("a: b"), "name: a   #", "name: \"a: b\"   #"),
        ("clusters.0.name", json!("1"), "name: a   #", "name: \"1\"   #"),
        ("clusters.0.name", json!("é\n"), "name: a   #", "name: \"é\\n\"   #"),
        ("clusters.0.engineVersion", json!("7.0"), "'7.1'", "\"7.0\""),
        // What is new goes where the declaration has it.
        ("clusters.0.port", json!(6380), "'7.1'\n", "'7.1'\n    port: 6380\n"),
        ("clusters.0.unknown", json!(1), "    lambda:\n", "    lambda:\n    unknown: 1\n"),
        ("clusters.0.auth.user", json!("me"), "{ type: none }", "{ type: none, user: me }"),
        ("clusters.0.auth.type", json!("iam"), "{ type: none }", "{ type: iam }"),
        ("clusters.0.lambda", json!({ "vpc": "none" }), "lambda:\n", "lambda: { vpc: none }\n"),
        ("clusters.0.lambda.vpc", json!("none"), "lambda:\n", "lambda: { vpc: none }\n"),
        (
            "clusters.0.encryption.atRest",
            json!(true),
            "subnets.\n",
            "subnets.\n    encryption: { atRest: true }\n",
        ),
        ("clusters.0.vpc.name", json!("v"), "# or not\n", "# or not\n      name: v\n"),
        ("clusters.0.auth.secret", json!("a"), "{ type: none }", "{ type: none, secret: a }"),
        ("clusters.0.vpc.unknown", json!("v"), "subnets.\n", "subnets.\n      unknown: v\n"),
        ("clusters.0.vpc.subnets.0.cidr", json!("10.0.1.0/24"), "10.0.0.0/24", "10.0.1.0/24"),
        ("clusters.0.vpc.subnets.1", json!({ "name": "t" }), "# one\n", "# one\n        - { name: t }\n"),
        ("existing.2.name", json!("oldest"), "{ name: older }]", "{ name: older }, { name: oldest }]"),
        ("clusters.1", json!({ "name": "c" }), "lambda:\n", "lambda:\n  - { name: c }\n"),
        ("region", json!("us-east-1"), "version: 1\n", "version: 1\nregion: us-east-1\n"),
    ] {
        assert!(SPEC.contains(before), "{before}");
        assert_eq!(set(SPEC, at, value), SPEC.replace(before, after), "{at}");
    }
    for (at, before, after) in [
        ("clusters.0.engineVersion", "    engineVersion: '7.1'\n", ""),
        ("clusters.0.name", "name: a   # a name\n    engineVersion", "engineVersion"),
        ("clusters.0.lambda", "    lambda:\n", ""),
        ("existing.0", "{ name: old }, ", ""),
        ("existing.1", ", { name: older }", ""),
        ("existing", "existing: [{ name: old }, { name: older }]\n", ""),
        ("version", "version: 1\n", ""),
    ] {
        assert!(SPEC.contains(before), "{before}");
        assert_eq!(changed(SPEC, at, None), SPEC.replace(before, after), "{at}");
    }
    // A group that is replaced takes its lines along.
    let replaced = set(SPEC, "clusters.0.vpc", json!({ "type": "existing" }));
    assert!(
        replaced.contains("vpc: { type: existing }  # one\n        # The end of the subnets.\n    auth"),
        "{replaced}"
    );
    // Windows writes line breaks of its own.
    let text = SPEC.replace('\n', "\r\n");
    let added = set(&text, "clusters.0.port", json!(1));
    assert_eq!(added, text.replace("'7.1'\r\n", "'7.1'\r\n    port: 1\r\n"));
}

/// A cluster has lines of its own, as a person would write it; what is short stays on one.
#[test]
fn a_first_cluster_and_further_ones_are_added() {
    let cluster = json!({
        "name": "a",
        "vpc": { "type": "new", "subnets": [{ "name": "s", "cidr": "10.0.0.0/24" }], "securityGroup": null },
        "auth": { "type": "none" },
    });
    let written = "  - name: a
    vpc:
      type: new
      subnets:
        - { name: s, cidr: 10.0.0.0/24 }
      securityGroup: null
    auth: { type: none }
";
    for before in ["version: 1\nclusters: []\n", "version: 1\nclusters:\n", "version: 1\n"] {
        let after = set(before, "clusters.0", cluster.clone());
        assert_eq!(after, format!("version: 1\nclusters:\n{written}"), "{before}");
        let more = set(&after, "clusters.1", cluster.clone());
        assert_eq!(more, format!("version: 1\nclusters:\n{written}{written}"), "{before}");
        assert_eq!(changed(&more, "clusters.0", None), after);
    }
    // Where the same name belongs to several types, the type that is written decides.
    let text = "vpc:\n  type: existing\n  subnets: []\n";
    let after =
        set(&format!("clusters:\n- {}", text.replace('\n', "\n  ")), "clusters.0.vpc.id", json!("vpc-1"));
    assert!(after.contains("type: existing\n    id: vpc-1\n    subnets: []"), "{after}");
    // In brackets it is on the line of the others.
    let after = set("clusters: [{ name: b }]\n", "clusters.1", json!({ "a": { "b": {} } }));
    assert_eq!(after, "clusters: [{ name: b }, { a: { b: {} } }]\n");
    let long = "x".repeat(80);
    let after = set("existing: [] # ours\n", "existing.0", json!({ "name": long }));
    assert_eq!(after, format!("existing:\n  - name: {long} # ours\n"));
}

#[test]
fn what_cannot_be_changed_is_refused() {
    let refused =
        |text: &str, at: &str, value: Option<Json>| edit(text, &path(at), value.as_ref()).unwrap_err();
    assert_eq!(refused("a: [", "a", None), "the file cannot be read: correct its mistakes first");
    assert_eq!(refused("a: 1", "b", None), "there is no such field");
    assert_eq!(refused("a: 1", "a.b", Some(json!(1))), "there is no such place");
    assert_eq!(refused("a: [1]", "a.2", Some(json!(1))), "there is no such place");
    let elsewhere =
        "the way in which this is written keeps it from being changed here: change it in the file";
    // Another place has the same value, by an alias.
    assert_eq!(refused("a: &x { b: 1 }\nc: *x\n", "a.b", Some(json!(2))), elsewhere);
    assert_eq!(refused("a: &x { b: 1 }\nc: *x\n", "c.b", Some(json!(2))), elsewhere);
    // The comment would go.
    assert_eq!(refused("a:\n  - b: 1\n    # of c\n    c: 2\n", "a.0.b", None), elsewhere);
}

/// Places that a spec may have, and values for them.
fn change() -> impl Strategy<Value = (String, Option<Json>)> {
    let places = prop::sample::select(vec![
        "region",
        "profile",
        "clusters",
        "clusters.0",
        "clusters.1",
        "clusters.0.name",
        "clusters.0.description",
        "clusters.0.replicas",
        "clusters.0.shards",
        "clusters.0.vpc",
        "clusters.0.vpc.type",
        "clusters.0.vpc.name",
        "clusters.0.vpc.subnets",
        "clusters.0.vpc.subnets.0",
        "clusters.0.vpc.subnets.1.cidr",
        "clusters.0.vpc.subnets.2",
        "clusters.0.encryption.atRest",
        "clusters.0.auth.type",
        "clusters.0.auth.secret",
        "clusters.0.lambda.vpc",
        "clusters.0.lambda.function.timeout",
        "existing.0.name",
        "existing",
    ]);
    let text = any::<String>().prop_map(Json::from);
    let values = prop_oneof![
        prop::sample::select(vec![
            json!(true),
            json!(5),
            json!(-1.5),
            json!([]),
            json!({}),
            json!("none"),
            json!(""),
            json!("7.10"),
            json!("- a"),
            json!("# a"),
            json!("null"),
            json!({ "type": "new", "a b": [1, { "c": "d: e" }] }),
        ]),
        text,
    ];
    (places.prop_map(str::to_owned), prop::option::weighted(0.8, values))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Each change is right or refused: what is set is there, and so is every comment on a line of its own.
    #[test]
    fn comments_survive_all_changes(
        start in prop_oneof![Just(STARTER.to_owned()), Just(SPEC.to_owned()), spec::random::spec()],
        changes in prop::collection::vec(change(), 1..8),
    ) {
        let comments = |text: &str| text.lines().filter(|line| line.trim().starts_with('#')).count();
        let mut text = start.clone();
        for (at, value) in changes {
            let Ok(change) = edit(&text, &path(&at), value.as_ref()) else { continue };
            let after = change.apply(&text);
            // The comments inside of a group go with it.
            let leaves = ["region", "profile", "name", "description", "replicas", "shards", "type", "cidr", "atRest", "secret"];
            let is_leaf = leaves.contains(&at.rsplit('.').next().unwrap());
            let is_scalar = value.as_ref().is_some_and(|value| !value.is_object() && !value.is_array());
            if is_leaf && is_scalar {
                prop_assert_eq!(comments(&text), comments(&after), "{}\n{}\n{}", at, text, after);
                // It is what it was set to.
                let again = edit(&after, &path(&at), value.as_ref()).unwrap();
                prop_assert_eq!(again.apply(&after), after.clone());
            }
            text = after;
        }
        let _ = load(&source(&text));
    }
}
