//! The recording of responses beside a catalogue, which docs print.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value as Json};

use crate::catalogue::{Catalogue, Source};
use crate::cli::Terminal;
use crate::cli::input::{read_recording, recording_beside};
use crate::error::Result;
use crate::output::{self, Action, Mode, Output};

/// The responses that are recorded beside a catalogue, by operation and by the example's title.
pub struct Recording {
    path: PathBuf,
    source: Option<Source>,
    before: Json,
}

impl Recording {
    /// Reads what is recorded beside a catalogue's file; nothing where there is no such file.
    ///
    /// # Errors
    /// When it is there and cannot be used.
    pub fn beside(catalogue: &Path) -> Result<Self> {
        let source = read_recording(catalogue)?.map(|(source, _)| source);
        let parsed = source.as_ref().map(|source| serde_json::from_str(&source.text));
        // It has been read as responses.
        Ok(Self {
            path: recording_beside(catalogue),
            source,
            before: parsed.and_then(Result::ok).unwrap_or_default(),
        })
    }

    /// What is recorded of an example.
    pub fn of(&self, operation: &str, example: &str) -> Option<&Json> {
        self.before.get(operation)?.get(example)
    }

    /// Writes the responses to the examples of a catalogue, in its order: what came `now`, and of examples that did not run
    /// what was there before. Others that were there go.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(self, catalogue: &Catalogue, now: &Json, terminal: &Terminal) -> Result {
        let mut recording = Map::new();
        for operation in catalogue.operations() {
            let mut examples = Map::new();
            for example in &operation.examples {
                let came = now.get(&operation.name).and_then(|examples| examples.get(&example.title));
                let response = match came {
                    // It cannot be recorded, and what was recorded is not what came.
                    Some(Json::Null) => None,
                    came => came.or_else(|| self.of(&operation.name, &example.title)),
                };
                examples.extend(response.map(|response| (example.title.clone(), response.clone())));
            }
            if !examples.is_empty() {
                recording.insert(operation.name.clone(), Json::Object(examples));
            }
        }
        let shown = self.path.display().to_string();
        let recording = Json::Object(recording);
        // With other line ends, as Git may write them, it says the same.
        let text = format!("{recording:#}\n");
        let is_same = self.source.as_ref().is_some_and(|source| source.text.replace("\r\n", "\n") == text);
        if is_same {
            return terminal.status(&format!("{shown}: the responses are as recorded"));
        }
        let plans = output::apply(&[Output::File { path: self.path, text }], Mode::Write, false)?;
        let is_new =
            plans.iter().flat_map(|plan| plan.changes()).any(|change| change.action == Action::Create);
        let what = if is_new { "recorded the responses" } else { "recorded the responses anew" };
        terminal.status(&format!("{shown}: {what}; `sigma-gen generate` puts them into the docs"))
    }
}
