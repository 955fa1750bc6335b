//! The reference docs: a Markdown page, regions of the user's own Markdown, and a site of HTML pages.
//!
//! What is said about an operation is written once, as Markdown from templates. The page puts it together, a
//! [region](inject) holds a part of it, and the site shows it as HTML.

mod answer;
mod configuration;
mod context;
mod html;
pub mod inject;
mod response;
mod site;
mod tables;
mod types;

use serde_json::json;

use context::{Everywhere, Group, Operation};
pub use response::Responses;

use super::{Files, Input, Target};
use crate::error::Result;
use crate::languages::text::{CONFIGURATION_HEADER, HEADER};
use crate::render::{self, Renderer};

/// The reference: a page and a site.
#[derive(Clone, Debug)]
pub struct Docs {
    /// The Markdown page's file name.
    pub page: String,
}

impl Default for Docs {
    fn default() -> Self {
        Self { page: "operations.md".to_owned() }
    }
}

/// The templates of the docs.
const TEMPLATES: &[(&str, &str)] = &[
    ("docs/page.md", include_str!("../../../templates/docs/page.md.tera")),
    ("docs/guide.md", include_str!("../../../templates/docs/guide.md.tera")),
    ("docs/summary.md", include_str!("../../../templates/docs/summary.md.tera")),
    ("docs/operation.md", include_str!("../../../templates/docs/operation.md.tera")),
    ("docs/execution.md", include_str!("../../../templates/docs/execution.md.tera")),
    ("docs/parameters.md", include_str!("../../../templates/docs/parameters.md.tera")),
    ("docs/response.md", include_str!("../../../templates/docs/response.md.tera")),
    ("docs/record.md", include_str!("../../../templates/docs/record.md.tera")),
    ("docs/example.md", include_str!("../../../templates/docs/example.md.tera")),
    ("docs/configuration.md", include_str!("../../../templates/docs/configuration.md.tera")),
    ("docs/site/layout.html", include_str!("../../../templates/docs/site/layout.html.tera")),
    ("docs/site/index.html", include_str!("../../../templates/docs/site/index.html.tera")),
    ("docs/site/group.html", include_str!("../../../templates/docs/site/group.html.tera")),
    ("docs/site/operation.html", include_str!("../../../templates/docs/site/operation.html.tera")),
    ("docs/site/panel.html", include_str!("../../../templates/docs/site/panel.html.tera")),
    ("docs/site/example.html", include_str!("../../../templates/docs/site/example.html.tera")),
];

impl Target for Docs {
    fn name(&self) -> &str {
        "docs"
    }

    fn templates(&self) -> Vec<(&str, &str)> {
        templates().collect()
    }

    fn generate(&self, input: &Input<'_>) -> Result<Files> {
        let reference = Reference::new(input)?;
        let mut files = Files::default();
        files.add(&self.page, reference.page()?);
        // Whoever gives the first page the second one's name wants only the first.
        if self.page != configuration::PAGE {
            files.add(configuration::PAGE, reference.configuration()?);
        }
        site::add(&mut files, &reference, input)?;
        Ok(files)
    }
}

/// The Markdown page alone.
///
/// # Errors
/// When one of the user's templates is at fault.
pub fn page(input: &Input<'_>) -> Result<String> {
    Reference::new(input)?.page()
}

fn templates() -> impl Iterator<Item = (&'static str, &'static str)> + Clone {
    [TEMPLATES, site::ASSETS].into_iter().flatten().copied()
}

/// What is known about the operations, and the templates that say it.
struct Reference<'a> {
    renderer: Renderer,
    /// The groups with their operations, as the templates see them.
    groups: Vec<Group<'a>>,
}

impl<'a> Reference<'a> {
    fn new(input: &Input<'a>) -> Result<Self> {
        let Input { catalogue, text, responses, overrides } = input;
        render::check_overrides(overrides, templates().map(|(name, _)| name))?;
        let everywhere = Everywhere::new(catalogue, responses, text.is_some());
        let renderer = Renderer::new(TEMPLATES, overrides, types::Page)?.with_globals(&everywhere)?;
        Ok(Self { renderer, groups: context::groups(catalogue, responses) })
    }

    fn page(&self) -> Result<String> {
        let context = json!({ "groups": self.groups, "heading": "####", "page": "" });
        let page = self.renderer.render("docs/page.md", &context)?;
        Ok(format!("<!-- {HEADER} -->\n\n{}\n", page.trim_end()))
    }

    /// The page about the configuration of clusters.
    fn configuration(&self) -> Result<String> {
        let context = json!({ "sections": configuration::sections() });
        let page = self.renderer.render("docs/configuration.md", &context)?;
        Ok(format!("<!-- {CONFIGURATION_HEADER} -->\n\n{}\n", page.trim_end()))
    }

    /// An operation as the templates see it.
    fn operation(&self, name: &str) -> Option<&Operation<'a>> {
        let mut operations = self.groups.iter().flat_map(|group| &group.operations);
        operations.find(|operation| operation.operation.name == name)
    }
}
