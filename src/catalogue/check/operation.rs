//! The rules for operations, their parameters and replies.

use super::super::format;
use super::super::model::{Access, Kind, Operation, Param, Repeat, Reply, ReplyKind};
use super::{add_name, example, items, line, name, text};
use crate::diagnostic::{Code, Report, Span, quoted};
use crate::document::{Field, List, Spanned, unknown};
use crate::languages::{BuiltIn, Role, Scope};

pub(super) fn operation(
    raw: format::Operation,
    names: &mut Scope<'_, Span>,
    report: &mut Report,
) -> Option<Operation> {
    let name = name(raw.name, names, report);
    let access = access(raw.access, raw.retry, report);
    let params_span = raw.params.as_given().map(|list| list.span);
    let mistakes = report.count();
    let params = params(raw.params, report);
    let wire = params.as_ref().and_then(|params| wire(params, raw.wire, report));
    let reply = raw.reply.value().and_then(|raw| reply(raw, report));

    let (params, params_span) = params.zip(params_span)?;
    let mut operation = Operation {
        name,
        title: line(raw.title),
        command: raw.command.value().map(|command| command.0).unwrap_or_default(),
        since: line(raw.since),
        summary: text(raw.summary),
        access: access.unwrap_or(Access::Read),
        params: params.into_iter().map(|(param, _)| param).collect(),
        wire: wire.unwrap_or_default(),
        reply: reply?,
        examples: Vec::new(),
    };
    if !operation.params.iter().any(|param| param.kind == Kind::Key) {
        let message = "no parameter is a key, so results have no name to stand under";
        report.add(Code::NoKey, params_span, message).help("give one parameter `type: key`");
        return None;
    }
    // Examples of an operation that is wrong itself would only repeat that.
    if report.count() > mistakes {
        return None;
    }
    operation.examples =
        items(raw.examples).filter_map(|raw| example::example(raw, &operation, report)).collect();
    Some(operation)
}

fn access(
    access: Field<format::Access>,
    retry: Field<super::super::model::Retry>,
    report: &mut Report,
) -> Option<Access> {
    let access = access.given()?;
    match (access.value, retry) {
        (format::Access::Read, Field::Given(retry)) => {
            let problem = report.add(Code::Retry, retry.span, "`retry` on an operation that only reads");
            problem.help("remove it: reads may always be sent again");
            None
        }
        (format::Access::Read, _) => Some(Access::Read),
        (format::Access::Write, Field::Given(retry)) => Some(Access::Write(retry.value)),
        (format::Access::Write, Field::Absent) => {
            let problem = report.add(Code::Retry, access.span, "a write without `retry`");
            problem.help("add `retry: safe` if running it twice leaves the same state, else `retry: never`");
            None
        }
        (format::Access::Write, Field::Wrong) => None,
    }
}

/// The parameters with their places; `None` when one of them is unusable.
fn params(field: Field<List<format::Param>>, report: &mut Report) -> Option<Vec<(Param, Span)>> {
    let List { items, is_whole } = field.value()?;
    let mut names = Scope::new(Role::Param, &BuiltIn);
    let mut params = Some(Vec::new());
    let (mut key_seen, mut repeated) = (false, None);
    for Spanned { span, value: raw } in items {
        let named = raw.name.as_given().is_some();
        let name = name(raw.name, &mut names, report);
        let kind = raw.kind.value();
        let repeat_span = raw.repeat.as_given().map(|repeat| repeat.span);
        let repeat = match raw.repeat {
            Field::Absent => Some(Repeat::Once),
            other => other.value(),
        };
        if let Some(at) = repeat_span {
            if kind == Some(Kind::Key) && !key_seen {
                let problem =
                    report.add(Code::Repeat, at, "the first key cannot repeat: results stand under it");
                problem.help("remove `repeat`: a call takes a list of parameter sets already");
            } else if let Some(first) = repeated {
                let line = report.line(first);
                let problem = report.add(Code::Repeat, at, "a second parameter that repeats");
                problem.help(format!("only one can; the first one is on line {line}"));
            }
            repeated = repeated.or(Some(at));
        }
        key_seen |= kind == Some(Kind::Key);
        let single = single(raw.single, repeat, &mut names, report);
        let (label, description) = (line(raw.label), text(raw.description));
        let param = kind.zip(repeat).filter(|_| named).map(|(kind, repeat)| {
            (Param { name, label, kind, repeat, single, description }, repeat_span.unwrap_or(span))
        });
        params = params.zip(param).map(|(mut params, param)| {
            params.push(param);
            params
        });
    }
    params.filter(|_| is_whole)
}

fn single(
    field: Field<format::Name>,
    repeat: Option<Repeat>,
    names: &mut Scope<'_, Span>,
    report: &mut Report,
) -> Option<String> {
    let Spanned { span, value: format::Name(single) } = field.given()?;
    if repeat == Some(Repeat::Once) {
        let problem = report.add(Code::Single, span, "`single` on a parameter that does not repeat");
        problem.help("remove it, or add `repeat: variadic` or `repeat: each`");
    } else {
        add_name(&single, span, names, report);
    }
    Some(single)
}

/// The parameters' positions in wire order.
fn wire(params: &[(Param, Span)], field: Field<List<String>>, report: &mut Report) -> Option<Vec<usize>> {
    let wire = match field {
        Field::Absent => (0..params.len()).collect(),
        Field::Wrong => return None,
        Field::Given(list) => named_order(params, list, report)?,
    };
    let last = *wire.last()?;
    if let Some(&index) =
        wire.iter().find(|&&index| index != last && params[index].0.repeat == Repeat::Variadic)
    {
        let (param, span) = &params[index];
        let message = format!("{} repeats, but is not the last one on the wire", quoted(&param.name));
        let problem = report.add(Code::Repeat, *span, message);
        problem.help(
            "the server could not tell its values from what follows: put it last, with `wire` if need be",
        );
    }
    Some(wire)
}

fn named_order(
    params: &[(Param, Span)],
    list: Spanned<List<String>>,
    report: &mut Report,
) -> Option<Vec<usize>> {
    let mut order = Vec::new();
    let mut right = true;
    let known = params.iter().map(|(param, _)| param.name.as_str());
    for name in list.value.whole()? {
        match known.clone().position(|known| known == name.value) {
            None => {
                let message = format!("the operation has no parameter {}", quoted(&name.value));
                unknown(Code::Wire, message, &name, known.clone(), report);
            }
            Some(index) if order.contains(&index) => {
                let message = format!("`wire` has {} twice", quoted(&name.value));
                report.add(Code::Wire, name.span, message).help("name each parameter once");
            }
            Some(index) => {
                order.push(index);
                continue;
            }
        }
        right = false;
    }
    for (index, (param, _)) in params.iter().enumerate() {
        if right && !order.contains(&index) {
            let message = format!("`wire` forgets {}", quoted(&param.name));
            report.add(Code::Wire, list.span, message).help("name every parameter once");
        }
    }
    (order.len() == params.len()).then_some(order)
}

fn reply(raw: format::Reply, report: &mut Report) -> Option<Reply> {
    use format::ReplyType;
    let kind = raw.kind.given()?;
    if let Some(nullable) = raw.nullable.as_given().filter(|_| kind.value != ReplyType::Bulk) {
        let problem = report.add(Code::Reply, nullable.span, "`nullable` on a reply that is never nil");
        problem.help("remove it: only `type: bulk` can be nil");
    }
    if let Some(words) = raw.words.as_given().filter(|_| kind.value != ReplyType::Word) {
        let problem = report.add(Code::Reply, words.span, "`words` on a reply that is not a word");
        problem.help("remove it, or write `type: word`");
    }
    let kind = match kind.value {
        ReplyType::Status => ReplyKind::Status,
        ReplyType::Flag => ReplyKind::Flag,
        ReplyType::Integer => ReplyKind::Integer,
        ReplyType::Bulk => ReplyKind::Bulk { nullable: raw.nullable.value().unwrap_or_default() },
        ReplyType::Members => ReplyKind::Members,
        ReplyType::Word => {
            if raw.words.is_absent() {
                let problem = report.add(Code::Reply, kind.span, "a reply of type `word` without `words`");
                problem.help("list the words that the server answers: `words: [none, string]`");
            }
            ReplyKind::Word(words(raw.words, report)?)
        }
    };
    Some(Reply { kind, success: text(raw.success), failure: text(raw.failure) })
}

fn words(field: Field<List<format::Word>>, report: &mut Report) -> Option<Vec<String>> {
    let mut names = Scope::new(Role::Word, &BuiltIn);
    let List { items, is_whole } = field.value()?;
    let words = items.into_iter().map(|Spanned { span, value: format::Word(word) }| {
        add_name(&word, span, &mut names, report);
        word
    });
    let words = words.collect();
    is_whole.then_some(words)
}
