//! The catalogue's examples: in the docs as the calls that they are, and as a test that runs them.
//!
//! There are many, and each is a few calls; so they are written as text, without a parser.

use indexmap::IndexMap;

use super::call::{Style, call};
use super::checks::{answer, check, check_on_a_node, words_of};
use super::expected::Shown;
use super::params::Place;
use super::printed::Printed;
use super::tags::{needs_a_tag, tagged};
use super::{Layout, checks, crate_name, docs, expected, type_name};
use crate::catalogue::model::{
    Catalogue, Datum, Example, Expected, Kind, NODE_SHOWN, Operation, Param, Repeat, Shape, version_numbers,
};
use crate::languages::pascal;
use crate::languages::rust::ident;
use crate::languages::text::{HEADER, is_invisible};

/// What every server has that the clients are for: an example that needs more is not run where it cannot be.
const OLDEST: &str = "6.2";

/// What every test file begins with: how to talk to the server beside the client.
const SUPPORT: &str = include_str!("../../../templates/rust/examples.rs");

/// The examples of an operation as a section of its docs.
pub(super) fn docs(
    operation: &Operation,
    layout: Layout,
    style: Style,
    catalogue: &Catalogue,
) -> Vec<String> {
    if operation.examples.is_empty() {
        return Vec::new();
    }
    let crate_name = crate_name(catalogue);
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
        lines.extend(call(operation, &example.call, style));
        let results = example.results.iter();
        lines.extend(
            results.map(|(key, expected)| result_comment(operation, example, key, expected, catalogue)),
        );
        if layout == Layout::Crate {
            lines.push("# }".to_owned());
        }
        lines.push("```".to_owned());
    }
    lines
}

/// One result as a comment, much as Rust's `{:?}` shows it.
fn result_comment(
    operation: &Operation,
    example: &Example,
    key: &str,
    expected: &Expected,
    catalogue: &Catalogue,
) -> String {
    let reply = example.call.first().map_or(&operation.reply.usual, |set| operation.reply_to(set));
    let shown = |expected: &Expected| match expected {
        Expected::Reply(value) => {
            format!("Ok({})", expected::shown(operation, reply, value, catalogue, Shown::Plainly))
        }
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
        expected if operation.is_by_node() => format!("// {key}: {NODE_SHOWN:?}: {}, …", shown(expected)),
        other => format!("// {key}: {}", shown(other)),
    };
    // Nothing in a doc comment may be invisible or change the direction of text.
    text.chars().map(|char| if is_invisible(char) { '\u{fffd}' } else { char }).collect()
}

/// The test file: every example, in each way to call operations.
pub(super) fn file(catalogue: &Catalogue, printed: &[Printed<'_>]) -> String {
    let mut file = format!("// {HEADER}\n\n");
    let deprecated = catalogue.operations().any(|operation| operation.deprecated.is_some());
    if deprecated {
        file.push_str("#![allow(deprecated)]\n");
    }
    file.push_str(&SUPPORT.replace("sigma_redis", &crate_name(catalogue)));
    file.push_str(checks::support(catalogue));
    file.push_str("\n/// Every example of the catalogue.\nconst EXAMPLES: &[Examples] = &[\n");
    let tested = printed.iter().filter(|printed| !printed.test.is_empty());
    file.extend(tested.clone().map(|printed| {
        let name = &printed.operation.name;
        format!("    ({name:?}, examples_of_{name}),\n")
    }));
    file.push_str("];\n");
    file.extend(tested.map(|printed| printed.test.as_str()));
    file.push_str(&every_operation(catalogue));
    file
}

/// A function that shows every operation to a test of the client, which then need not name them.
fn every_operation(catalogue: &Catalogue) -> String {
    // Those on several nodes are another kind.
    let shown = catalogue.operations().filter(|operation| operation.nodes.is_none()).map(|operation| {
        let name = type_name(operation);
        let place = Place::of(operation);
        let required = operation.params.iter().filter(|param| param.is_required());
        let arguments = required.map(|param| any_argument(param, &place)).collect::<Vec<_>>();
        let make = format!("{name}::new({})", arguments.join(", "));
        let make = match operation.each() {
            Some(_) => format!("runtime::OperationEach::singles({make}).remove(0)"),
            None => make,
        };
        let reply = expected::sample(&operation.reply.usual, catalogue);
        // One without a key may need nothing at all.
        let word = if make.contains("word") { "word" } else { "_" };
        format!("    visit.operation(|{word}| {make}, {reply:?});\n")
    });
    let shown: String = shown.collect();
    format!(
        "\n/// Shows every operation to a visitor.\n#[allow(dead_code)] // For tests of the client on servers \
         that fail.\npub fn every_operation(visit: &mut impl Visit) {{\n{shown}}}\n"
    )
}

/// Something that a method takes for a parameter; keys are made from the variable `word`.
fn any_argument<'a>(param: &'a Param, place: &Place<'a>) -> String {
    let is_list = param.repeat != Repeat::Once;
    let value = match &param.shape {
        Shape::Value(Kind::Key) if is_list => {
            return format!("[1, 2].map(|n| format!(\"{{word}}:{}:{{n}}\"))", param.name);
        }
        Shape::Value(Kind::Key) => format!("format!(\"{{word}}:{}\")", param.name),
        Shape::Value(Kind::Integer) => "1".to_owned(),
        Shape::Value(Kind::Double) => "1.0".to_owned(),
        Shape::Value(Kind::Seconds | Kind::Milliseconds) => "Duration::from_secs(60)".to_owned(),
        // Tests wait that long.
        Shape::Value(Kind::Timeout) => "Duration::from_millis(100)".to_owned(),
        Shape::Value(Kind::UnixSeconds | Kind::UnixMilliseconds) => {
            "std::time::UNIX_EPOCH + Duration::from_secs(60)".to_owned()
        }
        Shape::Value(_) => "word".to_owned(),
        Shape::Word(words) => {
            let word = words.first().map_or("", |word| &word.name);
            format!("{}::{}", place.type_of(param), pascal(word))
        }
        Shape::Group(parts) => {
            let inside = place.inside(param);
            let required = parts.iter().filter(|part| part.is_required());
            let parts: Vec<_> = required.map(|part| any_argument(part, &inside)).collect();
            format!("{}::new({})", place.type_of(param), parts.join(", "))
        }
        Shape::OneOf(parts) => match parts.first() {
            Some(part) if part.is_value(Kind::Flag) => {
                format!("{}::{}()", place.type_of(param), ident(&part.name))
            }
            Some(part) => {
                let value = any_argument(part, &place.inside(param));
                format!("{}::{}({value})", place.type_of(param), ident(&part.name))
            }
            None => String::new(),
        },
    };
    if is_list { format!("[{value}]") } else { value }
}

/// All examples of an operation as one function; nothing where it has none.
pub(super) fn test(operation: &Operation, catalogue: &Catalogue) -> String {
    if operation.examples.is_empty() {
        return String::new();
    }
    let mut lines = Vec::new();
    // On an older server, the test ends where the first one comes that needs a newer one. Each begins on an empty database,
    // so their order is free.
    let mut examples: Vec<_> =
        operation.examples.iter().map(|example| (needed_version(operation, example), example)).collect();
    examples.sort_by_key(|(needed, _)| *needed);
    let mut had = version_numbers(OLDEST);
    for (needed, example) in examples {
        if needed > had {
            had = needed;
            lines.extend([
                format!("if server.is_older_than({needed:?}) {{"),
                "    return;".to_owned(),
                "}".to_owned(),
            ]);
        }
        let title: String = example.title.chars().filter(|&char| !is_invisible(char)).collect();
        lines.push(format!("// {title}"));
        lines.push("server.clear();".to_owned());
        let has_tag = needs_a_tag(operation, example);
        if has_tag {
            lines.push("server.tag_keys();".to_owned());
        }
        let example = if has_tag { &tagged(operation, example) } else { example };
        lines.extend(example.given.iter().map(|words| format!("server.run({});", words_of(words))));
        lines.extend(call(operation, &example.call, Style::Test));
        // How many nodes there are, nobody knows here.
        if !operation.is_by_node() {
            lines.push(format!("asked(&response, {});", operation_count(operation, example)));
        }
        let reply = example.call.first().map_or(&operation.reply.usual, |set| operation.reply_to(set));
        for (key, expected) in &example.results {
            match expected {
                expected if operation.is_by_node() => {
                    lines.push(check_on_a_node(operation, reply, key, expected, catalogue));
                }
                Expected::Each(values) => {
                    lines.push(format!("let each = response[{key:?}].as_ref().unwrap();"));
                    let checks = values.iter();
                    lines.extend(checks.map(|(value, expected)| {
                        check(operation, reply, &format!("&each[{value:?}]"), expected, catalogue)
                    }));
                }
                expected => {
                    lines.push(check(operation, reply, &format!("&response[{key:?}]"), expected, catalogue));
                }
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
        "\nfn examples_of_{}(client: &mut AnyClient<'_>, server: &mut Server) {{\n{body}}}\n",
        operation.name
    )
}

/// The first version that has all that an example calls.
fn needed_version(operation: &Operation, example: &Example) -> [u32; 3] {
    let versions = example.call.iter().map(|set| version_numbers(operation.needed_version(set)));
    versions.max().unwrap_or_default().max(version_numbers(OLDEST))
}

/// How many operations a call runs.
fn operation_count(operation: &Operation, example: &Example) -> usize {
    let count = |set: &IndexMap<String, Datum>| match operation.each().and_then(|each| set.get(&each.name)) {
        Some(Datum::List(values)) => values.len().max(1),
        _ => 1,
    };
    example.call.iter().map(count).sum()
}
