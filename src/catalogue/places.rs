//! Where the parts of a catalogue stand in the text, for what is known of them only when it is read already.

use super::Source;
use crate::diagnostic::{Report, Span};
use crate::document::{self, Node, Value};

/// A catalogue without mistakes.
pub(crate) struct Places(Node);

impl Places {
    /// Reads the text once more; nothing when it is no YAML.
    pub fn of(source: &Source) -> Option<Self> {
        let mut report = Report::new(&source.path_shown, &source.text);
        document::parse(&source.text, "", &mut report).map(Self)
    }

    /// What these names lead to: of lists, the item that has the name; or as much of the way as there is. Of something with a
    /// name it is the name.
    pub fn at(&self, path: &[String]) -> Span {
        let mut found = &self.0;
        for name in path {
            let inner = match &found.value {
                Value::List(items) => items.iter().find(|item| is_called(item, name)),
                _ => member(found, name),
            };
            match inner {
                Some(inner) => found = inner,
                None => break,
            }
        }
        member(found, "name").map_or(found.span, |name| name.span)
    }

    #[cfg(feature = "run")]
    /// A part of an operation's example, by the names and positions that lead to it; or as much of the way as there is.
    pub fn example(&self, operation: &str, example: usize, path: &[String]) -> Span {
        let example = example.to_string();
        let path: Vec<_> =
            ["examples", &example].into_iter().chain(path.iter().map(String::as_str)).collect();
        self.operation(operation, &path)
    }

    #[cfg(feature = "run")]
    /// A part of an operation, in the same way.
    pub fn operation(&self, operation: &str, path: &[&str]) -> Span {
        let mut operations =
            items(member(&self.0, "groups")).flat_map(|group| items(member(group, "operations")));
        let operation = operations.find(|node| is_called(node, operation));
        let start = (operation.unwrap_or(&self.0), true);
        let (found, _) =
            path.iter().fold(start, |(node, is_whole), name| match member(node, name).filter(|_| is_whole) {
                Some(inner) => (inner, true),
                None => (node, false),
            });
        found.span
    }

    #[cfg(feature = "run")]
    /// A parameter of an operation, by the names of those that it is a part of and its own.
    pub fn param(&self, operation: &str, names: &[&str]) -> Span {
        let mut operations =
            items(member(&self.0, "groups")).flat_map(|group| items(member(group, "operations")));
        let operation = operations.find(|node| is_called(node, operation));
        let found = names.iter().try_fold(operation.unwrap_or(&self.0), |node, name| {
            ["params", "one_of"]
                .iter()
                .find_map(|list| items(member(node, list)).find(|node| is_called(node, name)))
        });
        found.map_or_else(Span::default, |node| member(node, "name").map_or(node.span, |name| name.span))
    }
}

fn is_called(node: &Node, wanted: &str) -> bool {
    matches!(member(node, "name"), Some(Node { value: Value::Text(name), .. }) if name == wanted)
}

/// What stands under a name, or at a position.
fn member<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    match &node.value {
        Value::Map(entries) => entries.iter().find(|entry| entry.key.value == name).map(|entry| &entry.value),
        Value::List(items) => items.get(name.parse::<usize>().ok()?),
        _ => None,
    }
}

#[cfg(feature = "run")]
fn items(list: Option<&Node>) -> impl Iterator<Item = &Node> {
    let items = match list {
        Some(Node { value: Value::List(items), .. }) => items.as_slice(),
        _ => &[],
    };
    items.iter()
}
