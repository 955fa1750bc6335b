//! The catalogue: from `operations.yaml` to a checked model.

pub mod model;

pub use model::Catalogue;
