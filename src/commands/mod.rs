//! What a server tells of its commands: their words, arities, flags and keys by `COMMAND`, and since Redis 7.0 their
//! arguments and summaries by `COMMAND DOCS`. Nothing else is asked, and no command is run.

mod docs;
mod info;

use indexmap::IndexMap;
use sigma_redis_runtime::Client;

use crate::catalogue::model::Datum;
use crate::diagnostic::{closest, quoted};
use crate::run::{self, Failure, Value};
pub(crate) use docs::{Argument, ArgumentType, Docs};
pub(crate) use info::Info;

/// The commands of a server.
#[derive(Debug)]
pub(crate) struct Commands {
    /// The version of Redis that the server says it is, or is like; empty where it does not tell.
    pub version: String,
    /// The commands and subcommands that can be called, by their names: words in upper case with a space between them.
    pub commands: IndexMap<String, Command>,
    /// Commands that only have subcommands.
    containers: Vec<String>,
}

/// A command.
#[derive(Debug)]
pub(crate) struct Command {
    pub info: Info,
    /// Servers before 7.0 have none.
    pub docs: Option<Docs>,
}

impl Commands {
    /// Asks a server.
    ///
    /// # Errors
    /// What the server answered, or why nothing did.
    pub async fn ask(client: &Client) -> Result<Self, Failure> {
        let version = run::about(client).await.version.unwrap_or_default();
        let mut docs = match ask(client, &["COMMAND", "DOCS"]).await {
            Ok(docs) => docs::read(&docs),
            // Before 7.0 there is no such command.
            Err(failure) if failure.code == "ERR" => IndexMap::new(),
            Err(failure) => return Err(failure),
        };
        let infos = info::read(&ask(client, &["COMMAND"]).await?);
        let subcommands: Vec<_> = infos.keys().filter(|name| name.contains(' ')).cloned().collect();
        let has_subcommands = |name: &str| subcommands.iter().any(|known| is_subcommand(known, name));
        let tells_docs = !docs.is_empty();
        // What only has subcommands cannot be called.
        let is_container = |name: &str, info: &Info, docs: Option<&Docs>| match docs {
            Some(docs) => has_subcommands(name) && docs.arguments.is_none() && info.arity != -1,
            None => !tells_docs && info.takes_subcommand(),
        };
        let (mut commands, mut containers) = (IndexMap::new(), Vec::new());
        for (name, info) in infos {
            let docs = docs.swap_remove(&name);
            if is_container(&name, &info, docs.as_ref()) {
                containers.push(name);
            } else {
                commands.insert(name, Command { info, docs });
            }
        }
        Ok(Self { version, commands, containers })
    }

    /// Whether the first word of a command is one that has subcommands, which servers before 7.0 do not tell.
    pub fn has_container(&self, name: &str) -> bool {
        let is_known = |word: &str| {
            self.containers.iter().any(|known| known == word) || self.commands.contains_key(word)
        };
        name.split_once(' ').is_some_and(|(container, _)| is_known(container))
    }

    /// That the server has no command of this name, and what is meant, where something is like it.
    pub fn unknown(&self, name: &str) -> (String, Option<String>) {
        let known = self.commands.keys().filter(|known| is_subcommand(known, name));
        let subcommands: Vec<_> = known.map(|known| format!("`{known}`")).collect();
        if !subcommands.is_empty() {
            let help = format!("name one of its subcommands: {}", subcommands.join(", "));
            return (format!("{} alone is no command", quoted(name)), Some(help));
        }
        let message = format!("the server, Redis {}, has no command {}", self.version, quoted(name));
        let like = closest(name, self.commands.keys().map(String::as_str));
        (message, like.map(|known| format!("did you mean {}?", quoted(known))))
    }

    /// The keys of a command's line, which is not run; or the reason why the server cannot tell.
    ///
    /// # Errors
    /// Why nothing was answered.
    pub async fn keys(
        &self,
        client: &Client,
        line: &[String],
    ) -> Result<Result<Vec<String>, String>, Failure> {
        let words: Vec<_> =
            ["COMMAND", "GETKEYS"].into_iter().chain(line.iter().map(String::as_str)).collect();
        match ask(client, &words).await {
            Ok(keys) => Ok(Ok(texts(&keys))),
            Err(failure) if failure.code == "ERR" => Ok(Err(failure.message)),
            Err(failure) => Err(failure),
        }
    }

    /// Why a user may not run a command's line, which is not run.
    ///
    /// # Errors
    /// What the server answered, or why nothing did.
    pub async fn refusal(
        &self,
        client: &Client,
        user: &str,
        line: &[String],
    ) -> Result<Option<String>, Failure> {
        let words: Vec<_> =
            ["ACL", "DRYRUN", user].into_iter().chain(line.iter().map(String::as_str)).collect();
        let answer = text(&ask(client, &words).await?).unwrap_or_default();
        Ok((answer != "OK").then_some(answer))
    }

    /// Whether the server is older than 7.0, and tells neither of arguments nor of subcommands.
    pub fn are_undocumented(&self) -> bool {
        self.commands.values().all(|command| command.docs.is_none())
    }
}

/// Whether a name is that of a subcommand of a command.
fn is_subcommand(name: &str, command: &str) -> bool {
    name.strip_prefix(command).is_some_and(|rest| rest.starts_with(' '))
}

async fn ask(client: &Client, words: &[&str]) -> Result<Value, Failure> {
    let words: Vec<_> = words.iter().map(|word| Datum::Text((*word).to_owned())).collect();
    run::plain(client, &words).await
}

/// The names and values of a map, which RESP 2 sends as one list.
fn pairs(value: &Value) -> Vec<(String, &Value)> {
    match value {
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), value)).collect(),
        Value::List(items) => {
            let (pairs, _) = items.as_chunks::<2>();
            pairs.iter().filter_map(|[name, value]| Some((text(name)?, value))).collect()
        }
        _ => Vec::new(),
    }
}

fn items(value: &Value) -> &[Value] {
    match value {
        Value::List(items) => items,
        _ => &[],
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.to_string_lossy().into_owned()),
        _ => None,
    }
}

fn texts(value: &Value) -> Vec<String> {
    items(value).iter().filter_map(text).collect()
}

/// A command's words as servers name them, `xgroup|create`, as they are typed.
fn words(name: &str) -> String {
    name.replace('|', " ").to_ascii_uppercase()
}
