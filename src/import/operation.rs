//! From a command to an operation.

use indexmap::IndexMap;
use serde_json::{Value as Json, json};

use super::arguments::Reader;
use super::draft::{Access, Operation, Param, Reply, TODO, Word, snake};
use super::facts::{Fact, Facts};
use crate::catalogue::model::{Combine, NodeSet};
use crate::commands::{Command, Docs, Info};

/// Drafts the operation of a command.
pub(super) fn draft(name: &str, command: &Command) -> Operation {
    let Command { info, docs } = command;
    let unknown = Docs::default();
    let docs = docs.as_ref().unwrap_or(&unknown);
    let fact = Facts::of(name);

    let mut reader = Reader { command: name, is_blocking: info.has_flag("blocking"), wait: None };
    let mut reply = reply_of(fact);
    let mut params = match docs.arguments.as_deref() {
        Some(arguments) if !docs.is_of_module => reader.params(arguments),
        None if takes_nothing(name, info) => Vec::new(),
        _ => undocumented(name, info),
    };
    if info.adds_up_keys()
        && let [keys, ..] = params.as_mut_slice()
    {
        // A key each, on any node: the results are its own.
        *keys = Param { repeat: None, single: None, ..Param { kind: Some("key"), ..Param::new("key") } };
        reply = typed(&json!("flag"));
    }
    if info.has_routing
        && let Some(first) = params.first_mut()
    {
        first.kind = Some("key");
    }
    for param in &mut params {
        if let Some(name) = fact.names.get(&param.name) {
            param.rename(name);
            param.single = None;
        }
        if let Some(kind) = fact.types.get(&param.name).filter(|_| param.kind.is_some()) {
            param.kind = Some(kind);
        }
        if let Some(default) = fact.defaults.get(&param.name) {
            param.default = Some(default.clone());
            param.optional = false;
        }
    }
    tidy(&mut params);

    let known: Vec<_> = names(&params).collect();
    only_known(&mut reply, &known, params.iter().any(|param| param.name == UNDOCUMENTED));
    let retry = retry_of(fact, &known);
    let has_key = params.iter().flat_map(Param::walk).any(|param| param.kind == Some("key"));
    let nodes = info.nodes().filter(|_| !has_key);
    let joins = matches!(reply.get("type").and_then(Json::as_str), Some("list" | "members"));
    let combine = nodes.and_then(|nodes| match nodes.combine {
        None if !nodes.is_special && joins => Some(Combine::Join),
        combine => combine,
    });
    let access = match fact.access {
        Some(access) => access,
        None if info.has_flag("readonly") => Access::Read,
        None => Access::Write,
    };
    reply.insert("success".to_owned(), json!(TODO));
    Operation {
        name: snake(name),
        title: name.to_owned(),
        command: name.to_owned(),
        since: or_todo(&docs.since),
        summary: or_todo(&docs.summary),
        access,
        retry: (access == Access::Write).then_some(retry),
        nodes: nodes.map(|nodes| match nodes.set {
            NodeSet::Shards => "shards",
            NodeSet::All => "all",
        }),
        combine: combine.map(|combine| match combine {
            Combine::Sum => "sum",
            Combine::And => "and",
            Combine::Same => "same",
            Combine::First => "first",
            Combine::Join => "join",
        }),
        blocking: reader.wait,
        deprecated: docs.deprecated_since.as_ref().map(|since| {
            let instead = docs.replaced_by.as_ref().map(|text| format!(": use {text}"));
            format!("{since}{}", instead.unwrap_or_default())
        }),
        params,
        reply,
    }
}

fn or_todo(text: &str) -> String {
    if text.is_empty() { TODO.to_owned() } else { text.to_owned() }
}

/// Whether a command without documented arguments has none.
fn takes_nothing(name: &str, info: &Info) -> bool {
    i64::try_from(name.split(' ').count()).is_ok_and(|words| info.arity.abs() == words) && !info.has_keys
}

/// What stands for the arguments that a server does not tell of.
const UNDOCUMENTED: &str = "arguments";

/// The parameters of a command whose arguments the server does not tell: by its arity, and by the places of its keys.
fn undocumented(name: &str, info: &Info) -> Vec<Param> {
    let words = i64::try_from(name.split(' ').count()).unwrap_or(i64::MAX);
    let one = |position: i64| match info.is_key(position) {
        true => Param { kind: Some("key"), ..Param::new("key") },
        false => Param { kind: Some("any"), ..Param::new("argument") },
    };
    let pairs = info.step_to_end() == Some(2);
    // Commands of modules may tell less of their arity than of their keys.
    let given = if pairs { info.first_key } else { info.arity.abs().max(info.first_key + 1) };
    let mut params: Vec<_> = (words..given).map(one).collect();
    if info.has_hidden_keys() && params.is_empty() {
        params.push(Param { kind: Some("key"), ..Param::new("key") });
    }
    let rest = Param { repeat: Some("variadic"), ..Param::new(UNDOCUMENTED) };
    if pairs {
        params.push(Param { params: vec![one(info.first_key), one(info.first_key + 1)], ..rest });
    } else if info.arity < 0 {
        let kind = if info.step_to_end() == Some(1) { "key" } else { "any" };
        params.push(Param { kind: Some(kind), optional: true, ..rest });
    }
    params
}

/// The names that a caller may give.
fn names(params: &[Param]) -> Box<dyn Iterator<Item = &str> + '_> {
    Box::new(params.iter().flat_map(|param| match param.one_of.as_slice() {
        [] => Box::new(std::iter::once(param.name.as_str())),
        alternatives => names(alternatives),
    }))
}

/// The reply of an older server, which may not have every parameter that the table knows of.
fn only_known(reply: &mut Reply, known: &[&str], is_undocumented: bool) {
    let Some(Json::Array(cases)) = reply.get_mut("when") else { return };
    for case in cases.iter_mut() {
        if let Some(Json::Array(given)) = case.get_mut("given") {
            given.retain(|name| name.as_str().is_some_and(|name| known.contains(&name)));
        }
    }
    cases.retain(|case| match &case["given"] {
        Json::String(name) => known.contains(&name.as_str()),
        given => given.as_array().is_some_and(|given| !given.is_empty()),
    });
    if cases.is_empty() {
        reply.shift_remove("when");
    }
    if is_undocumented {
        // Whatever was given, it may be another one.
        *reply = typed(&json!("any"));
    }
}

/// Whether a write may run twice, by the parameters that this server has.
fn retry_of(fact: &Fact, known: &[&str]) -> Json {
    let mut retry = fact.retry.clone().unwrap_or_else(|| json!("never"));
    if let Some(Json::Array(never_with)) = retry.get_mut("never_with") {
        never_with.retain(|name| name.as_str().is_some_and(|name| known.contains(&name)));
        if never_with.is_empty() {
            let is_undocumented = known.contains(&UNDOCUMENTED);
            retry = json!(if is_undocumented { "never" } else { "safe" });
        }
    }
    retry
}

/// A reply of this type: a word, or a mapping as a catalogue has it.
fn typed(reply: &Json) -> Reply {
    match reply {
        Json::Object(members) => members.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
        kind => IndexMap::from([("type".to_owned(), kind.clone())]),
    }
}

fn reply_of(fact: &Fact) -> Reply {
    typed(fact.reply.as_ref().unwrap_or(&json!("any")))
}

/// Names that no other parameter has; and of those for one value only what a catalogue can have.
fn tidy(params: &mut [Param]) {
    let mut seen: Vec<String> = Vec::new();
    unique(params, &mut seen);
    for param in params.iter_mut() {
        words(param, &seen);
        if param.single.as_ref().is_some_and(|single| seen.contains(single)) {
            param.single = None;
        }
        let inner = param.params.iter_mut().chain(&mut param.one_of);
        inner.for_each(without_single);
    }
}

/// Each word is a method of the Rust client, as each parameter is.
fn words(param: &mut Param, taken: &[String]) {
    for word in &mut param.words {
        if let Word::Plain(token) = word
            && taken.contains(&snake(token))
        {
            *word = Word::Named { name: format!("{}_{}", param.name, snake(token)), token: token.clone() };
        }
    }
}

fn without_single(param: &mut Param) {
    param.single = None;
    param.params.iter_mut().chain(&mut param.one_of).for_each(without_single);
}

/// Alternatives stand in the scope around them, and parts in one of their own.
fn unique(params: &mut [Param], seen: &mut Vec<String>) {
    for param in params {
        let name = param.name.clone();
        let mut others = 2..;
        while seen.contains(&param.name) {
            let number: u32 = others.next().unwrap_or_default();
            param.rename(&format!("{name}_{number}"));
        }
        seen.push(param.name.clone());
        unique(&mut param.params, &mut Vec::new());
        unique(&mut param.one_of, seen);
    }
}
