//! Generates a typed Rust client, a JavaScript SDK, IDE snippets and reference docs for Redis
//! operations from one catalogue.

pub mod catalogue;
pub mod diagnostic;
pub mod names;
#[cfg(feature = "cli")]
pub mod render;
pub mod target;
mod yaml;
