//! Scripted histories that hold for the JavaScript client too (`tests/js/histories.test.js`): replies in, and what is
//! sent and comes of it.

use serde::Deserialize;

use super::scripted::{LONG, Script};
use super::*;

/// What `tests/cases/histories.json` has.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct History {
    name: String,
    command: String,
    /// Whether writes that may run twice may be sent again.
    #[serde(default)]
    repeat_safe: bool,
    /// The key of each operation.
    keys: Vec<String>,
    /// The last slots of nodes 1, 2 and so on when somebody asks for the map; a third each at first.
    #[serde(default = "thirds")]
    map: Vec<u16>,
    steps: Vec<Step>,
    outcomes: Vec<String>,
}

/// What one node is sent, or does: it replies, and then its connection breaks.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    node: usize,
    sent: Option<Vec<String>>,
    #[serde(default)]
    replies: Vec<String>,
    #[serde(default)]
    breaks: bool,
}

fn thirds() -> Vec<u16> {
    vec![5460, 10922, 16383]
}

/// Runs a history, whose commands have their keys and nothing else.
fn check<O: Operation<Reply = i64>>(history: History, make: fn(&[&str], i64) -> O) {
    let operations = history.keys.iter().map(|key| make(&[key], 0)).collect();
    let mut script = Script::new(operations, history.repeat_safe);
    for Step { node, sent, replies, breaks } in history.steps {
        if script.call.wants_map() {
            script.call.take_map(Some(Arc::new(map(&shards(&history.map), &super::node(1)))));
        }
        script.passes(LONG);
        if let Some(sent) = sent {
            let sent: Vec<_> = sent.iter().map(|command| with_value(command)).collect();
            assert_eq!(script.take(node), sent, "{}", history.name);
        }
        script.answers(node, &replies.iter().map(|reply| format!("{reply}\r\n")).collect::<String>());
        if breaks {
            script.breaks(node);
        }
    }
    for lane in 0..script.call.lanes() {
        assert!(script.call.exchange(lane).outgoing().is_empty(), "{}", history.name);
    }
    let name = history.name;
    assert_eq!(script.results(), history.outcomes, "{name}");
}

/// The operations of the tests have a value, too.
fn with_value(command: &str) -> String {
    if command == "ASKING" { command.into() } else { format!("{command} 0") }
}

#[test]
fn histories_end_as_in_javascript() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/cases/histories.json");
    let histories: Vec<History> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    for history in histories {
        match &*history.command {
            "READ" => check(history, Read::new),
            "SAFE" => check(history, Safe::new),
            _ => check(history, Never::new),
        }
    }
}
