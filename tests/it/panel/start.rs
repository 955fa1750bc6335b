//! How the panel starts, and how it ends.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::Path;

use redis_servers::until;
use serde_json::json;

use super::support::{Panel, program, text};
use crate::support::folder::Folder;

#[test]
fn it_prints_its_address_and_ends_when_it_is_told_to() {
    for signal in ["TERM", "INT"] {
        let panel = Panel::start("--builtin");
        assert_eq!(panel.printed.lines().count(), 1, "{}", panel.printed);
        let (port, embedded) = (panel.port, panel.embedded_pid().unwrap());
        // A page that listens does not keep it.
        let mut events = panel.events();
        events.next();
        panel.signal(signal);
        let (code, printed) = panel.end();
        assert_eq!((code, printed.as_str()), (Some(0), ""), "{signal}");
        assert_eq!(events.next(), None);
        assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
        assert!(!Path::new(&format!("/proc/{embedded}")).exists(), "the server has ended");
    }
}

#[test]
fn the_port_that_was_asked_for_is_taken_or_the_panel_does_not_start() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let told = Folder::new().fails(&format!("panel --no-open --builtin --port {port}")).stderr;
    assert!(told.contains(&format!("cannot listen on port {port}: Address already in use")), "{told}");
    drop(taken);
    assert_eq!(Panel::start(&format!("--builtin --port {port}")).port, port);
}

#[test]
fn without_a_server_everything_but_runs_works() {
    let folder = Folder::new();
    let panel = Panel::start_with(folder, "--builtin", |command| {
        command.env("PATH", "").env_remove("SIGMA_REDIS_SERVER");
    });
    let missing = "there is no valkey-server or redis-server in PATH";
    assert!(
        panel.printed.starts_with(&format!("operations cannot be run: {missing}; install one")),
        "{}",
        panel.printed
    );
    assert_eq!(panel.get("/").status, 200);
    let embedded = panel.server("embedded");
    assert_eq!((&embedded["state"], &embedded["error"]["message"]), (&json!("down"), &json!(missing)));
    assert!(embedded["error"]["help"].as_str().unwrap().contains("apt install"), "{embedded}");
    let answer = panel.run("embedded", "get", &json!([{ "key": text("a") }])).json();
    assert_eq!(answer["answers"][0]["error"]["message"], missing);
    let again = panel.post("/api/embedded/start", &json!({}));
    assert_eq!((again.status, again.code().as_str()), (400, "NoServer"));

    let folder = Folder::new();
    let broken = program(&folder, "broken", "#!/bin/sh\necho no luck\nexit 3\n");
    let panel = Panel::start_with(folder, &format!("--builtin --redis-server {}", broken.display()), |_| {});
    assert!(
        panel.printed.contains("ended at once (exit status: 3); its log ends with: no luck"),
        "{}",
        panel.printed
    );
}

#[test]
fn what_a_killed_panel_left_behind_is_ended_by_the_next_one() {
    let temporary = tempfile::tempdir().unwrap();
    let start = || {
        Panel::start_with(Folder::new(), "--builtin", |command| {
            command.env("TMPDIR", temporary.path());
        })
    };
    let killed = start();
    let orphan = killed.embedded_pid().unwrap();
    killed.signal("KILL");
    assert_eq!(killed.end().0, None);
    let runs = |pid: u32| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        stat.rsplit_once(')').is_some_and(|(_, rest)| !rest.trim_start().starts_with('Z'))
    };
    assert!(runs(orphan));
    let next = start();
    until("the orphan has ended", || !runs(orphan));
    assert_eq!(next.server("embedded")["state"], "up");
    assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 1);
}

#[test]
fn mistakes_in_the_catalogue_are_told_before_anything_starts() {
    let folder = Folder::new();
    folder.write("operations.yaml", "version: 1\n");
    let told = folder.fails("panel --no-open").stderr;
    assert!(told.contains("error[SG009]"), "{told}");
    let own = Folder::new();
    own.write("operations.yaml", include_str!("../../cases/any/operations.yaml"));
    let panel = Panel::start_with(own, "", |_| {});
    assert_eq!(panel.get("/api/state").json()["catalogue"], "operations.yaml");
    assert_eq!(panel.get("/operations/blpop.html").status, 200);
}
