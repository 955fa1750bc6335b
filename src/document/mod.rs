//! YAML or TOML as a tree of values that know their place, and the reading of that tree into types.
//!
//! Reading does not stop at a mistake: it reports it and goes on, so that all of a file's mistakes
//! come out at once.

mod describe;
#[cfg(feature = "engine")]
pub(crate) mod layout;
mod read;
#[cfg(feature = "cli")]
pub(crate) mod schema;
#[cfg(feature = "cli")]
pub(crate) mod toml;
mod tree;

pub(crate) use describe::{either, one_of, record, text};
pub(crate) use read::{
    Field, FieldInfo, Label, List, MaybeEmpty, Shape, Spanned, missing_fields, unknown, unknown_field,
    wrong_type,
};
#[cfg(feature = "cli")]
pub(crate) use schema::Definitions;
#[cfg(feature = "engine")]
pub(crate) use tree::number;
pub(crate) use tree::{Entry, Node, Value, parse};
