//! The tables of an operation: a row for each parameter and each of its parts, one for each reply, and the records that
//! replies are made of.

use std::collections::HashSet;

use serde::Serialize;

use super::html;
use super::types::{JavaScriptReply, PageTypes, listed};
use crate::catalogue::Catalogue;
use crate::catalogue::model::{
    Kind, Operation, Param, Presence, Record, Repeat, Reply, ReplyKind, ReplyType, Shape,
};
use crate::languages::markdown::{self, code_span};
use crate::languages::{camel, pascal};
use crate::targets::rust;

/// A parameter, a part of one, or an alternative. All texts are Markdown.
#[derive(Clone, Debug, Serialize)]
pub struct ParamRow {
    label: String,
    #[serde(rename = "type")]
    kind: String,
    required: String,
    /// The names that lead to it, with dots. Nothing for a choice, which has no name of its own in a call.
    name: Option<String>,
    /// The name under which one value is given.
    single: Option<String>,
    description: String,
}

/// What comes back. All texts are Markdown, but for the types in the languages.
#[derive(Clone, Debug, Serialize)]
pub struct ReplyRow {
    /// The parameters with which it comes: any of them. Empty for what comes back otherwise.
    given: String,
    /// The same as plain text.
    names: String,
    returns: String,
    javascript: String,
    rust: String,
}

/// A record, and what a link to its heading ends with.
#[derive(Clone, Debug, Serialize)]
pub struct RecordTable {
    /// Its heading.
    pub title: String,
    pub anchor: String,
    /// Plain text.
    description: String,
    fields: Vec<FieldRow>,
    /// Whether no operation before on the page has it.
    pub is_first: bool,
}

/// A field of a record. All texts are Markdown.
#[derive(Clone, Debug, Serialize)]
struct FieldRow {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    description: String,
}

/// The rows of an operation's parameters.
pub fn params(operation: &Operation) -> Vec<ParamRow> {
    let mut rows = Vec::new();
    add(&operation.params, "", true, &mut rows);
    add(operation.node().as_slice(), "", true, &mut rows);
    rows
}

/// Adds the rows of parameters that stand side by side, whose names begin with `prefix`. An alternative is none that has
/// to be given.
fn add(params: &[Param], prefix: &str, can_be_required: bool, rows: &mut Vec<ParamRow>) {
    for param in params {
        let name = format!("{prefix}{}", camel(&param.name));
        let is_choice = param.is_choice();
        rows.push(ParamRow {
            label: markdown::text(&param.label),
            kind: param.value_type().write(&PageTypes),
            required: required(param, is_choice, can_be_required),
            name: (!is_choice).then(|| name.clone()),
            single: param.single.as_deref().map(camel),
            description: described(&param.description, notes(param, params, prefix)),
        });
        let is_group = matches!(param.shape, Shape::Group(_));
        // Alternatives stand in the place of their choice, unless each value of a list is one.
        let inner = if is_choice { prefix.to_owned() } else { format!("{name}.") };
        add(param.parts(), &inner, is_group, rows);
    }
}

fn required(param: &Param, is_choice: bool, can_be_required: bool) -> String {
    match &param.presence {
        Presence::Default(value) => format!("No: {}", code_span(&value.text(), true)),
        Presence::Optional if param.repeat != Repeat::Once => "No, any number".to_owned(),
        Presence::Optional => "No".to_owned(),
        Presence::Required if !can_be_required => "No".to_owned(),
        Presence::Required if param.repeat != Repeat::Once => "At least one".to_owned(),
        Presence::Required if is_choice => "One of these".to_owned(),
        Presence::Required => ":white_check_mark:".to_owned(),
    }
}

/// What else there is to know of a parameter.
fn notes(param: &Param, beside: &[Param], prefix: &str) -> Vec<String> {
    let mut notes = Vec::new();
    notes.extend(param.since.as_deref().map(since));
    if let Some(needs) = &param.needs {
        let needed = beside.iter().find(|other| other.name == *needs);
        let names = match needed.map(|needed| (&needed.shape, needed.repeat)) {
            Some((Shape::OneOf(parts), Repeat::Once)) => {
                parts.iter().map(|part| part.name.as_str()).collect()
            }
            _ => vec![needs.as_str()],
        };
        notes.push(format!("only with {}", names_of(&names, prefix)));
    }
    if let Some((name, value)) = pair(param) {
        notes.push(format!("in JavaScript also an object from {name} to {value}"));
    }
    notes
}

/// The two parts of a list that may be given as an object.
fn pair(param: &Param) -> Option<(String, String)> {
    let (Shape::Group(parts), true) = (&param.shape, param.repeat != Repeat::Once) else { return None };
    let [name, value] = parts.as_slice() else { return None };
    let is_text = name.is_value(Kind::Key) || name.is_value(Kind::String);
    let span = |part: &Param| code_span(&camel(&part.name), true);
    (is_text && name.repeat == Repeat::Once).then(|| (span(name), span(value)))
}

fn since(version: &str) -> String {
    format!("since {}", markdown::text(version))
}

/// A description with notes behind it.
fn described(text: &str, notes: Vec<String>) -> String {
    let text = markdown::text(text);
    if notes.is_empty() {
        return text;
    }
    let notes = notes.join("; ");
    let (first, rest) = notes.split_at(1);
    format!("{text} {}{rest}.", first.to_uppercase()).trim_start().to_owned()
}

/// Names as code: `a`, `b` or `c`.
fn names_of(names: &[&str], prefix: &str) -> String {
    listed(names.iter().map(|name| code_span(&format!("{prefix}{}", camel(name)), true)))
}

/// The rows of an operation's replies: what usually comes back, and then what comes back with certain parameters.
pub fn replies(operation: &Operation) -> Vec<ReplyRow> {
    let Reply { usual, when, failure, .. } = &operation.reply;
    // Where null is how the operation fails, the table says so beside the type.
    let is_failure = usual.kind == ReplyKind::Bulk && when.is_empty() && !failure.is_empty();
    let shown = ReplyType { nullable: usual.nullable && !is_failure, kind: usual.kind.clone() };
    let row = |given: &[String], shown: &ReplyType, reply: &ReplyType| ReplyRow {
        given: names_of(&given.iter().map(String::as_str).collect::<Vec<_>>(), ""),
        names: listed(given.iter().map(|name| camel(name))),
        returns: shown.full_type().write(&PageTypes),
        javascript: reply.full_type().write(&JavaScriptReply),
        rust: rust_type(operation, reply),
    };
    let cases = when.iter().map(|case| row(&case.given, &case.reply, &case.reply));
    [row(&[], &shown, usual)].into_iter().chain(cases).collect()
}

/// The type of one of an operation's replies in Rust.
fn rust_type(operation: &Operation, reply: &ReplyType) -> String {
    let reply = Reply { usual: reply.clone(), when: Vec::new(), ..operation.reply.clone() };
    let alone = Operation { reply, examples: Vec::new(), ..operation.clone() };
    rust::reply_type(&alone).to_string().replace(' ', "")
}

/// The positions of the records that an operation's replies are made of, the outer ones first.
fn records_of(operation: &Operation, catalogue: &Catalogue) -> Vec<usize> {
    let mut found = Vec::new();
    let add = |reply: &ReplyType, found: &mut Vec<usize>| {
        for inner in reply.walk() {
            let ReplyKind::Record(name) = &inner.kind else { continue };
            let at = catalogue.records.iter().position(|record| record.name == *name);
            found.extend(at.filter(|at| !found.contains(at)));
        }
    };
    operation.reply.types().for_each(|reply| add(reply, &mut found));
    let mut next = 0;
    while let Some(&at) = found.get(next) {
        catalogue.records[at].fields.iter().for_each(|field| add(&field.reply, &mut found));
        next += 1;
    }
    found
}

/// What the heading of a record says.
pub fn record_title(name: &str) -> String {
    format!("Record {}", pascal(name))
}

/// What a link to the heading of a record ends with.
pub fn record_anchor(name: &str) -> String {
    html::slug(&record_title(name))
}

impl RecordTable {
    fn new(record: &Record) -> Self {
        let fields = record.fields.iter().map(|field| {
            let mut notes = Vec::new();
            notes.extend(field.since.as_deref().map(since));
            notes.extend(field.given.as_deref().map(|given| format!("only with {}", names_of(&[given], ""))));
            FieldRow {
                name: camel(&field.name),
                kind: field.reply.full_type().write(&PageTypes),
                description: described(&field.description, notes),
            }
        });
        Self {
            title: record_title(&record.name),
            anchor: record_anchor(&record.name),
            description: record.description.clone(),
            fields: fields.collect(),
            is_first: true,
        }
    }
}

/// The records that stand on a page already.
#[derive(Debug, Default)]
pub struct Seen(HashSet<String>);

impl Seen {
    /// The records of the page's next operation.
    pub fn tables(&mut self, operation: &Operation, catalogue: &Catalogue) -> Vec<RecordTable> {
        let tables = records_of(operation, catalogue).into_iter();
        self.marked(tables.map(|at| RecordTable::new(&catalogue.records[at])))
    }

    /// These records, as those of the page's next operation.
    pub fn marked(&mut self, tables: impl Iterator<Item = RecordTable>) -> Vec<RecordTable> {
        tables.map(|table| RecordTable { is_first: self.is_first(&table), ..table }).collect()
    }

    /// Whether the page has had no such record; now it has.
    pub fn is_first(&mut self, table: &RecordTable) -> bool {
        self.0.insert(table.title.clone())
    }
}
