//! Templates as JSON, for tools that fill them in themselves.

use serde_json::{Value, json};

use super::{Snippet, Stop, lsp, text};

/// An array with an object for each snippet.
pub(super) fn print(snippets: &[Snippet]) -> String {
    format!("{:#}\n", snippets.iter().map(entry).collect::<Value>())
}

fn entry(snippet: &Snippet) -> Value {
    json!({
        "name": snippet.name,
        "prefix": snippet.prefix,
        "description": snippet.description,
        "text": text::print(&snippet.template),
        "snippet": lsp::print(&snippet.template),
        "stops": snippet.template.stops.iter().map(stop).collect::<Vec<_>>(),
    })
}

fn stop(stop: &Stop) -> Value {
    json!({ "name": stop.name, "value": stop.value, "choices": stop.choices })
}
