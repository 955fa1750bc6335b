//! One field of a spec, set or removed in its text: the rest of the text stays as it is, with its comments.
//!
//! What becomes of the text is read again, and must be what was wanted. Otherwise the change is refused, so that whatever
//! YAML somebody has written, no edit harms it.

mod change;
mod text;

use std::ops::Range;

use serde_json::{Map, Value as Json};

use super::Step;
use crate::diagnostic::Report;
use crate::document::{self, Node, Value};

/// A change of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes that go away.
    pub bytes: Range<usize>,
    /// What comes in their place.
    pub text: String,
}

impl Edit {
    /// The text after the change.
    pub fn apply(&self, text: &str) -> String {
        let mut after = text.to_owned();
        after.replace_range(self.bytes.clone(), &self.text);
        after
    }
}

/// Sets a field of a spec to a value, or removes it where there is none. Groups and lists around it are made as needed.
///
/// # Errors
/// When the text cannot be changed so: with the reason.
///
/// ```
/// use serde_json::json;
/// use sigma_gen::clusters::{Step, edit::edit};
///
/// let text = "clusters:\n  - name: a # ours\n    port: 6379\n";
/// let name = [Step::Name("clusters".into()), Step::Index(0), Step::Name("name".into())];
/// let change = edit(text, &name, Some(&json!("b")))?;
/// assert_eq!(change.apply(text), "clusters:\n  - name: b # ours\n    port: 6379\n");
/// # Ok::<(), &str>(())
/// ```
pub fn edit(text: &str, path: &[Step], value: Option<&Json>) -> Result<Edit, &'static str> {
    let root = read(text).ok_or("the file cannot be read: correct its mistakes first")?;
    let mut wanted = plain(&root);
    let edit = match value {
        Some(value) => {
            set(&mut wanted, path, value).ok_or("there is no such place")?;
            change::set(text, &root, "", path, value)
        }
        None => {
            remove(&mut wanted, path).ok_or("there is no such field")?;
            change::remove(text, &root, path)
        }
    };
    let is_right = |edit: &Edit| read(&edit.apply(text)).is_some_and(|root| plain(&root) == wanted);
    edit.filter(is_right)
        .ok_or("the way in which this is written keeps it from being changed here: change it in the file")
}

/// What a text says, where it can be edited.
pub(crate) fn value(text: &str) -> Option<Json> {
    read(text).as_ref().map(plain)
}

/// A text without mistakes, as a tree.
fn read(text: &str) -> Option<Node> {
    let mut report = Report::new("", text);
    document::parse(text, "", &mut report).filter(|_| report.count() == 0)
}

/// A tree without its places.
fn plain(node: &Node) -> Json {
    match &node.value {
        Value::Null | Value::Code(_) => Json::Null,
        Value::Bool(value) => Json::from(*value),
        Value::Integer(value) => {
            i64::try_from(*value).map_or_else(|_| Json::from(value.to_string()), Json::from)
        }
        Value::Float(value) => Json::from(*value),
        Value::Text(text) => Json::from(text.as_str()),
        Value::List(items) => items.iter().map(plain).collect(),
        Value::Map(entries) => {
            entries.iter().map(|entry| (entry.key.value.clone(), plain(&entry.value))).collect()
        }
    }
}

/// Sets a value in a plain tree.
fn set(tree: &mut Json, path: &[Step], value: &Json) -> Option<()> {
    let Some((first, rest)) = path.split_first() else {
        *tree = value.clone();
        return Some(());
    };
    let inner = match first {
        Step::Name(name) => {
            if tree.is_null() {
                *tree = Json::Object(Map::new());
            }
            tree.as_object_mut()?.entry(name).or_insert(Json::Null)
        }
        Step::Index(index) => {
            if tree.is_null() {
                *tree = Json::Array(Vec::new());
            }
            let items = tree.as_array_mut()?;
            if *index == items.len() {
                items.push(Json::Null);
            }
            items.get_mut(*index)?
        }
    };
    set(inner, rest, value)
}

/// Removes a value from a plain tree.
fn remove(tree: &mut Json, path: &[Step]) -> Option<()> {
    match path {
        [Step::Name(name)] => tree.as_object_mut()?.shift_remove(name).map(drop),
        [Step::Index(index)] => {
            let items = tree.as_array_mut()?;
            (*index < items.len()).then(|| drop(items.remove(*index)))
        }
        [Step::Name(name), rest @ ..] => remove(tree.get_mut(name)?, rest),
        [Step::Index(index), rest @ ..] => remove(tree.get_mut(index)?, rest),
        [] => None,
    }
}
