//! Templates as JSON, for tools that fill them in themselves.

use serde::Serialize;

use super::{Snippet, Stop, lsp, text};

#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    prefix: &'a str,
    description: &'a str,
    text: String,
    snippet: String,
    stops: &'a [Stop],
}

/// An array with an object for each snippet.
pub(super) fn print(snippets: &[Snippet]) -> String {
    pretty(&snippets.iter().map(entry).collect::<Vec<_>>())
}

fn entry(snippet: &Snippet) -> Entry<'_> {
    Entry {
        name: &snippet.name,
        prefix: &snippet.prefix,
        description: &snippet.description,
        text: text::print(&snippet.template),
        snippet: lsp::print(&snippet.template),
        stops: &snippet.template.stops,
    }
}

/// JSON for people to read, with a final newline.
pub(crate) fn pretty(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("strings and lists are always JSON");
    text.push('\n');
    text
}
