//! `sigma-gen import`: entries of a catalogue, drafted from what a server tells of its commands.
//!
//! The server's tree of arguments gives the parameters, by rules that know no command. What commands reply no server tells:
//! a table has it. Nobody knows what a summary or an example should say, so that is left to a person, and marked.

mod append;
mod arguments;
mod draft;
mod facts;
mod operation;
mod print;

use sigma_redis_runtime::Client;

use crate::catalogue;
use crate::commands::Commands;
use crate::diagnostic::quoted;
use crate::run::Failure;
pub use append::append;
use draft::{Operation, snake};
use facts::Facts;

/// Which commands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// These: their words in any case.
    Commands(Vec<String>),
    /// Those of a group, such as `hash` or `sorted_set`.
    Group(String),
    /// All that a call can run.
    All,
}

/// What was drafted.
#[derive(Debug)]
pub struct Drafts {
    /// The version of the server.
    pub version: String,
    /// Operations by their groups, in the server's order.
    groups: Vec<(String, Vec<Operation>)>,
}

/// A command that cannot be drafted, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// Drafts entries for commands of a server. It is only asked what it knows of them.
///
/// # Errors
/// The inner one tells every command that cannot be drafted; the outer one why the server does not answer.
pub async fn import(client: &Client, wanted: &Wanted) -> Result<Result<Drafts, Vec<Refusal>>, Failure> {
    let told = Commands::ask(client).await?;
    let refused = |name: &str| refused(name, &told);
    let Commands { version, commands, .. } = &told;
    let group_of = |name: &str| {
        let group =
            commands.get(name).and_then(|command| command.docs.as_ref()).map(|docs| docs.group.as_str());
        snake(group.filter(|group| !group.is_empty()).unwrap_or("other"))
    };
    // Servers tell them in an order of their own, which is not the same twice.
    let mut all: Vec<_> = commands.keys().filter(|name| refused(name).is_none()).cloned().collect();
    all.sort_unstable_by_key(|name| (group_of(name), name.clone()));
    let names: Vec<String> = match wanted {
        Wanted::All => all,
        Wanted::Group(asked) => {
            let group = snake(asked);
            let names: Vec<_> = all.into_iter().filter(|name| group_of(name) == group).collect();
            if names.is_empty() {
                let mut known: Vec<_> = commands.keys().map(|name| group_of(name)).collect();
                known.sort_unstable();
                known.dedup();
                let message = format!("the server has no group {}", quoted(asked));
                return Ok(Err(vec![Refusal { message, help: format!("it has {}", known.join(", ")) }]));
            }
            names
        }
        Wanted::Commands(wanted) => {
            let mut names = Vec::new();
            let mut refusals = Vec::new();
            for asked in wanted {
                let name = asked.split_whitespace().collect::<Vec<_>>().join(" ").to_ascii_uppercase();
                match refused(&name) {
                    Some(refusal) => refusals.push(refusal),
                    None if !commands.contains_key(&name) => refusals.push(unknown(&name, &told)),
                    None if names.contains(&name) => {}
                    None => names.push(name),
                }
            }
            if !refusals.is_empty() {
                return Ok(Err(refusals));
            }
            names
        }
    };
    let mut groups: Vec<(String, Vec<Operation>)> = Vec::new();
    for name in names {
        let drafted = operation::draft(&name, &commands[&name]);
        let group = group_of(&name);
        match groups.iter_mut().find(|(name, _)| *name == group) {
            Some((_, operations)) => operations.push(drafted),
            None => groups.push((group, vec![drafted])),
        }
    }
    Ok(Ok(Drafts { version: version.clone(), groups }))
}

/// Why a command cannot be drafted.
fn refused(name: &str, told: &Commands) -> Option<Refusal> {
    let cannot = |reason: &str, help: &str| {
        let message = format!("{} cannot be an operation: {reason}", quoted(name));
        Some(Refusal { message, help: help.to_owned() })
    };
    if let Some((reason, instead)) = catalogue::refused(name) {
        return cannot(reason, instead);
    }
    let command = told.commands.get(name)?;
    if command.docs.is_none() && catalogue::waits(name) {
        let reason =
            format!("it waits, and Redis {} does not tell which argument says how long", told.version);
        return cannot(&reason, "ask a server of Redis 7.0 or newer");
    }
    if command.docs.is_none() && command.info.has_hidden_keys() {
        let reason = format!("Redis {} does not tell which of its words are keys", told.version);
        return cannot(&reason, "ask a server of Redis 7.0 or newer");
    }
    None
}

fn unknown(name: &str, told: &Commands) -> Refusal {
    let (message, help) = told.unknown(name);
    let otherwise = match told.are_undocumented() {
        true => "ask a server of Redis 7.0 or newer: older ones do not tell of subcommands",
        false => "ask a newer server, or one with the module that has it",
    };
    Refusal { message, help: help.unwrap_or_else(|| otherwise.to_owned()) }
}

impl Drafts {
    /// The names of the operations.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.groups.iter().flat_map(|(_, operations)| operations).map(|operation| operation.name.as_str())
    }

    /// The drafts as YAML to paste: the records that the replies are made of, and the operations of each group.
    pub fn yaml(&self) -> String {
        let mut text = format!("# From Redis {}.\n", self.version);
        let records = records_of(self.groups.iter().flat_map(|(_, operations)| operations));
        if !records.is_empty() {
            text += "\n# For `records`:\n";
            records.iter().for_each(|record| text += &record.yaml());
        }
        for (group, operations) in &self.groups {
            text += &format!("\n# For `operations` of the group `{group}`:\n");
            text += &print::yaml(operations);
        }
        text
    }
}

/// The records that the replies of operations are made of.
fn records_of<'d>(operations: impl Iterator<Item = &'d Operation>) -> Vec<Record> {
    let facts = Facts::get();
    let mut names = Vec::new();
    for operation in operations {
        for name in facts.records_of(&operation.reply) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names.into_iter().map(|name| Record { name, fields: &facts.records[name] }).collect()
}

/// A record of the table.
struct Record {
    name: &'static str,
    fields: &'static indexmap::IndexMap<String, serde_json::Value>,
}

impl Record {
    /// Whether its fields have these names.
    fn has_fields(&self, names: &[&str]) -> bool {
        let fields = self.fields.get("fields").and_then(serde_json::Value::as_array);
        fields.into_iter().flatten().filter_map(|field| field.get("name")?.as_str()).eq(names.iter().copied())
    }

    /// An entry of `records`.
    fn yaml(&self) -> String {
        let name = ("name".to_owned(), serde_json::Value::from(self.name));
        let members = self.fields.iter().map(|(name, value)| (name.clone(), value.clone()));
        print::yaml(&[std::iter::once(name).chain(members).collect::<serde_json::Map<_, _>>()])
    }
}
