//! What an operation takes.

use super::Datum;
use crate::languages::types::{Leaf, Part, Type};

/// One parameter of an operation, a part of one, or an alternative.
#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    /// The parameter's name: lower snake case, unique in its scope. Alternatives share the scope of the parameter that
    /// they are for.
    pub name: String,
    /// The name for people, such as `Set`.
    pub label: String,
    /// What it takes.
    pub shape: Shape,
    /// The words that go on the wire before it.
    pub token: Option<String>,
    /// Whether it has to be given.
    pub presence: Presence,
    /// The parameter without which it cannot be given.
    pub needs: Option<String>,
    /// Whether the number of values goes on the wire before them.
    pub count: bool,
    /// How often it may be given.
    pub repeat: Repeat,
    /// The name under which one value may be given without a list (`value` for `values`); only for
    /// a repeated parameter.
    pub single: Option<String>,
    /// The first Redis version that has it, where that is not the operation's.
    pub since: Option<String>,
    /// What it is for.
    pub description: String,
}

/// What a parameter takes.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// One value.
    Value(Kind),
    /// One of these words; at least one.
    Word(Vec<Word>),
    /// A value for each of these parts, which go on the wire one after the other; at least one.
    Group(Vec<Param>),
    /// One of these alternatives; at least one. A caller gives it under its own name.
    OneOf(Vec<Param>),
}

/// A word that a parameter takes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "engine", derive(serde::Serialize, schemars::JsonSchema))]
pub struct Word {
    /// Its name: lower snake case.
    pub name: String,
    /// What goes on the wire.
    pub token: String,
}

/// Whether a parameter has to be given.
#[derive(Clone, Debug, PartialEq)]
pub enum Presence {
    /// It has to be.
    Required,
    /// It may be left out; then nothing goes on the wire.
    Optional,
    /// It may be left out; then this value goes on the wire.
    Default(Datum),
}

/// The type of one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "engine", derive(serde::Serialize, schemars::JsonSchema))]
#[cfg_attr(feature = "engine", serde(rename_all = "snake_case"))]
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
    /// A floating-point number of 64 bits; infinite, too, but a number.
    Double,
    /// A positive whole number of milliseconds.
    Milliseconds,
    /// A positive time to wait: seconds, with up to three decimals.
    Timeout,
    /// A time from 1970 on, in whole seconds.
    UnixSeconds,
    /// A time from 1970 on, in whole milliseconds.
    UnixMilliseconds,
    /// Whether the token goes on the wire. Never repeated, and always [`Presence::Optional`].
    Flag,
}

impl Kind {
    /// What a [`Timeout`](Self::Timeout) takes, for messages.
    pub const TIMEOUTS: &'static str =
        "a number of seconds from 0.001 to 31536000, with three decimals at most";

    /// Whether a [`Timeout`](Self::Timeout) may be so many seconds: the clients wait whole milliseconds, and no longer
    /// than a year.
    pub fn is_timeout(seconds: f64) -> bool {
        const YEAR: f64 = 365.0 * 24.0 * 60.0 * 60.0;
        (0.001..=YEAR).contains(&seconds) && (seconds * 1000.0).round() / 1000.0 == seconds
    }
}

/// How often a parameter may be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "engine", derive(serde::Serialize, schemars::JsonSchema))]
#[cfg_attr(feature = "engine", serde(rename_all = "snake_case"))]
pub enum Repeat {
    /// Exactly once.
    Once,
    /// A list of at least one, all of it in one command.
    Variadic,
    /// The same, with the token before each value.
    WithToken,
    /// A list of at least one group, all of it in one command: the first parts of all of them, then the second parts.
    Columns,
    /// A list of at least one; the operation runs once for each, and each has its own result.
    Each,
}

/// A name under which a caller gives a value.
#[derive(Clone, Copy, Debug)]
pub struct Name<'p> {
    /// The name: a parameter's, one for a single value of its list, or an alternative's.
    pub name: &'p str,
    /// The parameter that must not be given twice: for an alternative the choice.
    pub owner: &'p Param,
    /// What takes the value.
    pub param: &'p Param,
}

impl Param {
    /// The names under which a caller gives values to parameters that stand side by side, in their order.
    pub fn names(params: &[Param]) -> Vec<Name<'_>> {
        let mut names = Vec::new();
        for owner in params {
            match &owner.shape {
                Shape::OneOf(parts) if owner.repeat == Repeat::Once => {
                    names.extend(parts.iter().map(|param| Name { name: &param.name, owner, param }));
                }
                _ => {
                    let own = [Some(&owner.name), owner.single.as_ref()].into_iter().flatten();
                    names.extend(own.map(|name| Name { name, owner, param: owner }));
                }
            }
        }
        names
    }

    /// Whether it is one key, which may not be left out.
    pub fn is_one_key(&self) -> bool {
        self.is_value(Kind::Key) && self.repeat == Repeat::Once && self.is_required()
    }

    /// Whether it takes a value of this type.
    pub fn is_value(&self, kind: Kind) -> bool {
        self.shape == Shape::Value(kind)
    }

    /// Whether it has to be given.
    pub fn is_required(&self) -> bool {
        self.presence == Presence::Required
    }

    /// Its parts or alternatives; none of a value.
    pub fn parts(&self) -> &[Param] {
        match &self.shape {
            Shape::Group(parts) | Shape::OneOf(parts) => parts,
            Shape::Value(_) | Shape::Word(_) => &[],
        }
    }

    /// Whether it is one of several alternatives, each of which a caller gives under its own name.
    pub fn is_choice(&self) -> bool {
        matches!(self.shape, Shape::OneOf(_)) && self.repeat == Repeat::Once
    }

    /// Whether it, or a part of it, is a key.
    pub fn has_key(&self) -> bool {
        self.is_value(Kind::Key) || self.parts().iter().any(Param::has_key)
    }

    /// The name for one of its values: `member` of `members`.
    pub fn one_name(&self) -> &str {
        match &self.single {
            Some(single) => single,
            None if self.repeat != Repeat::Once => self.name.strip_suffix('s').unwrap_or(&self.name),
            None => &self.name,
        }
    }

    /// Adds what becomes a type of its own, of a parameter that is reached by these names.
    pub(super) fn named_types<'p>(&'p self, outer: &[&'p str], types: &mut Vec<Vec<&'p str>>) {
        let path = || outer.iter().copied().chain([self.one_name()]).collect::<Vec<_>>();
        if !matches!(self.shape, Shape::Value(_)) {
            types.push(path());
        }
        // Alternatives are in the scope around the choice, unless each value of a list is one.
        let inner = if self.is_choice() { outer.to_vec() } else { path() };
        for part in self.parts() {
            part.named_types(&inner, types);
        }
    }

    /// The type of one value.
    pub fn value_type(&self) -> Type {
        Type::Leaf(match &self.shape {
            Shape::Value(kind) => match kind {
                Kind::Key => Leaf::Key,
                Kind::String => Leaf::Text,
                Kind::Integer => Leaf::Integer,
                Kind::Seconds => Leaf::Seconds,
                Kind::Any => Leaf::Any,
                Kind::Double => Leaf::Double,
                Kind::Milliseconds => Leaf::Milliseconds,
                Kind::Timeout => Leaf::Timeout,
                Kind::UnixSeconds => Leaf::UnixSeconds,
                Kind::UnixMilliseconds => Leaf::UnixMilliseconds,
                Kind::Flag => Leaf::Switch,
            },
            Shape::Word(words) => Leaf::OneOfWords(words.iter().map(|word| word.token.clone()).collect()),
            Shape::Group(parts) => return Type::Group(parts.iter().map(Part::new).collect()),
            Shape::OneOf(parts) => return Type::OneOf(parts.iter().map(Part::new).collect()),
        })
    }

    /// The type of what it takes: a list where it repeats.
    pub fn full_type(&self) -> Type {
        let value = self.value_type();
        if self.repeat == Repeat::Once { value } else { Type::List(Box::new(value)) }
    }
}

impl Part {
    fn new(param: &Param) -> Self {
        Self { name: param.name.clone(), of: param.full_type(), is_required: param.is_required() }
    }
}
