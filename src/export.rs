//! The checked catalogue as one tree of data: what `sigma-gen export` prints, and what every template sees.
//!
//! It has nothing of any language. Names are as in the catalogue, in lower snake case, and types are the catalogue's
//! words; what becomes of them in a language is said by the filters of its templates.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;

use crate::catalogue::model::{self, Catalogue, Example, Kind, Repeat, ReplyKind, Retry, Service};

/// The version of the format.
const FORMAT: u32 = 1;

/// A checked catalogue. Fields may be added to this format; one that changes its meaning or goes away makes a new format.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(title = "A checked catalogue of sigma-gen")]
pub struct Export<'a> {
    /// The version of this format: 1.
    #[schemars(extend("const" = FORMAT))]
    pub format: u32,
    /// The version of sigma-gen that wrote it.
    pub version: &'static str,
    /// What the operations belong to.
    pub service: &'a Service,
    /// The groups, in the catalogue's order; never empty.
    pub groups: Vec<Group<'a>>,
}

/// Operations that belong together.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Group<'a> {
    /// The group's identifier: lower snake case.
    pub name: &'a str,
    /// The heading in the docs.
    pub title: &'a str,
    /// What the group is for; may be empty.
    pub summary: &'a str,
    /// The operations, in the catalogue's order; never empty.
    pub operations: Vec<Operation<'a>>,
}

/// One operation: a Redis command as a method.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Operation<'a> {
    /// The operation's identifier: lower snake case, unique in the catalogue.
    pub name: &'a str,
    /// The heading in the docs, such as `DELETE`.
    pub title: &'a str,
    /// The words that go on the wire before the parameters.
    pub command: Vec<&'a str>,
    /// The first Redis version that has the command.
    pub since: &'a str,
    /// What the operation does: one or more paragraphs of plain text, with blank lines between them.
    pub summary: &'a str,
    /// The first sentence of the summary.
    pub brief: &'a str,
    /// Whether it changes data.
    pub access: Access,
    /// For a write: whether running it twice leaves the same state.
    pub retry: Option<Retry>,
    /// The parameters, in the order in which a caller gives them.
    pub params: Vec<Param<'a>>,
    /// The positions of the parameters in the order in which they go on the wire.
    pub wire: &'a [usize],
    /// The name of the parameter under whose value the result stands: the first key.
    pub key: &'a str,
    /// Whether the key is the only parameter, so that a call takes bare keys.
    pub only_key: bool,
    /// The name of the parameter for whose every value the operation runs once, each with a result of its own.
    pub each: Option<&'a str>,
    /// What comes back.
    pub reply: Reply<'a>,
    /// Examples that can be run; at least one.
    pub examples: &'a [Example],
}

/// Whether an operation changes data.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// It only reads.
    Read,
    /// It writes.
    Write,
}

/// One parameter of an operation.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Param<'a> {
    /// The parameter's name: lower snake case, unique in the operation.
    pub name: &'a str,
    /// The name for people, such as `Set`.
    pub label: &'a str,
    /// What it takes.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// How often it may be given.
    pub repeat: Repeat,
    /// The name under which one value may be given without a list.
    pub single: Option<&'a str>,
    /// What it is for.
    pub description: &'a str,
}

/// What an operation answers.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Reply<'a> {
    /// The reply's type.
    #[serde(rename = "type")]
    pub kind: ReplyType,
    /// Whether nil is an answer too.
    pub nullable: bool,
    /// The words that come back, for the type `word`; a newer server may know others. Empty for other types.
    pub words: &'a [String],
    /// What the reply says when the operation did its work.
    pub success: &'a str,
    /// What it says, or which error comes, when it did not; empty where the operation has no such case.
    pub failure: &'a str,
}

/// The type of a reply.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReplyType {
    /// `OK`.
    Status,
    /// The integer 1 or 0.
    Flag,
    /// A signed 64-bit integer.
    Integer,
    /// A string of bytes.
    Bulk,
    /// The members of a set: unordered strings of bytes, each once.
    Members,
    /// One of a few words.
    Word,
}

impl<'a> Export<'a> {
    /// The tree of a catalogue.
    pub fn new(catalogue: &'a Catalogue) -> Self {
        let groups = catalogue.groups.iter().map(|group| Group {
            name: &group.name,
            title: &group.title,
            summary: &group.summary,
            operations: group.operations.iter().map(Operation::new).collect(),
        });
        Self {
            format: FORMAT,
            version: env!("CARGO_PKG_VERSION"),
            service: &catalogue.service,
            groups: groups.collect(),
        }
    }

    /// As JSON for programs and people.
    pub fn json(&self) -> String {
        let json = serde_json::to_string_pretty(self).expect("the names of all fields are text");
        json + "\n"
    }
}

/// The JSON Schema of the format.
pub fn schema() -> String {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    format!("{:#}\n", settings.into_generator().into_root_schema_for::<Export>().to_value())
}

impl<'a> Operation<'a> {
    fn new(operation: &'a model::Operation) -> Self {
        let (access, retry) = match operation.access {
            model::Access::Read => (Access::Read, None),
            model::Access::Write(retry) => (Access::Write, Some(retry)),
        };
        Self {
            name: &operation.name,
            title: &operation.title,
            command: operation.command.split_whitespace().collect(),
            since: &operation.since,
            summary: &operation.summary,
            brief: brief(&operation.summary),
            access,
            retry,
            params: operation.params.iter().map(Param::new).collect(),
            wire: &operation.wire,
            key: &operation.key().name,
            only_key: operation.only_key(),
            each: operation.each().map(|param| param.name.as_str()),
            reply: Reply::new(&operation.reply),
            examples: &operation.examples,
        }
    }
}

impl<'a> Param<'a> {
    fn new(param: &'a model::Param) -> Self {
        Self {
            name: &param.name,
            label: &param.label,
            kind: param.kind,
            repeat: param.repeat,
            single: param.single.as_deref(),
            description: &param.description,
        }
    }
}

impl<'a> Reply<'a> {
    fn new(reply: &'a model::Reply) -> Self {
        let kind = match &reply.kind {
            ReplyKind::Status => ReplyType::Status,
            ReplyKind::Flag => ReplyType::Flag,
            ReplyKind::Integer => ReplyType::Integer,
            ReplyKind::Bulk { .. } => ReplyType::Bulk,
            ReplyKind::Members => ReplyType::Members,
            ReplyKind::Word(_) => ReplyType::Word,
        };
        let words = if let ReplyKind::Word(words) = &reply.kind { words.as_slice() } else { &[] };
        let nullable = reply.kind == ReplyKind::Bulk { nullable: true };
        Self { kind, nullable, words, success: &reply.success, failure: &reply.failure }
    }
}

/// The first sentence of a summary, or what a line of a table holds of it.
fn brief(summary: &str) -> &str {
    let paragraph = summary.trim_start().split("\n\n").next().unwrap_or_default();
    paragraph.split_inclusive(". ").next().unwrap_or_default().trim_end()
}
