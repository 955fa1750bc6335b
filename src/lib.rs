//! Generates a typed Rust client, a JavaScript SDK, IDE snippets and reference docs for Redis
//! operations from one catalogue.
//!
//! A build script needs one line, and `sigma-gen = { version = "0.1", default-features = false }`
//! as a build-dependency:
//!
//! ```no_run
//! fn main() -> sigma_gen::Result {
//!     sigma_gen::rust().operations(["get", "set", "sadd"]).compile("operations.yaml")
//! }
//! ```
//!
//! The pieces it is made of are public too: [`catalogue::load`] reads and checks a catalogue, a
//! [target](targets) makes files in memory of it, and [`output::apply`] brings a folder up to date.
//!
//! ```
//! use sigma_gen::catalogue::{Source, load};
//! use sigma_gen::output::{self, Mode, Output};
//! use sigma_gen::targets::rust;
//!
//! # let folder = std::env::temp_dir().join("sigma-gen-doc-example");
//! let catalogue = load(&Source::builtin())?.select(&["get", "set"])?;
//! let files = rust::generate(&catalogue, &rust::Options { layout: rust::Layout::Module, ..Default::default() });
//! assert!(files.get("generated/strings.rs").is_some_and(|text| text.contains("fn get")));
//!
//! let plans = output::apply(&[Output::Folder { folder, files }], Mode::Preview, false)?;
//! for change in plans[0].changes() {
//!     println!("{} {}", change.action.name(), change.path);
//! }
//! # Ok::<(), sigma_gen::Error>(())
//! ```

pub mod build_script;
#[cfg(feature = "engine")]
pub mod calls;
pub mod catalogue;
#[cfg(feature = "cli")]
mod changes;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
#[cfg(feature = "engine")]
pub mod clusters;
#[cfg(feature = "run")]
mod commands;
#[cfg(feature = "cli")]
pub mod config;
pub mod diagnostic;
mod document;
#[cfg(feature = "engine")]
pub mod engine;
mod error;
#[cfg(feature = "engine")]
pub mod export;
#[cfg(feature = "run")]
pub mod import;
pub mod languages;
pub mod output;
#[cfg(feature = "panel")]
pub mod panel;
#[cfg(feature = "cli")]
pub mod render;
#[cfg(feature = "run")]
pub mod run;
#[cfg(feature = "run")]
pub mod server;
pub mod targets;
#[cfg(feature = "run")]
pub mod verify;

pub use catalogue::Builtin;
pub use error::{Error, Result};
pub use targets::rust::Connection;

/// Generates the Rust client in a build script: see [`build_script::Rust`].
pub fn rust() -> build_script::Rust {
    build_script::Rust::default()
}
