//! Servers that are named, and their passwords.

use std::fs;

use redis_servers::{Server, Version, until};
use serde_json::{Value as Json, json};

use super::support::{Panel, text};
use crate::support::folder::Folder;

const PASSWORD: &str = "hush-p@ss/word";

#[test]
fn a_password_comes_from_a_variable_or_from_the_page_and_is_told_to_nobody() {
    let server = Server::builder(Version::Debian).password(PASSWORD).start();
    let url = format!("redis://127.0.0.1:{}", server.port());
    let panel = Panel::start_with(
        Folder::new(),
        &format!("--builtin --server my-cache={url} --server locked={url}"),
        |command| {
            command.env("SIGMA_REDIS_PASSWORD_MY_CACHE", PASSWORD);
        },
    );
    assert_eq!(panel.until("my-cache", "up")["address"], url);
    let locked = panel.until("locked", "down");
    assert_eq!(locked["error"]["code"], "CannotConnect");
    assert!(locked["error"]["message"].as_str().unwrap().contains("NOAUTH"), "{locked}");

    let give = |name: &str, password: &str| {
        panel.post("/api/connections", &json!({ "name": name, "password": password }))
    };
    let wrong = give("locked", "wrong-secret");
    assert_eq!((wrong.status, wrong.code().as_str()), (400, "CannotConnect"));
    assert!(!wrong.body.contains("wrong-secret"), "{wrong:?}");
    assert_eq!(give("nobody", PASSWORD).status, 404);
    let right = give("locked", PASSWORD);
    assert_eq!(right.status, 200, "{right:?}");
    assert_eq!(panel.server("locked")["state"], "up");
    let answer = panel.run("locked", "get", &json!([{ "key": text("a") }])).json();
    assert_eq!(answer["answers"][0]["response"]["success"], 1);

    for answer in [panel.get("/api/state"), right, panel.get("/"), panel.get("/assets/catalogue.js")] {
        assert!(!answer.body.contains("hush") && !answer.head.contains("hush"), "{answer:?}");
    }
    for process in fs::read_dir("/proc").unwrap().flatten() {
        // One may have ended meanwhile.
        let line = fs::read(process.path().join("cmdline")).unwrap_or_default();
        let line = String::from_utf8_lossy(&line);
        let is_ours = line.contains("sigma-gen") && !line.contains("node");
        assert!(!is_ours || !line.contains("hush") && !line.contains(&panel.token()), "{line}");
    }
    assert_eq!(fs::read_dir(panel.folder.0.path()).unwrap().count(), 0, "nothing is written");
    panel.signal("TERM");
    let (code, printed) = panel.end();
    assert_eq!(code, Some(0));
    assert!(!printed.contains("hush"), "{printed}");
}

#[test]
fn servers_are_added_and_removed_in_the_page() {
    let open = Server::start(Version::Debian);
    let locked = Server::builder(Version::Debian).password(PASSWORD).start();
    let panel = Panel::start("--builtin");
    let add = |name: &str, url: String, password: Json| {
        panel.post("/api/connections", &json!({ "name": name, "url": url, "password": password }))
    };
    let mut events = panel.events();
    events.next();
    let added = add("open", open.url(), Json::Null);
    assert_eq!(added.status, 200, "{added:?}");
    assert_eq!(events.next().unwrap(), "server");
    assert_eq!(added.json()["connections"][1]["name"], "open");
    assert_eq!(panel.server("open")["writes"], "ask");
    let address = format!("redis://127.0.0.1:{}", locked.port());
    assert_eq!(add("locked", address.clone(), Json::Null).code(), "CannotConnect");
    assert_eq!(add("locked", address, json!(PASSWORD)).status, 200);

    // A password stays with the address for which it was given.
    let moved = add("locked", open.url(), Json::Null);
    assert_eq!(moved.status, 200);
    assert_eq!(open.cli(&["INFO", "commandstats"]).matches("cmdstat_auth").count(), 0);

    let refused = [
        ("a", format!("redis://:{PASSWORD}@127.0.0.1:1")),
        ("a", "http://127.0.0.1".to_owned()),
        ("a", "".to_owned()),
        ("", open.url()),
        ("a b", open.url()),
        ("<b>", open.url()),
        ("embedded", open.url()),
    ];
    for (name, url) in refused {
        let answer = add(name, url, Json::Null);
        assert_eq!((answer.status, answer.code().as_str()), (400, "BadServer"), "{answer:?}");
        assert!(!answer.body.contains("hush"), "{answer:?}");
    }
    assert_eq!(add("gone", "redis://127.0.0.1:1".to_owned(), Json::Null).code(), "CannotConnect");

    assert_eq!(panel.ask("DELETE", "/api/connections/open", "").status, 200);
    assert_eq!(panel.ask("DELETE", "/api/connections/open", "").status, 404);
    assert_eq!(panel.ask("DELETE", "/api/connections/embedded", "").status, 403);
    assert_eq!(panel.run("open", "get", &json!([{ "key": text("a") }])).status, 404);
}

#[test]
fn a_file_of_connections_names_servers() {
    let server = Server::builder(Version::Debian).user("me", PASSWORD, "~* +@all").start();
    let folder = Folder::new();
    let cluster = json!({
        "host": "127.0.0.1", "port": server.port(), "tls": false, "clusterModeEnabled": false, "user": "me",
        "secret": "arn:aws:secretsmanager:us-east-1:1:secret:a",
    });
    folder.write("connections.json", &json!({ "cache": cluster, "other": cluster }).to_string());
    let panel = Panel::start_with(folder, "--builtin --server @connections.json", |command| {
        command.env("SIGMA_REDIS_PASSWORD_CACHE", PASSWORD);
    });
    panel.until("cache", "up");
    let other = panel.until("other", "down");
    assert!(other["error"]["message"].as_str().unwrap().contains("a user without a password"), "{other}");
    assert!(other["hint"].as_str().unwrap().contains("secret arn:aws:secretsmanager"), "{other}");
    // With servers that were named, none is started until somebody wants it.
    assert_eq!(panel.server("embedded")["state"], "down");
    assert_eq!(panel.embedded_pid(), None);
    assert_eq!(panel.post("/api/embedded/start", &json!({})).status, 200);
    until("there is a server", || panel.embedded_pid().is_some());
}

#[test]
fn what_names_no_server_is_wrong_usage() {
    let folder = Folder::new();
    let told = |arguments: &str| {
        let outcome = folder.run(&format!("panel --no-open --builtin {arguments}"));
        assert_eq!(outcome.code, Some(2), "{outcome:?}");
        assert!(!outcome.stderr.contains("hush"), "{outcome:?}");
        outcome.stderr
    };
    let password = told("--server prod=redis://:hush@127.0.0.1:1");
    assert!(password.contains("set the variable SIGMA_REDIS_PASSWORD_PROD"), "{password}");
    assert!(told("--server prod=http://127.0.0.1").contains("not a Redis URL"));
    assert!(told("--server embedded=redis://a").contains("use another"));
    assert!(told("--server a=redis://h --server a=redis://i").contains("two servers have the name `a`"));
    told("--host 0.0.0.0");
    told("--port 65536");
    let missing = folder.fails("panel --no-open --builtin --server @absent.json").stderr;
    assert!(missing.contains("sigma-gen cluster connections --format json"), "{missing}");
    folder.write("a.json", "[]");
    let other = folder.fails("panel --no-open --builtin --server @a.json").stderr;
    assert!(other.contains("error[SG078]: this is not a list of connections"), "{other}");
}
