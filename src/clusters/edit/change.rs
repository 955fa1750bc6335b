//! Changes of a text. They need not be right for every way of writing YAML: what they make is looked at afterwards.

use serde_json::{Value as Json, json};

use super::super::Step;
use super::Edit;
use super::text::{
    after_colon, comments_end, dash, end, entry_end, is_absent, is_flow, item, line_end, line_start, lines,
    new_line, scalar, written,
};
use crate::clusters::declaration::{Declaration, Field};
use crate::document::{Entry, Node, Value};

fn replace(start: usize, end: usize, text: impl Into<String>) -> Option<Edit> {
    (start <= end).then(|| Edit { bytes: start..end, text: text.into() })
}

/// Sets the value at a path below a node, whose own place is one of the declaration.
pub(super) fn set(text: &str, node: &Node, place: &str, path: &[Step], value: &Json) -> Option<Edit> {
    let (first, rest) = path.split_first()?;
    match (first, &node.value) {
        (Step::Name(name), Value::Map(entries)) => {
            match entries.iter().find(|entry| entry.key.value == *name) {
                Some(entry) if rest.is_empty() || !has_parts(&entry.value) => {
                    set_entry(text, node, entry, &around(rest, value)?)
                }
                Some(entry) => {
                    let separator = if place.is_empty() { "" } else { "." };
                    set(text, &entry.value, &format!("{place}{separator}{name}"), rest, value)
                }
                None => {
                    let name_end = scalar(name) + ":";
                    let before = neighbour(place, name, entries).map(|entry| entry_end(entry, text));
                    let column = node.span.start;
                    let value = around(rest, value)?;
                    let value = match is_flow(node, text) {
                        true => format!(" {}", written(&value)),
                        false => lines(&value, &(new_line(column, text) + "  ")),
                    };
                    add(text, node, before, column, &(name_end + &value))
                }
            }
        }
        (Step::Index(index), Value::List(items)) => match items.get(*index) {
            Some(item) if rest.is_empty() || !has_parts(item) => {
                replace(item.span.start, end(item, text), written(&around(rest, value)?))
            }
            Some(item) => set(text, item, &format!("{place}[]"), rest, value),
            None => {
                let value = around(rest, value)?;
                let last = items.last().map(|item| end(item, text));
                if is_flow(node, text) {
                    add(text, node, last, 0, &written(&value))
                } else {
                    let column = dash(items.first()?, text)?;
                    add(text, node, last, column, &item(&value, &new_line(column, text)))
                }
            }
        },
        _ => None,
    }
}

/// Whether there are values in a value.
fn has_parts(node: &Node) -> bool {
    match &node.value {
        Value::Map(entries) => !entries.is_empty(),
        Value::List(items) => !items.is_empty(),
        _ => false,
    }
}

/// The entry after which a new one goes: the last one that the declaration has before it, or else the last one.
fn neighbour<'e>(place: &str, name: &str, entries: &'e [Entry]) -> Option<&'e Entry> {
    let entry = entries.iter().find(|entry| entry.key.value == "type");
    let variant = entry.and_then(|entry| match &entry.value.value {
        Value::Text(word) => Some(word.as_str()),
        _ => None,
    });
    let fits = |field: &&Field| field.when.is_none() || field.when.as_deref() == variant;
    let members = || Declaration::builtin().members(place).filter(fits).map(Field::key);
    let before = |entry: &&Entry| {
        members().take_while(|member| *member != name).any(|member| member == entry.key.value)
    };
    let found = entries.iter().rfind(before).filter(|_| members().any(|member| member == name));
    found.or(entries.last())
}

/// A value with the groups and lists around it that a path goes through.
fn around(path: &[Step], value: &Json) -> Option<Json> {
    path.iter().rev().try_fold(value.clone(), |inner, step| match step {
        Step::Name(name) => Some(json!({ name: inner })),
        Step::Index(0) => Some(json!([inner])),
        Step::Index(_) => None,
    })
}

/// Sets the value of an entry of a mapping.
fn set_entry(text: &str, mapping: &Node, entry: &Entry, value: &Json) -> Option<Edit> {
    if is_flow(mapping, text) && !is_absent(entry) {
        return replace(entry.value.span.start, entry.value.span.end, written(value));
    }
    let after = match is_flow(mapping, text) {
        true => format!(" {}", written(value)),
        false => lines(value, &(new_line(entry.key.span.start, text) + "  ")),
    };
    let is_block = has_parts(&entry.value) && !is_flow(&entry.value, text);
    if is_block || is_absent(entry) || after.contains('\n') {
        // What is there, or what comes, begins on a line of its own.
        return replace(after_colon(entry, text)?, entry_end(entry, text), after);
    }
    replace(entry.value.span.start, entry.value.span.end, written(value))
}

/// Adds to a list or a mapping, after its last value; without brackets, on a line of its own below `column`.
fn add(text: &str, node: &Node, last: Option<usize>, column: usize, added: &str) -> Option<Edit> {
    match last {
        Some(last) if is_flow(node, text) => replace(last, last, format!(", {added}")),
        Some(last) => {
            let at = comments_end(line_end(last, text), column, text);
            replace(at, at, new_line(column, text) + added)
        }
        None if text[node.span.start..].starts_with('{') => {
            replace(node.span.start, node.span.end, format!("{{ {added} }}"))
        }
        None => replace(node.span.start, node.span.end, format!("[{added}]")),
    }
}

/// Removes what is at a path below a node.
pub(super) fn remove(text: &str, node: &Node, path: &[Step]) -> Option<Edit> {
    let (first, rest) = path.split_first()?;
    // Where each value begins and ends, and the one that is meant.
    let (places, at): (Vec<_>, _) = match (first, &node.value) {
        (Step::Name(name), Value::Map(entries)) => {
            let at = entries.iter().position(|entry| entry.key.value == *name)?;
            if !rest.is_empty() {
                return remove(text, &entries[at].value, rest);
            }
            (entries.iter().map(|entry| (entry.key.span.start, entry_end(entry, text))).collect(), at)
        }
        (Step::Index(index), Value::List(items)) => {
            let item = items.get(*index)?;
            if !rest.is_empty() {
                return remove(text, item, rest);
            }
            let start =
                |item: &Node| if is_flow(node, text) { Some(item.span.start) } else { dash(item, text) };
            let places = items.iter().map(|item| Some((start(item)?, end(item, text))));
            (places.collect::<Option<_>>()?, *index)
        }
        _ => return None,
    };
    let (start, end) = places[at];
    let next = places.get(at + 1).map(|(start, _)| *start);
    if is_flow(node, text) {
        return match (next, at.checked_sub(1)) {
            (Some(next), _) => replace(start, next, ""),
            (None, Some(before)) => replace(places[before].1, end, ""),
            (None, None) => replace(start, end, ""),
        };
    }
    let line = line_start(start, text);
    if text[line..start].trim().is_empty() {
        // With the line break.
        let end = line_end(end, text);
        let line_break = text[end..].find('\n').map_or(text.len(), |length| end + length + 1);
        return replace(line, line_break, "");
    }
    // The first one, after a dash: the next one takes its place, unless there are comments between them.
    let next = next?;
    let between = &text[line_end(end, text)..next];
    between.trim().is_empty().then_some(())?;
    replace(start, next, "")
}
