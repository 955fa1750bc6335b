//! What a test of the examples asserts: with functions of its support code, which stands beside the templates.

use super::expected::{self, MARK, NEWER, NEWER_END, Shown};
use crate::catalogue::model::{Answer, Catalogue, Datum, Expected, Operation, ReplyKind, ReplyType};

/// The support code for patterns, and for fields that older servers leave out.
const PATTERNS: &str = include_str!("../../../templates/rust/patterns.rs");

/// The support code that not every test needs.
pub(super) fn support(catalogue: &Catalogue) -> &'static str {
    let mut examples = catalogue.operations().flat_map(|operation| &operation.examples);
    let has_pattern = examples.any(|example| example.results.values().any(Expected::has_pattern));
    let has_newer =
        catalogue.records.iter().flat_map(|record| &record.fields).any(|field| field.since.is_some());
    if has_pattern || has_newer { PATTERNS } else { "" }
}

/// Asserts one result, with a function of the support code.
pub(super) fn check(
    operation: &Operation,
    reply: &ReplyType,
    result: &str,
    expected: &Expected,
    catalogue: &Catalogue,
) -> String {
    let value = match expected {
        Expected::Error(text) => return format!("is_error({result}, {text:?});"),
        Expected::Reply(value) => value,
        Expected::Each(_) => unreachable!("a checked example has values one level deep"),
    };
    if let (ReplyKind::Members, Answer::List(members)) = (&reply.kind, value) {
        let member =
            |member: &Answer| if let Answer::Is(member) = member { member.clone() } else { Datum::Null };
        let members: Vec<_> = members.iter().map(member).collect();
        return format!("has_members({result}, {});", words_of(&members));
    }
    if let Some(value) = expected::expression(operation, reply, value) {
        return format!("is({result}, {value});");
    }
    let shown = expected::shown(operation, reply, value, catalogue, Shown::Exactly);
    if is_plain(&shown) {
        format!("shows({result}, {shown:?});")
    } else {
        format!("shows_like({result}, &[{}]);", parts(&shown))
    }
}

/// Asserts a result that one node at least has: on the others, the data may be different.
pub(super) fn check_on_a_node(
    operation: &Operation,
    reply: &ReplyType,
    key: &str,
    expected: &Expected,
    catalogue: &Catalogue,
) -> String {
    let fits = match expected {
        Expected::Error(text) => format!("is_err_and(|error| error.to_string().contains({text:?}))"),
        Expected::Reply(value) => {
            let shown = expected::shown(operation, reply, value, catalogue, Shown::Exactly);
            if is_plain(&shown) {
                format!("is_ok_and(|reply| format!(\"{{reply:?}}\") == {shown:?})")
            } else {
                format!("is_ok_and(|reply| is_shown(reply, &[{}]))", parts(&shown))
            }
        }
        Expected::Each(_) => unreachable!("a checked example has values one level deep"),
    };
    format!("on_a_node(&response[{key:?}], |result| result.as_ref().{fits});")
}

/// Whether nothing is marked in what is shown.
fn is_plain(shown: &str) -> bool {
    !shown.contains([MARK, NEWER, NEWER_END])
}

/// What is shown, as the support code's parts.
fn parts(shown: &str) -> String {
    let mut code = String::new();
    let mut is_pattern = false;
    for piece in shown.split_inclusive([MARK, NEWER, NEWER_END]) {
        let text = piece.trim_end_matches([MARK, NEWER, NEWER_END]);
        match (is_pattern, text) {
            (true, pattern) => code.push_str(&format!("Part::Like({pattern:?}), ")),
            (false, "") => {}
            (false, text) => code.push_str(&format!("Part::Is({text:?}), ")),
        }
        match piece.chars().next_back() {
            Some(MARK) => is_pattern = !is_pattern,
            Some(NEWER) => code.push_str("Part::Newer(&["),
            Some(NEWER_END) => {
                code.truncate(code.trim_end_matches(", ").len());
                code.push_str("]), ");
            }
            _ => {}
        }
    }
    code.truncate(code.trim_end_matches(", ").len());
    code
}

pub(super) fn words_of(words: &[Datum]) -> String {
    let words: Vec<_> = words.iter().map(|word| format!("{:?}", word.text())).collect();
    format!("&[{}]", words.join(", "))
}

/// A raw answer, as the support code compares it.
pub(super) fn answer(datum: &Datum) -> String {
    match datum {
        Datum::Null => "Answer::Nil".to_owned(),
        Datum::Integer(number) => format!("Answer::Integer({number})"),
        Datum::List(items) => format!("Answer::List({})", words_of(&flat(items))),
        other => format!("Answer::Text({:?})", other.text()),
    }
}

/// All that is in a list and in the lists in it.
fn flat(items: &[Datum]) -> Vec<Datum> {
    let inside = items.iter().flat_map(|item| match item {
        Datum::List(items) => flat(items),
        item => vec![item.clone()],
    });
    inside.collect()
}
