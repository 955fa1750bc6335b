//! What the templates of the npm package see: the catalogue, and what is for JavaScript alone.

use std::collections::HashSet;

use indexmap::IndexMap;
use serde::Serialize;

use super::overloads::{self, Overload};
use crate::calls::{Call, literal};
use crate::catalogue::Catalogue;
use crate::catalogue::model::{Operation, Param, Record, Shape};
use crate::export::Export;
use crate::languages::text::HEADER;
use crate::languages::{self, camel, javascript};

/// What the templates see.
#[derive(Serialize)]
pub struct Context<'a> {
    header: &'static str,
    #[serde(flatten)]
    catalogue: Export<'a>,
    mistaken: Vec<Mistaken>,
    sample: Option<Sample>,
    uses: Uses,
    /// The types of the fields of records, by the records' names.
    fields: IndexMap<&'a str, Vec<String>>,
    /// By the operations' names.
    overloads: IndexMap<&'a str, Vec<Overload>>,
}

/// Which helper types the declarations need.
#[derive(Serialize)]
struct Uses {
    /// Whether parameters are alternatives.
    choices: bool,
    /// Whether an object may stand for a list of pairs.
    pairs: bool,
    /// Whether parameters are more than values that have to be given.
    shapes: bool,
    /// Whether a key may stand for a parameter set that could have more.
    bare_keys: bool,
    /// Whether there are results without a key.
    positions: bool,
    /// Whether an operation needs no parameters.
    no_params: bool,
    /// Whether an operation runs on several nodes.
    nodes: bool,
    /// Whether each node on which one runs has its own result.
    by_node: bool,
    /// Whether the answers of the nodes make one result.
    combined: bool,
    /// Whether an operation waits.
    blocking: bool,
}

/// What somebody may call who read an operation's title.
#[derive(Serialize)]
struct Mistaken {
    name: String,
    method: String,
}

/// A call for the README.
#[derive(Serialize)]
struct Sample {
    method: String,
    keys: String,
}

impl<'a> Context<'a> {
    pub fn new(catalogue: &'a Catalogue) -> Self {
        Self {
            header: HEADER,
            catalogue: Export::new(catalogue),
            mistaken: mistaken(catalogue),
            sample: sample(catalogue),
            uses: Uses::new(catalogue),
            fields: catalogue.records.iter().map(|record| (record.name.as_str(), fields(record))).collect(),
            overloads: catalogue
                .operations()
                .map(|operation| (operation.name.as_str(), overloads::of(operation)))
                .collect(),
        }
    }
}

impl Uses {
    fn new(catalogue: &Catalogue) -> Self {
        let any =
            |is: &dyn Fn(&Param) -> bool| catalogue.operations().any(|operation| has(&operation.params, is));
        Self {
            choices: any(&|param| matches!(param.shape, Shape::OneOf(_))),
            pairs: any(&|param| javascript::is_pairs(&param.full_type())),
            shapes: any(&|param| {
                !param.is_required() || param.token.is_some() || !matches!(param.shape, Shape::Value(_))
            }),
            bare_keys: catalogue
                .operations()
                .any(|operation| operation.bare_key().is_some() && operation.only_key().is_none()),
            positions: catalogue.operations().any(|operation| operation.key().is_none()),
            no_params: catalogue.operations().any(overloads::needs_nothing),
            nodes: catalogue.operations().any(|operation| operation.nodes.is_some()),
            by_node: catalogue.operations().any(Operation::is_by_node),
            combined: catalogue
                .operations()
                .any(|operation| operation.nodes.is_some_and(|nodes| nodes.combine.is_some())),
            blocking: catalogue.operations().any(|operation| operation.blocking.is_some()),
        }
    }
}

/// The types of a record's fields, where `B` is that of strings.
fn fields(record: &Record) -> Vec<String> {
    record.fields.iter().map(|field| javascript::declared(&field.reply.full_type(), "B")).collect()
}

/// Whether one of the parameters, or a part of one, is such a one.
fn has(params: &[Param], is: &dyn Fn(&Param) -> bool) -> bool {
    params.iter().any(|param| is(param) || has(param.parts(), is))
}

/// What the title of an operation makes a user call, where its method is named otherwise.
fn mistaken(catalogue: &Catalogue) -> Vec<Mistaken> {
    let mut known: HashSet<_> = catalogue.operations().map(|operation| camel(&operation.name)).collect();
    let mut mistaken = Vec::new();
    for operation in catalogue.operations() {
        let title = operation.title.to_lowercase().replace(' ', "_");
        let name = camel(&title);
        if languages::is_snake(&title) && !javascript::is_member(&name) && known.insert(name.clone()) {
            mistaken.push(Mistaken { name, method: camel(&operation.name) });
        }
    }
    mistaken
}

fn sample(catalogue: &Catalogue) -> Option<Sample> {
    let Call { operation, sets } = Call::on_keys(catalogue)?;
    let keys: Vec<_> = sets.iter().flat_map(|set| set.values()).map(literal).collect();
    Some(Sample { method: camel(&operation.name), keys: keys.join(", ") })
}
