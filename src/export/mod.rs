//! The checked catalogue as one tree of data: what `sigma-gen export` prints, and what every template sees.
//!
//! It has nothing of any language. Names are as in the catalogue, in lower snake case, and types are the catalogue's
//! words; what becomes of them in a language is said by the filters of its templates.

mod from_model;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;

use crate::catalogue::model::{
    Catalogue, Combine, Datum, Example, Kind, NodeSet, RecordLayout, Repeat, Service, Word,
};

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
    /// The records that replies are made of.
    pub records: Vec<Record<'a>>,
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
    /// The names of the parameters with which running it twice does not leave the same state, though it does without.
    pub never_with: &'a [String],
    /// On which nodes of a cluster it runs, where that is not a single one. It has no key then.
    pub nodes: Option<NodeSet>,
    /// What becomes of the answers of several nodes; without it, each has a result of its own under its address.
    pub combine: Option<Combine>,
    /// The name of the parameter that says how long it may wait.
    pub blocking: Option<&'a str>,
    /// Since when the command should not be used any more, and what to use instead.
    pub deprecated: Option<&'a str>,
    /// The parameters, in the order in which a caller gives them.
    pub params: Vec<Param<'a>>,
    /// The positions of the parameters in the order in which they go on the wire.
    pub wire: &'a [usize],
    /// The name of the parameter under whose value the result stands: the first key. Without one, the result of a
    /// parameter set stands under its position in the call.
    pub key: Option<&'a str>,
    /// Whether the key is the only parameter.
    pub only_key: bool,
    /// Whether a call takes bare keys in place of parameter sets: the key is the only parameter that is required, and
    /// nothing else is a key.
    pub bare_key: bool,
    /// The name of the parameter for whose every value the operation runs once, each with a result of its own.
    pub each: Option<&'a str>,
    /// What comes back.
    pub reply: Reply<'a>,
    /// Examples that can be run.
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

/// For a write: whether running it twice leaves the same state.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Retry {
    /// It does: it may be sent again when the user opted in.
    Safe,
    /// It does not: it is never sent again once its bytes may have reached a server.
    Never,
}

/// One parameter of an operation, a part of one, or an alternative.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Param<'a> {
    /// The parameter's name: lower snake case, unique in its scope. Alternatives share the scope of what they are for.
    pub name: &'a str,
    /// The name for people, such as `Set`.
    pub label: &'a str,
    /// What it takes.
    #[serde(rename = "type")]
    pub kind: ParamType,
    /// The words that it takes, for the type `word`. Empty for other types.
    pub words: &'a [Word],
    /// Its parts in the order in which they go on the wire, for the type `group`; the alternatives, for the type
    /// `one_of`. Empty for other types.
    pub params: Vec<Param<'a>>,
    /// The words that go on the wire before it.
    pub token: Vec<&'a str>,
    /// Whether it has to be given.
    pub required: bool,
    /// What goes on the wire when it is left out.
    pub default: Option<&'a Datum>,
    /// The parameter without which it cannot be given.
    pub needs: Option<&'a str>,
    /// Whether the number of values goes on the wire before them.
    pub count: bool,
    /// How often it may be given.
    pub repeat: Repeat,
    /// The name under which one value may be given without a list.
    pub single: Option<&'a str>,
    /// The first Redis version that has it, where that is not the operation's.
    pub since: Option<&'a str>,
    /// What it is for.
    pub description: &'a str,
}

/// The type of a parameter.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum ParamType {
    /// One value.
    Value(Kind),
    /// Something else.
    Other(OtherType),
}

/// The type of a parameter that is more than a value.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OtherType {
    /// One of a few words.
    Word,
    /// Several parts.
    Group,
    /// One of several alternatives, which a caller gives under its own name.
    OneOf,
}

/// What an operation answers.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Reply<'a> {
    /// What comes back, unless a case fits.
    #[serde(flatten)]
    pub usual: ReplyType<'a>,
    /// Other replies, by the parameters that were given: the first that fits.
    pub when: Vec<Case<'a>>,
    /// What the reply says when the operation did its work.
    pub success: &'a str,
    /// What it says, or which error comes, when it did not; empty where the operation has no such case.
    pub failure: &'a str,
}

/// Another reply, where certain parameters are given.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Case<'a> {
    /// The parameters' names: any of them.
    pub given: &'a [String],
    /// What comes back.
    #[serde(flatten)]
    pub reply: ReplyType<'a>,
}

/// The type of a reply, or of a part of one.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReplyType<'a> {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: ReplyKindName,
    /// Whether nil is an answer too.
    pub nullable: bool,
    /// The words that come back, for the type `word`; a newer server may know others. Empty for other types.
    pub words: &'a [String],
    /// What it holds, for the types `list` and `map`.
    pub of: Option<Box<ReplyType<'a>>>,
    /// The record's name, for the type `record`.
    pub record: Option<&'a str>,
}

/// What a reply is.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReplyKindName {
    /// `OK`.
    Status,
    /// The integer 1 or 0.
    Flag,
    /// A signed 64-bit integer.
    Integer,
    /// A floating-point number of 64 bits.
    Double,
    /// A string of bytes.
    Bulk,
    /// The members of a set: unordered strings of bytes, each once.
    Members,
    /// One of a few words.
    Word,
    /// Any number of values, in order.
    List,
    /// Values by their names, in order.
    Map,
    /// A record.
    Record,
    /// Anything but an error.
    Any,
}

/// Values that come back together, each with a name.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Record<'a> {
    /// The record's name: lower snake case, unique in the catalogue.
    pub name: &'a str,
    /// What it is.
    pub description: &'a str,
    /// How the server sends it.
    pub by: RecordLayout,
    /// The fields, in the order in which the server sends them; never empty.
    pub fields: Vec<RecordField<'a>>,
}

/// One field of a record.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RecordField<'a> {
    /// The field's name: lower snake case, unique in the record.
    pub name: &'a str,
    /// What it is; may be empty.
    pub description: &'a str,
    /// Its value.
    #[serde(flatten)]
    pub reply: ReplyType<'a>,
    /// The parameter with which the server sends it; it does not without.
    pub given: Option<&'a str>,
    /// The first Redis version that sends it.
    pub since: Option<&'a str>,
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
            records: catalogue.records.iter().map(Record::new).collect(),
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
