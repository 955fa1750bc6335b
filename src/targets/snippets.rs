//! The IDE snippets: an extension for VS Code, and live templates for JetBrains' IDEs.

use serde_json::json;

use super::Files;
use crate::calls::{Format, Snippet};
use crate::catalogue::Catalogue;
use crate::error::{Error, Result};
use crate::languages::camel;
use crate::languages::text::HEADER;
use crate::render::{self, Overrides, Renderer};

/// How the snippets are written.
#[derive(Clone, Debug)]
pub struct Options {
    /// The extension's version.
    pub version: String,
    /// The user's templates, by their names in `templates/`, such as `snippets/vscode/README.md`.
    pub overrides: Overrides,
}

impl Default for Options {
    fn default() -> Self {
        Self { version: env!("CARGO_PKG_VERSION").to_owned(), overrides: Overrides::new() }
    }
}

const README: &str = "snippets/vscode/README.md";
const MANIFEST: &str = "snippets/vscode/package.json";
const JETBRAINS_README: &str = "snippets/jetbrains/README.md";

const TEMPLATES: &[(&str, &str)] = &[
    (README, include_str!("../../templates/snippets/vscode/README.md.tera")),
    (JETBRAINS_README, include_str!("../../templates/snippets/jetbrains/README.md.tera")),
    (MANIFEST, include_str!("../../templates/snippets/vscode/package.json.tera")),
];

/// The built-in templates by name, which the user's own may replace.
pub fn templates() -> impl Iterator<Item = (&'static str, &'static str)> + Clone {
    TEMPLATES.iter().copied()
}

/// Generates the snippets of every operation.
///
/// # Errors
/// When one of the user's templates is at fault.
pub fn generate(catalogue: &Catalogue, options: &Options) -> Result<Files> {
    render::check_overrides(&options.overrides, templates().map(|(name, _)| name))?;
    let renderer = Renderer::new(TEMPLATES, &options.overrides)?;
    let service = &catalogue.service;
    let context = json!({
        "header": HEADER,
        "version": options.version,
        "service": { "title": service.title, "object": service.object, "package": service.package },
        "methods": catalogue.operations().map(|operation| camel(&operation.name)).collect::<Vec<_>>(),
    });
    let readme = |name| Ok::<_, Error>(format!("<!-- {HEADER} -->\n\n{}", renderer.render(name, &context)?));
    let snippets = Snippet::all(catalogue);
    let live_templates = Format::Jetbrains.print(service, &snippets);

    let mut files = Files::default();
    let package = &service.package;
    files.add(format!("jetbrains/{package}.xml"), format!("<!-- {HEADER} -->\n{live_templates}"));
    files.add(format!("vscode/snippets/{package}.code-snippets"), Format::Vscode.print(service, &snippets));
    files.add("vscode/package.json", renderer.render(MANIFEST, &context)?);
    files.add("vscode/README.md", readme(README)?);
    files.add("jetbrains/README.md", readme(JETBRAINS_README)?);
    files.add("vscode/LICENSE", include_str!("../../LICENSE-MIT"));
    Ok(files)
}
