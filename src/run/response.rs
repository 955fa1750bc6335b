//! What a call gives back: the JavaScript SDK's response, as JSON has it.

use std::time::Duration;

use indexmap::IndexMap;
use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

use super::failure::Failure;
use super::value::{Text, Value};

/// What became of a call.
#[derive(Clone, Debug, Serialize)]
pub struct Answer {
    /// The results.
    pub response: Response,
    /// The commands that were sent, each a list of words. One that runs on several nodes is here once.
    pub commands: Vec<Vec<Text>>,
    /// How long it took; as JSON in milliseconds.
    #[serde(rename = "ms", serialize_with = "milliseconds")]
    pub time: Duration,
}

fn milliseconds<S: Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(time.as_micros() as f64 / 1000.0)
}

/// The results of one call.
#[derive(Clone, Debug)]
pub struct Response {
    /// All of them, in the order asked.
    pub entries: Vec<Entry>,
}

/// One result.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its name in the results: a key, or the position of a parameter set. That of a set without its key is its place, such
    /// as `params[1]`.
    pub key: String,
    /// Its name beside others of the same key: the value for which the operation ran, or the address of the node.
    pub value: Option<String>,
    /// The reply, or why there is none.
    pub outcome: Result<Value, Failure>,
}

/// What stands under a key.
#[derive(Debug)]
pub enum Slot<'a> {
    /// The last result of the key.
    One(&'a Entry),
    /// A result for each value, or for each node.
    Each(IndexMap<&'a str, &'a Entry>),
}

impl Response {
    /// How many operations a server answered without an error.
    pub fn success(&self) -> usize {
        self.entries.iter().filter(|entry| entry.outcome.is_ok()).count()
    }

    /// How many operations have an error in place of a result.
    pub fn failed(&self) -> usize {
        self.entries.len() - self.success()
    }

    /// The results by their names, in the order asked. Of several with one name, the last one stands.
    pub fn results(&self) -> IndexMap<&str, Slot<'_>> {
        let mut results: IndexMap<&str, Slot<'_>> = IndexMap::new();
        for entry in &self.entries {
            match (&entry.value, results.get_mut(entry.key.as_str())) {
                (Some(value), Some(Slot::Each(values))) => {
                    values.insert(value, entry);
                }
                (Some(value), _) => {
                    results.insert(&entry.key, Slot::Each([(value.as_str(), entry)].into()));
                }
                (None, _) => {
                    results.insert(&entry.key, Slot::One(entry));
                }
            }
        }
        results
    }
}

impl Serialize for Response {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Response", 4)?;
        object.serialize_field("success", &self.success())?;
        object.serialize_field("failed", &self.failed())?;
        object.serialize_field("results", &self.results())?;
        object.serialize_field("entries", &self.entries)?;
        object.end()
    }
}

impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Entry", 4)?;
        object.serialize_field("key", &self.key)?;
        match &self.value {
            Some(value) => object.serialize_field("value", value)?,
            None => object.skip_field("value")?,
        }
        object.serialize_field("result", &self.outcome.as_ref().ok())?;
        object.serialize_field("error", &self.outcome.as_ref().err())?;
        object.end()
    }
}

impl Serialize for Slot<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::One(entry) => outcome(entry).serialize(serializer),
            Self::Each(values) => {
                serializer.collect_map(values.iter().map(|(value, entry)| (value, outcome(entry))))
            }
        }
    }
}

#[derive(Serialize)]
struct Outcome<'a> {
    result: Option<&'a Value>,
    error: Option<&'a Failure>,
}

fn outcome(Entry { outcome, .. }: &Entry) -> Outcome<'_> {
    Outcome { result: outcome.as_ref().ok(), error: outcome.as_ref().err() }
}
