//! Templates as a VS Code snippet file (`.code-snippets`).

use indexmap::IndexMap;
use serde::Serialize;

use super::{Snippet, json, lsp};

#[derive(Serialize)]
struct Entry<'a> {
    scope: &'static str,
    prefix: &'a str,
    description: &'a str,
    body: Vec<String>,
}

/// The file. It is plain JSON, without the comments that VS Code would allow, so that other tools read it too.
pub(super) fn print(snippets: &[Snippet]) -> String {
    let entries: IndexMap<_, _> =
        snippets.iter().map(|snippet| (snippet.name.as_str(), entry(snippet))).collect();
    json::pretty(&entries)
}

fn entry(snippet: &Snippet) -> Entry<'_> {
    Entry {
        scope: "javascript,javascriptreact,typescript,typescriptreact",
        prefix: &snippet.prefix,
        description: &snippet.description,
        body: lsp::print(&snippet.template).split('\n').map(str::to_owned).collect(),
    }
}
