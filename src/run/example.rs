//! Examples, run: whether a server answers what the catalogue says.

use sigma_redis_runtime::Client;

use super::compare::{Comparison, is_in_any_order};
use super::response::{Entry, Response, Slot};
use super::value::Value;
use super::{Failure, call, clear, plain};
use crate::catalogue::Catalogue;
use crate::catalogue::model::{Answer, Datum, Example, Expected, Operation};

/// What a server answered that an example does not expect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// To what it answered.
    pub at: At,
    /// What the example expects.
    pub expected: String,
    /// What came.
    pub found: String,
}

/// What came of an example.
#[derive(Clone, Debug, Default)]
pub struct Ran {
    /// What is not as the example says.
    pub differences: Vec<Difference>,
    /// The response to its call; none where the call was not made, because the data could not be prepared.
    pub response: Option<Response>,
}

/// A part of an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum At {
    /// The command at this position of `given`.
    Given(usize),
    /// The result of this name; the one for a value of it, where each has its own.
    Result(String, Option<String>),
    /// The command at this position of `after`.
    After(usize),
}

/// Runs an example of an operation on an empty database. All keys of the database are deleted before.
///
/// # Errors
/// When the database cannot be emptied; then nothing was run.
pub async fn example(
    client: &Client,
    catalogue: &Catalogue,
    operation: &Operation,
    example: &Example,
) -> Result<Ran, Failure> {
    clear(client).await?;
    let mut differences = Vec::new();
    for (at, words) in example.given.iter().enumerate() {
        if let Err(failure) = plain(client, words).await {
            let expected = "no error".to_owned();
            differences.push(Difference { at: At::Given(at), expected, found: failure.message });
        }
    }
    if !differences.is_empty() {
        // What comes now says nothing.
        return Ok(Ran { differences, response: None });
    }
    let answer = call(client, catalogue, operation, &example.call).await;
    differences.extend(compare(catalogue, operation, example, &answer.response));
    for (at, after) in example.after.iter().enumerate() {
        let outcome = plain(client, &after.run).await;
        if !outcome.as_ref().is_ok_and(|value| is_in_any_order(value, &after.is)) {
            let (expected, found) = (after.is.json(), shown(&outcome));
            differences.push(Difference { at: At::After(at), expected, found });
        }
    }
    Ok(Ran { differences, response: Some(answer.response) })
}

/// What of a response to an example's call is not as the example says.
pub fn compare(
    catalogue: &Catalogue,
    operation: &Operation,
    example: &Example,
    response: &Response,
) -> Vec<Difference> {
    let mut differences = Vec::new();
    let results = response.results();
    for (name, expected) in &example.results {
        let set = example.call.iter().enumerate().rfind(|(at, set)| match operation.key() {
            Some(key) => matches!(set.get(&key.name), Some(Datum::Text(key)) if key == name),
            None => at.to_string() == *name,
        });
        let reply = set.map_or(&operation.reply.usual, |(_, set)| operation.reply_to(set));
        let comparison = Comparison { catalogue, reply };
        result(&comparison, name, expected, results.get(name.as_str()), &mut differences);
    }
    differences
}

/// Adds what is not as it is expected of what stands under a name.
fn result(
    comparison: &Comparison<'_>,
    name: &str,
    expected: &Expected,
    slot: Option<&Slot<'_>>,
    differences: &mut Vec<Difference>,
) {
    let mut differ = |value: Option<&String>, expected, found| {
        let at = At::Result(name.to_owned(), value.cloned());
        differences.push(Difference { at, expected, found });
    };
    match (expected, slot) {
        (Expected::Each(each), Some(Slot::Each(entries))) => {
            for (value, expected) in each {
                match entries.get(value.as_str()) {
                    Some(entry) if comparison.is(&entry.outcome, expected) => {}
                    entry => differ(Some(value), said(expected), found(entry.copied())),
                }
            }
        }
        // Of the nodes, one answers what is expected.
        (expected, Some(Slot::Each(nodes))) => {
            if !nodes.values().any(|entry| comparison.is(&entry.outcome, expected)) {
                let all = nodes.iter().map(|(node, entry)| format!("{node}: {}", found(Some(entry))));
                differ(None, said(expected), all.collect::<Vec<_>>().join(", "));
            }
        }
        (expected, Some(Slot::One(entry))) if comparison.is(&entry.outcome, expected) => {}
        (expected, Some(Slot::One(entry))) => differ(None, said(expected), found(Some(entry))),
        (expected, None) => differ(None, said(expected), found(None)),
    }
}

/// What an example expects, for people.
fn said(expected: &Expected) -> String {
    match expected {
        Expected::Reply(Answer::Like { like }) => format!("text like {}", json(like)),
        Expected::Reply(answer) => json(answer),
        Expected::Error(part) => format!("an error with {}", json(part)),
        Expected::Each(_) => "a result for each value".to_owned(),
    }
}

fn found(entry: Option<&Entry>) -> String {
    entry.map_or_else(|| "nothing".to_owned(), |entry| shown(&entry.outcome))
}

fn shown(outcome: &Result<Value, Failure>) -> String {
    match outcome {
        // JavaScript's JSON has a form of its own for large ones.
        Ok(Value::Integer(number)) => number.to_string(),
        Ok(value) => json(value),
        Err(failure) => format!("the error {}", json(&failure.message)),
    }
}

/// There is nothing in these values that has no JSON.
fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
