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
    /// A parameter that is a whole number of seconds.
    Seconds,
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
}

impl Type {
    /// The type as a language writes it.
    pub fn write<T: Types + ?Sized>(&self, types: &T) -> T::Written {
        match self {
            Self::Leaf(leaf) => types.leaf(leaf),
            Self::Optional(of) => types.optional(of.write(types)),
            Self::List(of) => types.list(of.write(types)),
        }
    }
}
