//! The reply that an example expects: of the type that the operation answers.

use indexmap::IndexMap;

use super::super::super::format::pattern;
use super::super::super::model::{Answer, Datum, Record, ReplyKind, ReplyType};
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
    pub fn read(&self, node: Node, reply: &ReplyType, report: &mut Report) -> Option<Answer> {
        self.value(node, reply, false, report)
    }

    /// The same, or a value inside of a list, a map or a record.
    fn value(&self, node: Node, reply: &ReplyType, is_inner: bool, report: &mut Report) -> Option<Answer> {
        let has_names = matches!(reply.kind, ReplyKind::Map(_) | ReplyKind::Record(_));
        if let Some(pattern) = pattern(&node).filter(|_| !has_names) {
            return like(pattern, &reply.kind, report);
        }
        let expected = match (&reply.kind, &node.value) {
            (_, Value::Null) if reply.nullable => return Some(Answer::Is(Datum::Null)),
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
            (ReplyKind::Any, _) => return anything(node, report),
        };
        let Some(expected) = expected else { return Some(Answer::Is(datum(node.value))) };
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

    fn list(&self, node: Node, of: &ReplyType, report: &mut Report) -> Option<Answer> {
        let Value::List(items) = node.value else { return None };
        let items: Vec<_> = items.into_iter().map(|item| self.value(item, of, true, report)).collect();
        items.into_iter().collect::<Option<_>>().map(Answer::List)
    }

    fn map(&self, node: Node, of: &ReplyType, report: &mut Report) -> Option<Answer> {
        let Value::Map(entries) = node.value else { return None };
        let entries: Vec<_> = entries
            .into_iter()
            .map(|entry| Some((entry.key.value, self.value(entry.value, of, true, report)?)))
            .collect();
        entries.into_iter().collect::<Option<IndexMap<_, _>>>().map(Answer::Map)
    }

    /// The fields in the record's order. Those that come with a parameter that is not given must not be there, and
    /// those that an older server leaves out may be absent.
    fn record(&self, node: Node, name: &str, report: &mut Report) -> Option<Answer> {
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
        is_whole.then_some(Answer::Map(values))
    }
}

/// Reads a pattern in the place of a reply.
fn like(pattern: &Node, kind: &ReplyKind, report: &mut Report) -> Option<Answer> {
    let digits = match kind {
        ReplyKind::Bulk | ReplyKind::Any => None,
        ReplyKind::Integer => Some("0123456789-*?"),
        ReplyKind::Double => Some("0123456789-+.einf*?"),
        _ => {
            let message = "`like` is for replies of the types `bulk`, `integer`, `double` and `any`";
            report.add(Code::ExampleResult, pattern.span, message).help("write the reply itself");
            return None;
        }
    };
    let (message, help) = match &pattern.value {
        Value::Text(text) if text.is_empty() => (
            "`like` is empty, which is no pattern".to_owned(),
            "write what the reply looks like: `*` is any number of characters, and `?` is one",
        ),
        Value::Text(text) if digits.is_some_and(|digits| text.contains(|char| !digits.contains(char))) => (
            format!("no number looks like {}", quoted(text)),
            "write digits, and `*` or `?` for those that differ",
        ),
        Value::Text(text) => return Some(Answer::Like { like: text.clone() }),
        other => (
            format!("a pattern is text, not {}", shown(other)),
            "write text, in quotes where it looks like a number",
        ),
    };
    report.add(Code::ExampleResult, pattern.span, message).help(help);
    None
}

/// A reply that can be anything, or a part of one.
fn anything(node: Node, report: &mut Report) -> Option<Answer> {
    if let Some(pattern) = pattern(&node) {
        return like(pattern, &ReplyKind::Any, report);
    }
    match node.value {
        Value::List(items) => {
            let items: Vec<_> = items.into_iter().map(|item| anything(item, report)).collect();
            items.into_iter().collect::<Option<_>>().map(Answer::List)
        }
        Value::Map(entries) => {
            let entries = entries.into_iter();
            let entries: Vec<_> =
                entries.map(|entry| Some((entry.key.value, anything(entry.value, report)?))).collect();
            entries.into_iter().collect::<Option<_>>().map(Answer::Map)
        }
        other => Some(Answer::Is(datum(other))),
    }
}

fn members(items: &[Node], span: Span, report: &mut Report) -> Option<Answer> {
    let mut members = Vec::new();
    for item in items {
        if let Some(pattern) = pattern(item) {
            return like(pattern, &ReplyKind::Members, report);
        }
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
    Some(Answer::List(members.into_iter().map(|member| Answer::Is(Datum::Text(member))).collect()))
}
