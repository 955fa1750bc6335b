//! The rules for operations.

use super::super::format::{self, OnlySafe, RetryWord};
use super::super::model::{Access, Operation, Param, Record, Repeat, Retry};
use super::execution::{self, Execution};
use super::param::{self, params};
use super::reply::{given_fields, reply};
use super::wire::wire;
use super::{add_as, example, items, line, name, refused, text};
use crate::diagnostic::{Code, Report, Span, quoted};
use crate::document::{Field, MaybeEmpty, Spanned, unknown};
use crate::languages::{Role, Scope, rust};

/// One operation. `names` are those of all operations, and of all types in Rust.
pub(super) fn operation(
    raw: format::Operation,
    records: &[Record],
    names: &mut Scope<'_, Span>,
    report: &mut Report,
) -> Option<Operation> {
    let mistakes = report.count();
    let name_span = raw.name.as_given().map(|name| name.span);
    let command_span = raw.command.as_given().map(|command| command.span);
    let name = name(raw.name, names, report);
    let access = access(raw.access, raw.retry, report);
    let params = params(raw.params.map(|MaybeEmpty(list)| list), report);
    let wire = params.as_ref().and_then(|params| wire(params, raw.wire, report));
    let params: Option<Vec<Param>> =
        params.map(|params| params.into_iter().map(|(param, _)| param).collect());
    let reply_span = raw.reply.as_given().map(|reply| reply.span);
    let optional = params.as_deref().map(param::optional_names);
    let reply = match &optional {
        Some(optional) => raw.reply.value().and_then(|raw| reply(raw, optional, records, report)),
        None => None,
    };
    let access = access.map(|access| checked_retry(access, optional.as_deref(), report));
    let params = params?;
    let reply = reply?;
    given_fields(&reply, &params, records, reply_span?, report);
    if !reply.when.is_empty() && params.iter().any(|param| param.repeat == Repeat::Each) {
        let problem = report.add(Code::Reply, reply_span?, "`when` beside `repeat: each`");
        problem.help("write `repeat: variadic`, or describe the other replies as operations of their own");
    }
    let mut operation = Operation {
        name,
        title: line(raw.title),
        command: raw.command.value().map(|command| command.0).unwrap_or_default(),
        since: line(raw.since),
        summary: text(raw.summary),
        deprecated: raw.deprecated.value().map(|deprecated| deprecated.0),
        nodes: None,
        blocking: None,
        access: access.unwrap_or(Access::Read),
        params,
        wire: wire.unwrap_or_default(),
        reply,
        examples: Vec::new(),
    };
    let execution = Execution { nodes: raw.nodes, combine: raw.combine, blocking: raw.blocking };
    execution::execution(execution, &mut operation, command_span, report);
    if let Some(at) = command_span {
        refused::check(&operation, at, report);
    }
    // Parts, choices and words of parameters are types of their own in Rust.
    let mut types: Vec<(String, String)> = Vec::new();
    for path in operation.named_types() {
        let name = rust::type_of_part(&operation.name, &path);
        let path = path.join(".");
        if let Some((_, other)) = types.iter().find(|(other, _)| *other == name) {
            let message =
                format!("{} and {} are both {} in Rust", quoted(other), quoted(&path), quoted(&name));
            report.add(Code::NameCollision, name_span?, message).help("rename one of them");
            continue;
        }
        add_as(Role::Type, &name, name_span?, names, report);
        types.push((name, path));
    }
    // Examples of an operation that is wrong itself would only repeat that.
    if report.count() > mistakes {
        return None;
    }
    operation.examples = items(raw.examples.map(|MaybeEmpty(list)| list))
        .filter_map(|raw| example::example(raw, &operation, records, report))
        .collect();
    Some(operation)
}

/// Whether it writes, and the places of the parameters that `retry` names.
struct Declared {
    access: Access,
    never_with: Vec<Spanned<String>>,
}

fn access(
    access: Field<format::Access>,
    retry: Field<format::Retry>,
    report: &mut Report,
) -> Option<Declared> {
    let access = access.given()?;
    let declared = |access| Some(Declared { access, never_with: Vec::new() });
    match (access.value, retry) {
        (format::Access::Read, Field::Given(retry)) => {
            let problem = report.add(Code::Retry, retry.span, "`retry` on an operation that only reads");
            problem.help("remove it: reads may always be sent again");
            None
        }
        (format::Access::Read, _) => declared(Access::Read),
        (format::Access::Write, Field::Given(retry)) => match retry.value {
            format::Retry::Word(RetryWord::Safe) => declared(Access::Write(Retry::Safe)),
            format::Retry::Word(RetryWord::Never) => declared(Access::Write(Retry::Never)),
            format::Retry::Rule(rule) => {
                let OnlySafe::Safe = rule.otherwise.value()?;
                let never_with = rule.never_with.value()?.items;
                let names = never_with.iter().map(|name| name.value.clone()).collect();
                Some(Declared { access: Access::Write(Retry::SafeWithout(names)), never_with })
            }
        },
        (format::Access::Write, Field::Absent) => {
            let problem = report.add(Code::Retry, access.span, "a write without `retry`");
            problem.help("add `retry: safe` if running it twice leaves the same state, else `retry: never`");
            None
        }
        (format::Access::Write, Field::Wrong) => None,
    }
}

/// Reports parameters in `retry` that the operation does not have, or that are always given.
fn checked_retry(declared: Declared, optional: Option<&[&str]>, report: &mut Report) -> Access {
    // Where the parameters are wrong, it would only repeat that.
    let Some(optional) = optional else { return declared.access };
    for name in declared.never_with.iter().filter(|name| !optional.contains(&name.value.as_str())) {
        let message = format!("the operation has no optional parameter {}", quoted(&name.value));
        unknown(Code::Retry, message, name, optional.iter().copied(), report);
    }
    for (index, name) in declared.never_with.iter().enumerate() {
        if declared.never_with[..index].iter().any(|earlier| earlier.value == name.value) {
            let message = format!("{} a second time in `never_with`", quoted(&name.value));
            report.add(Code::Retry, name.span, message).help("remove it");
        }
    }
    declared.access
}
