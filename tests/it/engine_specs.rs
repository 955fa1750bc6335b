//! What the engine says of specs of clusters.

use serde_json::{Value as Json, json};
use sigma_gen::clusters::STARTER;
use sigma_gen::engine::Engine;

fn ask(request: &Json) -> Json {
    let answer: Json =
        serde_json::from_str(&Engine::default().answer(request.to_string().as_bytes())).unwrap();
    answer.get("ok").unwrap_or_else(|| panic!("{answer}")).clone()
}

/// The paths and codes of what is told about a spec.
fn told(text: &str) -> Vec<(Json, String)> {
    let answer = ask(&json!({ "do": "check", "text": text }));
    let one = |told: &Json| (told["path"].clone(), told["code"].as_str().unwrap().to_owned());
    answer["diagnostics"].as_array().unwrap().iter().map(one).collect()
}

#[test]
fn mistakes_are_at_their_fields() {
    assert_eq!(told(STARTER), []);
    let replaced = |from: &str, to: &str| {
        assert!(STARTER.contains(from), "{from}");
        told(&STARTER.replacen(from, to, 1))
    };
    let at = |path: Json, code: &str| vec![(path, code.to_owned())];
    assert_eq!(replaced("name: sigma-redis", "name: my--redis"), at(json!(["clusters", 0, "name"]), "SG058"));
    assert_eq!(
        replaced("    replicas: 2 ", "    replicas: 9 "),
        at(json!(["clusters", 0, "replicas"]), "SG052")
    );
    assert_eq!(
        replaced("    description: Session cache\n", ""),
        at(json!(["clusters", 0, "description"]), "SG009")
    );
    assert_eq!(replaced("    port: 6379\n", "    prot: 6379\n"), at(json!(["clusters", 0, "prot"]), "SG008"));
    assert_eq!(
        replaced("cidr: 10.0.1.0/24", "cidr: 10.0.1.0"),
        at(json!(["clusters", 0, "vpc", "subnets", 1, "cidr"]), "SG064")
    );
    assert_eq!(
        replaced("{ name: private-b, cidr: 10.0.1.0/24 }", "{ name: private-b }"),
        at(json!(["clusters", 0, "vpc", "subnets", 1, "cidr"]), "SG009")
    );
    assert_eq!(replaced("      name: sigma-vpc\n", ""), at(json!(["clusters", 0, "vpc", "name"]), "SG009"));
    assert_eq!(replaced("name: sigma-redis", "name:"), at(json!(["clusters", 0, "name"]), "SG010"));
    assert_eq!(told("a: ["), at(json!([]), "SG005"));
}

#[test]
fn a_change_is_compared_with_what_was_there() {
    let text = STARTER.replace("cache.t4g.small", "cache.t4g.medium");
    let answer = ask(&json!({ "do": "check", "text": text, "previous": STARTER }));
    assert_eq!(answer["diagnostics"][0]["level"], "warning");
    assert_eq!(answer["diagnostics"][0]["path"], json!(["clusters", 0, "nodeType"]));
}

#[test]
fn a_form_reads_what_the_text_says() {
    let starter = ask(&json!({ "do": "starter" }));
    assert_eq!(starter["text"], STARTER);
    let value = |text: &str| ask(&json!({ "do": "check", "text": text }))["value"].clone();
    let spec = value(STARTER);
    assert_eq!(spec["clusters"][0]["engineVersion"], "7.1");
    assert_eq!(
        spec["clusters"][0]["vpc"]["subnets"][1],
        json!({ "name": "private-b", "cidr": "10.0.1.0/24" })
    );
    // What has mistakes is read as well as it can be edited.
    assert_eq!(value("version: 1\nclusters: [{ port: x }]\n")["clusters"][0]["port"], "x");
    assert_eq!(value("clusters: ["), Json::Null);
}

#[test]
fn a_form_has_every_field_with_its_limits() {
    let form = ask(&json!({ "do": "sections", "profile": "sigma", "region": "us-east-1" }));
    let fields: Vec<_> = form["sections"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|section| section["fields"].as_array().unwrap())
        .collect();
    let field = |name: &str| fields.iter().find(|field| field["name"] == name).unwrap();
    let replicas = field("clusters[].replicas");
    assert_eq!(
        (&replicas["type"], &replicas["minimum"], &replicas["maximum"]),
        (&json!("integer"), &json!(1), &json!(6))
    );
    assert_eq!(field("clusters[].vpc.cidr")["when"], "new");
    assert_eq!(field("clusters[].nodeType")["type"], "nodetype");
    assert!(form["families"]["t4g"].as_array().unwrap().contains(&json!("small")));
    assert!(form["versions"]["redis"].as_array().unwrap().contains(&json!("7.1")));
    let elsewhere = ask(&json!({ "do": "sections", "profile": "aws", "region": "moon-1" }));
    assert_eq!(elsewhere["families"], Json::Null);
}

#[test]
fn a_spec_becomes_cloudformation_and_connections() {
    let template = ask(&json!({ "do": "template", "text": STARTER, "format": "json" }));
    let template: Json = serde_json::from_str(template["text"].as_str().unwrap()).unwrap();
    assert!(template["Resources"].is_object());
    let wrong = ask(&json!({ "do": "template", "text": "version: 1\n", "format": "yaml" }));
    assert_eq!((&wrong["text"], wrong["diagnostics"].as_array().unwrap().is_empty()), (&Json::Null, false));
    let none = ask(
        &json!({ "do": "template", "text": "version: 1\nregion: us-east-1\nexisting: [{ name: a }]\n", "format": "yaml" }),
    );
    assert_eq!(none["diagnostics"][0]["message"], "the spec has no new clusters");

    let outputs = json!([
        { "OutputKey": "SigmaRedisEndpoint", "OutputValue": "host.example.com" },
        { "OutputKey": "SigmaRedisPort", "OutputValue": "6379" },
    ]);
    let made = ask(
        &json!({ "do": "connections", "text": STARTER, "outputs": outputs.to_string(), "format": "rust" }),
    );
    assert!(made["text"].as_str().unwrap().contains("rediss://host.example.com:6379"), "{made}");
    let made = ask(&json!({ "do": "connections", "text": STARTER, "format": "json" }));
    assert!(
        made["diagnostics"][0]["message"].as_str().unwrap().contains("only after they are deployed"),
        "{made}"
    );
    let listing = json!({ "CacheClusters": [{
        "CacheClusterId": "old",
        "CacheNodes": [{ "Endpoint": { "Address": "old.example.com", "Port": 6379 } }],
    }] });
    let spec = "version: 1\nregion: us-east-1\nexisting: [{ name: old }]\n";
    let made =
        ask(&json!({ "do": "connections", "text": spec, "listing": listing.to_string(), "format": "json" }));
    assert!(made["text"].as_str().unwrap().contains("old.example.com"), "{made}");
}

#[test]
fn an_edit_has_places_as_editors_count() {
    let text = "# é😀\nregion: us-east-1\n";
    let request = json!({ "do": "edit", "text": text, "path": ["region"], "value": "eu-west-1" });
    let answer = ask(&request);
    assert_eq!(answer["edit"], json!({ "start": 14, "end": 23, "text": "eu-west-1" }));
    assert_eq!(answer["text"], "# é😀\nregion: eu-west-1\n");
    let answer = ask(&json!({ "do": "edit", "text": text, "path": ["other"] }));
    assert_eq!(answer["reason"], "there is no such field");
}
