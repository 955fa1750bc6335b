//! What the Redis clients that [sigma-gen](https://crates.io/crates/sigma-gen) generates stand on: connections,
//! pipelines, clusters, and errors. A generated client has the operations, and exports from here what its users name;
//! this crate is of use only below one.
//!
//! # Features
//!
//! - `async` (on without `default-features = false`): the async client, on Tokio.
//! - `blocking` (on): the client without async.
//! - `tls` (on): `rediss://` URLs.
//! - `iam`: [tokens of AWS IAM](iam) in place of a password.
//! - `redis`, `redis-async`: [operations over connections of the `redis` crate](over_redis), blocking and async. They need
//!   none of the others.

// Without one of the clients, what only it uses is not needed.
#![cfg_attr(not(all(feature = "async", feature = "blocking")), allow(dead_code, unused_imports))]

#[cfg(feature = "async")]
mod asynchronous;
#[cfg(feature = "blocking")]
pub mod blocking;
mod bytes;
mod call;
mod cluster;
mod config;
mod connect;
mod deadline;
mod error;
mod generated;
#[cfg(feature = "iam")]
pub mod iam;
mod operation;
#[cfg(feature = "redis")]
pub mod over_redis;
mod resp;
mod response;

#[cfg(feature = "async")]
pub use asynchronous::{Call, Client};
pub use bytes::Bytes;
pub use config::{Config, Credentials};
pub use error::{
    ConnectionError, ConnectionErrorKind, CrossSlotError, Error, ParameterError, ServerError, UnexpectedReply,
};
pub use operation::{
    Answers, Argument, Arguments, CombinedOperation, Fields, Given, Map, Milliseconds, NodeSet, Operation,
    OperationEach, OperationOnNodes, Record, Reply, Resend, Timeout, UnixMilliseconds, UnixSeconds, Value,
    Words,
};
pub use resp::Frame;
pub use response::{Each, Iter, Response};
