//! Operations of a catalogue that is known only at run time, on real servers.
//!
//! A call takes parameter sets as examples have them, and gives what the JavaScript SDK would: its response as JSON, with
//! its codes and texts of errors. Connections, clusters, redirections and time limits are those of the Rust client.
//!
//! ```no_run
//! use sigma_gen::catalogue::{Source, load};
//! use sigma_gen::run;
//! use sigma_redis_runtime::Client;
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let catalogue = load(&Source::builtin())?;
//! let get = catalogue.operations().find(|operation| operation.name == "get").expect("it has GET");
//! let client = Client::connect("redis://127.0.0.1:6379").await?;
//! let answer = run::call(&client, &catalogue, get, &get.examples[0].call).await;
//! println!("{}", serde_json::to_string(&answer)?);
//! # Ok(())
//! # }
//! ```

mod about;
mod address;
mod asked;
mod combine;
mod command;
mod compare;
mod decode;
mod example;
mod failure;
mod kinds;
mod plain;
mod recording;
mod response;
mod value;
mod words;

use std::time::Instant;

use indexmap::IndexMap;
use sigma_redis_runtime::{Bytes, Client, Error};

use crate::catalogue::Catalogue;
use crate::catalogue::model::{Access, Datum, NodeSet, Operation};
#[cfg(feature = "panel")]
pub(crate) use about::About;
pub(crate) use about::about;
#[cfg(feature = "panel")]
pub(crate) use address::url_escaped;
pub(crate) use address::{Address, PASSWORD, password_in};
use asked::Asked;
use combine::combined;
use command::{Answered, On, Raw, send};
use decode::Decoder;
pub use example::{At, Difference, Ran, compare, example};
pub use failure::Failure;
pub use plain::{clear, count_keys, plain};
pub(crate) use recording::recorded;
pub use response::{Answer, Entry, Response, Slot};
pub use value::{Text, Value};

/// Runs an operation of the catalogue once for each parameter set, as one call.
///
/// The sets are as in [an example's call](crate::catalogue::model::Example::call). What does not fit a parameter fails
/// alone, as an operation does that the server refuses. Reads are sent again after a broken connection, writes never.
pub async fn call(
    client: &Client,
    catalogue: &Catalogue,
    operation: &Operation,
    sets: &[IndexMap<String, Datum>],
) -> Answer {
    let started = Instant::now();
    let asked = asked::of(operation, sets);
    let commands: Vec<_> = asked.iter().filter_map(|asked| asked.command.clone().ok()).collect();
    let on = operation.nodes.map(|nodes| match nodes.set {
        NodeSet::Shards => On::Shards,
        NodeSet::All => On::AllNodes,
    });
    let mut answered = send(client, &commands, on, operation.access == Access::Read).await.into_iter();
    let call = Call { catalogue, operation, sets };
    let (mut entries, mut sent) = (Vec::with_capacity(asked.len()), Vec::with_capacity(commands.len()));
    for Asked { set, key, value, command } in asked {
        let outcomes = match &command {
            Ok(_) => answered.next().map(|answered| call.outcomes(answered, set)).unwrap_or_default(),
            Err(failure) => vec![(None, Err(failure.clone()))],
        };
        let is_sent = outcomes.iter().any(|(_, outcome)| !outcome.as_ref().is_err_and(Failure::is_unsent));
        if let Some(command) = command.ok().filter(|_| is_sent) {
            sent.push(command.words.iter().map(|word| Text(word.bytes.to_vec())).collect());
        }
        entries.extend(outcomes.into_iter().map(|(node, outcome)| Entry {
            key: key.clone(),
            value: node.or_else(|| value.clone()),
            outcome,
        }));
    }
    Answer { response: Response { entries }, commands: sent, time: started.elapsed() }
}

/// The commands of parameter sets: their words, and whether each is a key. Of a set that does not fit the parameters there is
/// none.
pub(crate) fn commands(operation: &Operation, sets: &[IndexMap<String, Datum>]) -> Vec<Vec<(Bytes, bool)>> {
    let commands = asked::of(operation, sets).into_iter().filter_map(|asked| asked.command.ok());
    commands
        .map(|command| command.words.iter().map(|word| (word.bytes.clone(), word.is_key)).collect())
        .collect()
}

struct Call<'a> {
    catalogue: &'a Catalogue,
    operation: &'a Operation,
    sets: &'a [IndexMap<String, Datum>],
}

/// What became of a command, with the address of the node where each has its own.
type Outcome = (Option<String>, Result<Value, Failure>);

impl Call<'_> {
    /// What became of a command for the parameter set at a position of the call.
    fn outcomes(&self, answered: Answered, set: usize) -> Vec<Outcome> {
        let combine = self.operation.nodes.and_then(|nodes| nodes.combine);
        match (answered, combine) {
            (Answered::One(result), _) => vec![(None, self.decode(result, set))],
            (Answered::Nodes(nodes), Some(how)) => vec![(None, self.decode(combined(nodes, how), set))],
            (Answered::Nodes(nodes), None) => {
                let outcome = |(node, result): (Bytes, _)| {
                    (Some(node.to_string_lossy().into_owned()), self.decode(result, set))
                };
                nodes.into_iter().map(outcome).collect()
            }
        }
    }

    fn decode(&self, result: Result<Raw, Error>, set: usize) -> Result<Value, Failure> {
        let raw = result.map_err(|error| Failure::of(&error, &self.operation.name, set))?;
        let values = &self.sets[set];
        let is_given = |name: &str| self.operation.is_given(name, values);
        let decoder = Decoder { catalogue: self.catalogue, is_given: &is_given };
        decoder.reply(&raw, self.operation.reply_to(values)).ok_or_else(|| Failure::unexpected(&raw))
    }
}
