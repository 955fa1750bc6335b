//! Examples.

use super::Line;
use crate::catalogue::model::Datum;
use crate::diagnostic::Report;
use crate::document::{
    Entry, Label, List, MaybeEmpty, Node, Shape, Spanned, Value, either, record, wrong_type,
};

record! {
    /// An example that docs print and tests run.
    Example = "an example" {
        /// What the example shows, as a sentence.
        required title: Line,
        /// Commands that prepare the data, each a list of words.
        optional given: List<List<CommandWord>>,
        /// The parameter sets of the call. An operation whose only parameter is a key takes the
        /// bare key.
        required call: List<ParamSet>,
        /// What the call answers for each key: the reply's value; `{ error: TEXT }` for an error
        /// whose message contains TEXT; with `repeat: each` a mapping from each value to its answer. A list,
        /// one answer for each parameter set, where results have no key. In the place of text or a number that
        /// differs each time stands `{ like: PATTERN }`: `*` is any number of characters, and `?` is one. Where each
        /// node has a result of its own, the answer is that of one node.
        required results: Results,
        /// Commands to run afterwards, and what they answer.
        optional after: List<After>,
    }
}

record! {
    /// A command that an example runs after its call.
    After = "an entry of `after`" {
        /// The command's words.
        required run: List<CommandWord>,
        /// Its reply; the order of a list does not count.
        required is: Node,
    }
}

either! {
    /// What an example's call answers.
    Results = "a mapping or a list" {
        Map => ByKey(Vec<Entry>),
        List => InOrder(MaybeEmpty<Node>),
    }
}

/// A word of a command that an example runs.
#[derive(Debug)]
pub(crate) struct CommandWord(pub Datum);

impl Shape for CommandWord {
    const EXPECTED: &'static str = "text or a number";

    fn read(node: Node, label: Label, report: &mut Report) -> Option<Self> {
        match node.value {
            Value::Text(text) => Some(CommandWord(Datum::Text(text))),
            Value::Integer(number) => Some(CommandWord(match i64::try_from(number) {
                Ok(number) => Datum::Integer(number.into()),
                // On the wire it is text in any case.
                Err(_) => Datum::Text(number.to_string()),
            })),
            Value::Float(number) => Some(CommandWord(Datum::Float(number))),
            _ => wrong_type::<Self>(&node, label, report),
        }
    }

    #[cfg(feature = "cli")]
    fn schema(_: &mut crate::document::Definitions) -> serde_json::Value {
        serde_json::json!({ "type": ["string", "number"] })
    }
}

/// A parameter set of an example's call.
#[derive(Debug)]
pub(crate) enum ParamSet {
    /// A bare key.
    Bare(String),
    /// Values by parameter name.
    Named(Vec<Entry>),
}

impl Shape for ParamSet {
    const EXPECTED: &'static str = "a key or a mapping of parameters";

    fn read(node: Node, label: Label, report: &mut Report) -> Option<Self> {
        match node.value {
            Value::Text(key) => Some(ParamSet::Bare(key)),
            Value::Map(entries) => Some(ParamSet::Named(entries)),
            _ => wrong_type::<Self>(&node, label, report),
        }
    }

    #[cfg(feature = "cli")]
    fn schema(_: &mut crate::document::Definitions) -> serde_json::Value {
        serde_json::json!({ "type": ["string", "object"] })
    }
}

/// The text of an expected `{ error: TEXT }`; `None` when the value is something else.
pub(crate) fn error_text(node: &Node) -> Option<Spanned<&str>> {
    let node = only("error", node)?;
    match &node.value {
        Value::Text(text) => Some(Spanned { span: node.span, value: text }),
        _ => None,
    }
}

/// The pattern of an expected `{ like: PATTERN }`, which should be text; `None` when the value is something else.
pub(crate) fn pattern(node: &Node) -> Option<&Node> {
    only("like", node)
}

/// The value in a mapping that has only this name.
fn only<'n>(name: &str, node: &'n Node) -> Option<&'n Node> {
    let Value::Map(entries) = &node.value else { return None };
    match entries.as_slice() {
        [Entry { key, value }] if key.value == name => Some(value),
        _ => None,
    }
}
