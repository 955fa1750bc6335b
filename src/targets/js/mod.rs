//! The npm package: a hand-written runtime, and what depends on the catalogue from templates.

mod context;
mod overloads;

use context::Context;
use serde_json::json;

use super::{Files, Input, Target};
use crate::catalogue::Catalogue;
use crate::error::Result;
use crate::languages::javascript::JavaScript;
use crate::languages::text::HEADER;
use crate::render::{self, Renderer};

/// The npm package.
#[derive(Clone, Copy, Debug)]
pub struct Js;

/// The runtime: files that are the same for every catalogue, carried as they are. Their names are those of templates.
const RUNTIME: &[(&str, &str)] = {
    macro_rules! runtime {
        ($($path:literal),+) => {
            &[$((concat!("js/", $path), include_str!(concat!("../../../runtime/js/", $path)))),+]
        };
    }
    runtime![
        "iam.d.ts",
        "iam.js",
        "lib/batch.js",
        "lib/caller.js",
        "lib/cluster.js",
        "lib/clusters.js",
        "lib/connect.js",
        "lib/connection.js",
        "lib/decoders.js",
        "lib/errors.js",
        "lib/foreign.js",
        "lib/hints.js",
        "lib/limits.js",
        "lib/map.js",
        "lib/names.js",
        "lib/node.js",
        "lib/nodes.js",
        "lib/pairs.js",
        "lib/params.js",
        "lib/parts.js",
        "lib/problems.js",
        "lib/recovery.js",
        "lib/replies.js",
        "lib/routing.js",
        "lib/secrets.js",
        "lib/sets.js",
        "lib/settings.js",
        "lib/slots.js",
        "lib/spread.js",
        "lib/text.js",
        "lib/tokens.js",
        "lib/url.js",
        "lib/values.js"
    ]
};

/// The templates; each is a file of the package.
const TEMPLATES: &[(&str, &str)] = &[
    ("js/README.md", include_str!("../../../templates/js/README.md.tera")),
    ("js/index.d.mts", include_str!("../../../templates/js/index.d.mts.tera")),
    ("js/index.d.ts", include_str!("../../../templates/js/index.d.ts.tera")),
    ("js/index.js", include_str!("../../../templates/js/index.js.tera")),
    ("js/index.mjs", include_str!("../../../templates/js/index.mjs.tera")),
    ("js/lib/operations.js", include_str!("../../../templates/js/lib/operations.js.tera")),
    ("js/lib/redis.js", include_str!("../../../templates/js/lib/redis.js.tera")),
    ("js/package.json", include_str!("../../../templates/js/package.json.tera")),
];

/// Parts that templates include.
const PARTS: &[(&str, &str)] = &[
    ("js/description", include_str!("../../../templates/js/description.tera")),
    ("js/execution", include_str!("../../../templates/js/execution.tera")),
    ("js/operation.doc", include_str!("../../../templates/js/operation.doc.tera")),
    ("js/types", include_str!("../../../templates/js/types.tera")),
];

impl Target for Js {
    fn name(&self) -> &str {
        "js"
    }

    /// With the runtime's files, which can be replaced, too.
    fn templates(&self) -> Vec<(&str, &str)> {
        [RUNTIME, TEMPLATES, PARTS].concat()
    }

    fn generate(&self, input: &Input<'_>) -> Result<Files> {
        render::check_overrides(&input.overrides, self.templates().into_iter().map(|(name, _)| name))?;
        package(input, |_| true)
    }
}

/// The files of the package that are wanted, by the names of their templates.
fn package(input: &Input<'_>, is_wanted: impl Fn(&str) -> bool) -> Result<Files> {
    let overrides = &input.overrides;
    let renderer = Renderer::new(&[TEMPLATES, PARTS].concat(), overrides, JavaScript)?
        .with_globals(&Context::new(input.catalogue))?;
    let mut files = Files::default();
    for &(name, text) in RUNTIME.iter().filter(|(name, _)| is_wanted(name)) {
        add(&mut files, name, render::text_of(name, text, overrides));
    }
    for &(name, _) in TEMPLATES.iter().filter(|(name, _)| is_wanted(name)) {
        add(&mut files, name, &renderer.render(name, &json!({}))?);
    }
    Ok(files)
}

/// The package's files that run: without types, README, and IAM tokens, which need a package of their own.
///
/// # Errors
/// None with the built-in templates.
pub(super) fn sdk(catalogue: &Catalogue) -> Result<Files> {
    let runs = |name: &str| ["js/index.js", "js/package.json"].contains(&name) || name.starts_with("js/lib/");
    package(&Input::new(catalogue), runs)
}

/// Adds a file under its path in the package, with the line that says where it comes from.
fn add(files: &mut Files, name: &str, text: &str) {
    let path = name.strip_prefix("js/").unwrap_or(name);
    let text = match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("md") => format!("<!-- {HEADER} -->\n\n{text}"),
        // JSON has no comments; the template has the line as a field.
        Some("json") => text.to_owned(),
        _ => format!("// {HEADER}\n{text}"),
    };
    files.add(path, text);
}
