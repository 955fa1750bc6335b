//! The reference docs: a Markdown page, regions of the user's own Markdown, and a site of HTML pages.
//!
//! What is said about an operation is written once, as Markdown from templates. The page puts it together, a
//! [region](inject) holds a part of it, and the site shows it as HTML.

mod configuration;
mod highlight;
mod html;
pub mod inject;
mod response;
mod site;
mod view;

use serde_json::{Value, json};

pub use response::Responses;

use super::{Files, js};
use crate::catalogue::Catalogue;
use crate::error::Result;
use crate::languages::text::{CONFIGURATION_HEADER, HEADER};
use crate::render::{self, Overrides, Renderer};

/// How the docs are written.
#[derive(Clone, Debug)]
pub struct Options {
    /// The Markdown page's file name.
    pub page: String,
    /// What the examples answered.
    pub responses: Responses,
    /// The user's templates, by their names in `templates/`, such as `docs/operation.md`.
    pub overrides: Overrides,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            page: "operations.md".to_owned(),
            responses: Responses::default(),
            overrides: Overrides::new(),
        }
    }
}

/// The templates of the docs.
const TEMPLATES: &[(&str, &str)] = &[
    ("docs/page.md", include_str!("../../../templates/docs/page.md.tera")),
    ("docs/guide.md", include_str!("../../../templates/docs/guide.md.tera")),
    ("docs/summary.md", include_str!("../../../templates/docs/summary.md.tera")),
    ("docs/operation.md", include_str!("../../../templates/docs/operation.md.tera")),
    ("docs/parameters.md", include_str!("../../../templates/docs/parameters.md.tera")),
    ("docs/response.md", include_str!("../../../templates/docs/response.md.tera")),
    ("docs/example.md", include_str!("../../../templates/docs/example.md.tera")),
    ("docs/configuration.md", include_str!("../../../templates/docs/configuration.md.tera")),
    ("docs/site/layout.html", include_str!("../../../templates/docs/site/layout.html.tera")),
    ("docs/site/index.html", include_str!("../../../templates/docs/site/index.html.tera")),
    ("docs/site/group.html", include_str!("../../../templates/docs/site/group.html.tera")),
    ("docs/site/operation.html", include_str!("../../../templates/docs/site/operation.html.tera")),
    ("docs/site/example.html", include_str!("../../../templates/docs/site/example.html.tera")),
];

/// Generates the Markdown pages and the site.
///
/// # Errors
/// When one of the user's templates is at fault.
pub fn generate(catalogue: &Catalogue, options: &Options) -> Result<Files> {
    let reference = Reference::new(catalogue, options)?;
    let mut files = Files::default();
    files.add(&options.page, reference.page()?);
    // Whoever gives the first page the second one's name wants only the first.
    if options.page != configuration::PAGE {
        files.add(configuration::PAGE, reference.configuration()?);
    }
    site::add(&mut files, &reference, &options.overrides)?;
    Ok(files)
}

/// The Markdown page alone.
///
/// # Errors
/// When one of the user's templates is at fault.
pub fn page(catalogue: &Catalogue, options: &Options) -> Result<String> {
    Reference::new(catalogue, options)?.page()
}

/// The built-in templates by name, which the user's own may replace.
pub fn templates() -> impl Iterator<Item = (&'static str, &'static str)> + Clone {
    [TEMPLATES, site::ASSETS].into_iter().flatten().copied()
}

/// What is known about the operations, and the templates that say it.
struct Reference {
    renderer: Renderer,
    /// The groups with their operations, as the templates see them.
    groups: Vec<Value>,
}

impl Reference {
    fn new(catalogue: &Catalogue, options: &Options) -> Result<Self> {
        render::check_overrides(&options.overrides, templates().map(|(name, _)| name))?;
        let everywhere = json!({
            "service": view::service(catalogue),
            "guide": view::guide(catalogue, &options.responses),
            "navigation": view::navigation(catalogue),
            "version": js::Options::default().version,
        });
        let renderer = Renderer::new(TEMPLATES, &options.overrides)?.with_globals(&everywhere)?;
        Ok(Self { renderer, groups: view::groups(catalogue, &options.responses) })
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
    fn operation(&self, name: &str) -> Option<&Value> {
        let mut operations = self.groups.iter().flat_map(|group| list(&group["operations"]));
        operations.find(|operation| operation["name"] == name)
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
