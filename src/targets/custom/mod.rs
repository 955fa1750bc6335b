//! A target of the user's own: a folder with `target.toml`, which describes a language and the files, and templates.
//!
//! The templates see the catalogue as [`Export`] has it, and for a file of its own a `group` and an `operation`. Filters
//! say how the language calls and writes what stands there. Text that went through no filter is refused unless it is
//! plain words, so that nothing of a catalogue can be code by mistake.

mod description;

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::json;

use super::{Files, Input, Target};
use crate::catalogue::Source;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Report, quoted};
use crate::error::Result;
use crate::export::Export;
use crate::languages::custom::Custom as Language;
use crate::languages::text::HEADER;
use crate::render::Renderer;
use description::{Each, Output};

/// The file that describes a target.
pub const DESCRIPTION: &str = "target.toml";

/// How the names of templates end.
pub const SUFFIX: &str = ".tera";

/// A target of the user's own.
#[derive(Clone, Debug)]
pub struct Custom {
    name: String,
    language: Language,
    outputs: Vec<Output>,
    /// The templates' texts by their names, which begin with the target's.
    templates: BTreeMap<String, String>,
}

/// What every template sees.
#[derive(Serialize)]
struct Everywhere<'a> {
    header: &'static str,
    #[serde(flatten)]
    catalogue: &'a Export<'a>,
}

impl Custom {
    /// Reads a target: its description, and the texts of its templates by their paths beside it, without `.tera`.
    ///
    /// # Errors
    /// With all mistakes in the description.
    pub fn read(
        name: &str,
        description: &Source,
        templates: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Diagnostics> {
        let templates: BTreeMap<_, _> =
            templates.into_iter().map(|(path, text)| (format!("{name}/{path}"), text)).collect();
        let mut report = Report::new(&description.path_shown, &description.text);
        let has_template = |path: &str| templates.contains_key(&format!("{name}/{path}"));
        let read = description::read(&description.text, &has_template, &mut report);
        match read.filter(|_| !report.has_errors()) {
            Some((language, outputs)) => Ok(Self { name: name.to_owned(), language, outputs, templates }),
            None => Err(report.finish()),
        }
    }

    /// The language that it writes.
    pub fn language(&self) -> &Language {
        &self.language
    }

    /// The name of the template that makes the path of an output.
    fn path_template(&self, index: usize) -> String {
        format!("{}/{DESCRIPTION}: path of file {}", self.name, index + 1)
    }

    /// A file's text, with the line that says where it comes from unless it has that already.
    fn with_header(&self, output: &Output, text: String) -> Result<String> {
        let is_there = text.lines().take(5).any(|line| line.contains(HEADER));
        if is_there || !output.has_header {
            return Ok(text);
        }
        match self.language.comment_line(HEADER) {
            Some(comment) => Ok(format!("{comment}\n\n{text}")),
            None => {
                let message =
                    format!("the file from {} does not say that it is generated", quoted(&output.template));
                let mut problem = Diagnostic::new(Code::Template, message);
                problem.help(format!(
                    "describe `comment` in {DESCRIPTION}, write `{{{{ header }}}}` into the template, or set `header = false`"
                ));
                Err(Diagnostics::general(vec![problem]).into())
            }
        }
    }

    /// Whether a path stays inside of the output folder, on every system, and is not the manifest's.
    fn is_inside(path: &str) -> bool {
        let is_name = |part: &str| {
            !matches!(part, "" | "." | "..") && !part.contains([':', '\\']) && !part.starts_with(".sigma-gen")
        };
        path.split('/').all(is_name) && !path.contains(char::is_control)
    }
}

impl Target for Custom {
    fn name(&self) -> &str {
        &self.name
    }

    fn templates(&self) -> Vec<(&str, &str)> {
        self.templates.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect()
    }

    fn naming(&self) -> Option<&dyn crate::languages::Naming> {
        Some(&self.language)
    }

    fn generate(&self, input: &Input<'_>) -> Result<Files> {
        let paths: Vec<_> = (0..self.outputs.len()).map(|index| self.path_template(index)).collect();
        let mut templates = self.templates();
        let of_paths = paths.iter().zip(&self.outputs);
        templates.extend(of_paths.map(|(name, output)| (name.as_str(), output.path.as_str())));
        let export = Export::new(input.catalogue);
        let renderer = Renderer::strict(&templates, self.language.clone())?
            .with_globals(&Everywhere { header: HEADER, catalogue: &export })?;

        let mut files = Files::default();
        for (output, path_template) in self.outputs.iter().zip(&paths) {
            let template = format!("{}/{}", self.name, output.template);
            let mut write = |context: serde_json::Value| -> Result {
                let path = renderer.render(path_template, &context)?;
                if !Self::is_inside(&path) || files.get(&path).is_some() {
                    let what = if Self::is_inside(&path) {
                        "is written twice"
                    } else {
                        "is not a path inside the output folder"
                    };
                    let mut problem = Diagnostic::new(Code::Template, format!("{} {what}", quoted(&path)));
                    problem
                        .help(format!("change the `path` of {} in {DESCRIPTION}", quoted(&output.template)));
                    return Err(Diagnostics::general(vec![problem]).into());
                }
                let text = renderer.render(&template, &context)?;
                files.add(path, self.with_header(output, text)?);
                Ok(())
            };
            match output.each {
                Each::Catalogue => write(json!({}))?,
                Each::Group => {
                    export.groups.iter().try_for_each(|group| write(json!({ "group": group })))?;
                }
                Each::Operation => {
                    for group in &export.groups {
                        for operation in &group.operations {
                            let about =
                                json!({ "name": group.name, "title": group.title, "summary": group.summary });
                            write(json!({ "group": about, "operation": operation }))?;
                        }
                    }
                }
            }
        }
        Ok(files)
    }
}
