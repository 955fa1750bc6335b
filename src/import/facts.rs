//! What no server tells of its commands: what they reply, and whether running one twice does harm.
//!
//! `data/commands.yaml` has it. The replies are those of the schemas in Valkey's source (BSD), or were seen on servers, in
//! this project's words.

use std::sync::LazyLock;

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value as Json;

use super::draft::{Access, Reply};

/// The table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Facts {
    /// Records that replies are made of, as a catalogue has them, by their names.
    pub records: IndexMap<String, IndexMap<String, Json>>,
    /// Commands by their words.
    pub commands: IndexMap<String, Fact>,
}

/// What is known of a command.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fact {
    /// What it replies, as a catalogue has it but for the texts; a word is a type.
    pub reply: Option<Json>,
    /// Whether it changes data, where the server's flags do not tell.
    pub access: Option<Access>,
    /// For writes, whether they may run twice; never without it.
    pub retry: Option<Json>,
    /// Better names of parameters, by those that the server's tree gives; each version may have another.
    #[serde(default)]
    pub names: IndexMap<String, String>,
    /// Better types of parameters, by their names.
    #[serde(default)]
    pub types: IndexMap<String, String>,
    /// What goes on the wire in place of a parameter that is left out.
    #[serde(default)]
    pub defaults: IndexMap<String, Json>,
}

impl Facts {
    /// The table that the program carries.
    pub fn get() -> &'static Self {
        static FACTS: LazyLock<Facts> = LazyLock::new(|| {
            let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/commands.yaml"));
            serde_yaml::from_str(text).unwrap_or_else(|error| panic!("commands.yaml: {error}"))
        });
        &FACTS
    }

    /// What is known of a command; nothing of one that is not in the table.
    pub fn of(command: &str) -> &'static Fact {
        static NOTHING: LazyLock<Fact> = LazyLock::new(Fact::default);
        Self::get().commands.get(command).unwrap_or(&NOTHING)
    }

    /// The names of the records that a reply is made of, each after those that it is made of itself.
    pub fn records_of(&'static self, reply: &Reply) -> Vec<&'static str> {
        let mut found = Vec::new();
        self.collect(reply.iter(), &mut found);
        found
    }

    /// Finds the types among the members of a reply, a field or a record.
    fn collect<'j>(
        &'static self,
        members: impl Iterator<Item = (&'j String, &'j Json)>,
        found: &mut Vec<&'static str>,
    ) {
        for (name, value) in members {
            match (name.as_str(), value) {
                ("type" | "of", Json::String(kind)) => {
                    let Some((kind, record)) = self.records.get_key_value(kind) else { continue };
                    if !found.contains(&kind.as_str()) {
                        self.collect(record.iter(), found);
                        found.push(kind);
                    }
                }
                ("of", Json::Object(held)) => self.collect(held.iter(), found),
                ("fields" | "when", Json::Array(items)) => {
                    items
                        .iter()
                        .filter_map(Json::as_object)
                        .for_each(|item| self.collect(item.iter(), found));
                }
                _ => {}
            }
        }
    }
}
