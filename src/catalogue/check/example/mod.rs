//! The rules for examples: the call fits the parameters, the results fit the call and the reply.

mod call;
mod reply;
mod results;

use super::super::format::{self, CommandWord};
use super::super::model::{After, Datum, Example, Operation, Record};
use super::refused::refused;
use super::values::has_huge_integer;
use super::{datum, items, line};
use crate::diagnostic::{Code, Report, quoted};
use crate::document::{Field, List, Node, Spanned, Value};

pub(super) fn example(
    raw: Spanned<format::Example>,
    operation: &Operation,
    records: &[Record],
    report: &mut Report,
) -> Option<Example> {
    let raw = raw.value;
    let given = items(raw.given).map(|command| words(command.value, report)).collect();
    let after = items(raw.after).filter_map(|raw| after(raw.value, report)).collect();
    let calls = call::call(raw.call, operation, report);
    let results = match (&calls, raw.results) {
        (Some(calls), Field::Given(results)) => results::results(results, calls, operation, records, report),
        _ => None,
    };
    let call = calls?.into_iter().map(|set| set.values).collect();
    Some(Example { title: line(raw.title), given, call, results: results?, after })
}

/// The words of a command, which the client of all examples can run.
fn words(list: List<CommandWord>, report: &mut Report) -> Vec<Datum> {
    let at = list.items.first().map(|word| word.span).unwrap_or_default();
    let words: Vec<_> = list.items.into_iter().map(|word| word.value.0).collect();
    let command = words.iter().map(Datum::text).collect::<Vec<_>>().join(" ");
    if let Some((reason, _)) = refused(&command) {
        let message = format!("{} cannot be run by an example: {reason}", quoted(&command));
        report.add(Code::RefusedCommand, at, message).help("remove it: all examples share one client");
    }
    words
}

fn after(raw: format::After, report: &mut Report) -> Option<After> {
    let run = words(raw.run.value()?, report);
    let is = raw.is.value()?;
    if let Some(wrong) = not_a_reply(&is) {
        let message = match wrong.value {
            Value::Integer(number) => format!("no command replies {number}, which is more than 64 bits hold"),
            _ => format!("no command replies {}", wrong.value.noun()),
        };
        let problem = report.add(Code::ExampleResult, wrong.span, message);
        problem.help("write text, a whole number, null or a list of them");
    }
    Some(After { run, is: datum(is.value) })
}

/// The part of a value that no command replies.
fn not_a_reply(node: &Node) -> Option<&Node> {
    match &node.value {
        Value::Null | Value::Text(_) => None,
        Value::Integer(_) if !has_huge_integer(&node.value) => None,
        Value::List(items) => items.iter().find_map(not_a_reply),
        Value::Bool(_) | Value::Integer(_) | Value::Float(_) | Value::Map(_) | Value::Code(_) => Some(node),
    }
}
