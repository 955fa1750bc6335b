//! The signatures of a method in TypeScript: what comes back may depend on which parameters are given.

use serde::Serialize;

use crate::catalogue::model::{Kind, Operation, Param, Repeat, ReplyType, Shape};
use crate::languages::javascript::{self, JavaScript};
use crate::languages::{Language as _, camel, pascal};

/// One signature.
#[derive(Serialize)]
pub struct Overload {
    /// The type of a request.
    request: String,
    /// The type of what comes back.
    result: String,
    /// The same with Buffers for strings, where there are any.
    buffers: Option<String>,
}

/// The signatures of an operation's method: those for certain parameters first, and last the one for all.
pub fn of(operation: &Operation) -> Vec<Overload> {
    let usual = &operation.reply.usual;
    let cases = &operation.reply.when;
    if cases.is_empty() {
        return vec![overload(operation, None, &[usual])];
    }
    let mut earlier: Vec<&str> = Vec::new();
    let mut overloads = Vec::new();
    for case in cases {
        let given: Vec<&str> =
            case.given.iter().map(String::as_str).filter(|name| !earlier.contains(name)).collect();
        overloads.push(overload(operation, Some(condition(operation, &given, &earlier)), &[&case.reply]));
        earlier.extend(given);
    }
    overloads.push(overload(operation, Some(condition(operation, &[], &earlier)), &[usual]));
    // Whether a flag is on may be known only when the program runs.
    overloads.push(overload(operation, None, &operation.reply.types().collect::<Vec<_>>()));
    overloads
}

/// Whether a call of an operation may have no parameters.
pub fn needs_nothing(operation: &Operation) -> bool {
    !operation.params.iter().any(Param::is_required)
}

fn overload(operation: &Operation, condition: Option<Condition>, replies: &[&ReplyType]) -> Overload {
    let params = format!("{}Params", pascal(&operation.name));
    let is_always = condition.as_ref().is_none_or(|condition| condition.is_without);
    let set = match condition {
        None => params,
        Some(Condition { text, .. }) => format!("{params} & {text}"),
    };
    let set = if operation.only_key().is_some() {
        "Text".to_owned()
    } else if operation.bare_key().is_some() && is_always {
        let set = if set.contains('&') { format!("({set})") } else { set };
        format!("Text | {set}")
    } else {
        set
    };
    let request = if needs_nothing(operation) && is_always { "OptionalRequest" } else { "Request" };
    let (result, buffers) = (union(replies, "string"), union(replies, "Bytes"));
    Overload { request: format!("{request}<{set}>"), buffers: (buffers != result).then_some(buffers), result }
}

/// The type of one of these replies.
fn union(replies: &[&ReplyType], bytes: &str) -> String {
    let mut types: Vec<String> = Vec::new();
    for reply in replies {
        let written = javascript::declared(&reply.full_type(), bytes);
        for of in alternatives(&written) {
            if !types.iter().any(|other| other == of) {
                types.push(of.to_owned());
            }
        }
    }
    if types.iter().any(|of| of == "string") {
        // It is every text: words add nothing to it.
        types.retain(|of| !of.starts_with('\'') && of != "(string & {})");
    }
    // Null is last, as everywhere.
    let (null, mut types): (Vec<_>, Vec<_>) = types.into_iter().partition(|of| of == "null");
    types.extend(null);
    types.join(" | ")
}

/// The alternatives of a union, but for those inside of something.
fn alternatives(of: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0, 0, Vec::new());
    for (at, c) in of.char_indices() {
        match c {
            '(' | '{' | '<' | '[' => depth += 1,
            ')' | '}' | '>' | ']' => depth -= 1,
            '|' if depth == 0 => {
                found.push(of[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(of[start..].trim());
    found
}

/// What holds for the parameter sets of a signature.
struct Condition {
    text: String,
    /// Whether it only says what is not given.
    is_without: bool,
}

/// The type of what has one of the first parameters, and none of the second ones.
fn condition(operation: &Operation, given: &[&str], missing: &[&str]) -> Condition {
    let missing = missing.iter().flat_map(|name| named(operation, name)).map(|param| {
        let nothing = if param.is_value(Kind::Flag) { "false" } else { "undefined" };
        format!("{}?: {nothing}", camel(&param.name))
    });
    let missing: Vec<_> = missing.collect();
    let given = given.iter().flat_map(|name| named(operation, name)).map(|param| {
        let of = if param.is_value(Kind::Flag) {
            "true".to_owned()
        } else {
            JavaScript.type_name(&param.full_type(), None).unwrap_or_default()
        };
        format!("{}: {of}", camel(&param.name))
    });
    let given: Vec<_> = given.collect();
    let object = |members: &[String]| format!("{{ {} }}", members.join("; "));
    let text = match given.as_slice() {
        [] => object(&missing),
        [only] => object(&[std::slice::from_ref(only), missing.as_slice()].concat()),
        several => {
            let any = several.iter().map(|one| format!("{{ {one} }}")).collect::<Vec<_>>().join(" | ");
            let missing = if missing.is_empty() { String::new() } else { format!("{} & ", object(&missing)) };
            format!("{missing}({any})")
        }
    };
    Condition { text, is_without: given.is_empty() }
}

/// What a caller gives under a name that a reply depends on: a parameter, an alternative, or any alternative of a choice.
fn named<'o>(operation: &'o Operation, name: &str) -> Vec<&'o Param> {
    for param in &operation.params {
        let Shape::OneOf(parts) = &param.shape else {
            if param.name == name {
                return vec![param];
            }
            continue;
        };
        if param.name == name {
            return if param.repeat == Repeat::Once { parts.iter().collect() } else { vec![param] };
        }
        if let Some(part) =
            parts.iter().find(|part| part.name == name).filter(|_| param.repeat == Repeat::Once)
        {
            return vec![part];
        }
    }
    Vec::new()
}
