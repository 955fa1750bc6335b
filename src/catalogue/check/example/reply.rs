//! The reply that an example expects: of the type that the operation answers.

use indexmap::IndexMap;

use super::super::super::model::{Datum, Record, ReplyKind, ReplyType};
use super::super::values::has_huge_integer;
use super::super::{datum, shown};
use crate::diagnostic::{Code, Report, Span, quoted};
use crate::document::{Node, Spanned, Value, unknown};

/// What a parameter set of a call can be answered.
pub(super) struct Replies<'o> {
    pub records: &'o [Record],
    /// Whether the parameter set has a parameter.
    pub is_given: &'o dyn Fn(&str) -> bool,
}

impl Replies<'_> {
    /// Reads a reply of a type.
    pub fn read(&self, node: Node, reply: &ReplyType, report: &mut Report) -> Option<Datum> {
        self.value(node, reply, false, report)
    }

    /// The same, or a value inside of a list, a map or a record.
    fn value(&self, node: Node, reply: &ReplyType, is_inner: bool, report: &mut Report) -> Option<Datum> {
        let expected = match (&reply.kind, &node.value) {
            (_, Value::Null) if reply.nullable => return Some(Datum::Null),
            (ReplyKind::Status, Value::Text(text)) if text == "OK" => None,
            (ReplyKind::Status, _) => Some("`OK`"),
            (ReplyKind::Flag, Value::Integer(0 | 1)) => None,
            (ReplyKind::Flag, _) => Some("1 or 0"),
            (ReplyKind::Integer, &Value::Integer(number)) if i64::try_from(number).is_ok() => None,
            (ReplyKind::Integer, _) => Some("a whole number of 64 bits"),
            (ReplyKind::Double, value @ (Value::Integer(_) | Value::Float(_)))
                if !has_huge_integer(value) =>
            {
                None
            }
            (ReplyKind::Double, _) => Some("a number"),
            (ReplyKind::Bulk, Value::Text(_)) => None,
            (ReplyKind::Bulk, _) => Some("text"),
            (ReplyKind::Members, Value::List(items)) => return members(items, node.span, report),
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
            (ReplyKind::List(of), Value::List(_)) => return self.list(node, of, report),
            (ReplyKind::List(_), _) => Some("a list"),
            (ReplyKind::Map(of), Value::Map(_)) => return self.map(node, of, report),
            (ReplyKind::Map(_), _) => Some("a mapping"),
            (ReplyKind::Record(name), Value::Map(_)) => return self.record(node, name, report),
            (ReplyKind::Record(_), _) => Some("a mapping of the record's fields"),
            (ReplyKind::Any, value) if has_huge_integer(value) => Some("whole numbers of 64 bits"),
            (ReplyKind::Any, _) => None,
        };
        let Some(expected) = expected else { return Some(datum(node.value)) };
        let or_null = if reply.nullable { " or null" } else { "" };
        let answers = if is_inner { "the reply has" } else { "the operation answers" };
        let here = if is_inner { " here" } else { "" };
        let message = format!("{answers} {expected}{or_null}{here}, not {}", shown(&node.value));
        let help = match (&node.value, expected) {
            (Value::Integer(_) | Value::Float(_) | Value::Bool(_), "text") => {
                "put the value in quotes".to_owned()
            }
            _ if is_inner => format!("write {expected}{or_null}"),
            _ => format!("write {expected}{or_null}, or `{{ error: … }}` with a part of the error's message"),
        };
        report.add(Code::ExampleResult, node.span, message).help(help);
        None
    }

    fn list(&self, node: Node, of: &ReplyType, report: &mut Report) -> Option<Datum> {
        let Value::List(items) = node.value else { return None };
        let items: Vec<_> = items.into_iter().map(|item| self.value(item, of, true, report)).collect();
        items.into_iter().collect::<Option<_>>().map(Datum::List)
    }

    fn map(&self, node: Node, of: &ReplyType, report: &mut Report) -> Option<Datum> {
        let Value::Map(entries) = node.value else { return None };
        let entries: Vec<_> = entries
            .into_iter()
            .map(|entry| Some((entry.key.value, self.value(entry.value, of, true, report)?)))
            .collect();
        entries.into_iter().collect::<Option<IndexMap<_, _>>>().map(Datum::Map)
    }

    /// The fields in the record's order. Those that come with a parameter that is not given must not be there, and
    /// those that an older server leaves out may be absent.
    fn record(&self, node: Node, name: &str, report: &mut Report) -> Option<Datum> {
        let record = self.records.iter().find(|record| record.name == name)?;
        let span = node.span;
        let Value::Map(mut entries) = node.value else { return None };
        let due = || record.fields.iter().filter(|field| field.given.as_deref().is_none_or(self.is_given));
        let mut values = IndexMap::new();
        let mut is_whole = true;
        for field in due() {
            let Some(at) = entries.iter().position(|entry| entry.key.value == field.name) else {
                if field.since.is_none() {
                    let message = format!("no value for the field {}", quoted(&field.name));
                    report.add(Code::ExampleResult, span, message).help("say what the call answers for it");
                    is_whole = false;
                }
                continue;
            };
            match self.value(entries.remove(at).value, &field.reply, true, report) {
                Some(value) => {
                    values.insert(field.name.clone(), value);
                }
                None => is_whole = false,
            }
        }
        for entry in &entries {
            let message = format!("{} has no field {} here", quoted(name), quoted(&entry.key.value));
            let known = due().map(|field| field.name.as_str());
            unknown(Code::ExampleResult, message, &entry.key, known.collect::<Vec<_>>().into_iter(), report);
            is_whole = false;
        }
        is_whole.then_some(Datum::Map(values))
    }
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
