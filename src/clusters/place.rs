//! Where something is in a spec: as the steps that lead to it from the top, which is how a form knows its fields.

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Report};
use crate::document::{self, Node, Value};

/// A step on the way to a value.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(untagged)]
pub enum Step {
    /// To this position in a list, counted from 0.
    Index(usize),
    /// To what has this name.
    Name(String),
}

/// The places of mistakes in a spec's text, each as the steps to the field: also to one that is missing. Empty for what is
/// about the spec as a whole.
pub fn places(text: &str, diagnostics: &Diagnostics) -> Vec<Vec<Step>> {
    let root = document::parse(text, "", &mut Report::new("", text));
    let place = |diagnostic: &Diagnostic| {
        let mut path = Vec::new();
        if let (Some(root), Some(place)) = (&root, &diagnostic.place) {
            steps(root, place.bytes.start, diagnostic.code == Code::MissingField, &mut path);
            path.extend(diagnostic.missing.clone().map(Step::Name));
        }
        path
    };
    diagnostics.iter().map(place).collect()
}

/// Adds the steps to what is at this byte, and tells whether there is anything. What is missing is told where the mapping
/// begins, which is where its first key is too.
fn steps(node: &Node, at: usize, is_missing: bool, path: &mut Vec<Step>) -> bool {
    match &node.value {
        Value::Map(entries) => {
            if is_missing && node.span.start == at {
                return true;
            }
            for entry in entries {
                path.push(Step::Name(entry.key.value.clone()));
                let is_key = (entry.key.span.start..entry.key.span.end).contains(&at);
                if is_key && !is_missing || steps(&entry.value, at, is_missing, path) {
                    return true;
                }
                path.pop();
            }
        }
        Value::List(items) => {
            for (index, item) in items.iter().enumerate() {
                path.push(Step::Index(index));
                if steps(item, at, is_missing, path) {
                    return true;
                }
                path.pop();
            }
        }
        _ => {}
    }
    (node.span.start..node.span.end).contains(&at)
}
