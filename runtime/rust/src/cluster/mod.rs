//! What a call on a cluster is, without input or output: which node runs which operation, and what
//! becomes of an operation that its node refused or lost.

mod call;
mod lane;
mod map;
mod nodes;
mod recovery;
mod refusal;
mod slot;

pub(crate) use call::Call;
pub(crate) use map::{AskShards, SlotMap};
pub(crate) use nodes::Nodes;
#[cfg(feature = "redis")]
pub(crate) use slot::{keys_of, slot};
