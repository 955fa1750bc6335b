//! What every generated client carries along: one call as a batch, connections, and errors.

mod asynchronous;
mod batch;
pub mod blocking;
mod bytes;
mod cluster;
mod config;
mod connect;
mod deadline;
mod entries;
mod error;
mod operation;
mod pipeline;
mod resp;
mod response;

pub use asynchronous::{Call, Client};
pub use bytes::Bytes;
pub use config::{Config, Credentials};
pub use error::{
    ConnectionError, ConnectionErrorKind, CrossSlotError, Error, ParameterError, ServerError, UnexpectedReply,
};
pub use operation::{Argument, Arguments, Operation, OperationEach, Reply, Resend};
pub use resp::{Encoder, Frame};
pub use response::{Each, Iter, Response};
