//! What editors get: an extension for VS Code, and live templates for JetBrains' IDEs.

mod extension;
mod icon;

use serde::Serialize;
use serde_json::json;

use super::{Files, Input, Target};
use crate::calls::{Format, Snippet};
use crate::error::{Error, Result};
use crate::export::Export;
use crate::languages::javascript::JavaScript;
use crate::languages::text::HEADER;
use crate::render::{self, Renderer};

/// The snippets of every operation, and the extension with the panel.
#[derive(Clone, Copy, Debug)]
pub struct Snippets;

/// What the templates see.
#[derive(Serialize)]
struct Context<'a> {
    header: &'static str,
    /// What the identifiers of the extension begin with.
    id: String,
    has_panel: bool,
    #[serde(flatten)]
    catalogue: Export<'a>,
}

const README: &str = "snippets/vscode/README.md";
const MANIFEST: &str = "snippets/vscode/package.json";
const JETBRAINS_README: &str = "snippets/jetbrains/README.md";

const TEMPLATES: &[(&str, &str)] = &[
    (README, include_str!("../../../templates/snippets/vscode/README.md.tera")),
    (JETBRAINS_README, include_str!("../../../templates/snippets/jetbrains/README.md.tera")),
    (MANIFEST, include_str!("../../../templates/snippets/vscode/package.json.tera")),
];

impl Target for Snippets {
    fn name(&self) -> &str {
        "snippets"
    }

    fn templates(&self) -> Vec<(&str, &str)> {
        TEMPLATES.to_vec()
    }

    fn generate(&self, input: &Input<'_>) -> Result<Files> {
        render::check_overrides(&input.overrides, self.templates().into_iter().map(|(name, _)| name))?;
        let catalogue = input.catalogue;
        let context = Context {
            header: HEADER,
            id: extension::id(catalogue),
            has_panel: input.text.is_some(),
            catalogue: Export::new(catalogue),
        };
        let renderer = Renderer::new(TEMPLATES, &input.overrides, JavaScript)?.with_globals(&context)?;
        let service = &catalogue.service;
        let readme =
            |name| Ok::<_, Error>(format!("<!-- {HEADER} -->\n\n{}", renderer.render(name, &json!({}))?));
        let snippets = Snippet::all(catalogue);
        let live_templates = Format::Jetbrains.print(service, &snippets);

        let mut files = Files::default();
        let package = &service.package;
        files.add(format!("jetbrains/{package}.xml"), format!("<!-- {HEADER} -->\n{live_templates}"));
        files.add(
            format!("vscode/snippets/{package}.code-snippets"),
            Format::Vscode.print(service, &snippets),
        );
        files.add("vscode/package.json", renderer.render(MANIFEST, &json!({}))?);
        files.add("vscode/README.md", readme(README)?);
        files.add("jetbrains/README.md", readme(JETBRAINS_README)?);
        files.add("vscode/LICENSE", include_str!("../../../LICENSE-MIT"));
        if let Some(text) = input.text {
            extension::add(&mut files, "vscode", catalogue, text)?;
        }
        Ok(files)
    }
}
