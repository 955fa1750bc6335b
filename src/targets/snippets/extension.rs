//! The extension for VS Code, but for its snippets: files that are the same for every catalogue, the panel, the SDK that runs
//! operations, and the data that these stand on.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::super::{Files, js, panel};
use super::icon::icon;
use crate::catalogue::{self, Catalogue};
use crate::clusters;
use crate::error::Result;
use crate::languages::camel;
use crate::languages::text::HEADER;

/// The extension's own files, which it bundles into one when it is packaged.
const SOURCES: &[(&str, &str)] = &[
    ("about.js", include_str!("../../../assets/vscode/about.js")),
    ("checks.js", include_str!("../../../assets/vscode/checks.js")),
    ("clusters-view.js", include_str!("../../../assets/vscode/clusters-view.js")),
    ("completion.js", include_str!("../../../assets/vscode/completion.js")),
    ("cursor.js", include_str!("../../../assets/vscode/cursor.js")),
    ("drop.js", include_str!("../../../assets/vscode/drop.js")),
    ("editor.js", include_str!("../../../assets/vscode/editor.js")),
    ("embedded.js", include_str!("../../../assets/vscode/embedded.js")),
    ("extension.js", include_str!("../../../assets/vscode/extension.js")),
    ("facts.js", include_str!("../../../assets/vscode/facts.js")),
    ("kind.js", include_str!("../../../assets/vscode/kind.js")),
    ("lens.js", include_str!("../../../assets/vscode/lens.js")),
    ("operations-view.js", include_str!("../../../assets/vscode/operations-view.js")),
    ("panel.js", include_str!("../../../assets/vscode/panel.js")),
    ("refusal.js", include_str!("../../../assets/vscode/refusal.js")),
    ("run.js", include_str!("../../../assets/vscode/run.js")),
    ("schema.js", include_str!("../../../assets/vscode/schema.js")),
    ("servers.js", include_str!("../../../assets/vscode/servers.js")),
    ("servers-view.js", include_str!("../../../assets/vscode/servers-view.js")),
    ("spec.js", include_str!("../../../assets/vscode/spec.js")),
    ("written.js", include_str!("../../../assets/vscode/written.js")),
];

/// The licences of what the bundle has beside the panel.
const NOTICES: &str = include_str!("../../../assets/vscode/THIRD-PARTY-NOTICES");

/// What the identifiers of commands, views and settings begin with: two catalogues' extensions have other ones.
pub(super) fn id(catalogue: &Catalogue) -> String {
    camel(&catalogue.service.package.replace('-', "_"))
}

/// Adds the extension to a folder.
///
/// # Errors
/// As those of the npm package, which it carries.
pub(super) fn add(files: &mut Files, folder: &str, catalogue: &Catalogue, text: &str) -> Result<()> {
    let mut add =
        |path: &str, text: &str| files.add(format!("{folder}/{path}"), format!("// {HEADER}\n{text}"));
    for (name, source) in SOURCES {
        add(&format!("src/{name}"), source);
    }
    let engine =
        format!("'use strict';\n\n{}\nmodule.exports = {{ Refusal, engine }};\n", panel::ENGINE_SCRIPT);
    add("src/engine.js", &engine);
    let mut place = panel::place_of(catalogue, text, panel::Host::Vscode);
    place["id"] = id(catalogue).into();
    add("data/catalogue.js", &format!("'use strict';\n\nmodule.exports = {place:#};\n"));
    add(
        "data/engine.js",
        &format!("'use strict';\n\nmodule.exports = '{}';\n", BASE64.encode(panel::ENGINE)),
    );
    // JSON is JavaScript too.
    let (clusters, operations) = (clusters::schema(), catalogue::schema());
    let schemas = format!("{{\n\"clusters\": {clusters},\n\"operations\": {operations}\n}}");
    add("data/schemas.js", &format!("'use strict';\n\nmodule.exports = {schemas};\n"));
    for (path, text) in js::sdk(catalogue)?.iter() {
        files.add(format!("{folder}/sdk/{path}"), text);
    }
    files.add(format!("{folder}/media/panel.js"), panel::script());
    files.add(format!("{folder}/media/panel.css"), panel::style());
    let theme = include_str!("../../../assets/vscode/theme.css");
    files.add(format!("{folder}/media/theme.css"), format!("/* {HEADER} */\n{theme}"));
    let icon = icon(&catalogue.service.title);
    files.add(format!("{folder}/media/icon.svg"), format!("<!-- {HEADER} -->\n{icon}"));
    let notices = format!("{HEADER}\n\n{}\n{NOTICES}", panel::NOTICES);
    files.add(format!("{folder}/THIRD-PARTY-NOTICES.txt"), notices);
    Ok(())
}
