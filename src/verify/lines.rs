//! Lines of commands that a server is asked about.

use indexmap::IndexMap;

use crate::calls::{made_up, required};
use crate::catalogue::Places;
use crate::catalogue::model::{Datum, NodeSet, Operation, Param};
use crate::diagnostic::Span;
use crate::run;

/// A command's line, and the keys in it.
#[derive(Debug)]
pub(super) struct Line {
    pub words: Vec<String>,
    pub keys: Vec<String>,
    /// The position of the example that has it; made up without one.
    pub example: Option<usize>,
}

/// The lines of an operation that a server of this version has: those of its examples, one with what has to be given, and
/// one with each option alone.
pub(super) fn of(operation: &Operation, version: &str) -> Vec<Line> {
    let examples =
        operation.examples.iter().enumerate().map(|(at, example)| (Some(at), example.call.clone()));
    let made = std::iter::once(required(&operation.params)).chain(options(operation));
    let calls = examples.chain(made.map(|set| (None, vec![set])));
    let lines = calls.flat_map(|(example, mut sets)| {
        sets.retain(|set| !operation.needs_newer(set, version));
        let commands = run::commands(operation, &sets).into_iter();
        commands.map(move |words| {
            let text = |bytes: &sigma_redis_runtime::Bytes| bytes.to_string_lossy().into_owned();
            let keys = words.iter().filter(|(_, is_key)| *is_key).map(|(word, _)| text(word)).collect();
            Line { words: words.iter().map(|(word, _)| text(word)).collect(), keys, example }
        })
    });
    lines.collect()
}

/// A parameter set with each option, and those that it needs.
fn options(operation: &Operation) -> impl Iterator<Item = IndexMap<String, Datum>> {
    let options = operation.params.iter().filter(|param| !param.is_required());
    options.map(|param| {
        let mut set = required(&operation.params);
        let mut wanted = Some(param);
        while let Some(param) = wanted {
            let (name, value) = made_up(param);
            if set.insert(name, value).is_some() {
                break;
            }
            wanted = param.needs.as_ref().and_then(|needs| find(&operation.params, needs));
        }
        set
    })
}

fn find<'p>(params: &'p [Param], name: &str) -> Option<&'p Param> {
    params.iter().find_map(|param| match param.name == name {
        true => Some(param),
        false if param.is_choice() => find(param.parts(), name),
        false => None,
    })
}

impl Line {
    /// As it is typed.
    pub fn shown(&self) -> String {
        self.words.join(" ")
    }

    /// Where it comes from.
    pub fn place(&self, places: Option<&Places>, operation: &str) -> Span {
        let Some(places) = places else { return Span::default() };
        match self.example {
            Some(at) => places.example(operation, at, &["call".to_owned()]),
            None => places.operation(operation, &["params"]),
        }
    }
}

/// The word of a catalogue.
pub(super) fn nodes_word(nodes: NodeSet) -> &'static str {
    match nodes {
        NodeSet::Shards => "shards",
        NodeSet::All => "all",
    }
}

pub(super) fn nodes_words(nodes: NodeSet) -> &'static str {
    match nodes {
        NodeSet::Shards => "every master",
        NodeSet::All => "every node",
    }
}
