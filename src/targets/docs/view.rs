//! The catalogue as the templates of the docs see it.

use serde_json::{Value, json};

use super::html;
use super::response::Responses;
use crate::calls::{Call, Connection, Format, Snippet, Style};
use crate::catalogue::Catalogue;
use crate::catalogue::model::{
    Access, Datum, Example, Expected, Group, Kind, Operation, Param, Repeat, ReplyKind, Retry, Service,
};
use crate::languages;
use crate::targets::rust;

/// What is the same for every page.
pub fn service(catalogue: &Catalogue) -> Value {
    let Service { name, title, object, package, cluster } = &catalogue.service;
    json!({
        "name": name,
        "title": title,
        "object": object,
        "package": package,
        "crate": rust::crate_name(catalogue),
        "cluster": cluster,
    })
}

/// What the guide shows: one operation on several keys, two operations over one connection, and one
/// that fails.
pub fn guide(catalogue: &Catalogue, responses: &Responses) -> Value {
    let service = &catalogue.service;
    let several = Call::on_keys(catalogue);
    let failed = failed(catalogue, several.as_ref().map(|call| call.operation));
    json!({
        "several": several.map(|call| guide_call(service, &[call])),
        "reuse": Call::chain(catalogue).map(|calls| guide_call(service, &calls)),
        "failed": failed.map(|(operation, example)| self::example(service, operation, example, responses)),
    })
}

fn guide_call(service: &Service, calls: &[Call]) -> Value {
    let titles: Vec<_> = calls.iter().map(|call| &call.operation.title).collect();
    let methods: Vec<_> = calls.iter().map(|call| languages::camel(&call.operation.name)).collect();
    json!({
        "titles": titles,
        "methods": methods,
        "promise": javascript(service, calls, Style::Promise),
        "callback": javascript(service, calls, Style::Callback),
    })
}

/// An example in which an operation fails: of the first operation if it can be, and beside one that succeeds.
fn failed<'c>(
    catalogue: &'c Catalogue,
    first: Option<&'c Operation>,
) -> Option<(&'c Operation, &'c Example)> {
    let examples = || {
        let operations = first.into_iter().chain(catalogue.operations());
        operations.flat_map(|operation| operation.examples.iter().map(move |example| (operation, example)))
    };
    let fails =
        |(_, example): &(_, &Example)| example.results.values().any(|is| matches!(is, Expected::Error(_)));
    let is_mixed =
        |(_, example): &(_, &Example)| example.results.values().any(|is| matches!(is, Expected::Reply(_)));
    examples().filter(fails).find(is_mixed).or_else(|| examples().find(fails))
}

/// Every page of the site lists so many operations at most, or the site would grow with the square of the catalogue:
/// all of them, or else its own group's, or else none.
const MOST_IN_NAVIGATION: usize = 200;

/// What every page of the site links to.
pub fn navigation(catalogue: &Catalogue) -> Value {
    let operation = |operation: &Operation| json!({ "name": operation.name, "title": operation.title });
    let groups = catalogue.groups.iter().map(|group| {
        let is_short = group.operations.len() <= MOST_IN_NAVIGATION;
        let operations: Vec<_> = group.operations.iter().filter(|_| is_short).map(operation).collect();
        json!({ "name": group.name, "title": group.title, "operations": operations })
    });
    json!({
        "groups": groups.collect::<Vec<_>>(),
        "lists_all": catalogue.operations().count() <= MOST_IN_NAVIGATION,
    })
}

/// The groups, each with its operations.
pub fn groups(catalogue: &Catalogue, responses: &Responses) -> Vec<Value> {
    catalogue.groups.iter().map(|group| self::group(catalogue, group, responses)).collect()
}

fn group(catalogue: &Catalogue, group: &Group, responses: &Responses) -> Value {
    let operations = (1..).zip(&group.operations);
    let operations: Vec<_> = operations
        .map(|(number, operation)| self::operation(&catalogue.service, operation, number, responses))
        .collect();
    json!({ "name": group.name, "title": group.title, "summary": group.summary, "operations": operations })
}

fn operation(service: &Service, operation: &Operation, number: usize, responses: &Responses) -> Value {
    let (access, again) = match operation.access {
        Access::Read => ("read", "yes: it only reads"),
        Access::Write(Retry::Safe) => ("write", "when you allow it: running it twice leaves the same data"),
        Access::Write(Retry::Never) => ("write", "never: running it twice could change the data again"),
    };
    let examples: Vec<_> = operation
        .examples
        .iter()
        .map(|example| self::example(service, operation, example, responses))
        .collect();
    json!({
        "name": operation.name,
        "method": languages::camel(&operation.name),
        "title": operation.title,
        "number": number,
        "anchor": html::slug(&format!("{number}. {}", operation.title)),
        "command": operation.command,
        "since": operation.since,
        "access": access,
        "again": again,
        "summary": operation.summary,
        "brief": brief(&operation.summary),
        "params": operation.params.iter().map(param).collect::<Vec<_>>(),
        "only_key": operation.only_key(),
        "each": operation.each().map(|each| languages::camel(&each.name)),
        "reply": {
            "type": type_of(&operation.reply.kind),
            "success": operation.reply.success,
            "failure": operation.reply.failure,
            "javascript": javascript_type(&operation.reply.kind),
            "rust": rust::reply_type(operation).to_string().replace(' ', ""),
        },
        "examples": examples,
    })
}

/// The first sentence of a summary, or what a line of a table holds of it.
fn brief(summary: &str) -> &str {
    let paragraph = summary.trim_start().split("\n\n").next().unwrap_or_default();
    paragraph.split_inclusive(". ").next().unwrap_or_default().trim_end()
}

fn param(param: &Param) -> Value {
    let kind = match param.kind {
        Kind::Key | Kind::String => "String",
        Kind::Integer | Kind::Seconds => "Integer",
        Kind::Any => "Any",
    };
    json!({
        "name": languages::camel(&param.name),
        "label": param.label,
        "type": kind,
        "list": param.repeat != Repeat::Once,
        "single": param.single.as_deref().map(languages::camel),
        "description": param.description,
    })
}

/// The type of a reply, in the product page's words.
fn type_of(kind: &ReplyKind) -> &'static str {
    match kind {
        ReplyKind::Status | ReplyKind::Word(_) => "String",
        ReplyKind::Flag | ReplyKind::Integer => "Integer",
        ReplyKind::Bulk { .. } => "Bulk String",
        ReplyKind::Members => "Array",
    }
}

/// A reply's type in JavaScript.
fn javascript_type(kind: &ReplyKind) -> &'static str {
    match kind {
        ReplyKind::Status => "'OK'",
        ReplyKind::Flag => "0 | 1",
        ReplyKind::Integer => "number | bigint",
        ReplyKind::Bulk { nullable: true } => "string | null",
        ReplyKind::Bulk { nullable: false } | ReplyKind::Word(_) => "string",
        ReplyKind::Members => "string[]",
    }
}

fn example(service: &Service, operation: &Operation, example: &Example, responses: &Responses) -> Value {
    let calls = [Call::example(operation, example)];
    let given: Vec<_> = example.given.iter().map(|words| command(words)).collect();
    let after = example.after.iter().map(|after| {
        let answer = match &after.is {
            Datum::Text(text) => word(text),
            other => other.json(),
        };
        json!({ "run": command(&after.run), "is": answer })
    });
    json!({
        "title": example.title,
        "given": given,
        "promise": javascript(service, &calls, Style::Promise),
        "callback": javascript(service, &calls, Style::Callback),
        "rust": rust::call::call(operation, example, rust::call::Style::Async).join("\n"),
        "response": responses.print(operation, example),
        "after": after.collect::<Vec<_>>(),
    })
}

fn javascript(service: &Service, calls: &[Call], style: Style) -> String {
    let connection = Connection::Cluster(service.cluster.clone());
    Format::Text.print(service, &[Snippet::new(service, calls, style, &connection)])
}

/// A command as one would type it into redis-cli.
fn command(words: &[Datum]) -> String {
    words.iter().map(|datum| word(&datum.text())).collect::<Vec<_>>().join(" ")
}

fn word(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "_-.:{}/+@".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    // What cannot be seen is written as an escape.
    languages::text::json(text)
}
