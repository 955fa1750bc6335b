//! Warnings: what a catalogue may have, but somebody should look at.

use std::collections::HashMap;

use super::format::{Catalogue, Example, Line, Operation, error_text};
use crate::diagnostic::{Code, Report, Span, quoted};
use crate::document::{Field, List, Spanned};

pub(super) fn catalogue(catalogue: &Catalogue, report: &mut Report) {
    let mut group_titles = Titles::default();
    let mut operation_titles = Titles::default();
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
    for param in items(&operation.params) {
        text("description", &param.value.description, Emptiness::Odd, report);
    }
    if let Some(reply) = operation.reply.as_given() {
        text("success", &reply.value.success, Emptiness::Odd, report);
        text("failure", &reply.value.failure, Emptiness::Odd, report);
    }
    if let Some(since) = operation.since.as_given().filter(|since| !is_version(&since.value.0)) {
        let message = format!("`since` is {}, which is not a version", quoted(&since.value.0));
        report.add(Code::OddVersion, since.span, message).help("write the version of Redis, such as `6.2.0`");
    }
    examples(operation, report);
}

fn examples(operation: &Operation, report: &mut Report) {
    let mut titles = Titles::default();
    let (mut successes, mut errors) = (0, 0);
    for example in items(&operation.examples) {
        titles.add(&example.value.title, "examples of this operation", report);
        let (right, wrong) = outcomes(&example.value);
        successes += right;
        errors += wrong;
    }
    let Some(examples) = operation.examples.as_given() else { return };
    if successes == 0 {
        let message = "no example succeeds";
        report.add(Code::ThinExamples, examples.span, message).help("add one, for readers to start from");
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
    let results = example.results.as_given().map(|results| results.value.as_slice()).unwrap_or_default();
    let errors = results.iter().filter(|entry| error_text(&entry.value).is_some()).count();
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
    if value.trim().is_empty() && emptiness == Emptiness::Odd {
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
