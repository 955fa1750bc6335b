//! What runs, and what is refused.

use std::io::Write;

use redis_servers::{Cluster, FakeServer, Script, Server, Version, until};
use serde_json::{Value as Json, json};
use sigma_gen::engine::Engine;

use super::support::{Panel, kill, text};
use crate::run::{catalogue, expected, recorded};
use crate::support::folder::Folder;

#[test]
fn every_example_gives_the_response_that_the_sdk_recorded() {
    let catalogue = catalogue("operations.yaml");
    let recording: Json = serde_json::from_str(include_str!("../../../operations.responses.json")).unwrap();
    let mut engine = Engine::default();
    let open = json!({ "do": "open", "catalogue": include_str!("../../../operations.yaml") });
    engine.answer(open.to_string().as_bytes());
    for version in Version::all() {
        let panel = Panel::start(&format!("--builtin --redis-server {}", version.binary().display()));
        let mut count = 0;
        for operation in catalogue.operations() {
            for (at, example) in operation.examples.iter().enumerate() {
                let named = format!("{version}, {}: {}", operation.name, example.title);
                let prepared =
                    panel.post("/api/prepare", &json!({ "operation": operation.name, "example": at }));
                assert_eq!(prepared.status, 200, "{named}: {prepared:?}");
                // As a page fills its form.
                let fill = json!({ "do": "fill", "operation": operation.name, "example": at });
                let filled: Json = serde_json::from_str(&engine.answer(fill.to_string().as_bytes())).unwrap();
                let request = json!({ "connection": "embedded", "calls": [filled["ok"]], "example": at });
                let answer = panel.post("/api/run", &request);
                assert_eq!(answer.status, 200, "{named}: {answer:?}");
                let answer = &answer.json()["answers"][0];
                assert_eq!(answer["error"], Json::Null, "{named}");
                assert_eq!(answer["documented"], true, "{named}");
                let response = recorded(answer["response"].clone(), operation, version);
                assert_eq!(
                    response.to_string(),
                    expected(&recording, operation, example, version).to_string(),
                    "{named}"
                );
                count += 1;
            }
        }
        assert!(count > 100, "{count}");
    }
}

#[test]
fn calls_of_one_run_follow_each_other() {
    let panel = Panel::start("--builtin");
    let calls = json!([
        { "operation": "set", "sets": [{ "key": text("a"), "value": text("1") }] },
        { "operation": "incrby", "sets": [{ "key": text("a"), "increment": { "number": "9007199254740993" } }] },
        { "operation": "get", "sets": [{ "key": text("a") }, { "key": text("b") }] },
    ]);
    let answer = panel.post("/api/run", &json!({ "connection": "embedded", "calls": calls })).json();
    let about = &answer["connection"];
    assert_eq!(about["name"], "embedded");
    assert!(about["address"].as_str().unwrap().starts_with("127.0.0.1:"), "{about}");
    assert!(about["server"].as_str().unwrap().starts_with("Redis 7"), "{about}");
    let answers = answer["answers"].as_array().unwrap();
    assert_eq!(answers.len(), 3);
    let result = |at: usize, key: &str| &answers[at]["response"]["results"][key]["result"];
    assert_eq!(*result(1, "a"), json!({ "bigint": "9007199254740994" }));
    assert_eq!(*result(2, "a"), "9007199254740994");
    assert_eq!(*result(2, "b"), Json::Null);
    assert_eq!(answers[2]["commands"], json!([["GET", "a"], ["GET", "b"]]));
    assert!(answers.iter().all(|answer| answer["ms"].as_f64().is_some_and(|ms| ms > 0.0)));
}

#[test]
fn what_is_no_call_is_refused_before_anything_is_sent() {
    let panel = Panel::start("--builtin");
    let refused = |operation: &str, sets: Json| {
        let answer = panel.run("embedded", operation, &sets);
        (answer.status, answer.json()["error"].clone())
    };
    let (status, error) = refused("flushall", json!([{}]));
    assert_eq!((status, &error["code"]), (404, &json!("NotFound")));
    let (status, error) = refused("get", json!([{ "key": { "code": "event.key" } }]));
    assert_eq!((status, &error["code"]), (400, &json!("Expression")));
    let told = "get: params[0].key is an expression, whose value only your code knows";
    assert_eq!((&error["message"], &error["call"]), (&json!(told), &json!(0)));
    assert_eq!(error["help"], "give it a sample value for the run");
    let list = json!([{ "key": text("s"), "values": { "list": [text("a"), { "code": "b" }] } }]);
    assert!(refused("sadd", list).1["message"].as_str().unwrap().contains("params[0].values[1]"));
    let (status, error) = refused("get", json!([{ "key": text("a") }, { "name": text("b") }]));
    assert_eq!((status, &error["code"]), (400, &json!("Mistakes")));
    assert_eq!(error["mistakes"][0]["set"], 1);
    assert!(error["message"].as_str().unwrap().starts_with("params[1]"), "{error}");
    let (status, error) = refused("incrby", json!([{ "key": text("a"), "increment": { "number": "a" } }]));
    assert_eq!((status, &error["code"]), (400, &json!("Mistakes")));
    assert_eq!(panel.run("nowhere", "get", &json!([])).status, 404);
    let (status, error) =
        (panel.post("/api/prepare", &json!({ "operation": "get", "example": 99 })).status, 404);
    assert_eq!(status, error);

    // Other values are no example, and other data is none that the docs tell of.
    let run = |key: &str, example: usize| {
        let call = json!({ "operation": "get", "sets": [{ "key": text(key) }] });
        let request = json!({ "connection": "embedded", "calls": [call], "example": example });
        panel.post("/api/run", &request).json()["answers"][0]["documented"].clone()
    };
    assert_eq!(run("other", 0), Json::Null);
    assert_eq!(run("other", 99), Json::Null);

    // What is only out of range fails as it does in the SDK.
    let set = json!([{ "key": text("a"), "seconds": { "number": "0" } }]);
    let answer = panel.run("embedded", "expire", &set).json();
    assert_eq!(
        answer["answers"][0]["response"]["results"]["a"]["error"]["message"],
        "expire: params[0].seconds: expected a positive whole number of seconds, got the number 0"
    );
    assert_eq!(answer["answers"][0]["commands"], json!([]));
}

fn set_a(panel: &Panel, connection: &str, confirmed: bool) -> super::support::Answer {
    let calls = json!([{ "operation": "set", "sets": [{ "key": text("a"), "value": text("1") }] }]);
    panel.post("/api/run", &json!({ "connection": connection, "calls": calls, "confirmed": confirmed }))
}

#[test]
fn writes_ask_except_on_the_embedded_server() {
    let server = Server::start(Version::Debian);
    let panel =
        Panel::start(&format!("--builtin --server prod={} --redis-server redis-server", server.url()));
    assert_eq!(set_a(&panel, "embedded", false).status, 200);
    assert_eq!(
        (panel.server("embedded")["writes"].clone(), panel.server("prod")["writes"].clone()),
        ("free".into(), "ask".into())
    );

    let refused = set_a(&panel, "prod", false);
    assert_eq!((refused.status, refused.code().as_str()), (409, "Unconfirmed"));
    let told = format!("SET writes to prod, redis://127.0.0.1:{}", server.port());
    assert_eq!(refused.json()["error"]["message"], told);
    assert_eq!(server.cli(&["EXISTS", "a"]), "0");
    assert_eq!(panel.run("prod", "get", &json!([{ "key": text("a") }])).status, 200);
    assert_eq!(set_a(&panel, "prod", true).status, 200);
    assert_eq!(server.cli(&["GET", "a"]), "1");
    // One write among reads is enough.
    let calls =
        json!([{ "operation": "get", "sets": [] }, { "operation": "del", "sets": [{ "key": text("a") }] }]);
    assert_eq!(panel.post("/api/run", &json!({ "connection": "prod", "calls": calls })).status, 409);
    assert_eq!(server.cli(&["EXISTS", "a"]), "1");
}

#[test]
fn a_panel_that_only_reads_writes_nowhere() {
    let server = Server::start(Version::Debian);
    server.cli(&["SET", "b", "2"]);
    let panel = Panel::start(&format!(
        "--builtin --read-only --server prod={} --redis-server redis-server",
        server.url()
    ));
    for connection in ["embedded", "prod"] {
        assert_eq!(panel.server(connection)["writes"], "never");
        let refused = set_a(&panel, connection, true);
        assert_eq!((refused.status, refused.code().as_str()), (403, "ReadOnly"), "{refused:?}");
    }
    assert_eq!(panel.post("/api/embedded/empty", &json!({})).code(), "ReadOnly");
    assert_eq!(panel.post("/api/prepare", &json!({ "operation": "get", "example": 0 })).code(), "ReadOnly");
    let answer = panel.run("prod", "get", &json!([{ "key": text("b") }])).json();
    assert_eq!(answer["answers"][0]["response"]["results"]["b"]["result"], "2");
    assert_eq!(server.cli(&["DBSIZE"]), "1");
}

#[test]
fn a_server_in_trouble_gives_the_errors_of_the_sdk() {
    let (mut server, frozen) = (Server::start(Version::Debian), Server::start(Version::Debian));
    let mute = FakeServer::start([Script::mute()]);
    let panel = Panel::start(&format!(
        "--builtin --server dead={} --server frozen={} --server mute={}",
        server.url(),
        frozen.url(),
        mute.url()
    ));
    panel.until("dead", "up");
    let error = |connection: &str| {
        let answer = panel.run(connection, "get", &json!([{ "key": text("a") }]));
        assert_eq!(answer.status, 200, "{answer:?}");
        let answer = answer.json();
        assert_eq!(answer["answers"][0]["response"], Json::Null);
        answer["answers"][0]["error"].clone()
    };
    let calls = json!([{ "operation": "get", "sets": [] }, { "operation": "get", "sets": [] }]);
    server.kill();
    let both = panel.post("/api/run", &json!({ "connection": "dead", "calls": calls })).json();
    assert_eq!(both["answers"].as_array().unwrap().len(), 1, "the second call does not begin");
    frozen.stop_answering();
    for name in ["dead", "frozen", "mute"] {
        let error = error(name);
        assert_eq!(
            (&error["name"], &error["code"]),
            (&json!("RedisError"), &json!("CannotConnect")),
            "{name}"
        );
        assert!(error["message"].as_str().unwrap().starts_with("cannot connect: "), "{error}");
        assert_eq!(panel.server(name)["state"], "down", "{name}");
    }
    frozen.resume();
    server.restart();
    for name in ["dead", "frozen"] {
        let answer = panel.run(name, "get", &json!([{ "key": text("a") }])).json();
        assert_eq!(answer["answers"][0]["response"]["success"], 1, "{name}");
        panel.until(name, "up");
    }
}

#[test]
fn a_cluster_is_one_server() {
    let cluster = Cluster::start(Version::Debian);
    let panel = Panel::start(&format!("--builtin --server c={}", cluster.urls()[..2].join(",")));
    assert_eq!(panel.until("c", "up")["cluster"], true);
    let sets: Vec<_> =
        (0..20).map(|at| json!({ "key": text(&format!("k{at}")), "value": text("1") })).collect();
    let calls = json!([{ "operation": "set", "sets": sets }]);
    let answer =
        panel.post("/api/run", &json!({ "connection": "c", "calls": calls, "confirmed": true })).json();
    assert_eq!(answer["answers"][0]["response"]["success"], 20);
    let rename = json!([{ "operation": "rename", "sets": [{ "key": text("k1"), "newkey": text("k2") }] }]);
    let names = catalogue("operations.yaml");
    let operation = names.operations().find(|operation| operation.name == "rename").unwrap();
    let second = &operation.params[1].name;
    let rename = rename.to_string().replace("newkey", second);
    let rename: Json = serde_json::from_str(&rename).unwrap();
    let answer =
        panel.post("/api/run", &json!({ "connection": "c", "calls": rename, "confirmed": true })).json();
    assert_eq!(answer["answers"][0]["response"]["results"]["k1"]["error"]["code"], "CROSSSLOT");
}

#[test]
fn who_goes_away_cancels_the_run() {
    let folder = Folder::new();
    folder.write("operations.yaml", include_str!("../../cases/any/operations.yaml"));
    let server = Server::start(Version::Debian);
    let panel = Panel::start_with(folder, &format!("--server s={}", server.url()), |_| {});
    let sets = json!([{ "keys": { "list": [text("q")] }, "timeout": { "number": "100" } }]);
    let calls = json!([{ "operation": "blpop", "sets": sets }]);
    let body = json!({ "connection": "s", "calls": calls, "confirmed": true }).to_string();
    let mut stream = panel.connect();
    stream.write_all(&panel.bytes("POST", "/api/run", &body)).unwrap();
    let blocked =
        |count: &str| server.cli(&["INFO", "clients"]).contains(&format!("blocked_clients:{count}"));
    until("the server waits", || blocked("1"));
    drop(stream);
    until("nobody waits any more", || blocked("0"));
    assert_eq!(panel.get("/api/state").status, 200);
}

#[test]
fn the_embedded_server_is_emptied_and_started_again() {
    let panel = Panel::start("--builtin");
    let mut events = panel.events();
    assert_eq!(events.next().unwrap(), "server");
    assert_eq!(set_a(&panel, "embedded", false).status, 200);
    let get = || panel.run("embedded", "get", &json!([{ "key": text("a") }])).json()["answers"][0].clone();
    assert_eq!(get()["response"]["results"]["a"]["result"], "1");
    assert_eq!(panel.post("/api/embedded/empty", &json!({})).status, 200);
    assert_eq!(get()["response"]["results"]["a"]["result"], Json::Null);

    kill(panel.embedded_pid().unwrap(), "KILL");
    assert_eq!(events.next().unwrap(), "server");
    let down = panel.server("embedded");
    assert_eq!((&down["state"], &down["error"]["help"]), (&json!("down"), &json!("start it again")));
    let error = &get()["error"];
    assert_eq!(error["code"], "CannotConnect");
    assert!(error["message"].as_str().unwrap().contains("has ended"), "{error}");
    assert_eq!(panel.post("/api/embedded/empty", &json!({})).code(), "NoServer");

    assert_eq!(panel.post("/api/embedded/start", &json!({})).status, 200);
    assert_eq!(events.next().unwrap(), "server");
    assert_eq!(panel.server("embedded")["state"], "up");
    assert_eq!(get()["response"]["success"], 1);
    // A second one is not started.
    let pid = panel.embedded_pid();
    assert_eq!(panel.post("/api/embedded/start", &json!({})).status, 200);
    assert_eq!(panel.embedded_pid(), pid);
}

#[test]
fn pages_beyond_the_eighth_are_not_told_what_happens() {
    let panel = Panel::start("--builtin");
    let mut pages: Vec<_> = (0..8).map(|_| panel.events()).collect();
    assert!(pages.iter_mut().all(|page| page.next().is_some()));
    let ninth = panel.get("/api/events");
    assert_eq!((ninth.status, ninth.code().as_str()), (503, "TooManyPages"));
    assert_eq!(panel.get("/api/state").status, 200);
    pages.pop();
    until("there is room again", || panel.events().next().is_some());
}
