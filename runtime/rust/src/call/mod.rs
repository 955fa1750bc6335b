//! One call without input or output: which bytes go where next, which operation a reply answers, and what becomes of the
//! others when a connection breaks. The async and the blocking client share every rule.
//!
//! CONTRIBUTING.md has a table of all limits, and why some are not those of the JavaScript client.

mod cluster;
mod lane;
mod lanes;
mod pipeline;
mod recovery;
mod results;
mod single;
#[cfg(test)]
mod tests;
mod wait;

pub(crate) use cluster::Call;
pub(crate) use pipeline::Exchange;
#[cfg(feature = "redis")]
pub(crate) use results::Entries;
pub(crate) use single::Batch;
#[cfg(feature = "redis")]
pub(crate) use single::decode;
