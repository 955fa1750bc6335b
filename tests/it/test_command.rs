//! `sigma-gen test`: the examples of a catalogue on a server.
#![cfg(unix)]

use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::process::Stdio;

use redis_servers::{Cluster, Server, Version, until};

use crate::support::folder::{Folder, Outcome};

/// A catalogue of a hash and lists, with these examples in place of those of HGETALL.
fn catalogue(examples: &str) -> String {
    let text = include_str!("../cases/any/operations.yaml");
    let (before, rest) = text.split_once("          - title: A hash, and one that does not exist\n").unwrap();
    let (_, after) = rest.split_once("      - name: hrandfield\n").unwrap();
    format!("{before}{examples}      - name: hrandfield\n{after}")
}

#[test]
fn the_examples_that_come_with_it_run_on_an_embedded_server() {
    let told = Folder::new().succeeds("test --builtin");
    assert!(told.starts_with("operations.yaml (built in): 108 examples as expected on Redis "), "{told}");
    let folder = Folder::new();
    folder.succeeds("init");
    assert!(folder.succeeds("test").starts_with("operations.yaml: 3 examples as expected"));
    assert!(folder.succeeds("test --operations set").starts_with("operations.yaml: 1 example as expected"));
    assert_eq!(folder.succeeds("test --quiet"), "");
}

#[test]
fn each_difference_is_told_at_its_place() {
    let examples = "
          - title: Wrong
            given: [[HSET, user, name, Ada, age, '36']]
            call: [user, nobody, text]
            results:
              user: { name: Bob, age: { like: '3?' } }
              nobody: {}
              text: { error: WRONGTYPE }
            after: [{ run: [HGET, user, name], is: Bob }, { run: [HLEN, user], is: 2 }]
          - title: Not prepared
            given: [[SET, text, hello], [LPUSH, text, 1]]
            call: [text]
            results: { text: { error: WRONGTYPE } }
";
    let folder = Folder::new();
    folder.write("operations.yaml", &catalogue(examples));
    let told = folder.fails("test --operations hgetall").stderr;
    let user = r#"{"name":"Ada","age":"36"}"#;
    for part in [
        format!("the server answers `{user}`, not `{{\"name\":\"Bob\",\"age\":{{\"like\":\"3?\"}}}}`"),
        "user: { name: Bob, age: { like: '3?' } }\n    |                     ^^^^".to_owned(),
        "the server answers `{}`, not `an error with \"WRONGTYPE\"`".to_owned(),
        "the server answers `\"Ada\"`, not `\"Bob\"`".to_owned(),
        "the server answers `WRONGTYPE Operation against a key holding the wrong kind of …`".to_owned(),
        "correct the example `Wrong` of `hgetall`, or the operation".to_owned(),
        "correct the example `Not prepared` of `hgetall`, or the operation".to_owned(),
    ] {
        assert!(told.contains(&part), "{part}\n{told}");
    }
    assert_eq!(told.matches("error[SG034]").count(), 4, "{told}");

    let each = "
          - title: Each value
            call: [{ digests: ['none', 'other'] }]
            results: [{ none: [0], other: [1] }]
";
    let text = catalogue("          - title: None\n            call: [a]\n            results: { a: {} }\n");
    let (before, after) = text.split_once("          - title: Two scripts that are not known\n").unwrap();
    let after = after.split_once("      - name: sort\n").unwrap().1;
    folder.write("operations.yaml", &format!("{before}{each}      - name: sort\n{after}"));
    let told = folder.fails("test --operations script_exists").stderr;
    assert!(told.contains("the server answers `[0]`, not `[1]`"), "{told}");
    assert_eq!(told.matches("error[SG034]").count(), 1, "{told}");
}

#[test]
fn an_example_stays_in_the_database_that_is_empty() {
    let server = Server::start(Version::V8);
    server.cli(&["SET", "precious", "1"]);
    server.cli(&["MOVE", "precious", "3"]);
    let folder = Folder::new();
    for (given, after) in [("[SELECT, 3]", "[DBSIZE]"), ("[PING]", "[client, reply, 'off']")] {
        let examples = format!(
            "
          - title: Elsewhere
            given: [{given}]
            call: [user]
            results: {{ user: {{}} }}
            after: [{{ run: {after}, is: 0 }}]
"
        );
        folder.write("operations.yaml", &catalogue(&examples));
        let told = folder.fails(&format!("test --server {} --operations hgetall", server.url())).stderr;
        assert!(told.contains("error[SG028]") && told.contains("cannot be run by an example"), "{told}");
    }
    assert!(server.cli(&["INFO", "keyspace"]).contains("db3:keys=1,"));
}

fn on(folder: &Folder, url: &str, password: Option<&str>) -> Outcome {
    let mut command = folder.command(&format!("test --server {url}"));
    command.envs(password.map(|password| ("SIGMA_REDIS_PASSWORD", password)));
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Outcome { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

#[test]
fn a_server_that_is_named_is_used_if_its_database_is_empty() {
    let folder = Folder::new();
    folder.write("operations.yaml", include_str!("../cases/any/operations.yaml"));
    let server = Server::builder(Version::Debian).password("p@ss/word").start();
    let url = format!("redis://127.0.0.1:{}", server.port());
    let told = on(&folder, &url, None);
    assert!(
        told.code == Some(1) && told.stderr.contains(&format!("`{url}` asks for a password")),
        "{told:?}"
    );
    assert!(
        told.stderr.contains("set the variable SIGMA_REDIS_PASSWORD, or run this in a terminal"),
        "{told:?}"
    );
    let told = on(&folder, &url, Some("wrong"));
    assert!(
        told.code == Some(1) && told.stderr.contains(&format!("`{url}` refuses the password")),
        "{told:?}"
    );

    server.cli(&["SET", "mine", "1"]);
    let told = on(&folder, &url, Some("p@ss/word"));
    let expected = format!("error[SG035]: the database of `{url}` is not empty: it has 1 key\n");
    assert!(told.code == Some(1) && told.stderr.contains(&expected), "{told:?}");
    assert_eq!(server.cli(&["GET", "mine"]), "1");

    let other = on(&folder, &format!("{url}/3"), Some("p@ss/word"));
    assert!(other.code == Some(0) && other.stdout.contains("46 examples as expected"), "{other:?}");
    assert_eq!(server.cli(&["GET", "mine"]), "1");
    assert_eq!(server.cli(&["INFO", "keyspace"]).lines().count(), 2);

    let told = on(&folder, &format!("redis://:p%40ss%2Fword@127.0.0.1:{}/3", server.port()), None);
    assert!(told.code == Some(0) && told.stderr.contains("warning[SG107]"), "{told:?}");
    assert!(!told.stderr.contains("p%40ss"), "{told:?}");
}

#[test]
fn a_cluster_and_an_older_server_are_used_for_what_they_have() {
    let folder = Folder::new();
    let text = include_str!("../cases/any/operations.yaml");
    let newer =
        text.replace("call: [{ key: a, seconds: 60 }]", "call: [{ key: a, seconds: 60, condition: NX }]");
    folder.write("operations.yaml", &newer);
    let cluster = Cluster::start(Version::Debian);
    let told = on(&folder, &cluster.urls()[..2].join(","), None);
    assert!(told.stdout.contains("46 examples as expected on Redis "), "{told:?}");
    let old = Server::start(Version::V6_2);
    let told = on(&folder, &old.url(), None);
    assert!(told.stdout.contains("45 examples as expected on Redis 6.2."), "{told:?}");
    assert!(told.stdout.ends_with("; 1 example needs a newer server\n"), "{told:?}");
}

#[test]
fn what_is_no_server_is_told() {
    let folder = Folder::new();
    folder.succeeds("init");
    let told = folder.fails("test --server redis://127.0.0.1:1").stderr;
    assert!(told.contains("error[SG035]: cannot connect to `redis://127.0.0.1:1`: "), "{told}");
    let told = folder.fails("test --server http://127.0.0.1").stderr;
    assert!(told.contains("not a Redis URL"), "{told}");
    let web = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("redis://{}", web.local_addr().unwrap());
    std::thread::spawn(move || {
        for connection in web.incoming() {
            let _ = connection.unwrap().write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    let told = folder.fails(&format!("test --server {url}")).stderr;
    assert!(told.contains("error[SG035]: cannot connect to"), "{told}");
    let told = folder.fails("test --redis-server ./absent").stderr;
    assert!(told.contains("error[SG035]: cannot run `./absent`"), "{told}");
    let output = folder.command("test").env("PATH", "").output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("there is no valkey-server or redis-server in PATH"), "{told}");
}

/// Ctrl+C and SIGTERM end the server with the program.
#[test]
fn a_program_that_is_told_to_end_leaves_no_server_behind() {
    let folder = Folder::new();
    let waits = include_str!("../cases/any/operations.yaml").replace("timeout: 0.01", "timeout: 100");
    folder.write("operations.yaml", &waits);
    for signal in ["INT", "TERM"] {
        let temporary = tempfile::tempdir().unwrap();
        let mut command = folder.command("test --operations blpop");
        let mut child = command.env("TMPDIR", temporary.path()).stdout(Stdio::null()).spawn().unwrap();
        let owners = || {
            let folders = fs::read_dir(temporary.path()).unwrap().flatten();
            folders.filter_map(|folder| fs::read_to_string(folder.path().join("owner")).ok()).next()
        };
        until("the server has started", || owners().is_some());
        let server = owners().unwrap().lines().nth(1).unwrap().split(' ').next().unwrap().to_owned();
        let kill = std::process::Command::new("kill").args(["-s", signal, &child.id().to_string()]).status();
        assert!(kill.unwrap().success());
        assert_eq!(child.wait().unwrap().code(), Some(130));
        assert!(!std::path::Path::new(&format!("/proc/{server}")).exists());
        assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 0);
    }
}

#[test]
fn what_a_server_answers_is_recorded_for_the_docs() {
    let own = include_str!("../../operations.responses.json");
    let folder = Folder::new();
    folder.write("operations.yaml", include_str!("../../operations.yaml"));
    let told = folder.succeeds("test --record");
    assert!(
        told.contains("operations.responses.json: recorded the responses; `sigma-gen generate`"),
        "{told}"
    );
    // The JavaScript SDK's own, on every version of Redis: tests/js/examples.test.js compares them.
    assert!(folder.read("operations.responses.json") == own);
    let modified = || fs::metadata(folder.path("operations.responses.json")).unwrap().modified().unwrap();
    let before = modified();
    assert!(folder.succeeds("test --record").contains("the responses are as recorded"));
    assert_eq!(modified(), before);
    // With other line ends it says the same.
    folder.write("operations.responses.json", &own.replace('\n', "\r\n"));
    assert!(folder.succeeds("test --record").contains("the responses are as recorded"));

    // What did not run stays, what the catalogue does not have goes.
    let other = own.replace("A key is removed", "Another title").replace("\"success\": 3", "\"success\": 9");
    folder.write("operations.responses.json", &other);
    let told = folder.succeeds("test --record --operations get");
    assert!(told.contains("recorded the responses anew"), "{told}");
    let recorded = folder.read("operations.responses.json");
    assert!(recorded.contains("\"success\": 9") && !recorded.contains("Another title"), "{recorded}");
    folder.succeeds("test --record");
    assert!(folder.read("operations.responses.json") == own);
    folder.succeeds("docs");
}

#[test]
fn what_differs_each_time_stays_as_it_was_recorded() {
    let example = "
          - title: A hash, and text
            given: [[HSET, user, name, Ada, age, '36'], [SET, text, hello]]
            call: [user, text]
            results:
              user: { name: Ada, age: { like: '3?' } }
              text: { error: WRONGTYPE }
";
    let folder = Folder::new();
    folder.write("operations.yaml", &catalogue(example));
    folder.succeeds("test --record --operations hgetall");
    let recorded = folder.read("operations.responses.json");
    assert!(
        recorded.contains("\"age\": \"36\"") && recorded.contains("\"code\": \"WRONGTYPE\""),
        "{recorded}"
    );
    // The pattern covers this one, and not that one.
    folder.write("operations.responses.json", &recorded.replace("36", "39"));
    let told = folder.succeeds("test --record --operations hgetall");
    assert!(told.contains("the responses are as recorded"), "{told}");
    folder.write("operations.responses.json", &recorded.replace("36", "41"));
    folder.succeeds("test --record --operations hgetall");
    assert_eq!(folder.read("operations.responses.json"), recorded);

    // Of a whole catalogue of every shape, twice, and the docs print it.
    folder.write("operations.yaml", include_str!("../cases/any/operations.yaml"));
    folder.succeeds("test --record");
    let all = folder.read("operations.responses.json");
    assert!(all.contains("10.0.0.1:6379"), "{all}");
    assert!(folder.succeeds("test --record").contains("the responses are as recorded"));
    folder.succeeds("docs");

    // What is not as the example says is not recorded.
    let wrong = example.replace("'3?'", "'4?'");
    folder.write("operations.yaml", &catalogue(&wrong));
    folder.fails("test --record --operations hgetall");
    assert_eq!(folder.read("operations.responses.json"), all);
}

#[test]
fn a_recording_that_cannot_be_written_is_told() {
    let folder = Folder::new();
    folder.succeeds("init");
    assert_eq!(folder.run("test --record --builtin").code, Some(2));
    folder.write("operations.responses.json", "[]");
    let told = folder.fails("test --record --server redis://127.0.0.1:1").stderr;
    assert!(told.contains("[SG033]") && !told.contains("[SG035]"), "{told}");
    fs::remove_file(folder.path("operations.responses.json")).unwrap();
    fs::create_dir(folder.path("operations.responses.json")).unwrap();
    let told = folder.fails("test --record").stderr;
    assert!(told.contains("operations.responses.json") && told.contains("it is a folder"), "{told}");
    fs::remove_dir(folder.path("operations.responses.json")).unwrap();
    folder.succeeds("test --record --quiet");
    assert!(folder.read("operations.responses.json").starts_with("{\n  \"get\": {"));
}
