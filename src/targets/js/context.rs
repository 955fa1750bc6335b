//! What the templates of the npm package see: the catalogue, and what is for JavaScript alone.

use std::collections::HashSet;

use serde::Serialize;

use crate::calls::{Call, literal};
use crate::catalogue::Catalogue;
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
        }
    }
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
