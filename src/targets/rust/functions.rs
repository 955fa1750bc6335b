//! The operations over connections of the redis crate: a function for each, in place of a method of a client.

use super::call::Style;
use super::printed::Printed;
use super::{Connection, Options, docs, examples, print, type_name};
use crate::catalogue::Catalogue;
use crate::catalogue::model::Operation;
use crate::languages::rust::ident;

/// What the file's docs say.
const DOCS: &str = "\
Operations over the connections of the `redis` crate, for whoever has them, with their pools and mocks.

`get([\"key\"])` is a call; `.query(&mut connection)` runs it over a blocking connection, and
`.query_async(&mut connection).await`, with the runtime's feature `redis-async`, over an async one.
[`over_redis`](sigma_redis_runtime::over_redis) says what can be known after a connection broke, beside the own client.
";

/// The width of prettyplease's lines.
const WIDTH: usize = 89;

/// The file with the functions.
pub(super) fn file(catalogue: &Catalogue, printed: &[Printed<'_>]) -> String {
    let mut file = print::File::new();
    let (others, operations): (Vec<_>, Vec<_>) =
        catalogue.operations().partition(|operation| operation.needs_own_client());
    let mut lines: Vec<_> = DOCS.lines().map(str::to_owned).collect();
    if !others.is_empty() {
        let names: Vec<_> = others.iter().map(|operation| format!("`{}`", operation.name)).collect();
        let more = format!(
            "Not here, because only the own client can wait, or run on several nodes: {}.",
            names.join(", ")
        );
        docs::paragraph(&mut lines, vec![more]);
    }
    file.docs(&lines);
    let has_each = operations.iter().any(|operation| operation.each().is_some());
    let calls = if has_each { "{Call, CallEach}" } else { "Call" };
    file.text(&format!("use super::runtime::over_redis::{calls};\nuse super::*;\n"));
    for function in printed.iter().map(|printed| &printed.function).filter(|text| !text.is_empty()) {
        file.text(function);
    }
    file.finish()
}

/// The function of an operation.
pub(super) fn function(operation: &Operation, options: &Options, catalogue: &Catalogue) -> String {
    let mut lines = docs::operation(operation);
    let more = match options.connection {
        // There it is all said.
        Connection::Own => {
            lines = docs::brief(operation);
            vec![format!(
                "As [`Client::{0}`](crate::Client::{0}), over a connection of the `redis` crate.",
                operation.name
            )]
        }
        Connection::Redis => examples::docs(operation, options.layout, Style::Redis, catalogue),
    };
    docs::paragraph(&mut lines, more);
    let docs = docs::comment(&lines, "");
    let (name, parameters) = (ident(&operation.name), type_name(operation));
    let call = if operation.each().is_some() { "CallEach" } else { "Call" };
    let (argument, item, operations) = operation_argument(operation);
    let (generics, parameters) = match operation.reply.when.is_empty() {
        true => ("", parameters.to_string()),
        false => ("<R: runtime::Reply>", item.clone()),
    };
    let deprecated = deprecated(operation, "");
    let argument = format!("{argument}: impl IntoIterator<Item = {item}>");
    let mut head = format!("pub fn {name}{generics}({argument}) -> {call}<{parameters}> {{");
    if head.len() > WIDTH {
        head = format!("pub fn {name}{generics}(\n    {argument},\n) -> {call}<{parameters}> {{");
    }
    format!("{docs}{deprecated}{head}\n    {call}::new({operations})\n}}\n")
}

/// What the function or method of an operation takes: the argument's name, the type of its items, and the operations
/// made of it.
pub(super) fn operation_argument(operation: &Operation) -> (String, String, String) {
    let parameters = type_name(operation);
    if let Some(key) = operation.only_key() {
        let keys = ident(&format!("{}s", key.name));
        let operations = format!("{keys}.into_iter().map({parameters}::new)");
        (keys, "impl Into<Bytes>".to_owned(), operations)
    } else {
        let item = if operation.reply.when.is_empty() { "" } else { "<R>" };
        ("operations".to_owned(), format!("{parameters}{item}"), "operations".to_owned())
    }
}

/// The attribute of what should not be used any more.
pub(super) fn deprecated(operation: &Operation, indent: &str) -> String {
    match &operation.deprecated {
        Some(note) => format!("{indent}#[deprecated(note = {note:?})]\n"),
        None => String::new(),
    }
}
