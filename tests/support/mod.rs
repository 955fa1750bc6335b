//! What several tests need.

pub mod aws;
pub mod calls;
pub mod cargo;
pub mod folder;
pub mod hostile;
pub mod markdown;
pub mod python;
pub mod random;
pub mod requests;
pub mod spec;
