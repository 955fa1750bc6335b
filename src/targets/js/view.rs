//! The catalogue as the templates of the npm package see it.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::calls::{Call, literal};
use crate::catalogue::Catalogue;
use crate::catalogue::model::{Access, Kind, Operation, Param, Repeat, ReplyKind, Retry};
use crate::languages;

/// Everything that the templates may name.
pub fn of(catalogue: &Catalogue, version: &str, header: &str) -> Value {
    let service = &catalogue.service;
    let groups: Vec<_> = catalogue
        .groups
        .iter()
        .map(|group| {
            let operations: Vec<_> = group.operations.iter().map(operation).collect();
            json!({ "name": group.name, "title": group.title, "summary": group.summary, "operations": operations })
        })
        .collect();
    json!({
        "header": header,
        "version": version,
        "service": {
            "name": service.name,
            "title": service.title,
            "object": service.object,
            "package": service.package,
            "cluster": service.cluster,
        },
        "groups": groups,
        "mistaken": mistaken(catalogue),
        "sample": sample(catalogue),
    })
}

/// What the title of an operation makes a user call, where its method is named otherwise.
fn mistaken(catalogue: &Catalogue) -> Vec<Value> {
    let operations = || catalogue.groups.iter().flat_map(|group| &group.operations);
    let mut known: HashSet<_> = operations().map(|operation| languages::camel(&operation.name)).collect();
    let mut mistaken = Vec::new();
    for operation in operations() {
        let title = operation.title.to_lowercase().replace(' ', "_");
        let name = languages::camel(&title);
        if languages::is_snake(&title)
            && !languages::javascript::is_member(&name)
            && known.insert(name.clone())
        {
            mistaken.push(json!({ "name": name, "method": languages::camel(&operation.name) }));
        }
    }
    mistaken
}

fn operation(operation: &Operation) -> Value {
    let (access, retry) = match operation.access {
        Access::Read => ("read", None),
        Access::Write(Retry::Safe) => ("write", Some("safe")),
        Access::Write(Retry::Never) => ("write", Some("never")),
    };
    let pascal = languages::pascal(&operation.name);
    let set = if operation.only_key() { "Text".to_owned() } else { format!("{pascal}Params") };
    let wire: Vec<_> = operation.wire.iter().map(usize::to_string).collect();
    json!({
        "method": languages::camel(&operation.name),
        "pascal": pascal,
        "title": operation.title,
        "command": operation.command.split_whitespace().collect::<Vec<_>>(),
        "since": operation.since,
        "summary": operation.summary,
        "access": access,
        "retry": retry,
        "params": operation.params.iter().map(param).collect::<Vec<_>>(),
        "single": operation.params.iter().any(|param| param.single.is_some()),
        "wire": wire.join(", "),
        "only_key": operation.only_key(),
        "reply": {
            "type": reply_type(&operation.reply.kind),
            "success": operation.reply.success,
            "failure": operation.reply.failure,
        },
        "typescript_set": set,
        "result": result(operation, reply_typescript(&operation.reply.kind, "string")),
        "buffers": returns_bytes(&operation.reply.kind)
            .then(|| result(operation, reply_typescript(&operation.reply.kind, "Bytes"))),
    })
}

fn param(param: &Param) -> Value {
    let (kind, single) = match param.kind {
        Kind::Key => ("key", "Text"),
        Kind::String => ("string", "Text"),
        Kind::Integer => ("integer", "Integer"),
        Kind::Seconds => ("seconds", "Integer"),
        Kind::Any => ("any", "Value"),
    };
    let repeat = match param.repeat {
        Repeat::Once => None,
        Repeat::Variadic => Some("variadic"),
        Repeat::Each => Some("each"),
    };
    json!({
        "name": languages::camel(&param.name),
        "label": param.label,
        "description": param.description,
        "type": kind,
        "repeat": repeat,
        "single": param.single.as_deref().map(languages::camel),
        "typescript": if repeat.is_some() { format!("readonly {single}[]") } else { single.to_owned() },
        "typescript_single": single,
    })
}

fn reply_type(kind: &ReplyKind) -> &'static str {
    match kind {
        ReplyKind::Status => "status",
        ReplyKind::Flag => "flag",
        ReplyKind::Integer => "integer",
        ReplyKind::Bulk { nullable: true } => "bulkOrNil",
        ReplyKind::Bulk { nullable: false } => "bulk",
        ReplyKind::Members => "members",
        ReplyKind::Word(_) => "word",
    }
}

fn returns_bytes(kind: &ReplyKind) -> bool {
    matches!(kind, ReplyKind::Bulk { .. } | ReplyKind::Members)
}

/// The TypeScript type of a reply whose strings have the given type.
fn reply_typescript(kind: &ReplyKind, string: &str) -> String {
    match kind {
        ReplyKind::Status => "'OK'".to_owned(),
        ReplyKind::Flag => "0 | 1".to_owned(),
        ReplyKind::Integer => "Integer".to_owned(),
        ReplyKind::Bulk { nullable: true } => format!("{string} | null"),
        ReplyKind::Bulk { nullable: false } => string.to_owned(),
        ReplyKind::Members => format!("{string}[]"),
        // A newer server may know further words.
        ReplyKind::Word(words) => {
            let words: Vec<_> = words.iter().map(|word| languages::javascript::string(word)).collect();
            format!("{} | (string & {{}})", words.join(" | "))
        }
    }
}

fn result(operation: &Operation, reply: String) -> String {
    match operation.each() {
        None => format!("Result<{reply}>"),
        Some(_) => format!("{{ [value: string]: Result<{reply}> }}"),
    }
}

/// A call for the README.
fn sample(catalogue: &Catalogue) -> Option<Value> {
    let Call { operation, sets } = Call::on_keys(catalogue)?;
    let keys: Vec<_> = sets.iter().flat_map(|set| set.values()).map(literal).collect();
    Some(json!({ "method": languages::camel(&operation.name), "keys": keys.join(", ") }))
}
