//! That the engine answers everything.

use std::sync::{LazyLock, Mutex, PoisonError};

use proptest::prelude::*;
use serde_json::{Value as Json, json};
use sigma_gen::engine::Engine;

use crate::engine::{ANY, ask, engine};

/// Text of JavaScript, more or less.
fn javascript() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "redis",
        ".",
        "get",
        "set",
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        "params",
        ":",
        ",",
        "'",
        "\"",
        "`",
        "${",
        "//",
        "/*",
        "*/",
        "/",
        "\\",
        "\n",
        " ",
        "key",
        "value",
        "0x",
        "1n",
        "1e",
        "-",
        "...",
        "=>",
        "?",
        "async",
        "undefined",
        "\u{2028}",
        "é",
        "redis.set({ params: [{ key: 'a', value: ",
        "redis.get({ params: [",
        "<!--",
        "\\u{",
        "\\x",
    ]);
    prop::collection::vec(prop_oneof![9 => pieces.prop_map(str::to_owned), 1 => any::<String>()], 0..40)
        .prop_map(|pieces| pieces.concat())
}

/// Any value that a form can have.
fn form_value() -> impl Strategy<Value = Json> {
    let text = || prop_oneof![any::<String>(), javascript()];
    let leaf = prop_oneof![
        text().prop_map(|text| json!({ "text": text })),
        text().prop_map(|text| json!({ "code": text })),
        any::<f64>().prop_map(|number| json!({ "number": number.to_string() })),
        any::<i128>().prop_map(|number| json!({ "number": number.to_string() })),
        any::<u64>().prop_map(|number| json!({ "json": [number, null, { "a": -0.0 }] })),
        any::<bool>().prop_map(|flag| json!({ "flag": flag })),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let names = prop::sample::select(vec![
            "key", "value", "fields", "field", "members", "member", "score", "steps", "get",
        ]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|items| json!({ "list": items })),
            prop::collection::btree_map(names, inner, 0..4).prop_map(|parts| json!({ "group": parts })),
        ]
    })
}

/// One for all cases: opening a catalogue takes far longer than an answer.
static OPEN: LazyLock<Mutex<Engine>> = LazyLock::new(|| Mutex::new(engine(ANY)));

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    /// No request is too odd for an answer, and what is found in a text can be asked about again.
    #[test]
    fn every_request_has_an_answer(
        texts in prop::collection::vec(javascript(), 8),
        values in prop::collection::vec(form_value(), 8),
        bytes in prop::collection::vec(any::<u8>(), 0..100),
    ) {
        let mut engine = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        for text in texts {
            let found = ask(&mut engine, &json!({ "do": "find", "text": text }));
            let units: Vec<u16> = text.encode_utf16().collect();
            for found in found.as_array().unwrap() {
                let at = |place: &Json| usize::try_from(place.as_u64().unwrap()).unwrap();
                let call = String::from_utf16(&units[at(&found["start"])..at(&found["end"])]).unwrap();
                prop_assert!(call.starts_with("redis") && call.ends_with(')'), "{call}");
                if found["call"].is_object() {
                    ask(&mut engine, &json!({ "do": "code", "calls": [found["call"]], "style": "promise" }));
                }
            }
            let path = json!(["clusters", 0, text]);
            ask(&mut engine, &json!({ "do": "edit", "text": text, "path": path, "value": text }));
            ask(&mut engine, &json!({ "do": "check", "text": text }));
        }
        for (value, operation) in values.iter().zip(["set", "hset", "zadd", "bitfield", "mset", "ping", "sort", "xadd"]) {
            for style in ["callback", "rust", "terminal"] {
                let sets = json!([{ "key": value, "value": value, "fields": value, "members": value, "steps": value }, {}]);
                let calls = json!([{ "operation": operation, "sets": sets }]);
                ask(&mut engine, &json!({ "do": "code", "calls": calls, "style": style }));
            }
        }
        engine.answer(&bytes);
    }
}
