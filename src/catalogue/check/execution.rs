//! The rules for where an operation runs, and how long it waits.

use super::super::model::{
    Combine, Kind, NODE, NodeSet, Nodes, Operation, Param, Presence, Repeat, ReplyKind, ReplyType,
};
use crate::diagnostic::{Code, Report, Span, quoted};
use crate::document::{Field, Spanned, unknown};

/// Commands that wait, and the parameter with which others do.
const WAITING: &[(&str, Option<&str>)] = &[
    ("BLPOP", None),
    ("BRPOP", None),
    ("BLMOVE", None),
    ("BLMPOP", None),
    ("BRPOPLPUSH", None),
    ("BZPOPMIN", None),
    ("BZPOPMAX", None),
    ("BZMPOP", None),
    ("XREAD", Some("BLOCK")),
    ("XREADGROUP", Some("BLOCK")),
];

/// Whether a command waits in any case.
#[cfg(feature = "run")]
pub(crate) fn waits(command: &str) -> bool {
    WAITING.iter().any(|(waiting, with)| command.eq_ignore_ascii_case(waiting) && with.is_none())
}

/// What the format says of it.
pub(super) struct Execution {
    pub nodes: Field<NodeSet>,
    pub combine: Field<Combine>,
    pub blocking: Field<String>,
}

/// Gives it to an operation that is right otherwise. `command` is where its command stands.
pub(super) fn execution(
    raw: Execution,
    operation: &mut Operation,
    command: Option<Span>,
    report: &mut Report,
) {
    match (raw.nodes.given(), raw.combine) {
        (Some(nodes), combine) => {
            let whole =
                combine.as_given().map(|combine| Spanned { span: combine.span, value: combine.value });
            if let Some(combine) = &whole {
                check_combine(combine, operation, report);
            }
            let combine = whole.map(|combine| combine.value);
            operation.nodes = Some(Nodes { set: nodes.value, combine });
            check_nodes(nodes.span, operation, report);
        }
        (None, Field::Given(combine)) => {
            let problem = report.add(Code::Execution, combine.span, "`combine` without `nodes`");
            problem.help("say on which nodes the operation runs, such as `nodes: shards`, or remove it");
        }
        (None, _) => {}
    }
    let is_wrong = matches!(raw.blocking, Field::Wrong);
    if let Field::Given(blocking) = raw.blocking {
        check_blocking(&blocking, operation, report);
        operation.blocking = Some(blocking.value);
    } else if let Some(at) = command.filter(|_| !is_wrong) {
        check_waiting(at, operation, report);
    }
}

fn check_nodes(at: Span, operation: &Operation, report: &mut Report) {
    if let Some(key) = operation.params.iter().find(|param| param.has_key()) {
        let message = format!("`nodes` on an operation with a key: {}", quoted(&key.name));
        let problem = report.add(Code::Execution, at, message);
        problem.help("remove it: the key says which node runs the operation");
    }
    if operation.each().is_some() {
        let problem = report.add(Code::Execution, at, "`nodes` beside `repeat: each`");
        problem.help("write `repeat: variadic`, or give one value in each parameter set");
    }
    if operation.is_by_node() && Param::names(&operation.params).iter().any(|known| known.name == NODE) {
        let message = format!("a parameter is called {} beside `nodes`", quoted(NODE));
        let problem = report.add(Code::NameCollision, at, message);
        problem.help("rename the parameter: under this name, a parameter set says which node it is for");
    }
}

fn check_combine(combine: &Spanned<Combine>, operation: &Operation, report: &mut Report) {
    let is = |reply: &ReplyType, kind: &ReplyKind| reply.kind == *kind && !reply.nullable;
    let fits = |reply: &ReplyType| match combine.value {
        Combine::Sum => is(reply, &ReplyKind::Integer),
        Combine::And => match &reply.kind {
            ReplyKind::List(of) => is(of, &ReplyKind::Flag) && !reply.nullable,
            kind => *kind == ReplyKind::Flag && !reply.nullable,
        },
        Combine::Join => matches!(reply.kind, ReplyKind::List(_) | ReplyKind::Members) && !reply.nullable,
        Combine::Same | Combine::First => true,
    };
    if operation.reply.types().all(fits) {
        return;
    }
    let (word, expected) = match combine.value {
        Combine::Sum => ("sum", "an `integer`"),
        Combine::And => ("and", "a `flag`, or a `list` of them"),
        _ => ("join", "a `list`, or `members`"),
    };
    let message = format!("`combine: {word}` beside a reply that is not {expected}, or can be null");
    let problem = report.add(Code::Execution, combine.span, message);
    problem.help("change the reply's type, or remove `combine`, so that each node has a result of its own");
}

/// The parameter has to be one whose value is a time, and nothing else may decide whether the command waits.
fn check_blocking(blocking: &Spanned<String>, operation: &Operation, report: &mut Report) {
    let is_time = |param: &Param| param.is_value(Kind::Timeout) || param.is_value(Kind::Milliseconds);
    let is_one = |param: &Param| {
        is_time(param) && param.repeat == Repeat::Once && !matches!(param.presence, Presence::Default(_))
    };
    match operation.params.iter().find(|param| param.name == blocking.value) {
        None => {
            let message = format!("the operation has no parameter {}", quoted(&blocking.value));
            let known = operation.params.iter().filter(|param| is_one(param));
            let known = known.map(|param| param.name.as_str()).collect::<Vec<_>>();
            unknown(Code::Execution, message, blocking, known.into_iter(), report);
        }
        Some(param) if !is_one(param) => {
            let message = format!("{} does not say how long the command waits", quoted(&blocking.value));
            let problem = report.add(Code::Execution, blocking.span, message);
            problem
                .help("name a parameter of type `timeout` or `milliseconds`, without `repeat` and `default`");
        }
        Some(_) if operation.nodes.is_some() => {
            let problem = report.add(Code::Execution, blocking.span, "`blocking` beside `nodes`");
            problem.help("remove one of them: a command that waits does so on one node");
        }
        Some(_) => {}
    }
}

/// Reports a command that waits, of which the catalogue does not say for how long.
fn check_waiting(at: Span, operation: &Operation, report: &mut Report) {
    let command = operation.command.to_ascii_uppercase();
    let has = |token: &str| {
        let is_it =
            |param: &&Param| param.token.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(token));
        operation.params.iter().find(is_it).map(|param| param.name.as_str())
    };
    let param = match WAITING.iter().find(|(waiting, _)| command == *waiting) {
        Some((_, None)) => "timeout",
        Some((_, Some(token))) => match has(token) {
            Some(param) => param,
            None => return,
        },
        None => return,
    };
    let message = format!("{} waits, and the operation does not say how long", quoted(&operation.command));
    let problem = report.add(Code::Execution, at, message);
    problem.help(format!("add `blocking: {param}`, the name of the parameter that says so"));
}
