//! The spec's file, and existing clusters.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use redis_servers::until;
use serde_json::{Value as Json, json};

use super::support::{Panel, program};
use crate::support::folder::Folder;

fn with_spec() -> Panel {
    let folder = Folder::new();
    folder.succeeds("cluster init");
    fs::set_permissions(folder.path("clusters.yaml"), fs::Permissions::from_mode(0o640)).unwrap();
    Panel::start_with(folder, "--builtin --spec clusters.yaml", |_| {})
}

fn read(panel: &Panel) -> (String, Json) {
    let answer = panel.get("/api/spec").json();
    (answer["text"].as_str().unwrap().to_owned(), answer["version"].clone())
}

fn write(panel: &Panel, text: &str, version: &Json) -> super::support::Answer {
    panel.ask("PUT", "/api/spec", &json!({ "text": text, "version": version }).to_string())
}

#[test]
fn the_spec_is_written_if_nobody_else_changed_it() {
    let panel = with_spec();
    assert_eq!(panel.get("/api/state").json()["spec"]["path"], "clusters.yaml");
    let (text, version) = read(&panel);
    assert_eq!(text, panel.folder.read("clusters.yaml"));
    let changed = format!("{text}# mine ü\n");
    let written = write(&panel, &changed, &version);
    assert_eq!(written.status, 200, "{written:?}");
    assert_eq!(panel.folder.read("clusters.yaml"), changed);
    assert_eq!(read(&panel), (changed.clone(), written.json()["version"].clone()));
    let mode = fs::metadata(panel.folder.path("clusters.yaml")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);

    // A second page has the old version.
    let conflict = write(&panel, "lost", &version);
    assert_eq!((conflict.status, conflict.code().as_str()), (409, "Changed"));
    let mut events = panel.events();
    events.next();
    panel.folder.write("clusters.yaml", "version: 1 # theirs\n");
    assert_eq!(events.next().unwrap(), "spec");
    assert_eq!(write(&panel, "lost", &written.json()["version"]).status, 409);
    assert_eq!(panel.folder.read("clusters.yaml"), "version: 1 # theirs\n");
    let (_, version) = read(&panel);
    assert_eq!(write(&panel, &changed, &version).status, 200);

    fs::remove_file(panel.folder.path("clusters.yaml")).unwrap();
    assert_eq!(events.next().unwrap(), "spec");
    assert_eq!(write(&panel, &changed, &version).status, 409);
    assert_eq!(panel.get("/api/spec").code(), "SG001");
    assert_eq!(fs::read_dir(panel.folder.0.path()).unwrap().count(), 0, "nothing is left");
}

#[test]
fn a_link_to_a_spec_stays_one() {
    let folder = Folder::new();
    folder.write("real/spec.yaml", "version: 1\n");
    std::os::unix::fs::symlink("real/spec.yaml", folder.path("clusters.yaml")).unwrap();
    let panel = Panel::start_with(folder, "--builtin --spec clusters.yaml", |_| {});
    let (_, version) = read(&panel);
    assert_eq!(write(&panel, "version: 1 # new\n", &version).status, 200);
    assert!(panel.folder.path("clusters.yaml").is_symlink());
    assert_eq!(panel.folder.read("real/spec.yaml"), "version: 1 # new\n");
}

#[test]
fn without_a_spec_there_is_none() {
    let panel = Panel::start("--builtin");
    assert_eq!(panel.get("/api/state").json()["spec"], Json::Null);
    assert_eq!(panel.get("/api/spec").status, 404);
    assert_eq!(write(&panel, "", &json!("")).status, 404);
    let missing = Folder::new().fails("panel --no-open --builtin --spec clusters.yaml").stderr;
    assert!(missing.contains("sigma-gen cluster init"), "{missing}");
}

#[test]
fn existing_clusters_are_asked_for_when_somebody_wants_them() {
    let folder = Folder::new();
    let aws = "#!/bin/sh\necho \"$@\" >> asked\ncase $2 in\n*groups) echo '{\"ReplicationGroups\":[]}';;\n*) echo \
               '{\"CacheClusters\":[{\"CacheClusterId\":\"a\",\"Engine\":\"redis\",\"CacheClusterStatus\":\"available\",\
               \"CacheNodeType\":\"cache.t4g.small\",\"NumCacheNodes\":1}]}';;\nesac\n";
    program(&folder, "aws", aws);
    let path = format!("{}:{}", folder.0.path().display(), std::env::var("PATH").unwrap());
    let panel = Panel::start_with(folder, "--builtin", |command| {
        command.env("PATH", path);
    });
    assert!(!panel.folder.path("asked").exists());
    let listed = panel.post("/api/clusters", &json!({ "region": "eu-west-1" }));
    assert_eq!(listed.status, 200, "{listed:?}");
    assert_eq!(listed.json()["clusters"][0]["name"], "a");
    assert!(panel.folder.read("asked").lines().all(|line| line.contains("--region eu-west-1")));
    program(&panel.folder, "aws", "#!/bin/sh\necho 'Unable to locate credentials' >&2\nexit 253\n");
    let failed = panel.post("/api/clusters", &json!({}));
    assert_eq!((failed.status, failed.code().as_str()), (400, "SG079"));
    assert!(failed.body.contains("aws configure"), "{failed:?}");
    until("the panel answers", || panel.get("/api/state").status == 200);
}
