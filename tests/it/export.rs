//! The checked catalogue as JSON, and the schema of that.
#![cfg(feature = "cli")]

use serde_json::Value;
use sigma_gen::export::{Export, schema};

use crate::support::folder::Folder;
use crate::support::hostile;
use crate::support::python;

/// What `check-jsonschema` says of files in a folder; nothing when they are as the schema says.
fn invalid(folder: &Folder, arguments: &[&str]) -> String {
    let mut check = python::program("check-jsonschema");
    let output = check.args(arguments).current_dir(folder.path("")).output().unwrap();
    if output.status.success() { String::new() } else { String::from_utf8_lossy(&output.stdout).into_owned() }
}

#[test]
fn every_export_is_as_its_schema_says() {
    let folder = Folder::new();
    folder.write("schema.json", &folder.succeeds("export --schema"));
    assert_eq!(invalid(&folder, &["--check-metaschema", "schema.json"]), "");
    folder.write("0.json", &folder.succeeds("export --builtin"));
    folder.succeeds("init");
    folder.write("1.json", &folder.succeeds("export"));
    for (index, text) in hostile::HOSTILE.iter().enumerate() {
        let export = Export::new(&hostile::with_text(text)).json();
        let group = &serde_json::from_str::<Value>(&export).unwrap()["groups"][0];
        assert_eq!(group["summary"], *text);
        folder.write(&format!("{}.json", index + 2), &export);
    }
    // Groups in groups, and lists of maps of records.
    folder.write("any.json", &Export::new(&hostile::any()).json());
    let files = (0..hostile::HOSTILE.len() + 2).map(|index| format!("{index}.json"));
    let files: Vec<_> = files.chain(["any.json".to_owned()]).collect();
    let arguments: Vec<_> =
        ["--schemafile", "schema.json"].into_iter().chain(files.iter().map(String::as_str)).collect();
    assert_eq!(invalid(&folder, &arguments), "");

    // What is deep inside is looked at too.
    let any = folder.read("any.json");
    for (right, wrong) in [
        ("\"name\": \"longitude\",\n                      \"label\"", "\"nam\": 1, \"label\""),
        ("\"name\": \"lag\"", "\"name\": 5"),
        (
            "\"type\": \"record\",\n                \"nullable\": false",
            "\"type\": \"recor\", \"nullable\": false",
        ),
    ] {
        assert!(any.contains(right), "{right}");
        folder.write("wrong.json", &any.replacen(right, wrong, 1));
        assert_ne!(invalid(&folder, &["--schemafile", "schema.json", "wrong.json"]), "", "{wrong}");
    }

    // Another version of the format is not this one.
    let other = folder.read("0.json").replacen("\"format\": 1", "\"format\": 2", 1);
    folder.write("other.json", &other);
    assert!(invalid(&folder, &["--schemafile", "schema.json", "other.json"]).contains("$.format"));
    assert_eq!(schema(), folder.read("schema.json"));
}

#[test]
fn an_export_has_what_was_asked_for() {
    let folder = Folder::new();
    let export: Value =
        serde_json::from_str(&folder.succeeds("export --builtin --operations expire,smembers")).unwrap();
    let groups = export["groups"].as_array().unwrap();
    let operations = groups.iter().flat_map(|group| group["operations"].as_array().unwrap());
    let names: Vec<_> = operations.map(|operation| operation["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["expire", "smembers"]);
    let expire = &groups[0]["operations"][0];
    assert_eq!(expire["params"][1]["type"], "seconds");
    assert_eq!(
        (&expire["access"], &expire["key"], &expire["each"]),
        (&"write".into(), &"key".into(), &Value::Null)
    );
    assert!(expire["summary"].as_str().unwrap().starts_with(expire["brief"].as_str().unwrap()));

    assert!(folder.fails("export --builtin --operations gett").stderr.contains("did you mean `get`?"));
    folder.write("operations.yaml", "version: 2");
    assert!(folder.fails("export").stderr.contains("operations.yaml:1:10"));
}
