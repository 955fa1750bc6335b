//! Specs of clusters.

use serde_json::{Value as Json, json};

use super::mistake::{self, Offsets};
use super::{Answer, Refusal, Step};
use crate::catalogue::Source;
use crate::clusters::{self, Spec, cloudformation, connections, edit, listing};
use crate::diagnostic::Diagnostics;

/// What messages call a spec.
const FILE: &str = "clusters.yaml";

fn source(name: &str, text: String) -> Source {
    Source { path_shown: name.to_owned(), text }
}

/// Mistakes and warnings, each with the steps to its field.
fn told(diagnostics: &Diagnostics, text: &str) -> Vec<Json> {
    let mut list = mistake::list(diagnostics, text);
    for (told, path) in list.iter_mut().zip(clusters::places(text, diagnostics)) {
        told["path"] = json!(path);
    }
    list
}

pub(super) fn check(text: String, previous: Option<String>) -> Answer {
    let previous = previous.map(|text| clusters::load(&source(FILE, text))).transpose();
    let previous = previous.map_err(|_| Refusal {
        message: "the spec before has mistakes".to_owned(),
        help: "send one that the clusters were made from",
    })?;
    let spec = source(FILE, text);
    let diagnostics = told(&clusters::check(&spec, previous.as_ref()), &spec.text);
    Ok(json!({ "diagnostics": diagnostics, "value": edit::value(&spec.text) }))
}

/// What is made of a spec without mistakes, or those.
fn made(text: String, make: impl FnOnce(&Spec) -> Result<String, Vec<Diagnostics>>) -> Answer {
    let spec = source(FILE, text);
    let made = clusters::load(&spec).map_err(|mistakes| vec![mistakes]).and_then(|spec| make(&spec));
    Ok(match made {
        Ok(text) => json!({ "text": text, "diagnostics": [] }),
        Err(files) => {
            let of_file = |file: &Diagnostics| told(file, if file.file() == FILE { &spec.text } else { "" });
            json!({ "text": null, "diagnostics": files.iter().flat_map(of_file).collect::<Vec<_>>() })
        }
    })
}

pub(super) fn template(text: String, format: cloudformation::Format) -> Answer {
    made(text, |spec| match spec.clusters.is_empty() {
        true => Err(vec![clusters::nothing_new(FILE)]),
        false => Ok(cloudformation::template(spec, format)),
    })
}

pub(super) fn connections(
    text: String,
    outputs: Option<String>,
    listing: Option<String>,
    format: connections::Format,
) -> Answer {
    made(text, |spec| {
        let outputs = outputs.map(|text| Ok(source("the stack's outputs", text)));
        let listed = listing::read(&source(
            "the listing",
            listing.unwrap_or_else(|| "{\"CacheClusters\": []}".to_owned()),
        ));
        let find = |existing: &clusters::spec::Existing| {
            let page = listed.as_ref().map_err(Diagnostics::clone)?;
            connections::of_existing(&existing.name, &page.clusters, "the listing")
        };
        let found = connections::of_spec(spec, FILE, outputs, find)?;
        Ok(connections::print(&found, format))
    })
}

pub(super) fn edit(text: &str, path: &[Step], value: Option<&Json>) -> Answer {
    Ok(match edit::edit(text, path, value) {
        Ok(edit) => {
            let mut offsets = Offsets::new(text);
            let start = offsets.utf16(edit.bytes.start);
            let end = offsets.utf16(edit.bytes.end);
            json!({ "edit": { "start": start, "end": end, "text": edit.text }, "text": edit.apply(text), "reason": null })
        }
        Err(reason) => json!({ "edit": null, "text": null, "reason": reason }),
    })
}
