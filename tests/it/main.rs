//! The generator's integration tests, as one program: linking one for each file would take longer than running them.

#[path = "../support/mod.rs"]
mod support;

mod any_command;
mod build_script;
mod catalogue;
mod catalogue_properties;
mod catalogue_schema;
mod changes;
mod cli;
mod cloudformation;
mod cluster;
mod cluster_changes;
mod cluster_command;
mod cluster_edit;
mod cluster_function;
mod cluster_properties;
mod cluster_schema;
mod custom;
mod deployment;
mod docs;
mod docs_command;
mod docs_shapes;
mod engine;
mod engine_random;
mod engine_specs;
mod engine_wasm;
mod explain;
mod export;
#[cfg(all(feature = "run", unix))]
mod import;
mod js;
mod js_command;
mod layers;
mod limits;
mod output;
mod own_catalogue;
#[cfg(all(feature = "panel", unix))]
mod panel;
#[cfg(all(feature = "run", target_os = "linux"))]
mod password;
mod readme;
mod redis_catalogue;
mod regions;
#[cfg(feature = "run")]
mod run;
mod rust_target;
#[cfg(all(feature = "run", unix))]
mod server;
mod snippets;
mod templates;
#[cfg(feature = "run")]
mod test_command;
mod untrusted;
#[cfg(all(feature = "run", unix))]
mod verify;
