//! Where the parts of examples stand in the text, for what is known of them only after they have run.

use super::Source;
use crate::diagnostic::{Report, Span};
use crate::document::{self, Node, Value};

/// The examples of a catalogue without mistakes.
pub(crate) struct Places(Node);

impl Places {
    /// Reads the text once more; nothing when it is no YAML.
    pub fn of(source: &Source) -> Option<Self> {
        let mut report = Report::new(&source.path_shown, &source.text);
        document::parse(&source.text, "", &mut report).map(Self)
    }

    /// A part of an operation's example, by the names and positions that lead to it; or as much of the way as there is.
    pub fn example(&self, operation: &str, example: usize, path: &[String]) -> Span {
        let example = example.to_string();
        let mut operations =
            items(member(&self.0, "groups")).flat_map(|group| items(member(group, "operations")));
        let has_name = |node: &&Node| matches!(member(node, "name"), Some(Node { value: Value::Text(name), .. }) if name == operation);
        let operation = operations.find(has_name);
        let path = ["examples", &example].into_iter().chain(path.iter().map(String::as_str));
        let start = (operation.unwrap_or(&self.0), true);
        let (found, _) =
            path.fold(start, |(node, is_whole), name| match member(node, name).filter(|_| is_whole) {
                Some(inner) => (inner, true),
                None => (node, false),
            });
        found.span
    }
}

/// What stands under a name, or at a position.
fn member<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    match &node.value {
        Value::Map(entries) => entries.iter().find(|entry| entry.key.value == name).map(|entry| &entry.value),
        Value::List(items) => items.get(name.parse::<usize>().ok()?),
        _ => None,
    }
}

fn items(list: Option<&Node>) -> impl Iterator<Item = &Node> {
    let items = match list {
        Some(Node { value: Value::List(items), .. }) => items.as_slice(),
        _ => &[],
    };
    items.iter()
}
