//! Doc comments: the catalogue's plain text as rustdoc's Markdown, and what the catalogue knows besides.

use proc_macro2::TokenStream;
use quote::quote;

use super::{reply_of, written};
use crate::catalogue::model::{Access, Group, Operation, Reply, ReplyKind, Retry};
use crate::languages::markdown;
use crate::languages::text::wrap;

/// Doc lines as attributes, which prettyplease prints as `///` comments.
pub(super) fn attributes(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

/// Doc lines as text, for what has too many of them to go through the parser.
pub(super) fn comment(lines: &[String], indent: &str) -> String {
    let line = |line: &String| match line.as_str() {
        "" => format!("{indent}///\n"),
        line => format!("{indent}/// {line}\n"),
    };
    lines.iter().map(line).collect()
}

/// The docs of a group's file.
pub(super) fn group(group: &Group) -> Vec<String> {
    let mut lines = markdown(&format!("{} operations.", group.title));
    paragraph(&mut lines, markdown(&group.summary));
    lines
}

/// What an operation does, what it answers, and what it is on the wire.
pub(super) fn operation(operation: &Operation) -> Vec<String> {
    let mut lines = markdown(&operation.summary);
    let Reply { usual, success, failure, .. } = &operation.reply;
    let kind = &usual.kind;
    for (title, text) in [("Success", success), ("Failure", failure)] {
        if !text.is_empty() {
            let text = format!("{title}: {text}");
            let is_flag = *kind == ReplyKind::Flag;
            paragraph(&mut lines, if is_flag { wrapped(&text, flag_word) } else { markdown(&text) });
        }
    }
    // There a number may also be something else.
    let names_reply = |word| flag_word(word).starts_with('`');
    if *kind == ReplyKind::Flag && operation.summary.split_whitespace().any(names_reply) {
        paragraph(&mut lines, vec!["The replies 1 and 0 are `true` and `false` in Rust.".to_owned()]);
    }
    let again = match &operation.access {
        Access::Read => "a read",
        Access::Write(Retry::Safe) => "a write that may be repeated",
        Access::Write(Retry::Never) => "a write that is never repeated",
        Access::Write(Retry::SafeWithout(_)) => "a write that may be repeated, but for what is said below",
    };
    let facts = format!("{}, since Redis {}; {again}.", operation.command, operation.since);
    paragraph(&mut lines, markdown(&facts));
    if let Some(sentence) = super::nodes::sentence(operation) {
        paragraph(&mut lines, markdown(&sentence));
    }
    if let Some(wait) = operation.wait() {
        let while_given = if wait.is_required() { "It waits" } else { "With this parameter it waits" };
        paragraph(
            &mut lines,
            vec![format!(
                "`{}`: {while_given} that long at most, and holds a connection as long as it does.",
                wait.name
            )],
        );
    }
    for case in &operation.reply.when {
        let reply = written(&reply_of(&case.reply, operation));
        paragraph(&mut lines, vec![format!("With {} it answers `{reply}`.", names(&case.given))]);
    }
    if let Access::Write(Retry::SafeWithout(given)) = &operation.access {
        paragraph(&mut lines, vec![format!("With {} it is never repeated.", names(given))]);
    }
    lines
}

/// Names of the catalogue, which need no escape.
fn names(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or ")
}

/// The first paragraph of an operation's docs.
pub(super) fn brief(operation: &Operation) -> Vec<String> {
    let paragraphs = operation.summary.trim_start().split("\n\n");
    markdown(paragraphs.map(str::trim).find(|paragraph| !paragraph.is_empty()).unwrap_or_default())
}

/// Adds a paragraph.
pub(super) fn paragraph(lines: &mut Vec<String>, more: Vec<String>) {
    if !lines.is_empty() && !more.is_empty() {
        lines.push(String::new());
    }
    lines.extend(more);
}

/// The width at which text is wrapped; long enough to read, short enough for an indented comment.
const WIDTH: usize = 90;

/// Plain text as Markdown that shows just that text, wrapped. Blank lines stay, as paragraphs.
pub(super) fn markdown(text: &str) -> Vec<String> {
    wrapped(text, word)
}

/// A word of plain text. rustdoc asks for every bare address to be a link.
fn word(word: &str) -> String {
    let escaped = markdown::word(word);
    if word.contains("://") { escaped.replace("://", "\\://") } else { escaped }
}

/// A word about a reply that is 1 or 0 on the wire, and `true` or `false` in Rust.
fn flag_word(word: &str) -> String {
    let bare = word.trim_end_matches(['.', ',', ';', ':']);
    match bare {
        "1" => format!("`true`{}", &word[1..]),
        "0" => format!("`false`{}", &word[1..]),
        _ => self::word(word),
    }
}

/// Plain text, word by word as Markdown.
fn wrapped(text: &str, shown: fn(&str) -> String) -> Vec<String> {
    let mut lines = Vec::new();
    for text in markdown::split(text) {
        let wrapped = wrap(markdown::words(&text).map(shown), (WIDTH, WIDTH));
        paragraph(&mut lines, wrapped.into_iter().map(markdown::line).collect());
    }
    lines
}
