//! The panel: one script and one style sheet of its own files, and the data that they stand on.
//!
//! The files in `assets/panel/` are carried as they are. They are joined into a classic script, because a page that is opened
//! from disk may load no modules.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Serialize;

use super::Files;
use crate::catalogue::Catalogue;
use crate::languages::text::HEADER;

/// The script's parts, each after those that it names while it is read.
const SCRIPTS: &[&str] = &[
    include_str!("../../assets/panel/vendored.js"),
    include_str!("../../assets/panel/icons.js"),
    ENGINE_SCRIPT,
    include_str!("../../assets/panel/host-disk.js"),
    include_str!("../../assets/panel/host-server.js"),
    include_str!("../../assets/panel/host-vscode.js"),
    include_str!("../../assets/panel/state.js"),
    include_str!("../../assets/panel/asked.js"),
    include_str!("../../assets/panel/focus.js"),
    include_str!("../../assets/panel/theme.js"),
    include_str!("../../assets/panel/values.js"),
    include_str!("../../assets/panel/fields.js"),
    include_str!("../../assets/panel/sets.js"),
    include_str!("../../assets/panel/paste-read.js"),
    include_str!("../../assets/panel/paste.js"),
    include_str!("../../assets/panel/operation.js"),
    include_str!("../../assets/panel/coloured.js"),
    include_str!("../../assets/panel/code.js"),
    include_str!("../../assets/panel/inspect.js"),
    include_str!("../../assets/panel/run.js"),
    include_str!("../../assets/panel/answer.js"),
    include_str!("../../assets/panel/servers.js"),
    include_str!("../../assets/panel/history.js"),
    include_str!("../../assets/panel/editor.js"),
    include_str!("../../assets/panel/actions.js"),
    include_str!("../../assets/panel/clusters/spec.js"),
    include_str!("../../assets/panel/clusters/file.js"),
    include_str!("../../assets/panel/clusters/existing.js"),
    include_str!("../../assets/panel/clusters/form.js"),
    include_str!("../../assets/panel/clusters/controls.js"),
    include_str!("../../assets/panel/clusters/panes.js"),
    include_str!("../../assets/panel/clusters/card.js"),
    include_str!("../../assets/panel/layout.js"),
    include_str!("../../assets/panel/main.js"),
];

/// The style sheet's parts, in order.
const STYLES: &[&str] = &[
    include_str!("../../assets/panel/base.css"),
    include_str!("../../assets/panel/layout.css"),
    include_str!("../../assets/panel/operation.css"),
    include_str!("../../assets/panel/code.css"),
    include_str!("../../assets/panel/clusters.css"),
    include_str!("../../assets/panel/paste.css"),
    include_str!("../../assets/panel/answer.css"),
    include_str!("../../assets/panel/servers.css"),
];

/// What asks the engine.
pub(super) const ENGINE_SCRIPT: &str = include_str!("../../assets/panel/engine.js");

/// The licences of what the script and the engine carry of others.
pub(super) const NOTICES: &str = include_str!("../../THIRD-PARTY-NOTICES");

/// The engine in WebAssembly.
pub(super) const ENGINE: &[u8] = include_bytes!("../../assets/engine.wasm.gz");

/// What the pages are opened from, which says what the panel can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Host {
    /// Files: nothing runs.
    Disk,
    /// A server that runs operations.
    Server,
    /// An extension of VS Code, which runs them.
    Vscode,
}

/// Adds the panel's files to a folder of pages.
pub fn add(files: &mut Files, folder: &str, catalogue: &Catalogue, text: &str) {
    files.add(format!("{folder}/panel.js"), script());
    files.add(format!("{folder}/panel.css"), style());
    let engine = BASE64.encode(ENGINE);
    files.add(format!("{folder}/engine.js"), format!("/* {HEADER} */\nwindow.sigmaEngine = '{engine}';\n"));
    files.add(format!("{folder}/THIRD-PARTY-NOTICES.txt"), format!("{HEADER}\n\n{NOTICES}"));
    files.add(format!("{folder}/catalogue.js"), place(catalogue, text, Host::Disk));
}

/// The script of all its files.
pub(super) fn script() -> String {
    format!("/* {HEADER} */\n(() => {{\n'use strict';\n{}}})();\n", SCRIPTS.join("\n"))
}

/// The style sheet of all its files.
pub(super) fn style() -> String {
    format!("/* {HEADER} */\n{}", STYLES.join("\n"))
}

/// The script that says where the panel is, and which operations it shows.
pub fn place(catalogue: &Catalogue, text: &str, host: Host) -> String {
    format!("/* {HEADER} */\nwindow.sigmaPanel = {:#};\n", place_of(catalogue, text, host))
}

/// Where the panel is, and the operations that it shows: those of the catalogue, out of the text that it was read from.
pub(super) fn place_of(catalogue: &Catalogue, text: &str, host: Host) -> serde_json::Value {
    let operations: Vec<_> = catalogue.operations().map(|operation| &operation.name).collect();
    serde_json::json!({ "host": host, "operations": operations, "catalogue": text })
}
