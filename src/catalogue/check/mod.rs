//! From the format to the model, with every rule about several values together.
//!
//! A check reports and goes on. Where a value is wrong, a stand-in takes its place so that what
//! does not depend on it is still checked; [`load`](super::load) gives no catalogue then.

mod example;
pub(crate) mod execution;
#[cfg(feature = "cli")]
mod names;
mod operation;
mod param;
pub(crate) mod refused;
mod reply;
mod value;
pub(crate) mod values;
mod wire;

use super::format;
use super::model::{Catalogue, Datum, Group, Service};
use crate::diagnostic::{Code, Report, Span, quoted};
use crate::document::{Entry, Field, Node, Spanned, Value};
use crate::languages::{BuiltIn, Clash, Role, Scope};

#[cfg(feature = "cli")]
pub(super) use names::names;

/// Refuses a version that this program does not know: what follows may mean something else.
pub(super) fn version(root: &Node, report: &mut Report) -> Option<()> {
    let Value::Map(entries) = &root.value else { return Some(()) };
    let version = entries.iter().find(|entry| entry.key.value == "version");
    let Some(Entry { value: Node { span, value: Value::Integer(version) }, .. }) = version else {
        return Some(());
    };
    if *version == format::Version::KNOWN {
        return Some(());
    }
    let known = format::Version::KNOWN;
    let problem = report.add(Code::Version, *span, format!("version {version} of the format is not known"));
    problem.help(format!("write `version: {known}`, or use a newer sigma-gen"));
    None
}

pub(super) fn catalogue(raw: format::Catalogue, report: &mut Report) -> Option<Catalogue> {
    let service = raw.service.value().and_then(|raw| service(raw, report));
    let mut group_names = Scope::new(Role::Group, &BuiltIn);
    let mut operation_names = Scope::new(Role::Operation, &BuiltIn);
    // In Rust, records are in a module of this name.
    if let Some(records) = raw.records.as_given() {
        add_name("records", records.span, &mut group_names, report);
    }
    let records = reply::records(raw.records, &mut operation_names, report);
    let mut groups = Vec::new();
    for raw in items(raw.groups) {
        let raw = raw.value;
        let name = name(raw.name, &mut group_names, report);
        let operations = items(raw.operations)
            .filter_map(|raw| operation::operation(raw.value, &records, &mut operation_names, report))
            .collect();
        groups.push(Group { name, title: line(raw.title), summary: text(raw.summary), operations });
    }
    Some(Catalogue { service: service?, records, groups })
}

fn service(raw: format::Service, report: &mut Report) -> Option<Service> {
    let object = raw.object.given()?;
    add_name(&object.value.0, object.span, &mut Scope::new(Role::Object, &BuiltIn), report);
    Some(Service {
        name: raw.name.value()?.0,
        title: raw.title.value()?.0,
        object: object.value.0,
        package: raw.package.value()?.0,
        cluster: raw.cluster.value()?.0,
    })
}

/// Takes a name, and reports it where it cannot stand beside the others of its scope.
fn name(field: Field<format::Name>, scope: &mut Scope<'_, Span>, report: &mut Report) -> String {
    name_as(scope.role(), field, scope, report)
}

/// The same for a name that names something else than most names of its scope.
fn name_as(
    role: Role,
    field: Field<format::Name>,
    scope: &mut Scope<'_, Span>,
    report: &mut Report,
) -> String {
    let Some(Spanned { span, value: format::Name(name) }) = field.given() else { return String::new() };
    add_as(role, &name, span, scope, report);
    name
}

fn add_name(name: &str, span: Span, scope: &mut Scope<'_, Span>, report: &mut Report) {
    add_as(scope.role(), name, span, scope, report);
}

/// The same for a name that names something else than most names of its scope.
fn add_as(role: Role, name: &str, span: Span, scope: &mut Scope<'_, Span>, report: &mut Report) {
    let shown = quoted(name);
    if let Some(reason) = scope.naming().taken(role, name) {
        report
            .add(Code::NameCollision, span, format!("the name {shown} is taken: {reason}"))
            .help(scope.naming().help());
        return;
    }
    match scope.add_as(role, name, span) {
        Ok(()) => {}
        Err(Clash::Same(first)) => {
            let first = report.line(first);
            let message = format!("duplicate {} {shown}", role.noun());
            let problem = report.add(Code::DuplicateName, span, message);
            problem.help(format!("the first one is on line {first}: remove or rename one of them"));
        }
        Err(Clash::Form { language, form, other, place }) => {
            let other = quoted(&other);
            let line = report.line(place);
            let message = format!("{shown} and {other} (line {line}) are both `{form}` in {language}");
            report.add(Code::NameCollision, span, message).help("rename one of them");
        }
    }
}

/// The items of a list; none where it is absent or wrong.
fn items<T>(field: Field<crate::document::List<T>>) -> impl Iterator<Item = Spanned<T>> {
    field.value().map(|list| list.items).unwrap_or_default().into_iter()
}

fn line(field: Field<format::Line>) -> String {
    field.value().map(|line| line.0).unwrap_or_default()
}

fn text(field: Field<String>) -> String {
    field.value().unwrap_or_default()
}

/// A value as the model has it.
fn datum(value: Value) -> Datum {
    match value {
        Value::Null => Datum::Null,
        Value::Bool(value) => Datum::Bool(value),
        Value::Integer(value) => Datum::Integer(value),
        Value::Float(value) => Datum::Float(value),
        Value::Text(value) => Datum::Text(value),
        Value::List(items) => Datum::List(items.into_iter().map(|item| datum(item.value)).collect()),
        Value::Map(entries) => {
            Datum::Map(entries.into_iter().map(|entry| (entry.key.value, datum(entry.value.value))).collect())
        }
        Value::Code(code) => Datum::Code(code),
    }
}

/// A value in a message.
fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) => quoted(text),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => format!("{number:?}"),
        Value::Bool(value) => value.to_string(),
        value => value.noun().to_owned(),
    }
}
