//! What the engine answers about a catalogue.

use serde_json::{Value as Json, json};
use sigma_gen::catalogue::{Builtin, Catalogue, Source};
use sigma_gen::engine::Engine;

use crate::support::hostile;
use crate::support::requests::Random;

pub const ANY: &str = include_str!("../cases/any/operations.yaml");

/// An engine with this catalogue.
pub fn engine(catalogue: &str) -> Engine {
    let mut engine = Engine::default();
    let opened = ask(&mut engine, &json!({ "do": "open", "catalogue": catalogue }));
    assert!(opened["catalogue"].is_object(), "{opened}");
    engine
}

/// The answer to a request that has one.
pub fn ask(engine: &mut Engine, request: &Json) -> Json {
    let answer: Json = serde_json::from_str(&engine.answer(request.to_string().as_bytes())).unwrap();
    answer.get("ok").unwrap_or_else(|| panic!("{request}: {answer}")).clone()
}

fn refused(engine: &mut Engine, request: &Json) -> String {
    let answer: Json = serde_json::from_str(&engine.answer(request.to_string().as_bytes())).unwrap();
    answer["error"]["message"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

fn mistakes(engine: &mut Engine, operation: &str, sets: Json) -> Vec<(Json, String)> {
    let calls = [json!({ "operation": operation, "sets": sets })];
    let answer = ask(engine, &json!({ "do": "validate", "calls": calls }));
    let mistake = |mistake: &Json| (mistake["path"].clone(), mistake["message"].as_str().unwrap().to_owned());
    answer["mistakes"].as_array().unwrap().iter().map(mistake).collect()
}

#[test]
fn a_catalogue_is_opened_as_it_is_exported() {
    let mut engine = Engine::default();
    let opened = ask(&mut engine, &json!({ "do": "open", "catalogue": Source::builtin().text }));
    let export: Json =
        serde_json::from_str(&sigma_gen::export::Export::new(&hostile::builtin()).json()).unwrap();
    assert_eq!(opened["catalogue"], export);

    // One with mistakes tells them, at places that editors know, and leaves what was open.
    let text = "# é😀\nversion: 2\n";
    let opened = ask(&mut engine, &json!({ "do": "open", "catalogue": text }));
    let told = &opened["diagnostics"][0];
    assert_eq!(
        (&opened["catalogue"], &told["code"], &told["line"]),
        (&Json::Null, &json!("SG007"), &json!(2))
    );
    assert_eq!((&told["start"], &told["end"]), (&json!(15), &json!(16)));
    ask(&mut engine, &json!({ "do": "fill", "operation": "get" }));
}

#[test]
fn a_catalogue_is_checked_without_being_opened() {
    let mut engine = engine(ANY);
    let mut told = |text: &str| {
        let answer = ask(&mut engine, &json!({ "do": "check_catalogue", "catalogue": text }));
        answer["diagnostics"].as_array().unwrap().clone()
    };
    assert!(told(&Source::builtin().text).is_empty());
    let text = "# é😀\nversion: 2\n";
    assert_eq!((&told(text)[0]["code"], &told(text)[0]["start"]), (&json!("SG007"), &json!(15)));
    // All mistakes and warnings that the command tells.
    let mut compared = 0;
    for case in std::fs::read_dir("tests/cases/mistakes").unwrap() {
        let path = case.unwrap().path().join("input.yaml");
        let Ok(source) = Source::read(path) else { continue };
        compared += 1;
        let found = sigma_gen::catalogue::check(&source);
        let expected = found.iter().map(|told| {
            let place = told.place.as_ref().map(|place| (place.line, place.column));
            let (line, column) = place.unzip();
            (json!(told.code.to_string()), json!(told.message), json!(told.help), json!(line), json!(column))
        });
        let told = told(&source.text).into_iter().map(|mut told| {
            let mut take = |name: &str| told[name].take();
            (take("code"), take("message"), take("help"), take("line"), take("column"))
        });
        assert!(told.eq(expected), "{}", source.text);
    }
    assert!(compared > 20, "{compared}");
    // What was open still is.
    ask(&mut engine, &json!({ "do": "fill", "operation": "zadd" }));
}

#[test]
fn requests_that_are_none_are_refused() {
    let mut engine = Engine::default();
    assert_eq!(refused(&mut engine, &json!({ "do": "find", "text": "" })), "no catalogue is open");
    engine = self::engine(ANY);
    assert!(refused(&mut engine, &json!({ "do": "dance" })).contains("unknown variant `dance`"));
    assert!(refused(&mut engine, &json!({ "do": "find" })).contains("missing field `text`"));
    assert!(
        refused(&mut engine, &json!({ "do": "find", "text": "", "texd": 1 }))
            .contains("unknown field `texd`")
    );
    assert_eq!(
        refused(&mut engine, &json!({ "do": "fill", "operation": "gett" })),
        "no operation is called `gett`"
    );
    assert_eq!(
        refused(&mut engine, &json!({ "do": "fill", "operation": "set", "example": 9 })),
        "`set` has no example 9"
    );
    assert_eq!(
        refused(&mut engine, &json!({ "do": "code", "style": "rust", "calls": [] })),
        "there is no call"
    );
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(engine.answer(deep.as_bytes()).contains("not a request"));
}

#[test]
fn mistakes_have_their_places() {
    let engine = &mut engine(ANY);
    let told = |path, message: &str| (path, message.to_owned());
    assert_eq!(
        mistakes(
            engine,
            "zadd",
            json!([
                { "key": { "text": "k" }, "members": { "list": [
                    { "group": { "score": { "number": "1" }, "member": { "text": "a" } } },
                    { "group": { "score": { "text": "high" }, "member": { "text": "b" } } },
                    { "group": { "score": { "number": "" } } },
                ] } },
            ])
        ),
        [
            told(json!(["members", 1, "score"]), "`score` takes a number, not text"),
            told(json!(["members", 2]), "`members` lacks the part `member`"),
            told(json!(["members", 2, "score"]), "`score` takes a number, not empty text"),
        ]
    );
    assert_eq!(
        mistakes(
            engine,
            "set",
            json!([
                { "value": { "text": "v" }, "condition": { "text": "ZZ" }, "ex": { "number": "0" }, "px": { "number": "5" } },
            ])
        ),
        [
            told(json!([]), "the call lacks the parameter `key`"),
            told(json!(["condition"]), "`condition` does not take `ZZ`"),
            told(json!(["ex"]), "`ex` is 0, which is out of range"),
            told(json!(["px"]), "`px` beside `ex`"),
        ]
    );
    assert_eq!(
        mistakes(engine, "mget", json!([{ "keys": { "list": [] } }])),
        [told(json!(["keys"]), "`keys` is an empty list")]
    );
    assert_eq!(
        mistakes(
            engine,
            "bitfield",
            json!([{ "key": { "code": "a, b" }, "steps": { "list": [
            { "group": { "incrby": { "group": { "encoding": { "text": "u8" }, "offset": { "json": 1 } } } } },
        ] } }])
        ),
        [
            told(json!(["key"]), "this is not one expression of JavaScript"),
            told(json!(["steps", 0, "incrby"]), "`incrby` lacks the part `increment`"),
        ]
    );
    // A flag that is off counts as not given.
    assert_eq!(
        mistakes(
            engine,
            "zadd",
            json!([{ "key": { "text": "k" }, "ch": { "flag": false }, "members": { "code": "m" } }])
        ),
        []
    );
    assert_eq!(
        mistakes(engine, "hrandfield", json!([{ "key": { "text": "k" }, "withvalues": { "flag": true } }])),
        [told(json!([]), "`withvalues` is given without `count`")]
    );
}

#[test]
fn code_is_what_the_command_line_prints() {
    let engine = &mut engine(&Source::builtin().text);
    let calls = json!([
        { "operation": "set", "sets": [{ "key": { "text": "k" }, "value": { "code": "event.value" } }] },
        { "operation": "get", "sets": [{ "key": { "text": "k" } }] },
    ]);
    let mut code = |style: &str, connection: Json| {
        ask(engine, &json!({ "do": "code", "calls": calls, "style": style, "connection": connection }))
    };
    let answer = code("promise", json!({ "reuse": "this.client" }));
    let text = "\
const { response } = await redis.set({
    redisClient: this.client,
    params: [{
        key: 'k',
        value: event.value
    }]
});
const { response: response2 } = await redis.get({
    redisClient: this.client,
    params: [
        'k', 
    ]
});
//await this.client.quit();
";
    assert_eq!(answer["text"], text);
    assert!(answer["snippet"].as_str().unwrap().contains("value: ${2:event.value}"), "{answer}");
    let answer = code("rust", Json::Null);
    assert_eq!(answer["mistakes"][0]["message"], "an expression of JavaScript is in this call");

    let calls = json!([
        { "operation": "sadd", "sets": [{ "key": { "text": "it's" }, "values": { "list": [{ "text": "a b" }, { "json": [1] }] } }] },
        { "operation": "get", "sets": [{ "key": { "text": "k" } }] },
    ]);
    let mut code = |style: &str, connection: Json| {
        ask(engine, &json!({ "do": "code", "calls": calls, "style": style, "connection": connection }))["text"].clone()
    };
    assert_eq!(
        code("rust", Json::Null),
        "let response = client.sadd([Sadd::new(\"it's\", [\"a b\", \"[1]\"])]).await;\nlet response = client.get([\"k\"]).await;\n"
    );
    assert_eq!(
        code("terminal", json!({ "cluster": "mine" })),
        "sigma-gen js sadd 'key=it'\\''s' 'values=a b' 'values=[1]' --then 'get key=k' --cluster mine\n"
    );
}

#[test]
fn typescript_is_a_module_where_it_makes_its_connection() {
    let engine = &mut engine(&Source::builtin().text);
    let calls = json!([{ "operation": "get", "sets": [{ "key": { "text": "k" } }] }]);
    let mut code = |style: &str, connection: &Json| {
        let request = json!({ "do": "code", "calls": calls, "style": style, "connection": connection });
        ask(engine, &request)["text"].as_str().unwrap().to_owned()
    };
    let here = Json::Null;
    let module = "import { Redis } from 'sigma-redis';\n\nconst redis = new Redis();\n\n";
    assert_eq!(code("typescript", &here), module.to_owned() + &code("promise", &here));
    let reuse = json!({ "reuse": "client" });
    assert_eq!(code("typescript", &reuse), code("promise", &reuse));
}

#[test]
fn code_has_its_colours() {
    let mut engine = Engine::default();
    let request = json!({ "do": "highlight", "language": "yaml", "text": "a: 1 # one\n" });
    let tokens = json!([
        ["property", "a"],
        ["plain", ": "],
        ["number", "1"],
        ["plain", " "],
        ["comment", "# one"],
        ["plain", "\n"],
    ]);
    assert_eq!(ask(&mut engine, &request)["tokens"], tokens);
}

/// What is printed is read again as the same call, and prints the same code: every example, and random calls.
#[test]
fn calls_are_read_back_out_of_javascript() {
    for catalogue in [&Source::builtin().text, &Builtin::Redis.source().text, ANY] {
        let engine = &mut engine(catalogue);
        let model = load(catalogue);
        let mut calls = Vec::new();
        for operation in model.operations() {
            for example in 0..operation.examples.len() {
                calls.push(ask(
                    engine,
                    &json!({ "do": "fill", "operation": operation.name, "example": example }),
                ));
            }
        }
        let mut random = Random::new(1, 0);
        calls.extend((0..1000).flat_map(|_| random.calls(&model)));
        for call in calls {
            for style in ["callback", "promise"] {
                let code = |engine: &mut Engine, call: &Json| {
                    let answer = ask(engine, &json!({ "do": "code", "calls": [call], "style": style }));
                    answer["text"].as_str().unwrap_or_else(|| panic!("{call}: {answer}")).to_owned()
                };
                let text = code(engine, &call);
                let found = ask(engine, &json!({ "do": "find", "text": text }));
                assert_eq!(found.as_array().map(Vec::len), Some(1), "{text}");
                assert_eq!(found[0]["operation"], call["operation"]);
                assert_eq!(found[0]["connection"], json!({ "cluster": model.service.cluster }));
                assert_eq!(code(engine, &found[0]["call"]), text);
            }
        }
    }
}

/// Where the terminal can say a call, its words say the same.
#[test]
fn examples_can_be_said_in_a_terminal() {
    for catalogue in [&Source::builtin().text, ANY] {
        let engine = &mut engine(catalogue);
        for operation in load(catalogue).operations() {
            for example in 0..operation.examples.len() {
                let call =
                    ask(engine, &json!({ "do": "fill", "operation": operation.name, "example": example }));
                // A few have a value that is out of range.
                let told = ask(engine, &json!({ "do": "validate", "calls": [call] }));
                let answer = ask(engine, &json!({ "do": "code", "calls": [call], "style": "terminal" }));
                let is_right = told["mistakes"] == json!([]);
                // Words do not show where a set ends that begins with a list, nor one that is empty.
                let sets = call["sets"].as_array().unwrap();
                if operation.name == "mget" && sets.len() > 1
                    || sets.contains(&json!({})) && !operation.params.is_empty()
                {
                    continue;
                }
                assert_eq!(answer["text"].is_string(), is_right, "{}: {answer}", operation.name);
            }
        }
    }
}

pub fn load(text: &str) -> Catalogue {
    sigma_gen::catalogue::load(&Source { path_shown: "operations.yaml".into(), text: text.to_owned() })
        .unwrap()
}

#[test]
fn a_parameter_set_names_its_node() {
    let engine = &mut engine(ANY);
    let sets = json!([{ "cursor": { "text": "17" }, "node": { "text": "10.0.0.1:6379" } }]);
    assert_eq!(mistakes(engine, "scan", sets.clone()), []);
    let told = mistakes(engine, "dbsize", json!([{ "node": { "text": "10.0.0.1:6379" } }]));
    assert_eq!(told[0].1, "the operation has no parameter `node`");
    let code = |engine: &mut Engine, style: &str| {
        let calls = [json!({ "operation": "scan", "sets": sets })];
        let answer = ask(engine, &json!({ "do": "code", "style": style, "calls": calls }));
        answer["text"].as_str().unwrap().to_owned()
    };
    assert_eq!(code(engine, "terminal"), "sigma-gen js scan cursor=17 node=10.0.0.1:6379\n");
    let rust = code(engine, "rust");
    assert!(rust.contains("Scan::new().cursor(\"17\").node(\"10.0.0.1:6379\")"), "{rust}");
    let javascript = code(engine, "promise");
    let found = ask(engine, &json!({ "do": "find", "text": javascript }));
    assert_eq!(found[0]["call"]["sets"], sets, "{found}");
}
