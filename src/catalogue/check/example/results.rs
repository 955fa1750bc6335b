//! An example's results: one for each key of the call, and of the reply's type.

use indexmap::IndexMap;

use super::super::super::format::{Results, error_text};
use super::super::super::model::{Datum, Expected, Operation, Record};
use super::call::Call;
use super::reply::Replies;
use crate::diagnostic::{Code, Report, Span, quoted};
use crate::document::{Entry, Node, Spanned, Value, unknown};

/// The results in the order of the call; `None` when something is wrong.
pub(super) fn results(
    results: Spanned<Results>,
    calls: &[Call],
    operation: &Operation,
    records: &[Record],
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

    // In Rust, the type of a call's results is one.
    let first = operation.reply_to(&calls[0].values);
    if let Some(other) = calls.iter().find(|call| operation.reply_to(&call.values) != first) {
        let message = "this parameter set has a reply of another type than the first one";
        report.add(Code::ExampleCall, other.span, message).help("make it an example of its own");
        return None;
    }
    let span = results.span;
    let entries = match (results.value, operation.key()) {
        (Results::ByKey(entries), Some(_)) => entries,
        // Where a result has no key, it stands in the place of its parameter set.
        (Results::InOrder(list), None) => by_position(list.0.items),
        (Results::ByKey(_), None) => {
            let problem = report.add(Code::ExampleResult, span, "results that have no key, as a mapping");
            problem.help("write a list: one answer for each parameter set, in their order");
            return None;
        }
        (Results::InOrder(_), Some(key)) => {
            let message = format!("a list of results, but each has a name: its {}", quoted(&key.name));
            let problem = report.add(Code::ExampleResult, span, message);
            problem.help("write a mapping from each key to its answer: `{ my_key: 1 }`");
            return None;
        }
    };
    let what = if operation.key().is_some() { "key" } else { "position" };
    let expected = matched(entries, span, what, keys.keys().copied(), report, |key, node, report| {
        expected(node, keys[key], operation, records, report)
    });
    let expected = expected?;
    for call in calls {
        let is_error = matches!(expected.get(&call.key), Some(Expected::Error(_)));
        if let Some((span, reason)) = call.out_of_range.as_ref().filter(|_| !is_error) {
            let problem = report.add(Code::ExampleCall, *span, reason.as_str());
            problem.help("change it, or expect `{ error: … }` as its result");
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

/// The answers of a list, each under its position.
fn by_position(items: Vec<Spanned<Node>>) -> Vec<Entry> {
    let entry = |(position, item): (usize, Spanned<Node>)| Entry {
        key: Spanned { span: item.span, value: position.to_string() },
        value: item.value,
    };
    items.into_iter().enumerate().map(entry).collect()
}

fn expected(
    node: Node,
    call: &Call,
    operation: &Operation,
    records: &[Record],
    report: &mut Report,
) -> Option<Expected> {
    let replies = Replies { records, is_given: &|name| operation.is_given(name, &call.values) };
    let reply = operation.reply_to(&call.values);
    let span = node.span;
    if let Some(error) = error(&node, report) {
        if operation.each().is_some() && call.out_of_range.is_none() {
            let problem = report.add(Code::ExampleResult, span, "each value has an answer of its own");
            problem.help("write a mapping from each value to its answer: `{ red: { error: … } }`");
        }
        return error;
    }
    let Some(each) = operation.each() else {
        return replies.read(node, reply, report).map(Expected::Reply);
    };
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
    let answers =
        matched(entries, span, "value", asked, report, |_, node, report| match error(&node, report) {
            Some(error) => error,
            None => replies.read(node, reply, report).map(Expected::Reply),
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
