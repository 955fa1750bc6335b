//! What `operations.yaml` looks like: the one description of its fields, words and texts.
//!
//! The reader and the JSON Schema are made from it. Rules about several values together are in
//! [`check`](mod@super::check).

use super::model::{Datum, Kind, Repeat, Retry};
use crate::diagnostic::Report;
use crate::document::{Entry, Label, List, Node, Shape, Spanned, Value, one_of, record, text, wrong_type};
use crate::languages;

record! {
    /// The operations of a service: what they are called, what they take, what they answer.
    Catalogue = "a catalogue" {
        /// The version of this format: 1.
        required version: Version,
        /// What the operations belong to.
        required service: Service,
        /// The operations, in groups.
        required groups: List<Group>,
    }
}

record! {
    /// The service that the operations belong to, and what its packages are called.
    Service = "the service" {
        /// The service's identifier, such as elasticache-redis.
        required name: Kebab,
        /// The service's name for people, such as ElastiCache for Redis.
        required title: Line,
        /// The variable that holds the service in JavaScript templates, such as redis.
        required object: Variable,
        /// The name of the generated crate and npm package, such as sigma-redis.
        required package: Kebab,
        /// The cluster identifier that templates and examples show, such as sigma-redis.
        required cluster: ClusterName,
    }
}

record! {
    /// Operations that belong together.
    Group = "a group" {
        /// The group's identifier: lower snake case.
        required name: Name,
        /// The heading in the docs.
        required title: Line,
        /// What the group is for.
        optional summary: String,
        /// The operations, in the order of the docs.
        required operations: List<Operation>,
    }
}

record! {
    /// One operation: a Redis command as a method.
    Operation = "an operation" {
        /// The method's name: lower snake case, unique in the catalogue.
        required name: Name,
        /// The heading in the docs, such as DELETE.
        required title: Line,
        /// The words that go on the wire before the parameters, such as SADD.
        required command: Command,
        /// The first Redis version that has the command, such as 1.0.0.
        required since: Line,
        /// What the operation does: one or more paragraphs of plain text.
        required summary: String,
        /// Whether it changes data: from the server's own command flags.
        required access: Access,
        /// For writes: whether running it twice leaves the same state.
        optional retry: Retry,
        /// The parameters, in the order in which a caller gives them.
        required params: List<Param>,
        /// The names of all parameters in the order in which they go on the wire, where it is not
        /// the order of `params`.
        optional wire: List<String>,
        /// What comes back.
        required reply: Reply,
        /// Examples that docs print and tests run: at least one that succeeds, and one for each
        /// failure that the reply describes.
        required examples: List<Example>,
    }
}

record! {
    /// One parameter of an operation.
    Param = "a parameter" {
        /// The parameter's name: lower snake case, unique in the operation.
        required name: Name,
        /// The name for people, such as Set.
        required label: Line,
        /// What it takes.
        required kind as "type": Kind,
        /// How several values are given; without it the parameter takes one.
        optional repeat: Repeat,
        /// The name under which one value may be given without a list, such as `value` for
        /// `values`; only with `repeat`.
        optional single: Name,
        /// What it is for.
        required description: String,
    }
}

record! {
    /// What an operation answers.
    Reply = "a reply" {
        /// The reply's type.
        required kind as "type": ReplyType,
        /// Whether nil is an answer too; only for `bulk`.
        optional nullable: bool,
        /// The words that come back; required for `word`, and only there.
        optional words: List<Word>,
        /// What the reply says when the operation did its work.
        required success: String,
        /// What it says, or which error comes, when it did not.
        optional failure: String,
    }
}

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
        /// whose message contains TEXT; with `repeat: each` a mapping from each value to its answer.
        required results: Vec<Entry>,
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

/// The access of an operation, without its retry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

one_of! {
    Access = "access" {
        /// It only reads.
        "read" => Access::Read,
        /// It changes data.
        "write" => Access::Write,
    }
}

one_of! {
    Retry = "retry" {
        /// Running it twice leaves the same state.
        "safe" => Retry::Safe,
        /// Running it twice does not leave the same state.
        "never" => Retry::Never,
    }
}

one_of! {
    Kind = "parameter type" {
        /// A key: bytes, and part of what decides which node of a cluster runs the operation.
        "key" => Kind::Key,
        /// Text or bytes.
        "string" => Kind::String,
        /// A signed 64-bit integer.
        "integer" => Kind::Integer,
        /// A positive whole number of seconds.
        "seconds" => Kind::Seconds,
        /// Text, bytes or a number as they are; booleans, null, lists and objects as JSON text.
        "any" => Kind::Any,
    }
}

one_of! {
    Repeat = "repeat" {
        /// All values go into one command.
        "variadic" => Repeat::Variadic,
        /// The operation runs once for each value, and each has its own result.
        "each" => Repeat::Each,
    }
}

/// The type of a reply, without what belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReplyType {
    Status,
    Flag,
    Integer,
    Bulk,
    Members,
    Word,
}

one_of! {
    ReplyType = "reply type" {
        /// OK.
        "status" => ReplyType::Status,
        /// The integer 1 or 0.
        "flag" => ReplyType::Flag,
        /// A signed 64-bit integer.
        "integer" => ReplyType::Integer,
        /// A string of bytes.
        "bulk" => ReplyType::Bulk,
        /// The members of a set, in no order.
        "members" => ReplyType::Members,
        /// One of the words in `words`.
        "word" => ReplyType::Word,
    }
}

text! {
    /// The name of an operation, a group or a parameter.
    Name: BadName, "^[a-z][a-z0-9]*(_[a-z0-9]+)*$", languages::is_snake,
    "a name has lower-case letters, digits and single `_` between them, and starts with a letter"
}

text! {
    /// The name of a service or a package.
    Kebab: BadName, "^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
    |text| !text.contains('_') && languages::is_snake(&text.replace('-', "_")),
    "it has lower-case letters, digits and single `-` between them, and starts with a letter"
}

text! {
    /// The identifier of a cluster.
    ClusterName: BadName, "^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$",
    |text| !text.contains('_') && languages::is_snake(&text.to_ascii_lowercase().replace('-', "_")),
    "it has letters, digits and single `-` between them, and starts with a letter"
}

text! {
    /// The name of a variable in JavaScript.
    Variable: BadName, "^[A-Za-z][A-Za-z0-9]*$",
    |text| text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(|c| c.is_ascii_alphanumeric()),
    "it has letters and digits, and starts with a letter"
}

text! {
    /// A line of text, such as a heading.
    Line: BadText, "^[^\\u0000-\\u001F\\u007F]*[^\\s\\u0000-\\u001F\\u007F][^\\u0000-\\u001F\\u007F]*$",
    |text| !text.trim().is_empty() && !text.chars().any(|c| c.is_ascii_control()),
    "write one line of text, without control characters"
}

text! {
    /// The words of a command.
    Command: BadText, "^[!-~]+( [!-~]+)*$",
    |text| text.split(' ').all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_graphic())),
    "write the command's words in ASCII with one space between them, such as `OBJECT ENCODING`"
}

text! {
    /// A word that a reply can be.
    Word: BadText, "^[A-Za-z][A-Za-z0-9]*([_-][A-Za-z0-9]+)*$",
    |text| languages::is_snake(&text.to_ascii_lowercase().replace('-', "_")),
    "a word has letters, digits and single `-` or `_` between them, and starts with a letter"
}

/// The version of the format.
#[derive(Debug)]
pub(crate) struct Version;

impl Version {
    /// The only version there is.
    pub const KNOWN: i128 = 1;
}

impl Shape for Version {
    const EXPECTED: &'static str = "a number";

    fn read(node: Node, label: Label, report: &mut Report) -> Option<Self> {
        match node.value {
            // Other numbers stop the check before anything else is read.
            Value::Integer(_) => Some(Version),
            _ => wrong_type::<Self>(&node, label, report),
        }
    }

    #[cfg(feature = "cli")]
    fn schema(_: &mut crate::document::Definitions) -> serde_json::Value {
        serde_json::json!({ "const": Version::KNOWN as i64 })
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
            Value::Integer(number) => Some(CommandWord(Datum::Integer(number))),
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
    let Value::Map(entries) = &node.value else { return None };
    match entries.as_slice() {
        [Entry { key, value: Node { span, value: Value::Text(text) } }] if key.value == "error" => {
            Some(Spanned { span: *span, value: text })
        }
        _ => None,
    }
}
