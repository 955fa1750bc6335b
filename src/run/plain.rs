//! Commands beside those of operations: what prepares the data of an example, and what looks at it afterwards.

use std::sync::Arc;
use std::time::Duration;

use sigma_redis_runtime::Client;

use super::combine::combined;
use super::command::{Answered, Command, On, Raw, send};
use super::decode::any;
use super::failure::Failure;
use super::value::Value;
use super::words::Word;
use crate::catalogue::model::{Combine, Datum};

/// Runs a command of any words. In a cluster it goes where its keys are, which the server is asked for.
///
/// # Errors
/// What the server answered, or why nothing did.
pub async fn plain(client: &Client, words: &[Datum]) -> Result<Value, Failure> {
    let texts: Vec<_> = words.iter().map(Datum::text).collect();
    let question = ["COMMAND", "GETKEYS"].into_iter().chain(texts.iter().map(String::as_str));
    // A command without keys is an error here.
    let keys = match run(client, words_of(question, |_| false), None).await {
        Ok(Raw::List(keys)) => keys,
        _ => Vec::new(),
    };
    let is_key = |word: &str| keys.iter().any(|key| matches!(key, Raw::Bulk(key) if *key == word));
    let reply = run(client, words_of(texts.iter().map(String::as_str), is_key), None).await?;
    any(&reply).ok_or_else(|| Failure::unexpected(&reply))
}

/// How many keys the database has, or that of all masters of a cluster.
///
/// # Errors
/// What a server answered, or why one did not.
pub async fn count_keys(client: &Client) -> Result<i64, Failure> {
    match run(client, words_of(["DBSIZE"].into_iter(), |_| false), Some(Combine::Sum)).await? {
        Raw::Integer(count) => Ok(count),
        other => Err(Failure::unexpected(&other)),
    }
}

/// Deletes all keys of the database, or those of all masters of a cluster.
///
/// # Errors
/// What a server answered, or why one did not.
pub async fn clear(client: &Client) -> Result<(), Failure> {
    run(client, words_of(["FLUSHDB"].into_iter(), |_| false), Some(Combine::Same)).await.map(|_| ())
}

fn words_of<'w>(words: impl Iterator<Item = &'w str>, is_key: impl Fn(&str) -> bool) -> Vec<Word> {
    words.map(|word| Word { bytes: word.into(), is_key: is_key(word) }).collect()
}

/// Runs a command, on all masters where their answers become one.
async fn run(client: &Client, words: Vec<Word>, on_masters: Option<Combine>) -> Result<Raw, Failure> {
    let name = words.first().map(|word| word.bytes.to_string_lossy().to_lowercase()).unwrap_or_default();
    let commands = [Arc::new(Command { words, wait: Duration::ZERO, node: None })];
    let mut answered = send(client, &commands, on_masters.map(|_| On::Shards), false).await;
    let result = match (answered.pop(), on_masters) {
        (Some(Answered::One(result)), _) => result,
        (Some(Answered::Nodes(nodes)), Some(how)) => combined(nodes, how),
        // Each command is answered.
        _ => Ok(Raw::Nil),
    };
    result.map_err(|error| Failure::of(&error, &name, 0))
}
