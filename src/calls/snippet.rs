//! A template with a name, and the formats to print it in.

use super::{Call, Connection, Style, Template, javascript, jetbrains, json, lsp, text, vscode};
use crate::catalogue::Catalogue;
use crate::catalogue::model::Service;
use crate::languages::camel;

/// A template that an editor offers by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// The name for people, such as `redis.get (promise)`.
    pub name: String,
    /// What to type for it, such as `redis-get-promise`.
    pub prefix: String,
    /// What it does, from the catalogue.
    pub description: String,
    /// The code.
    pub template: Template,
}

/// How to write a template.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Format {
    /// Plain code.
    #[default]
    Text,
    /// A VS Code snippet file.
    Vscode,
    /// The body alone, in the snippet syntax of the Language Server Protocol.
    Lsp,
    /// A file of JetBrains live templates.
    Jetbrains,
    /// The code, the body and the tab stops as JSON.
    Json,
}

impl Snippet {
    /// The snippet of a call, or of several in turn over the same connection.
    pub fn new(service: &Service, calls: &[Call], style: Style, connection: &Connection) -> Self {
        let methods: Vec<_> = calls.iter().map(|call| camel(&call.operation.name)).collect();
        let mut name = format!("{}.{}", service.object, methods.join(", then "));
        let mut prefix = format!("{}-{}", service.object, methods.join("-"));
        if matches!(connection, Connection::Reuse(_)) {
            name.push_str(" with the connection at hand");
            prefix.push_str("-reuse");
        }
        match style {
            Style::Callback => {}
            Style::Promise => {
                name.push_str(", awaited");
                prefix.push_str("-promise");
            }
            Style::TypeScript => {
                name.push_str(" in TypeScript");
                prefix.push_str("-typescript");
            }
        }
        let summary = |call: &Call| format!("{}: {}", call.operation.title, call.operation.summary);
        let description = calls.iter().map(summary).collect::<Vec<_>>().join("\n");
        let template = javascript::template(service, calls, style, connection);
        Self { name, prefix, description, template }
    }

    /// Every operation's snippets: by callback and by promise, with a new connection and with one at hand.
    pub fn all(catalogue: &Catalogue) -> Vec<Self> {
        let service = &catalogue.service;
        let mut snippets = Vec::new();
        for operation in catalogue.operations() {
            let calls = [Call::sample(operation)];
            for connection in [Connection::Cluster(service.cluster.clone()), Connection::at_hand()] {
                for style in [Style::Callback, Style::Promise] {
                    snippets.push(Self::new(service, &calls, style, &connection));
                }
            }
        }
        snippets
    }
}

impl Format {
    /// Snippets in this format, with a final newline.
    pub fn print(self, service: &Service, snippets: &[Snippet]) -> String {
        let each = |print: fn(&Template) -> String| {
            let printed: Vec<_> = snippets.iter().map(|snippet| print(&snippet.template) + "\n").collect();
            printed.join("\n")
        };
        match self {
            Self::Text => each(text::print),
            Self::Lsp => each(lsp::print),
            Self::Vscode => vscode::print(snippets),
            Self::Jetbrains => jetbrains::print(&service.package, snippets),
            Self::Json => json::print(snippets),
        }
    }
}
