//! Examples that docs print and tests run.

use indexmap::IndexMap;

/// An example that documentation prints and tests run.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "engine", derive(serde::Serialize, schemars::JsonSchema))]
pub struct Example {
    /// What the example shows, as a sentence.
    pub title: String,
    /// Commands that prepare the data, each a list of words.
    pub given: Vec<Vec<Datum>>,
    /// The parameter sets of the call, each complete: parameter name to value, in the operation's
    /// order. Alternatives have their own names. The value of a parameter that repeats is a list, also when the
    /// catalogue used the single form or the bare key; that of a group is a map.
    pub call: Vec<IndexMap<String, Datum>>,
    /// What the call answers: an entry for each distinct key of the call, in the call's order. Where results have no
    /// key, an entry for each parameter set, under its position.
    pub results: IndexMap<String, Expected>,
    /// Commands to run afterwards, and what they answer.
    pub after: Vec<After>,
}

/// What an operation of an example answers.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "engine", derive(serde::Serialize, schemars::JsonSchema))]
#[cfg_attr(feature = "engine", serde(rename_all = "snake_case"))]
pub enum Expected {
    /// This reply; the order of the members of a set does not count.
    Reply(Answer),
    /// An error whose message contains this text.
    Error(String),
    /// One answer for each value of the parameter for which the operation runs once each, by the value's text.
    Each(IndexMap<String, Expected>),
}

impl Expected {
    /// Whether there is a pattern in it.
    pub fn has_pattern(&self) -> bool {
        match self {
            Self::Reply(answer) => answer.has_pattern(),
            Self::Error(_) => false,
            Self::Each(values) => values.values().any(Self::has_pattern),
        }
    }
}

/// A reply that an example expects, or a part of one.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "engine", derive(serde::Serialize, schemars::JsonSchema))]
#[cfg_attr(feature = "engine", serde(untagged))]
pub enum Answer {
    /// Just this value: nothing, a number or text.
    Is(Datum),
    /// Text, or a number in its shortest form, that differs from time to time. A reply that is a map or a record has a
    /// mapping in any case, also one with this name alone.
    Like {
        /// What it looks like: `*` stands for any number of characters, `?` for one.
        like: String,
    },
    /// These values.
    List(Vec<Answer>),
    /// The values of a map by their names, or of a record's fields.
    Map(IndexMap<String, Answer>),
}

impl Answer {
    /// Whether there is a pattern in it.
    pub fn has_pattern(&self) -> bool {
        match self {
            Self::Is(_) => false,
            Self::Like { .. } => true,
            Self::List(items) => items.iter().any(Self::has_pattern),
            Self::Map(values) => values.values().any(Self::has_pattern),
        }
    }
}

/// A command that an example runs after its call.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "engine", derive(serde::Serialize, schemars::JsonSchema))]
pub struct After {
    /// The command's words.
    pub run: Vec<Datum>,
    /// Its reply; the order of a list does not count.
    pub is: Datum,
}

/// A value in an example, or in another call.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "engine", derive(serde::Serialize, schemars::JsonSchema))]
#[cfg_attr(feature = "engine", serde(untagged))]
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
    /// An expression of JavaScript, in the place of any of these. An example has none.
    #[cfg_attr(feature = "engine", serde(skip))]
    Code(String),
}
