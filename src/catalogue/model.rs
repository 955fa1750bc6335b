//! The catalogue as targets see it: plain, valid and without a trace of YAML.
//!
//! A value of these types comes from [`load`](super::load) and has passed every check, so a target
//! may rely on what the field docs promise.

use indexmap::IndexMap;

use crate::languages::types::{Leaf, Type};

/// Every operation of one service.
#[derive(Clone, Debug, PartialEq)]
pub struct Catalogue {
    /// What the operations belong to.
    pub service: Service,
    /// The groups, in the catalogue's order; never empty.
    pub groups: Vec<Group>,
}

/// The service that the operations belong to, and what its packages are called.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "cli", derive(serde::Serialize, schemars::JsonSchema))]
pub struct Service {
    /// The service's identifier, such as `elasticache-redis`.
    pub name: String,
    /// The service's name for people, such as `ElastiCache for Redis`.
    pub title: String,
    /// The variable that holds the service in JavaScript templates, such as `redis`.
    pub object: String,
    /// The name of the generated crate and npm package, such as `sigma-redis`.
    pub package: String,
    /// The cluster identifier that templates and examples show, such as `sigma-redis`.
    pub cluster: String,
}

/// Operations that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The group's identifier: lower snake case.
    pub name: String,
    /// The heading in the docs.
    pub title: String,
    /// What the group is for; may be empty.
    pub summary: String,
    /// The operations, in the catalogue's order; never empty.
    pub operations: Vec<Operation>,
}

/// One operation: a Redis command as a method.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// The method's name: lower snake case, unique in the catalogue.
    pub name: String,
    /// The heading in the docs, such as `DELETE`.
    pub title: String,
    /// The words that go on the wire before the parameters, such as `SADD` (one or more words).
    pub command: String,
    /// The first Redis version that has the command.
    pub since: String,
    /// What the operation does: one or more paragraphs of plain text.
    pub summary: String,
    /// Whether it changes data, and what happens when it runs twice.
    pub access: Access,
    /// The parameters, in the order in which a caller gives them; at least one is a key.
    pub params: Vec<Param>,
    /// The parameters' positions in the order in which they go on the wire.
    pub wire: Vec<usize>,
    /// What comes back.
    pub reply: Reply,
    /// Executable examples; at least one.
    pub examples: Vec<Example>,
}

/// Whether an operation changes data, from the server's own command flags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// It only reads: it may be sent again after a broken connection.
    Read,
    /// It writes.
    Write(Retry),
}

/// Whether a write may run twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(serde::Serialize, schemars::JsonSchema))]
#[cfg_attr(feature = "cli", serde(rename_all = "snake_case"))]
pub enum Retry {
    /// Running it twice leaves the same state: it may be sent again when the user opted in.
    Safe,
    /// Running it twice does not: it is never sent again once its bytes may have reached a server.
    Never,
}

/// One parameter of an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    /// The parameter's name: lower snake case, unique in the operation.
    pub name: String,
    /// The name for people, such as `Set`.
    pub label: String,
    /// What it takes.
    pub kind: Kind,
    /// How often it may be given.
    pub repeat: Repeat,
    /// The name under which one value may be given without a list (`value` for `values`); only for
    /// a repeated parameter.
    pub single: Option<String>,
    /// What it is for.
    pub description: String,
}

/// What a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(serde::Serialize, schemars::JsonSchema))]
#[cfg_attr(feature = "cli", serde(rename_all = "snake_case"))]
pub enum Kind {
    /// A key: bytes, and part of what decides which node of a cluster runs the operation.
    Key,
    /// Text or bytes.
    String,
    /// A signed 64-bit integer.
    Integer,
    /// A positive whole number of seconds.
    Seconds,
    /// Text, bytes or a number as they are; booleans, null, lists and objects as their JSON text.
    Any,
}

/// How often a parameter may be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(serde::Serialize, schemars::JsonSchema))]
#[cfg_attr(feature = "cli", serde(rename_all = "snake_case"))]
pub enum Repeat {
    /// Exactly once.
    Once,
    /// A list of at least one, all of it in one command.
    Variadic,
    /// A list of at least one; the operation runs once for each, and each has its own result.
    Each,
}

/// What an operation answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// The reply's type.
    pub kind: ReplyKind,
    /// What the reply says when the operation did its work.
    pub success: String,
    /// What it says, or which error comes, when it did not; empty where the operation has no such case.
    pub failure: String,
}

/// The type of a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReplyKind {
    /// `OK`.
    Status,
    /// The integer 1 or 0.
    Flag,
    /// A signed 64-bit integer.
    Integer,
    /// A string of bytes.
    Bulk {
        /// Whether nil is an answer too.
        nullable: bool,
    },
    /// The members of a set: unordered strings of bytes, each once.
    Members,
    /// One of these words, or one that a newer server knows.
    Word(Vec<String>),
}

/// An example that documentation prints and tests run.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "cli", derive(serde::Serialize, schemars::JsonSchema))]
pub struct Example {
    /// What the example shows, as a sentence.
    pub title: String,
    /// Commands that prepare the data, each a list of words.
    pub given: Vec<Vec<Datum>>,
    /// The parameter sets of the call, each complete: parameter name to value, in the operation's
    /// order. The value of a parameter that repeats is a list, also when the catalogue used the single form
    /// or the bare key.
    pub call: Vec<IndexMap<String, Datum>>,
    /// What the call answers: an entry for each distinct key of the call, in the call's order.
    pub results: IndexMap<String, Expected>,
    /// Commands to run afterwards, and what they answer.
    pub after: Vec<After>,
}

/// What an operation of an example answers.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "cli", derive(serde::Serialize, schemars::JsonSchema))]
#[cfg_attr(feature = "cli", serde(rename_all = "snake_case"))]
pub enum Expected {
    /// This reply; the order of the members of a set does not count.
    Reply(Datum),
    /// An error whose message contains this text.
    Error(String),
    /// One answer for each value of the parameter for which the operation runs once each, by the value's text.
    Each(IndexMap<String, Expected>),
}

/// A command that an example runs after its call.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "cli", derive(serde::Serialize, schemars::JsonSchema))]
pub struct After {
    /// The command's words.
    pub run: Vec<Datum>,
    /// Its reply; the order of a list does not count.
    pub is: Datum,
}

/// A value in an example.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "cli", derive(serde::Serialize, schemars::JsonSchema))]
#[cfg_attr(feature = "cli", serde(untagged))]
pub enum Datum {
    /// Nothing: nil as a reply.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number. Parameters hold only what fits 64 bits; YAML may say more.
    Integer(i128),
    /// A number with a fraction.
    Float(f64),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Datum>),
    /// A mapping, in the order written.
    Map(IndexMap<String, Datum>),
}

impl Catalogue {
    /// All operations, group by group.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.groups.iter().flat_map(|group| &group.operations)
    }
}

impl Param {
    /// The type of one value.
    pub fn value_type(&self) -> Type {
        Type::Leaf(match self.kind {
            Kind::Key => Leaf::Key,
            Kind::String => Leaf::Text,
            Kind::Integer => Leaf::Integer,
            Kind::Seconds => Leaf::Seconds,
            Kind::Any => Leaf::Any,
        })
    }

    /// The type of what it takes: a list where it repeats.
    pub fn full_type(&self) -> Type {
        let value = self.value_type();
        if self.repeat == Repeat::Once { value } else { Type::List(Box::new(value)) }
    }
}

impl Reply {
    /// The type of what comes back.
    pub fn full_type(&self) -> Type {
        Type::Leaf(match &self.kind {
            ReplyKind::Status => Leaf::Status,
            ReplyKind::Flag => Leaf::Flag,
            ReplyKind::Integer => Leaf::Integer,
            ReplyKind::Bulk { nullable: true } => return Type::Optional(Box::new(Type::Leaf(Leaf::Bulk))),
            ReplyKind::Bulk { nullable: false } => Leaf::Bulk,
            ReplyKind::Members => Leaf::Members,
            ReplyKind::Word(words) => Leaf::Word(words.clone()),
        })
    }
}

impl Operation {
    /// The parameter that names the result: the first key.
    pub fn key(&self) -> &Param {
        self.params.iter().find(|param| param.kind == Kind::Key).expect("a checked operation has a key")
    }

    /// Whether the key is the only parameter, so that a call takes bare keys.
    pub fn only_key(&self) -> bool {
        self.params.len() == 1
    }

    /// The parameter for whose every value the operation runs once, where there is one.
    pub fn each(&self) -> Option<&Param> {
        self.params.iter().find(|param| param.repeat == Repeat::Each)
    }

    /// The parameters in the order in which they go on the wire.
    pub fn wire_params(&self) -> impl Iterator<Item = &Param> {
        self.wire.iter().map(|&index| &self.params[index])
    }
}
