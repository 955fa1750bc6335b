//! What is known of a cluster: its slots, which node has each, and what its nodes say when they refuse an operation.

mod map;
mod nodes;
mod refusals;
mod slots;

pub(crate) use map::{AskShards, SlotMap};
pub(crate) use nodes::Nodes;
pub(crate) use refusals::{FORCED, Refusal};
#[cfg(feature = "redis-async")]
pub(crate) use slots::slot;
pub(crate) use slots::{SLOTS, keys_of, share_a_key, slot_of};
