//! The types of the catalogue, and the one walk over them.

/// The type of a parameter, or of a reply.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// A type without parts.
    Leaf(Leaf),
    /// Something, or nothing.
    Optional(Box<Type>),
    /// Any number of values.
    List(Box<Type>),
    /// Values by their names.
    Map(Box<Type>),
    /// The record of this name in a reply.
    Record(String),
    /// A parameter with these parts.
    Group(Vec<Part>),
    /// One of these alternatives of a parameter.
    OneOf(Vec<Part>),
}

/// A part of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Its name, as the catalogue has it.
    pub name: String,
    /// What it takes.
    pub of: Type,
    /// Whether it has to be given.
    pub is_required: bool,
}

/// A type without parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leaf {
    /// A parameter that is a key.
    Key,
    /// A parameter that is text or bytes.
    Text,
    /// A parameter that is a whole number, or such a reply.
    Integer,
    /// A parameter that is a floating-point number, or such a reply.
    Double,
    /// A parameter that is a whole number of seconds.
    Seconds,
    /// A parameter that is a whole number of milliseconds.
    Milliseconds,
    /// A parameter that is a time to wait.
    Timeout,
    /// A parameter that is a time, in whole seconds.
    UnixSeconds,
    /// A parameter that is a time, in whole milliseconds.
    UnixMilliseconds,
    /// A parameter that is on or off.
    Switch,
    /// A parameter that is one of these words.
    OneOfWords(Vec<String>),
    /// A parameter that is any value.
    Any,
    /// The reply `OK`.
    Status,
    /// The reply 1 or 0.
    Flag,
    /// A reply of bytes.
    Bulk,
    /// A reply of unordered strings, each once.
    Members,
    /// A reply that is one of these words, or one that a newer server knows.
    Word(Vec<String>),
    /// A reply that can be anything.
    Anything,
}

/// How a language writes types.
pub trait Types {
    /// A type in the language.
    type Written;

    /// A type without parts.
    fn leaf(&self, leaf: &Leaf) -> Self::Written;

    /// Something, or nothing.
    fn optional(&self, of: Self::Written) -> Self::Written;

    /// Any number of values.
    fn list(&self, of: Self::Written) -> Self::Written;

    /// Values by their names.
    fn map(&self, of: Self::Written) -> Self::Written;

    /// The record of this name.
    fn record(&self, name: &str) -> Self::Written;

    /// A parameter with parts, whose types are written.
    fn group(&self, parts: Vec<(&Part, Self::Written)>) -> Self::Written;

    /// One of several alternatives, whose types are written.
    fn any_of(&self, parts: Vec<(&Part, Self::Written)>) -> Self::Written;
}

impl Type {
    /// The type as a language writes it.
    pub fn write<T: Types + ?Sized>(&self, types: &T) -> T::Written {
        match self {
            Self::Leaf(leaf) => types.leaf(leaf),
            Self::Optional(of) => types.optional(of.write(types)),
            Self::List(of) => types.list(of.write(types)),
            Self::Map(of) => types.map(of.write(types)),
            Self::Record(name) => types.record(name),
            Self::Group(parts) => types.group(written(parts, types)),
            Self::OneOf(parts) => types.any_of(written(parts, types)),
        }
    }
}

fn written<'p, T: Types + ?Sized>(parts: &'p [Part], types: &T) -> Vec<(&'p Part, T::Written)> {
    parts.iter().map(|part| (part, part.of.write(types))).collect()
}
