//! What `operations.yaml` looks like: the one description of its fields, words and texts.
//!
//! The reader and the JSON Schema are made from it. Rules about several values together are in
//! [`check`](mod@super::check).

mod example;
mod reply;

use super::model::{Combine, Kind, NodeSet, Repeat};
use crate::diagnostic::Report;
use crate::document::{
    Label, List, MaybeEmpty, Node, Shape, Value, either, one_of, record, text, wrong_type,
};
use crate::languages;
pub(crate) use example::{After, CommandWord, Example, ParamSet, Results, error_text, pattern};
pub(crate) use reply::{Of, OneOrMore, REPLY_TYPES, Record, RecordField, Reply, TypeName};

record! {
    /// The operations of a service: what they are called, what they take, what they answer.
    Catalogue = "a catalogue" {
        /// The version of this format: 1.
        required version: Version,
        /// What the operations belong to.
        required service: Service,
        /// Records that replies are made of.
        optional records: List<Record>,
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
        /// For a command without keys: on which nodes of a cluster it runs. On any one of them without this.
        optional nodes: NodeSet,
        /// With `nodes`: what becomes of their answers. Each node has a result of its own without this.
        optional combine: Combine,
        /// The parameter that says how long the command may wait, such as the timeout of BLPOP.
        optional blocking: String,
        /// Since when the command should not be used any more, and what to use instead.
        optional deprecated: Line,
        /// The parameters, in the order in which a caller gives them.
        required params: MaybeEmpty<Param>,
        /// The names of all parameters in the order in which they go on the wire, where it is not
        /// the order of `params`.
        optional wire: List<String>,
        /// What comes back.
        required reply: Reply,
        /// Examples that docs print and tests run: at least one that succeeds, and one for each
        /// failure that the reply describes.
        optional examples: MaybeEmpty<Example>,
    }
}

record! {
    /// One parameter of an operation.
    Param = "a parameter" {
        /// The parameter's name: lower snake case, unique in the operation.
        required name: Name,
        /// The name for people, such as Set.
        required label: Line,
        /// What it takes, unless it has parts.
        optional kind as "type": ParamType,
        /// The words that it takes; required for `word`, and only there.
        optional words: List<ParamWord>,
        /// In place of `type`: its parts, one after the other on the wire, such as an offset and a count.
        optional params: List<Param>,
        /// In place of `type`: alternatives, of which one is given.
        optional one_of: List<Param>,
        /// The words that go on the wire before the value, such as COUNT.
        optional token: Command,
        /// Whether it may be left out.
        optional optional: bool,
        /// What goes on the wire when it is left out, such as 0.
        optional default: Node,
        /// The parameter without which it cannot be given.
        optional needs: String,
        /// Whether the number of values goes on the wire before them.
        optional count: bool,
        /// The first Redis version that has it, where that is not the operation's.
        optional since: Line,
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
    /// When a write may run twice.
    RetryRule = "`retry`" {
        /// What holds when none of the parameters is given.
        required otherwise: OnlySafe,
        /// The parameters with which running it twice does not leave the same state.
        required never_with: List<String>,
    }
}

record! {
    /// A word with a name.
    NamedWord = "a word" {
        /// The name: lower snake case.
        required name: Name,
        /// What goes on the wire.
        required token: Command,
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
    NodeSet = "nodes" {
        /// On every master.
        "shards" => NodeSet::Shards,
        /// On every node: masters and replicas.
        "all" => NodeSet::All,
    }
}

one_of! {
    Combine = "combine" {
        /// The sum of the nodes' numbers.
        "sum" => Combine::Sum,
        /// 1 where every node answers 1.
        "and" => Combine::And,
        /// The first node's answer, once every node has answered without an error.
        "same" => Combine::Same,
        /// The first answer that is no error.
        "first" => Combine::First,
        /// The nodes' lists one after the other.
        "join" => Combine::Join,
    }
}

one_of! {
    RetryWord = "retry" {
        /// Running it twice leaves the same state.
        "safe" => RetryWord::Safe,
        /// Running it twice does not leave the same state.
        "never" => RetryWord::Never,
    }
}

one_of! {
    OnlySafe = "retry" {
        /// Running it twice leaves the same state.
        "safe" => OnlySafe::Safe,
    }
}

one_of! {
    ParamType = "parameter type" {
        /// A key: bytes, and part of what decides which node of a cluster runs the operation.
        "key" => ParamType::Value(Kind::Key),
        /// Text or bytes.
        "string" => ParamType::Value(Kind::String),
        /// A signed 64-bit integer.
        "integer" => ParamType::Value(Kind::Integer),
        /// A positive whole number of seconds.
        "seconds" => ParamType::Value(Kind::Seconds),
        /// Text, bytes or a number as they are; booleans, null, lists and objects as JSON text.
        "any" => ParamType::Value(Kind::Any),
        /// A floating-point number of 64 bits, also infinite.
        "double" => ParamType::Value(Kind::Double),
        /// A positive whole number of milliseconds.
        "milliseconds" => ParamType::Value(Kind::Milliseconds),
        /// A number of seconds to wait, in milliseconds: 0.25 is a quarter of a second.
        "timeout" => ParamType::Value(Kind::Timeout),
        /// A time, in seconds since 1970.
        "unix_seconds" => ParamType::Value(Kind::UnixSeconds),
        /// A time, in milliseconds since 1970.
        "unix_milliseconds" => ParamType::Value(Kind::UnixMilliseconds),
        /// Whether the token goes on the wire.
        "flag" => ParamType::Value(Kind::Flag),
        /// One of the words in `words`.
        "word" => ParamType::Word,
    }
}

one_of! {
    Repeat = "repeat" {
        /// All values go into one command.
        "variadic" => Repeat::Variadic,
        /// All values go into one command, each with the token before it.
        "with_token" => Repeat::WithToken,
        /// All values go into one command: the first parts of all of them, then the second parts.
        "columns" => Repeat::Columns,
        /// The operation runs once for each value, and each has its own result.
        "each" => Repeat::Each,
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

text! {
    /// A word that is its own name.
    PlainWord: BadText, "^[A-Za-z][A-Za-z0-9]*([_-][A-Za-z0-9]+)*$",
    |text| languages::is_snake(&text.to_ascii_lowercase().replace('-', "_")),
    "a sign has no name, so give it one: `{ name: exact, token: '=' }`"
}

either! {
    /// Whether a write may run twice.
    Retry = "`safe`, `never` or a mapping" {
        Text => Word(RetryWord),
        Map => Rule(RetryRule),
    }
}

either! {
    /// A word that a parameter takes: what goes on the wire, which is its name too unless that has one.
    ParamWord = "a word, or a mapping with its name and token" {
        Text => Word(PlainWord),
        Map => Named(NamedWord),
    }
}

/// The type of a parameter without parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ParamType {
    Value(Kind),
    Word,
}

/// Whether a write may run twice, as a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RetryWord {
    Safe,
    Never,
}

/// The only answer to whether a write may run twice, where parameters make exceptions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnlySafe {
    Safe,
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
