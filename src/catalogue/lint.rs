//! Warnings: what a catalogue may have, but somebody should look at.

use std::collections::HashMap;

use super::format::{Catalogue, Example, Line, Operation, Param, Results, error_text};
use crate::diagnostic::{Code, Report, Span, quoted};
use crate::document::{Field, List, Node, Spanned};

/// What stands in a draft where a person has to write something.
pub(crate) const TODO: &str = "TODO";

pub(super) fn catalogue(catalogue: &Catalogue, report: &mut Report) {
    let mut group_titles = Titles::default();
    let mut operation_titles = Titles::default();
    for record in items(&catalogue.records) {
        text("description", &record.value.description, Emptiness::Odd, report);
        for field in items(&record.value.fields) {
            text("description", &field.value.description, Emptiness::Allowed, report);
            since(&field.value.since, report);
        }
    }
    for group in items(&catalogue.groups) {
        group_titles.add(&group.value.title, "groups", report);
        text("summary", &group.value.summary, Emptiness::Allowed, report);
        for operation in items(&group.value.operations) {
            operation_titles.add(&operation.value.title, "operations", report);
            self::operation(&operation.value, report);
        }
    }
}

fn operation(operation: &Operation, report: &mut Report) {
    text("summary", &operation.summary, Emptiness::Odd, report);
    if let Some(params) = operation.params.as_given() {
        self::params(&params.value.0.items, report);
    }
    if let Some(reply) = operation.reply.as_given() {
        text("success", &reply.value.success, Emptiness::Odd, report);
        text("failure", &reply.value.failure, Emptiness::Odd, report);
    }
    since(&operation.since, report);
    examples(operation, report);
}

/// The texts of parameters, of their parts and of their alternatives.
fn params(params: &[Spanned<Param>], report: &mut Report) {
    for Spanned { value: param, .. } in params {
        text("description", &param.description, Emptiness::Odd, report);
        since(&param.since, report);
        self::params(items(&param.params), report);
        self::params(items(&param.one_of), report);
    }
}

fn since(field: &Field<Line>, report: &mut Report) {
    if let Some(since) = field.as_given().filter(|since| !is_version(&since.value.0)) {
        let message = format!("`since` is {}, which is not a version", quoted(&since.value.0));
        report.add(Code::OddVersion, since.span, message).help("write the version of Redis, such as `6.2.0`");
    }
}

fn examples(operation: &Operation, report: &mut Report) {
    let mut titles = Titles::default();
    let (mut successes, mut errors) = (0, 0);
    let examples = operation.examples.as_given().map(|examples| examples.value.0.items.as_slice());
    for example in examples.unwrap_or_default() {
        titles.add(&example.value.title, "examples of this operation", report);
        let (right, wrong) = outcomes(&example.value);
        successes += right;
        errors += wrong;
    }
    let place = match (&operation.examples, &operation.name) {
        (Field::Given(examples), _) => examples.span,
        (Field::Absent, Field::Given(name)) => name.span,
        _ => return,
    };
    if successes == 0 {
        let message = "no example succeeds";
        report.add(Code::ThinExamples, place, message).help("add one, for readers to start from");
    }
    let Some(failure) = operation.reply.as_given().and_then(|reply| reply.value.failure.as_given()) else {
        return;
    };
    if errors == 0 && failure.value.to_lowercase().contains("error") {
        let problem =
            report.add(Code::ThinExamples, failure.span, "no example shows the error that `failure` names");
        problem.help("add one that expects `{ error: … }`");
    }
}

/// How many of an example's results are replies, and how many are errors.
fn outcomes(example: &Example) -> (usize, usize) {
    let results: Vec<&Node> = match example.results.as_given().map(|results| &results.value) {
        Some(Results::ByKey(entries)) => entries.iter().map(|entry| &entry.value).collect(),
        Some(Results::InOrder(list)) => list.0.items.iter().map(|item| &item.value).collect(),
        None => Vec::new(),
    };
    let errors = results.iter().filter(|result| error_text(result).is_some()).count();
    (results.len() - errors, errors)
}

/// Whether a text may be empty.
#[derive(Clone, Copy, PartialEq)]
enum Emptiness {
    Allowed,
    Odd,
}

fn text(name: &str, field: &Field<String>, emptiness: Emptiness, report: &mut Report) {
    let Some(Spanned { span, value }) = field.as_given() else { return };
    if value.trim() == TODO {
        report
            .add(Code::UntidyText, *span, format!("`{name}` is still to be written"))
            .help("readers of the docs look for it");
    } else if value.trim().is_empty() && emptiness == Emptiness::Odd {
        report
            .add(Code::UntidyText, *span, format!("`{name}` is empty"))
            .help("readers of the docs look for it");
    } else if value.lines().any(|line| line.ends_with([' ', '\t'])) {
        let problem =
            report.add(Code::UntidyText, *span, format!("`{name}` has blanks at the end of a line"));
        problem.help("remove them");
    }
}

/// `1`, `6.2` or `1.0.0`.
fn is_version(text: &str) -> bool {
    let parts = text.split('.');
    parts.clone().count() <= 3
        && parts.clone().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

/// Titles that readers must be able to tell apart.
#[derive(Default)]
struct Titles<'a>(HashMap<&'a str, Span>);

impl<'a> Titles<'a> {
    fn add(&mut self, title: &'a Field<Line>, what: &str, report: &mut Report) {
        let Some(Spanned { span, value: Line(title) }) = title.as_given() else { return };
        let first = *self.0.entry(title).or_insert(*span);
        if first != *span {
            let message = format!("two {what} have the title {}", quoted(title));
            let line = report.line(first);
            report
                .add(Code::SameTitle, *span, message)
                .help(format!("the first one is on line {line}: say how they differ"));
        }
    }
}

fn items<T>(field: &Field<List<T>>) -> &[Spanned<T>] {
    field.as_given().map(|list| list.value.items.as_slice()).unwrap_or_default()
}
