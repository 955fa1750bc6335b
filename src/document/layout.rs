//! YAML as it stands in a text: where values end, where lines begin, and how values are written.

use serde_json::Value as Json;

use super::{Entry, Node, Value, number};

/// Whether a list or a mapping is written in brackets.
pub fn is_flow(node: &Node, text: &str) -> bool {
    text[node.span.start..].starts_with(['{', '['])
}

/// Where the text of a value ends.
pub fn end(node: &Node, text: &str) -> usize {
    match &node.value {
        Value::Map(entries) if !is_flow(node, text) => {
            entries.last().map_or(node.span.end, |entry| entry_end(entry, text))
        }
        Value::List(items) if !is_flow(node, text) => {
            items.last().map_or(node.span.end, |item| end(item, text))
        }
        _ => node.span.end,
    }
}

/// Where the text of an entry ends.
pub fn entry_end(entry: &Entry, text: &str) -> usize {
    if is_absent(entry) {
        after_colon(entry, text).unwrap_or(entry.key.span.end)
    } else {
        end(&entry.value, text)
    }
}

/// Whether nothing stands after the colon.
pub fn is_absent(entry: &Entry) -> bool {
    entry.value.value == Value::Null && entry.value.span == entry.key.span
}

/// The place after the colon of an entry.
pub fn after_colon(entry: &Entry, text: &str) -> Option<usize> {
    let rest = &text[entry.key.span.end..];
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    rest[blanks..].starts_with(':').then_some(entry.key.span.end + blanks + 1)
}

/// Where the line of a place begins.
pub fn line_start(at: usize, text: &str) -> usize {
    text[..at].rfind('\n').map_or(0, |at| at + 1)
}

/// Where the line of a place ends, before its line break.
pub fn line_end(at: usize, text: &str) -> usize {
    let end = text[at..].find('\n').map_or(text.len(), |length| at + length);
    if text[at..end].ends_with('\r') { end - 1 } else { end }
}

/// Where the comments end that follow the end of a line and are further in than the column of a place: they belong to what is
/// before them.
pub fn comments_end(line_end: usize, column: usize, text: &str) -> usize {
    let column = text[line_start(column, text)..column].chars().count();
    let mut end = line_end;
    for line in text[line_end..].split_inclusive('\n').skip(1) {
        let comment = line.trim_start_matches(' ');
        if !comment.starts_with('#') || line.len() - comment.len() <= column {
            break;
        }
        let start = end + text[end..].find('\n').map_or(0, |length| length + 1);
        end = self::line_end(start, text);
    }
    end
}

/// A line break, and blanks up to the column of a place.
pub fn new_line(at: usize, text: &str) -> String {
    let column = text[line_start(at, text)..at].chars().count();
    format!("{}{:column$}", line_break(text), "")
}

/// What ends the lines of a text.
pub fn line_break(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// Where the dash of an item in a list without brackets is.
pub fn dash(item: &Node, text: &str) -> Option<usize> {
    let before = text[..item.span.start].trim_end_matches([' ', '\t']);
    before.ends_with('-').then(|| before.len() - 1)
}

/// A value on one line.
pub fn written(value: &Json) -> String {
    match value {
        Json::String(text) => scalar(text),
        Json::Array(items) => format!("[{}]", items.iter().map(written).collect::<Vec<_>>().join(", ")),
        Json::Object(members) if members.is_empty() => "{}".to_owned(),
        Json::Object(members) => {
            let members = members.iter().map(|(name, value)| format!("{}: {}", scalar(name), written(value)));
            format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// How long a list or a mapping on one line may be.
const LONGEST: usize = 72;

/// A value after its name's colon: on the same line if it is short and has nothing nested, and else on lines of its own, each
/// of which begins with `line`, a line break and blanks.
pub fn lines(value: &Json, line: &str) -> String {
    let is_nested = |value: &Json| value.is_object() || value.is_array();
    let short = written(value);
    let inner = format!("{line}  ");
    match value {
        Json::Object(members) if short.len() > LONGEST || members.values().any(is_nested) => {
            let member =
                |(name, value): (&String, &Json)| format!("{line}{}:{}", scalar(name), lines(value, &inner));
            members.iter().map(member).collect()
        }
        Json::Array(items) if short.len() > LONGEST || items.iter().any(is_nested) => {
            items.iter().map(|value| format!("{line}{}", item(value, line))).collect()
        }
        _ => format!(" {short}"),
    }
}

/// A value as an item of a list, with its dash, on lines that begin as the dash's.
pub fn item(value: &Json, line: &str) -> String {
    let inner = format!("{line}  ");
    let value = lines(value, &inner);
    // The first line begins after the dash.
    format!("- {}", value.strip_prefix(&inner).unwrap_or(&value).trim_start())
}

/// A text; in quotes unless it is text without them, and means nothing else.
pub fn scalar(text: &str) -> String {
    let is_plain = text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || " ._/@+-:".contains(c))
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && number(text).is_none()
        && !["null", "true", "false"].contains(&text.to_ascii_lowercase().as_str());
    // What JSON escapes, YAML escapes alike.
    if is_plain { text.to_owned() } else { Json::from(text).to_string() }
}
