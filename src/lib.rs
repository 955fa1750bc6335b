//! Generates a typed Rust client, a JavaScript SDK, IDE snippets and reference docs for Redis
//! operations from one catalogue.

pub mod catalogue;
pub mod diagnostic;
mod error;
pub mod names;
pub mod output;
pub mod target;
mod yaml;

pub use error::{Error, Result};
