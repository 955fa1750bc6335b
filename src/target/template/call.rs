//! An operation with the values to call it with.

use indexmap::IndexMap;

use crate::catalogue::model::{Datum, Example, Expected, Operation};

/// An operation and the parameter sets to call it with.
#[derive(Clone, Debug, PartialEq)]
pub struct Call<'a> {
    /// The operation.
    pub operation: &'a Operation,
    /// The parameter sets: parameter name to value, in the operation's order. Empty for the basic
    /// template, which says where they go.
    pub sets: Vec<IndexMap<String, Datum>>,
}

impl<'a> Call<'a> {
    /// The call of an example.
    pub fn example(operation: &'a Operation, example: &Example) -> Self {
        Self { operation, sets: example.call.clone() }
    }

    /// One parameter set that shows what the operation takes: the first of the first example that
    /// succeeds.
    pub fn sample(operation: &'a Operation) -> Self {
        let fails = |example: &Example| example.results.values().any(|is| matches!(is, Expected::Error(_)));
        let examples = &operation.examples;
        let example = examples.iter().find(|example| !fails(example)).or(examples.first());
        let sets = example.and_then(|example| example.call.first()).cloned();
        Self { operation, sets: sets.into_iter().collect() }
    }
}
