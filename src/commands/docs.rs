//! `COMMAND DOCS`: summaries, versions and the tree of arguments.

use indexmap::IndexMap;

use super::{items, pairs, text, texts, words};
use crate::run::Value;

/// What `COMMAND DOCS` tells of one command.
#[derive(Debug, Default)]
pub(crate) struct Docs {
    pub summary: String,
    /// The version that has it; empty where it is not told.
    pub since: String,
    /// Such as `sorted-set`; empty where it is not told.
    pub group: String,
    /// Since when it should not be used any more.
    pub deprecated_since: Option<String>,
    /// What to use instead, in words.
    pub replaced_by: Option<String>,
    /// Commands of modules may have none, although they take some.
    pub arguments: Option<Vec<Argument>>,
    /// Whether it comes with a module.
    pub is_of_module: bool,
}

/// An argument, or a group of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Argument {
    pub name: String,
    pub kind: ArgumentType,
    /// The word before the value, or that stands for it; it may be empty.
    pub token: Option<String>,
    pub since: Option<String>,
    pub is_optional: bool,
    /// Whether it may be repeated.
    pub is_multiple: bool,
    /// Whether the token is repeated with it.
    pub is_multiple_token: bool,
    /// The parts of a block, or the alternatives of a choice.
    pub arguments: Vec<Argument>,
}

/// What an argument is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ArgumentType {
    #[default]
    String,
    Integer,
    Double,
    Key,
    Pattern,
    UnixTime,
    /// Only the token.
    PureToken,
    /// One of its arguments.
    OneOf,
    /// Its arguments, one after the other.
    Block,
}

/// The answer of `COMMAND DOCS`: the commands and their subcommands.
pub(super) fn read(answer: &Value) -> IndexMap<String, Docs> {
    let mut all = IndexMap::new();
    for (name, command) in pairs(answer) {
        for (field, value) in pairs(command) {
            if field == "subcommands" {
                all.extend(pairs(value).into_iter().map(|(name, docs)| (words(&name), one(docs))));
            }
        }
        all.insert(words(&name), one(command));
    }
    all
}

fn one(command: &Value) -> Docs {
    let mut docs = Docs::default();
    for (field, value) in pairs(command) {
        match field.as_str() {
            "summary" => docs.summary = text(value).unwrap_or_default(),
            "since" => docs.since = text(value).unwrap_or_default(),
            "group" => docs.group = text(value).unwrap_or_default(),
            "deprecated_since" => docs.deprecated_since = text(value),
            // With marks of its own around commands and options: `SET` with the `!GET` argument.
            "replaced_by" => {
                docs.replaced_by = text(value).map(|text| text.replace("`!", "`").replace('`', ""))
            }
            "arguments" => docs.arguments = Some(items(value).iter().map(argument).collect()),
            "module" => docs.is_of_module = true,
            _ => {}
        }
    }
    docs
}

/// Replies are never nested deeper than the connection reads, so this recursion ends.
fn argument(value: &Value) -> Argument {
    let mut argument = Argument::default();
    for (field, value) in pairs(value) {
        match field.as_str() {
            "name" => argument.name = text(value).unwrap_or_default(),
            "type" => argument.kind = kind(&text(value).unwrap_or_default()),
            "token" => argument.token = text(value),
            "since" => argument.since = text(value),
            "flags" => {
                let flags = texts(value);
                let has = |flag: &str| flags.iter().any(|known| known == flag);
                argument.is_optional = has("optional");
                argument.is_multiple = has("multiple");
                argument.is_multiple_token = has("multiple_token");
            }
            "arguments" => argument.arguments = items(value).iter().map(self::argument).collect(),
            _ => {}
        }
    }
    argument
}

/// What a server may add one day is text.
fn kind(name: &str) -> ArgumentType {
    match name {
        "integer" => ArgumentType::Integer,
        "double" => ArgumentType::Double,
        "key" => ArgumentType::Key,
        "pattern" => ArgumentType::Pattern,
        "unix-time" => ArgumentType::UnixTime,
        "pure-token" => ArgumentType::PureToken,
        "oneof" => ArgumentType::OneOf,
        "block" => ArgumentType::Block,
        _ => ArgumentType::String,
    }
}
