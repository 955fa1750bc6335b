//! Entries of a catalogue that are not finished, in its own words.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// What stands where a person has to write something.
pub(crate) use crate::catalogue::TODO;

/// An operation.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Operation {
    pub name: String,
    pub title: String,
    pub command: String,
    pub since: String,
    pub summary: String,
    pub access: Access,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry: Option<Json>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nodes: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub combine: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocking: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<String>,
    pub params: Vec<Param>,
    pub reply: Reply,
}

/// Whether a command changes data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Access {
    Read,
    Write,
}

/// A reply as a catalogue has it.
pub(crate) type Reply = IndexMap<String, Json>;

/// A parameter.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Param {
    pub name: String,
    pub label: String,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<Word>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Json>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needs: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub count: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeat: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub single: Option<String>,
    pub description: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub params: Vec<Param>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub one_of: Vec<Param>,
}

/// A word that a parameter takes.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Word {
    Plain(String),
    /// Where the token gives no name.
    Named {
        name: String,
        token: String,
    },
}

impl Param {
    /// A parameter with this name in lower snake case, and a label made of it.
    pub fn new(name: &str) -> Self {
        let mut param = Self { description: TODO, ..Self::default() };
        param.rename(name);
        param
    }

    /// Gives it another name, and a label made of that.
    pub fn rename(&mut self, name: &str) {
        name.clone_into(&mut self.name);
        let words = name.replace('_', " ");
        self.label = match words.char_indices().nth(1) {
            Some((at, _)) => words[..at].to_uppercase() + &words[at..],
            None => words.to_uppercase(),
        };
    }

    /// Whether it is only a token.
    pub fn is_flag(&self) -> bool {
        self.kind == Some("flag")
    }

    /// This parameter, its parts and its alternatives.
    pub fn walk(&self) -> Box<dyn Iterator<Item = &Param> + '_> {
        let inner = self.params.iter().chain(&self.one_of).flat_map(Param::walk);
        Box::new(std::iter::once(self).chain(inner))
    }
}

/// The name of something as a catalogue has it: lower snake case, with a letter at its start.
pub(crate) fn snake(text: &str) -> String {
    let mut name = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            name.push(c.to_ascii_lowercase());
        } else if !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
    }
    let name = name.trim_end_matches('_');
    if name.starts_with(|c: char| c.is_ascii_lowercase()) { name.to_owned() } else { format!("n{name}") }
}
