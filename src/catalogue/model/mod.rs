//! The catalogue as targets see it: plain, valid and without a trace of YAML.
//!
//! A value of these types comes from [`load`](super::load) and has passed every check, so a target
//! may rely on what the field docs promise.

mod example;
mod param;
mod reply;
mod version;

use indexmap::IndexMap;

pub use example::{After, Answer, Datum, Example, Expected};
pub use param::{Kind, Name, Param, Presence, Repeat, Shape, Word};
pub use reply::{Case, Record, RecordField, RecordLayout, Reply, ReplyKind, ReplyType};
pub use version::{is_newer, version_numbers};

/// Every operation of one service.
#[derive(Clone, Debug, PartialEq)]
pub struct Catalogue {
    /// What the operations belong to.
    pub service: Service,
    /// What replies are made of: every record of which a reply is has its place here.
    pub records: Vec<Record>,
    /// The groups, in the catalogue's order; never empty.
    pub groups: Vec<Group>,
}

/// The service that the operations belong to, and what its packages are called.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "engine", derive(serde::Serialize, schemars::JsonSchema))]
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
    /// On which nodes of a cluster it runs, where that is not a single one. It has no key then, and does not wait.
    pub nodes: Option<Nodes>,
    /// The name of the parameter that says how long it may wait: one of its own, of type `timeout` or `milliseconds`.
    pub blocking: Option<String>,
    /// Since when the command should not be used any more, and what to use instead.
    pub deprecated: Option<String>,
    /// The parameters, in the order in which a caller gives them.
    pub params: Vec<Param>,
    /// The parameters' positions in the order in which they go on the wire.
    pub wire: Vec<usize>,
    /// What comes back.
    pub reply: Reply,
    /// Executable examples.
    pub examples: Vec<Example>,
}

/// What a parameter set calls the node that it is for, where each node has a result of its own.
pub const NODE: &str = "node";

/// The address of a node that examples show.
pub const NODE_SHOWN: &str = "10.0.0.1:6379";

/// Whether an operation changes data, from the server's own command flags.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// It only reads: it may be sent again after a broken connection.
    Read,
    /// It writes.
    Write(Retry),
}

/// Whether a write may run twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Retry {
    /// Running it twice leaves the same state: it may be sent again when the user opted in.
    Safe,
    /// Running it twice does not: it is never sent again once its bytes may have reached a server.
    Never,
    /// Safe, unless one of these parameters is given: their names.
    SafeWithout(Vec<String>),
}

/// Where an operation runs that does not run on a single node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nodes {
    /// The nodes.
    pub set: NodeSet,
    /// What becomes of their answers; without it, each node has a result of its own under its address.
    pub combine: Option<Combine>,
}

/// Several nodes of a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "engine", derive(serde::Serialize, schemars::JsonSchema))]
#[cfg_attr(feature = "engine", serde(rename_all = "snake_case"))]
pub enum NodeSet {
    /// Every master.
    Shards,
    /// Every node: masters and replicas.
    All,
}

/// What becomes of several nodes' answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "engine", derive(serde::Serialize, schemars::JsonSchema))]
#[cfg_attr(feature = "engine", serde(rename_all = "snake_case"))]
pub enum Combine {
    /// The sum of their numbers.
    Sum,
    /// 1 where every node answers 1; of lists, place by place.
    And,
    /// The first node's answer, once every node has answered without an error.
    Same,
    /// The first answer that is no error.
    First,
    /// Their lists one after the other.
    Join,
}

impl Catalogue {
    /// All operations, group by group.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.groups.iter().flat_map(|group| &group.operations)
    }

    /// The record of this name.
    pub fn record(&self, name: &str) -> Option<&Record> {
        self.records.iter().find(|record| record.name == name)
    }
}

impl Operation {
    /// The parameter that names the result: the first required one that is a key or has one, where it is a single key. Without
    /// one, the result of a parameter set has the set's position in the call as its name.
    pub fn key(&self) -> Option<&Param> {
        let first = self.params.iter().find(|param| param.is_required() && param.has_key())?;
        first.is_one_key().then_some(first)
    }

    /// The key that may be given alone, in place of a parameter set: the only parameter that is required, where nothing
    /// else is a key.
    pub fn bare_key(&self) -> Option<&Param> {
        let key = self.key()?;
        self.params
            .iter()
            .all(|param| param.name == key.name || !param.is_required() && !param.has_key())
            .then_some(key)
    }

    /// The only parameter, where that is a key.
    pub fn only_key(&self) -> Option<&Param> {
        match self.params.as_slice() {
            [only] if only.is_one_key() => Some(only),
            _ => None,
        }
    }

    /// The parameter for whose every value the operation runs once, where there is one.
    pub fn each(&self) -> Option<&Param> {
        self.params.iter().find(|param| param.repeat == Repeat::Each)
    }

    /// Whether each node on which it runs has a result of its own, under its address. A parameter set may name one of them
    /// then, as its [`NODE`].
    pub fn is_by_node(&self) -> bool {
        self.nodes.is_some_and(|nodes| nodes.combine.is_none())
    }

    /// Whether it takes a client of our own: it waits, or runs on several nodes, which connections of others cannot.
    pub fn needs_own_client(&self) -> bool {
        self.nodes.is_some() || self.blocking.is_some()
    }

    /// What a parameter set may say beside the operation's own parameters: the only node to ask, where each has a result
    /// of its own.
    pub fn node(&self) -> Option<Param> {
        self.is_by_node().then(|| Param {
            name: NODE.to_owned(),
            label: "Node".to_owned(),
            shape: Shape::Value(Kind::String),
            token: None,
            presence: Presence::Optional,
            needs: None,
            count: false,
            repeat: Repeat::Once,
            single: None,
            since: None,
            description: format!("The address of the only node to ask, such as {NODE_SHOWN}."),
        })
    }

    /// All that a caller may give in a parameter set: the parameters, and the node.
    pub fn set_params(&self) -> Vec<Param> {
        self.params.iter().cloned().chain(self.node()).collect()
    }

    /// Whether a parameter set needs a newer Redis than this version, such as `6.2.5`: for the command, or for what it gives.
    pub fn needs_newer(&self, set: &IndexMap<String, Datum>, version: &str) -> bool {
        is_newer(self.needed_version(set), version)
    }

    /// The first version that has all of this: the command, and what a parameter set gives.
    pub fn needed_version(&self, set: &IndexMap<String, Datum>) -> &str {
        let mut versions = vec![self.since.as_str()];
        version::given(&self.params, set, &mut versions);
        versions.into_iter().max_by_key(|version| version_numbers(version)).unwrap_or(&self.since)
    }

    /// The parameter that says how long it may wait.
    pub fn wait(&self) -> Option<&Param> {
        let name = self.blocking.as_ref()?;
        self.params.iter().find(|param| param.name == *name)
    }

    /// Whether a parameter set has a value for a parameter or an alternative; for a choice, whether it has one of its
    /// alternatives.
    pub fn is_given(&self, name: &str, set: &IndexMap<String, Datum>) -> bool {
        let choice = self.params.iter().find(|param| param.name == name && param.repeat == Repeat::Once);
        let alternatives = match choice.map(|choice| &choice.shape) {
            Some(Shape::OneOf(parts)) => parts.as_slice(),
            _ => &[],
        };
        set.contains_key(name) || alternatives.iter().any(|part| set.contains_key(&part.name))
    }

    /// The type of the reply to a parameter set.
    pub fn reply_to(&self, set: &IndexMap<String, Datum>) -> &ReplyType {
        let mut cases = self.reply.when.iter();
        let case = cases.find(|case| case.given.iter().any(|name| self.is_given(name, set)));
        case.map_or(&self.reply.usual, |case| &case.reply)
    }

    /// The parameters in the order in which they go on the wire.
    pub fn wire_params(&self) -> impl Iterator<Item = &Param> {
        self.wire.iter().map(|&index| &self.params[index])
    }

    /// What becomes a type of its own in languages that have types for it: groups, choices and words of parameters. Each is
    /// the names that lead to it.
    pub fn named_types(&self) -> Vec<Vec<&str>> {
        let mut types = Vec::new();
        for param in &self.params {
            param.named_types(&[], &mut types);
        }
        types
    }
}
