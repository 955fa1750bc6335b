//! What an operation answers.

use crate::languages::types::{Leaf, Type};

/// What an operation answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// What comes back, unless a case fits.
    pub usual: ReplyType,
    /// What comes back when certain parameters were given: the first that fits.
    pub when: Vec<Case>,
    /// What the reply says when the operation did its work.
    pub success: String,
    /// What it says, or which error comes, when it did not; empty where the operation has no such case.
    pub failure: String,
}

/// Another reply, where certain parameters are given.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The parameters' names: any of them. None is required.
    pub given: Vec<String>,
    /// What comes back.
    pub reply: ReplyType,
}

/// The type of a reply, or of a part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyType {
    /// What it is.
    pub kind: ReplyKind,
    /// Whether nil is an answer too.
    pub nullable: bool,
}

/// What a reply is, when it is not nil.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReplyKind {
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
    /// One of these words, or one that a newer server knows.
    Word(Vec<String>),
    /// Any number of values, in order.
    List(Box<ReplyType>),
    /// Values by their names, in order.
    Map(Box<ReplyType>),
    /// The record of this name.
    Record(String),
    /// Anything but an error.
    Any,
}

/// Values that come back together, each with a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The record's name: lower snake case, unique in the catalogue.
    pub name: String,
    /// What it is.
    pub description: String,
    /// How the server sends it.
    pub by: RecordLayout,
    /// The fields, in the order in which the server sends them; at least one.
    pub fields: Vec<RecordField>,
}

/// How a server sends a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "engine", derive(serde::Serialize, schemars::JsonSchema))]
#[cfg_attr(feature = "engine", serde(rename_all = "snake_case"))]
pub enum RecordLayout {
    /// The fields in their order.
    Position,
    /// Each field with its name.
    Name,
}

/// One field of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordField {
    /// The field's name: lower snake case, unique in the record.
    pub name: String,
    /// What it is; may be empty.
    pub description: String,
    /// Its value.
    pub reply: ReplyType,
    /// The parameter with which the server sends it; it does not without.
    pub given: Option<String>,
    /// The first Redis version that sends it.
    pub since: Option<String>,
}

impl ReplyType {
    /// The type of what comes back.
    pub fn full_type(&self) -> Type {
        let kind = match &self.kind {
            ReplyKind::Status => Type::Leaf(Leaf::Status),
            ReplyKind::Flag => Type::Leaf(Leaf::Flag),
            ReplyKind::Integer => Type::Leaf(Leaf::Integer),
            ReplyKind::Double => Type::Leaf(Leaf::Double),
            ReplyKind::Bulk => Type::Leaf(Leaf::Bulk),
            ReplyKind::Members => Type::Leaf(Leaf::Members),
            ReplyKind::Word(words) => Type::Leaf(Leaf::Word(words.clone())),
            ReplyKind::List(of) => Type::List(Box::new(of.full_type())),
            ReplyKind::Map(of) => Type::Map(Box::new(of.full_type())),
            ReplyKind::Record(name) => Type::Record(name.clone()),
            ReplyKind::Any => Type::Leaf(Leaf::Anything),
        };
        if self.nullable { Type::Optional(Box::new(kind)) } else { kind }
    }

    /// It, and the types inside.
    pub fn walk(&self) -> impl Iterator<Item = &ReplyType> {
        std::iter::successors(Some(self), |outer| match &outer.kind {
            ReplyKind::List(of) | ReplyKind::Map(of) => Some(of),
            _ => None,
        })
    }
}

impl Reply {
    /// All types that may come back: those of `when`, and then the usual one.
    pub fn types(&self) -> impl Iterator<Item = &ReplyType> {
        self.when.iter().map(|case| &case.reply).chain([&self.usual])
    }
}
