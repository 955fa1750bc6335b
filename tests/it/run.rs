//! Operations that are known only at run time: their examples on real servers, and what becomes of those that fail.

use indexmap::IndexMap;
use redis_servers::{Cluster, Server, Version};
use serde_json::{Value as Json, json};
use sigma_gen::catalogue::model::{Datum, Example, Operation, ReplyKind};
use sigma_gen::catalogue::{Catalogue, Source, load};
use sigma_gen::run;
use sigma_redis_runtime::Client;

pub fn catalogue(path: &str) -> Catalogue {
    let text = std::fs::read_to_string(path).unwrap();
    load(&Source { path_shown: path.to_owned(), text }).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

fn every_shape() -> Catalogue {
    catalogue("tests/cases/any/operations.yaml")
}

/// Runs what is async.
pub fn block_on<T>(run: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(run)
}

fn operation<'c>(catalogue: &'c Catalogue, name: &str) -> &'c Operation {
    catalogue.operations().find(|operation| operation.name == name).unwrap()
}

/// A parameter set of one parameter.
fn set(values: &[(&str, Datum)]) -> IndexMap<String, Datum> {
    values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

fn text(text: &str) -> Datum {
    Datum::Text(text.to_owned())
}

/// What the docs print of a response: as the JavaScript SDK recorded it.
pub fn recorded(mut json: Json, operation: &Operation, version: Version) -> Json {
    json.as_object_mut().unwrap().remove("entries");
    let is_members = operation.reply.usual.kind == ReplyKind::Members;
    in_outcomes(&mut json["results"], &|outcome| {
        if let Some(error) = outcome["error"].as_object_mut() {
            assert_eq!(error.shift_remove("name"), Some(json!("RedisError")));
            wording(error, version);
        }
        // JSON has integers of any size.
        if let Some(digits) = outcome["result"]["bigint"].as_str() {
            outcome["result"] = serde_json::from_str(digits).unwrap();
        }
        if let Some(members) = outcome["result"].as_array_mut().filter(|_| is_members) {
            members.sort_by_key(Json::to_string);
        }
    });
    json
}

/// What the recording has of an example.
pub fn expected(recording: &Json, operation: &Operation, example: &Example, version: Version) -> Json {
    let mut expected = recording[&operation.name][&example.title].clone();
    in_outcomes(&mut expected["results"], &|outcome| {
        if let Some(error) = outcome["error"].as_object_mut() {
            wording(error, version);
        }
    });
    expected
}

/// Changes each outcome among results.
fn in_outcomes(results: &mut Json, change: &dyn Fn(&mut Json)) {
    for (_, slot) in results.as_object_mut().unwrap() {
        let is_outcome =
            slot.as_object().is_some_and(|slot| slot.contains_key("result") && slot.contains_key("error"));
        if is_outcome { change(slot) } else { in_outcomes(slot, change) }
    }
}

/// Only the first word of an error is the same in Redis 6.2.
fn wording(error: &mut serde_json::Map<String, Json>, version: Version) {
    if version == Version::V6_2 {
        let first = error["message"].as_str().unwrap().split(' ').next().unwrap().to_owned();
        error.insert("message".to_owned(), first.into());
    }
}

#[test]
fn every_example_gives_the_response_that_the_sdk_recorded() {
    let catalogue = catalogue("operations.yaml");
    let recording = std::fs::read_to_string("operations.responses.json").unwrap();
    let recording: Json = serde_json::from_str(&recording).unwrap();
    for version in Version::all() {
        let server = Server::start(version);
        block_on(async {
            let client = Client::connect(server.url()).await.unwrap();
            let mut count = 0;
            for operation in catalogue.operations() {
                for example in &operation.examples {
                    let expected = expected(&recording, operation, example, version);
                    run::clear(&client).await.unwrap();
                    for words in &example.given {
                        run::plain(&client, words).await.unwrap();
                    }
                    let answer = run::call(&client, &catalogue, operation, &example.call).await;
                    let response = serde_json::to_value(&answer.response).unwrap();
                    let response = recorded(response, operation, version);
                    let named = format!("{version}, {}: {}", operation.name, example.title);
                    assert_eq!(response.to_string(), expected.to_string(), "{named}");
                    assert_eq!(run_example(&client, &catalogue, operation, example).await, [], "{named}");
                    count += 1;
                }
            }
            assert!(count > 100, "{count}");
        });
    }
}

async fn run_example(
    client: &Client,
    catalogue: &Catalogue,
    operation: &Operation,
    example: &Example,
) -> Vec<run::Difference> {
    run::example(client, catalogue, operation, example).await.unwrap().differences
}

#[test]
fn commands_of_every_shape_answer_what_their_examples_expect() {
    let catalogue = every_shape();
    for version in Version::all() {
        let (server, cluster) = (Server::start(version), Cluster::start(version));
        for protocol in ["", "?protocol=resp3"] {
            for url in [server.url(), cluster.urls()[0].clone()] {
                block_on(async {
                    let client = Client::connect(format!("{url}{protocol}")).await.unwrap();
                    for operation in catalogue.operations() {
                        for example in &operation.examples {
                            let differences = run_example(&client, &catalogue, operation, example).await;
                            let named =
                                format!("{version}, {url}{protocol}, {}: {}", operation.name, example.title);
                            assert_eq!(differences, [], "{named}");
                        }
                    }
                });
            }
        }
    }
}

fn integer(number: i128) -> Datum {
    Datum::Integer(number)
}

fn group(values: &[(&str, Datum)]) -> Datum {
    Datum::Map(set(values))
}

/// What a call gives, as JSON, but for the time it took.
async fn answer(
    client: &Client,
    catalogue: &Catalogue,
    name: &str,
    sets: &[IndexMap<String, Datum>],
) -> Json {
    let answer = run::call(client, catalogue, operation(catalogue, name), sets).await;
    let mut json = serde_json::to_value(&answer).unwrap();
    assert!(
        json.as_object_mut()
            .unwrap()
            .shift_remove("ms")
            .is_some_and(|ms| ms.as_f64().is_some_and(|ms| ms > 0.0))
    );
    json
}

#[test]
fn an_answer_has_all_entries_and_what_was_sent() {
    let catalogue = every_shape();
    let server = Server::builder(Version::Debian).password("secret").start();
    server.query(&[b"SET".as_slice(), b"bytes", b"\xff"]).unwrap();
    block_on(async {
        let client = Client::connect(server.url()).await.unwrap();
        let sets = [
            set(&[("key", text("n")), ("value", text("9007199254740994"))]),
            set(&[("key", text("n")), ("value", integer(1)), ("ex", integer(0))]),
        ];
        let error = json!({
            "name": "RedisError",
            "code": "InvalidParameter",
            "message": "set: params[1].ex: expected a positive whole number of seconds, got the number 0",
        });
        let expected = json!({
            "response": {
                "success": 1,
                "failed": 1,
                "results": { "n": { "result": null, "error": error } },
                "entries": [
                    { "key": "n", "result": "OK", "error": null },
                    { "key": "n", "result": null, "error": error },
                ],
            },
            "commands": [["SET", "n", "9007199254740994"]],
        });
        assert_eq!(answer(&client, &catalogue, "set", &sets).await, expected);

        let script = set(&[
            (
                "script",
                text("return { redis.call('INCRBY', KEYS[1], 0), redis.call('GET', 'bytes'), false, 5 }"),
            ),
            ("keys", Datum::List(vec![text("n")])),
        ]);
        let answered = answer(&client, &catalogue, "eval", &[script]).await;
        let result = json!([{ "bigint": "9007199254740994" }, { "bytes": "/w==" }, null, 5]);
        assert_eq!(answered["response"]["results"], json!({ "0": { "result": result, "error": null } }));
    });
}

#[test]
fn what_does_not_fit_fails_alone_and_is_told_at_its_place() {
    let catalogue = every_shape();
    let server = Server::start(Version::Debian);
    let told = |name: &str, values: &[(&str, Datum)]| {
        let sets = [set(values)];
        let answered = block_on(async {
            let client = Client::connect(server.url()).await.unwrap();
            answer(&client, &catalogue, name, &sets).await
        });
        assert_eq!(answered["commands"], json!([]), "{answered}");
        let error = &answered["response"]["entries"][0]["error"];
        assert_eq!(error["code"], "InvalidParameter", "{answered}");
        error["message"].as_str().unwrap().to_owned()
    };
    let key = || ("key", text("k"));
    let list = |items: &[Datum]| Datum::List(items.to_vec());
    assert_eq!(
        told("hrandfield", &[key(), ("withvalues", Datum::Bool(true))]),
        "hrandfield: params[0].withvalues: it needs count, which is not given",
    );
    let trim = group(&[("strategy", text("MAXLEN")), ("threshold", integer(1)), ("limit", integer(1))]);
    assert_eq!(
        told("xadd", &[key(), ("trim", trim), ("fields", list(&[]))]),
        "xadd: params[0].trim.limit: it needs operator, which is not given",
    );
    assert_eq!(
        told("geosearch", &[key()]),
        "geosearch: params[0]: expected frommember or fromlonlat, got neither"
    );
    let member = group(&[("score", text("")), ("member", text("m"))]);
    let good = group(&[("score", integer(1)), ("member", text("m"))]);
    assert_eq!(
        told("zadd", &[key(), ("members", list(&[good, member]))]),
        "zadd: params[0].members[1].score: expected a number, got an empty string",
    );
    assert_eq!(
        told("set", &[key(), ("value", text("v")), ("condition", text("XY"))]),
        "set: params[0].condition: expected NX or XX, got a string",
    );
    let row = list(&[group(&[("key", text("s"))]), group(&[("id", text(">"))])]);
    assert_eq!(
        told("xreadgroup", &[("group", text("g")), ("consumer", text("c")), ("streams", row)]),
        "xreadgroup: params[0].streams[1].key: expected a string or bytes, got nothing",
    );
    assert_eq!(
        told("script_exists", &[("digests", list(&[integer(5)]))]),
        "script_exists: params[0].digests[0]: expected a string or bytes, got the number 5",
    );
    assert_eq!(
        told("linsert", &[key(), ("where", Datum::Null), ("pivot", text("a")), ("element", text("b"))]),
        "linsert: params[0].where: expected BEFORE or AFTER, got null",
    );
    let stranger = told("scan", &[("node", text("10.0.0.1:6379"))]);
    assert!(
        stranger
            .starts_with("scan: params[0].node: expected the address of one of the nodes, got 10.0.0.1:6379")
    );
}

#[test]
fn errors_have_the_codes_and_texts_of_the_sdk() {
    let catalogue = every_shape();
    let (mut server, cluster) = (Server::start(Version::Debian), Cluster::start(Version::Debian));
    block_on(async {
        let on_cluster = Client::connect(cluster.urls()[0].as_str()).await.unwrap();
        let keys = set(&[("keys", Datum::List(vec![text("a"), text("b")]))]);
        let answered = answer(&on_cluster, &catalogue, "mget", &[keys]).await;
        let error = json!({
            "name": "RedisError",
            "code": "CROSSSLOT",
            "message": "CROSSSLOT: the keys of one operation must lie in one slot of the cluster; give them the same hash \
                        tag, as in {user1}.a and {user1}.b",
        });
        assert_eq!(answered["response"]["results"]["0"]["error"], error);
        assert_eq!(answered["commands"], json!([]));

        let nodes = answer(&on_cluster, &catalogue, "scan", &[set(&[])]).await;
        assert_eq!(nodes["response"]["success"], 3);
        assert_eq!(nodes["commands"], json!([["SCAN", "0"]]));
        let results = nodes["response"]["results"]["0"].as_object().unwrap();
        let one = results.keys().next().unwrap();
        let only = answer(&on_cluster, &catalogue, "scan", &[set(&[("node", text(one))])]).await;
        assert_eq!(only["response"]["results"]["0"].as_object().unwrap().keys().collect::<Vec<_>>(), [one]);

        let client = Client::connect(server.url()).await.unwrap();
        server.query(&["HSET", "user", "name", "Ada"]).unwrap();
        let mut wrong = operation(&catalogue, "hgetall").clone();
        wrong.reply.usual.kind = ReplyKind::Integer;
        let sets = [set(&[("key", text("user"))])];
        let failure = |answer: run::Answer| {
            let entry = answer.response.entries.into_iter().next().unwrap();
            entry.outcome.unwrap_err()
        };
        let unexpected = failure(run::call(&client, &catalogue, &wrong, &sets).await);
        assert_eq!(unexpected.code, "UnexpectedReply");
        assert_eq!(
            unexpected.message,
            "the server answered an array of 2 items, which this operation never answers"
        );

        server.kill();
        let down = failure(run::call(&client, &catalogue, operation(&catalogue, "hgetall"), &sets).await);
        assert_eq!(down.code, "NotSent");
        assert!(down.message.starts_with("not sent, because the connection failed: "), "{down:?}");
        let error = Client::connect(server.url()).await.unwrap_err();
        assert_eq!(run::Failure::connecting(&error).code, "CannotConnect");
    });
}
