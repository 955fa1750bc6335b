//! The Redis serialization protocol, versions 2 and 3: commands out, replies in. No input or output
//! happens here.
//!
//! <https://redis.io/docs/latest/develop/reference/protocol-spec/>

mod decode;
mod encode;
#[cfg(test)]
mod tests;

pub use decode::Frame;
pub(crate) use decode::{Incoming, shown};
pub(crate) use encode::Encoder;
