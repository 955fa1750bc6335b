//! Templates as a VS Code snippet file (`.code-snippets`).

use serde_json::{Map, Value, json};

use super::{Snippet, lsp};

const SCOPE: &str = "javascript,javascriptreact,typescript,typescriptreact";

/// The file. It is plain JSON, without the comments that VS Code would allow, so that other tools read it too.
pub(super) fn print(snippets: &[Snippet]) -> String {
    let entries: Map<_, _> = snippets.iter().map(|snippet| (snippet.name.clone(), entry(snippet))).collect();
    format!("{:#}\n", Value::Object(entries))
}

fn entry(snippet: &Snippet) -> Value {
    json!({
        "scope": SCOPE,
        "prefix": snippet.prefix,
        "description": snippet.description,
        "body": lsp::print(&snippet.template).split('\n').collect::<Vec<_>>(),
    })
}
