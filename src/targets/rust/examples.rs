//! The catalogue's examples: in the docs as the calls that they are, and as a test that runs them.
//!
//! There are many, and each is a few calls; so they are written as text, without a parser.

use indexmap::IndexMap;

use super::call::{Style, call};
use super::{Layout, crate_name, docs, print, type_name, word_type};
use crate::catalogue::model::{
    Catalogue, Datum, Example, Expected, Kind, Operation, Param, Repeat, ReplyKind,
};
use crate::languages::pascal;
use crate::languages::rust::ident;
use crate::languages::text::{HEADER, is_invisible};

/// What every test file begins with: how to talk to the server beside the client.
const SUPPORT: &str = include_str!("../../../templates/rust/examples.rs");

/// The hash tag of the examples that need one.
const TAG: &str = "{tag}";

/// The examples of an operation as a section of its docs.
pub(super) fn docs(operation: &Operation, layout: Layout, style: Style, crate_name: &str) -> Vec<String> {
    let mut lines = vec!["# Examples".to_owned()];
    for example in &operation.examples {
        docs::paragraph(&mut lines, docs::markdown(&format!("{}:", example.title)));
        lines.push(String::new());
        // Only in a crate of its own is the client's path known, so that rustdoc can compile the example.
        lines.push(if layout == Layout::Crate { "```no_run" } else { "```ignore" }.to_owned());
        if layout == Layout::Crate {
            lines.push(format!("# use {crate_name}::*; use std::time::Duration;"));
            lines.push(match style {
                Style::Async => "# async fn example(client: Client) {".to_owned(),
                _ => format!(
                    "# fn example(connection: &mut redis::Connection) {{ use {crate_name}::over_redis::*;"
                ),
            });
        }
        lines.extend(call(operation, example, style));
        lines.extend(example.results.iter().map(|(key, expected)| result_comment(operation, key, expected)));
        if layout == Layout::Crate {
            lines.push("# }".to_owned());
        }
        lines.push("```".to_owned());
    }
    lines
}

/// One result as a comment, much as Rust's `{:?}` shows it.
fn result_comment(operation: &Operation, key: &str, expected: &Expected) -> String {
    let shown = |expected: &Expected| match expected {
        Expected::Reply(reply) => format!("Ok({})", reply_shown(operation, reply)),
        Expected::Error(text) => format!("an error with {}", Datum::Text(text.clone()).json()),
        Expected::Each(_) => unreachable!("a checked example has values one level deep"),
    };
    let key = Datum::Text(key.to_owned()).json();
    let text = match expected {
        Expected::Each(values) => {
            let value = |(value, expected): (&String, &Expected)| {
                format!("{}: {}", Datum::Text(value.clone()).json(), shown(expected))
            };
            format!("// {key}: {}", values.iter().map(value).collect::<Vec<_>>().join(", "))
        }
        other => format!("// {key}: {}", shown(other)),
    };
    // Nothing in a doc comment may be invisible or change the direction of text.
    text.chars().map(|char| if is_invisible(char) { '\u{fffd}' } else { char }).collect()
}

/// The reply of an operation as Rust shows it.
fn reply_shown(operation: &Operation, reply: &Datum) -> String {
    match (&operation.reply.kind, reply) {
        (ReplyKind::Status, _) => "()".to_owned(),
        (ReplyKind::Flag, reply) => (*reply == Datum::Integer(1)).to_string(),
        (ReplyKind::Bulk { nullable: true }, Datum::Null) => "None".to_owned(),
        (ReplyKind::Bulk { nullable: true }, reply) => format!("Some({})", reply.json()),
        (ReplyKind::Members, Datum::List(members)) => {
            format!("[{}]", members.iter().map(Datum::json).collect::<Vec<_>>().join(", "))
        }
        (ReplyKind::Word(words), Datum::Text(word)) if words.contains(word) => {
            format!("{}::{}", word_type(operation), pascal(word))
        }
        (ReplyKind::Word(_), reply) => format!("{}::Other({})", word_type(operation), reply.json()),
        (_, reply) => reply.json(),
    }
}

/// The test file: every example, for both clients.
pub(super) fn file(catalogue: &Catalogue) -> String {
    let mut file = format!("// {HEADER}\n\n");
    file.push_str(&SUPPORT.replace("sigma_redis", &crate_name(catalogue)));
    let operations: Vec<&Operation> = catalogue.operations().collect();
    for style in [Style::Async, Style::Blocking, Style::Redis, Style::RedisAsync] {
        let Syntax { name, title, feature, function, wait, parameter, argument } = syntax(style);
        file.push_str(&format!(
            "\n/// Runs every example {title}, on a server whose data is deleted; `raw` is a URL for the redis crate.\n\
             {feature}pub {function} {name}({parameter}, raw: &str) {{\n    \
             let mut server = Server::connect(raw);\n"
        ));
        let call = |operation: &Operation, suffix: &str| {
            format!("    {name}_{}{suffix}({argument}, &mut server){wait};\n", operation.name)
        };
        file.extend(operations.iter().map(|operation| call(operation, "")));
        file.push_str("}\n");
        // An operation's keys have to lie in one slot; where there are several, a hash tag sees to it.
        let (one_key, several): (Vec<&Operation>, Vec<&Operation>) =
            operations.iter().partition(|operation| has_one_key(operation));
        file.push_str(&format!(
            "\n/// The same for a cluster, with a hash tag where an operation has several keys; `raw` has the \
             URLs of its\n/// masters, with commas between them.\n{feature}#[allow(dead_code)] // A cluster is not \
             needed here.\npub {function} {name}_on_a_cluster({parameter}, raw: &str) {{\n    \
             let mut server = Server::connect(raw);\n"
        ));
        file.extend(one_key.iter().map(|operation| call(operation, "")));
        if !several.is_empty() {
            file.push_str(&format!("    server.tag = {TAG:?};\n"));
            file.extend(several.iter().map(|operation| call(operation, "_with_a_tag")));
        }
        file.push_str("}\n");
        let functions = print::in_parallel(&operations, |operation| {
            let mut functions = test(operation, style, "");
            if !has_one_key(operation) {
                functions.push('\n');
                functions.push_str(&test(&tagged(operation), style, "_with_a_tag"));
            }
            functions
        });
        for function in functions {
            file.push('\n');
            file.push_str(&function);
        }
    }
    file.push_str(&every_operation(&operations));
    file
}

/// Whether an operation has a single key.
fn has_one_key(operation: &Operation) -> bool {
    let keys: Vec<_> = operation.params.iter().filter(|param| param.kind == Kind::Key).collect();
    matches!(keys[..], [Param { repeat: Repeat::Once, .. }])
}

/// The operation with the keys of its examples in one slot. Those of the commands around a call are tagged
/// when the test runs, because only the server knows where a command's keys are.
fn tagged(operation: &Operation) -> Operation {
    let tag = |datum: &mut Datum| *datum = Datum::Text(format!("{TAG}{}", datum.text()));
    let mut operation = operation.clone();
    let is_key =
        |name: &str| operation.params.iter().any(|param| param.name == name && param.kind == Kind::Key);
    for example in &mut operation.examples {
        for (_, value) in example.call.iter_mut().flatten().filter(|(name, _)| is_key(name)) {
            match value {
                Datum::List(keys) => keys.iter_mut().for_each(tag),
                key => tag(key),
            }
        }
        let results = std::mem::take(&mut example.results);
        example.results = results.into_iter().map(|(key, result)| (format!("{TAG}{key}"), result)).collect();
    }
    operation
}

/// A function that shows every operation to a test of the client, which then need not name them.
fn every_operation(operations: &[&Operation]) -> String {
    let shown = operations.iter().map(|operation| {
        let name = type_name(operation);
        let arguments = operation.params.iter().map(|param| match (param.kind, param.repeat) {
            (Kind::Key, Repeat::Once) => format!("format!(\"{{word}}:{}\")", param.name),
            (Kind::Key, _) => format!("[1, 2].map(|n| format!(\"{{word}}:{}:{{n}}\"))", param.name),
            (kind, repeat) => {
                let value = match kind {
                    Kind::Integer => "1",
                    Kind::Seconds => "Duration::from_secs(60)",
                    Kind::Key | Kind::String | Kind::Any => "word",
                };
                if repeat == Repeat::Once { value.to_owned() } else { format!("[{value}]") }
            }
        });
        let make = format!("{name}::new({})", arguments.collect::<Vec<_>>().join(", "));
        let make = match operation.each() {
            Some(_) => format!("runtime::OperationEach::singles({make}).remove(0)"),
            None => make,
        };
        let reply = match &operation.reply.kind {
            ReplyKind::Status => "+OK\r\n".to_owned(),
            ReplyKind::Flag | ReplyKind::Integer => ":1\r\n".to_owned(),
            ReplyKind::Bulk { .. } => "$5\r\nvalue\r\n".to_owned(),
            ReplyKind::Members => "*1\r\n$6\r\nmember\r\n".to_owned(),
            ReplyKind::Word(words) => format!("+{}\r\n", words.first().map_or("word", String::as_str)),
        };
        format!("    visit.operation(|word| {make}, {reply:?});\n")
    });
    let shown: String = shown.collect();
    format!(
        "\n/// Shows every operation to a visitor.\n#[allow(dead_code)] // For tests of the client on servers \
         that fail.\npub fn every_operation(visit: &mut impl Visit) {{\n{shown}}}\n"
    )
}

/// What differs between the ways to run a call.
struct Syntax {
    name: &'static str,
    /// What runs it, in words.
    title: &'static str,
    /// The attribute of what is there with a feature only.
    feature: &'static str,
    function: &'static str,
    wait: &'static str,
    parameter: &'static str,
    argument: &'static str,
}

fn syntax(style: Style) -> Syntax {
    match style {
        Style::Async => Syntax {
            name: "asynchronous",
            title: "with the async client",
            feature: "",
            function: "async fn",
            wait: ".await",
            parameter: "client: &Client",
            argument: "client",
        },
        Style::Blocking => Syntax {
            name: "blocking",
            title: "with the blocking client",
            feature: "",
            function: "fn",
            wait: "",
            parameter: "client: &blocking::Client",
            argument: "client",
        },
        Style::Redis => Syntax {
            name: "over_redis",
            title: "over a connection of the redis crate",
            feature: "#[cfg(feature = \"redis\")]\n",
            function: "fn",
            wait: "",
            parameter: "connection: &mut dyn ConnectionLike",
            argument: "connection",
        },
        Style::RedisAsync => Syntax {
            name: "over_redis_async",
            title: "over an async connection of the redis crate",
            feature: "#[cfg(feature = \"redis-async\")]\n",
            function: "async fn",
            wait: ".await",
            parameter: "connection: &mut (impl redis::aio::ConnectionLike + Send)",
            argument: "connection",
        },
    }
}

/// All examples of an operation as one function.
fn test(operation: &Operation, style: Style, suffix: &str) -> String {
    let Syntax { name, feature, function, parameter, .. } = syntax(style);
    let mut lines = Vec::new();
    if matches!(style, Style::Redis | Style::RedisAsync) {
        lines.push(format!("use over_redis::{};", ident(&operation.name)));
    }
    for example in &operation.examples {
        let title: String = example.title.chars().filter(|&char| !is_invisible(char)).collect();
        lines.push(format!("// {title}"));
        lines.push("server.clear();".to_owned());
        lines.extend(example.given.iter().map(|words| format!("server.run({});", words_of(words))));
        lines.extend(call(operation, example, style));
        lines.push(format!("asked(&response, {});", operation_count(operation, example)));
        for (key, expected) in &example.results {
            match expected {
                Expected::Each(values) => {
                    lines.push(format!("let each = response[{key:?}].as_ref().unwrap();"));
                    let checks = values.iter();
                    lines.extend(
                        checks.map(|(value, expected)| {
                            check(operation, &format!("&each[{value:?}]"), expected)
                        }),
                    );
                }
                expected => lines.push(check(operation, &format!("&response[{key:?}]"), expected)),
            }
        }
        lines.extend(
            example
                .after
                .iter()
                .map(|after| format!("server.after({}, {});", words_of(&after.run), answer(&after.is))),
        );
    }
    let body: String = lines.iter().map(|line| format!("    {line}\n")).collect();
    format!(
        "{feature}{function} {name}_{}{suffix}({parameter}, server: &mut Server) {{\n{body}}}\n",
        operation.name
    )
}

/// How many operations a call runs.
fn operation_count(operation: &Operation, example: &Example) -> usize {
    let count = |set: &IndexMap<String, Datum>| match operation.each().and_then(|each| set.get(&each.name)) {
        Some(Datum::List(values)) => values.len().max(1),
        _ => 1,
    };
    example.call.iter().map(count).sum()
}

/// Asserts one result, with a function of the support code.
fn check(operation: &Operation, result: &str, expected: &Expected) -> String {
    let reply = match expected {
        Expected::Error(text) => return format!("is_error({result}, {text:?});"),
        Expected::Reply(reply) => reply,
        Expected::Each(_) => unreachable!("a checked example has values one level deep"),
    };
    let reply = match (&operation.reply.kind, reply) {
        (ReplyKind::Status, _) => "()".to_owned(),
        (ReplyKind::Flag, reply) => (*reply == Datum::Integer(1)).to_string(),
        (ReplyKind::Integer, reply) => reply.text(),
        (ReplyKind::Bulk { nullable: true }, Datum::Null) => "None".to_owned(),
        (ReplyKind::Bulk { nullable: true }, reply) => format!("Some(Bytes::from({:?}))", reply.text()),
        (ReplyKind::Members, Datum::List(members)) => {
            return format!("has_members({result}, {});", words_of(members));
        }
        (ReplyKind::Word(words), Datum::Text(word)) if words.contains(word) => {
            format!("{}::{}", word_type(operation), pascal(word))
        }
        (ReplyKind::Word(_), reply) => {
            format!("{}::Other(Bytes::from({:?}))", word_type(operation), reply.text())
        }
        (_, reply) => format!("Bytes::from({:?})", reply.text()),
    };
    format!("is({result}, {reply});")
}

fn words_of(words: &[Datum]) -> String {
    let words: Vec<_> = words.iter().map(|word| format!("{:?}", word.text())).collect();
    format!("&[{}]", words.join(", "))
}

/// A raw answer, as the support code compares it.
fn answer(datum: &Datum) -> String {
    match datum {
        Datum::Null => "Answer::Nil".to_owned(),
        Datum::Integer(number) => format!("Answer::Integer({number})"),
        Datum::List(items) => format!("Answer::List({})", words_of(items)),
        other => format!("Answer::Text({:?})", other.text()),
    }
}
