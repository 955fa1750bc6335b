//! An example's results: one for each key of the call, and of the reply's type.

use indexmap::IndexMap;

use super::super::super::format::error_text;
use super::super::super::model::{Datum, Expected, Operation, ReplyKind};
use super::call::Call;
use super::datum;
use crate::diagnostic::{Code, Report, Span, quoted};
use crate::document::{Entry, Node, Spanned, Value, unknown};

/// The results in the order of the call; `None` when something is wrong.
pub(super) fn results(
    results: Spanned<Vec<Entry>>,
    calls: &[Call],
    operation: &Operation,
    report: &mut Report,
) -> Option<IndexMap<String, Expected>> {
    let keys: IndexMap<&str, &Call> = calls.iter().map(|call| (call.key.as_str(), call)).collect();
    if operation.each().is_some() && keys.len() < calls.len() {
        let message =
            "the same key twice: with `repeat: each` the example would not say which call answers what";
        report
            .add(Code::ExampleCall, calls[0].span, message)
            .help("give all values of a key in one parameter set");
        return None;
    }

    let expected =
        matched(results.value, results.span, "key", keys.keys().copied(), report, |key, node, report| {
            expected(node, keys[key], operation, report)
        });
    let expected = expected?;
    for call in calls {
        let is_error = matches!(expected.get(&call.key), Some(Expected::Error(_)));
        if let Some((span, reason)) = call.out_of_range.as_ref().filter(|_| !is_error) {
            let problem = report.add(Code::ExampleCall, *span, reason.as_str());
            problem.help("give another value, or expect `{ error: … }` as its result");
        }
    }
    Some(expected)
}

/// Reads an entry for each name that was asked for, in the order asked.
fn matched<'k>(
    entries: Vec<Entry>,
    span: Span,
    what: &str,
    asked: impl Iterator<Item = &'k str> + Clone,
    report: &mut Report,
    mut read: impl FnMut(&'k str, Node, &mut Report) -> Option<Expected>,
) -> Option<IndexMap<String, Expected>> {
    let mut found: IndexMap<&str, Option<Expected>> = asked.clone().map(|name| (name, None)).collect();
    let mut seen = std::collections::HashSet::new();
    let mut right = true;
    for Entry { key, value } in entries {
        match found.get_full_mut(key.value.as_str()) {
            Some((_, &name, slot)) => {
                seen.insert(name);
                *slot = read(name, value, report);
            }
            None => {
                right = false;
                let message = format!("the call does not ask for the {what} {}", quoted(&key.value));
                unknown(Code::ExampleResult, message, &key, asked.clone(), report);
            }
        }
    }
    for name in found.keys().filter(|name| !seen.contains(*name)) {
        let message = format!("no result for the {what} {}", quoted(name));
        report.add(Code::ExampleResult, span, message).help("say what the call answers for it");
    }
    let found = found.into_iter().map(|(name, expected)| Some((name.to_owned(), expected?)));
    found.collect::<Option<_>>().filter(|_| right)
}

fn expected(node: Node, call: &Call, operation: &Operation, report: &mut Report) -> Option<Expected> {
    let span = node.span;
    if let Some(error) = error(&node, report) {
        if operation.each().is_some() && call.out_of_range.is_none() {
            let problem = report.add(Code::ExampleResult, span, "each value has an answer of its own");
            problem.help("write a mapping from each value to its answer: `{ red: { error: … } }`");
        }
        return error;
    }
    let Some(each) = operation.each() else { return reply(node, &operation.reply.kind, report) };
    let Value::Map(entries) = node.value else {
        let problem = report.add(Code::ExampleResult, span, "the operation answers once for each value");
        problem.help("write a mapping from each value to its answer: `{ red: 1, blue: 0 }`");
        return None;
    };
    let values: Vec<String> = match call.values.get(&each.name) {
        Some(Datum::List(values)) => values.iter().map(Datum::text).collect(),
        _ => return None,
    };
    let asked = values.iter().map(String::as_str);
    let answers = matched(entries, span, "value", asked, report, |_, node, report| {
        error(&node, report).unwrap_or_else(|| reply(node, &operation.reply.kind, report))
    });
    answers.map(Expected::Each)
}

/// Reads `{ error: TEXT }`. `None` when the value is something else; `Some(None)` when it is wrong.
fn error(node: &Node, report: &mut Report) -> Option<Option<Expected>> {
    let text = error_text(node)?;
    if text.value.is_empty() {
        let problem = report.add(Code::ExampleResult, text.span, "`error` is empty, which fits every error");
        problem.help("write a part of the error's message, such as `WRONGTYPE`");
        return Some(None);
    }
    Some(Some(Expected::Error(text.value.to_owned())))
}

fn reply(node: Node, kind: &ReplyKind, report: &mut Report) -> Option<Expected> {
    let expected = match (kind, &node.value) {
        (ReplyKind::Status, Value::Text(text)) if text == "OK" => None,
        (ReplyKind::Status, _) => Some("`OK`"),
        (ReplyKind::Flag, Value::Integer(0 | 1)) => None,
        (ReplyKind::Flag, _) => Some("1 or 0"),
        (ReplyKind::Integer, &Value::Integer(number)) if i64::try_from(number).is_ok() => None,
        (ReplyKind::Integer, _) => Some("a whole number of 64 bits"),
        (ReplyKind::Bulk { .. }, Value::Text(_)) | (ReplyKind::Bulk { nullable: true }, Value::Null) => None,
        (ReplyKind::Bulk { nullable: true }, _) => Some("text or null"),
        (ReplyKind::Bulk { nullable: false }, _) => Some("text"),
        (ReplyKind::Members, Value::List(items)) => {
            return members(items, node.span, report).map(Expected::Reply);
        }
        (ReplyKind::Members, _) => Some("a list of members"),
        (ReplyKind::Word(words), Value::Text(word)) => {
            if !words.contains(word) {
                let word = Spanned { span: node.span, value: word.clone() };
                let message = format!("the operation does not answer {}", quoted(&word.value));
                unknown(Code::ExampleResult, message, &word, words.iter().map(String::as_str), report);
                return None;
            }
            None
        }
        (ReplyKind::Word(_), _) => Some("one of the reply's words"),
    };
    let Some(expected) = expected else { return Some(Expected::Reply(datum(node.value))) };
    let message = format!("the operation answers {expected}, not {}", shown(&node.value));
    let help = match (&node.value, expected) {
        (Value::Integer(_) | Value::Float(_) | Value::Bool(_), "text" | "text or null") => {
            "put the value in quotes".to_owned()
        }
        _ => format!("write {expected}, or `{{ error: … }}` with a part of the error's message"),
    };
    report.add(Code::ExampleResult, node.span, message).help(help);
    None
}

fn members(items: &[Node], span: Span, report: &mut Report) -> Option<Datum> {
    let mut members = Vec::new();
    for item in items {
        let Value::Text(member) = &item.value else {
            let message = format!("a member is text, not {}", shown(&item.value));
            report.add(Code::ExampleResult, item.span, message).help("put the value in quotes");
            return None;
        };
        members.push(member.clone());
    }
    let distinct: std::collections::HashSet<&String> = members.iter().collect();
    if distinct.len() < members.len() {
        report.add(Code::ExampleResult, span, "a member is here twice").help("a set has each member once");
        return None;
    }
    Some(Datum::List(members.into_iter().map(Datum::Text).collect()))
}

/// A value in a message.
fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) => quoted(text),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Bool(value) => value.to_string(),
        value => value.noun().to_owned(),
    }
}
