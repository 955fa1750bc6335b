//! Operations over the connections of the [`redis`] crate, for whoever has them, with their pools and mocks.
//!
//! The crate gives the replies of a pipeline together, or none, so that less can be known after a broken connection than
//! over this crate's own clients:
//!
//! | What happens | Over the `redis` crate | Over the own client |
//! | --- | --- | --- |
//! | A parameter is out of its range | `Parameter`, and nothing is sent | the same |
//! | The server refuses one operation | `Server`; the others have their results | the same |
//! | No connection, a wrong login, no node | `NotSent` | `NotSent` |
//! | The connection breaks in the middle | `OutcomeUnknown` for all operations of its chunk, also for those that were answered | only for those that were not answered; reads are sent again |
//! | Chunks after that one | `NotSent` | sent again, or `NotSent` |
//! | The connection was dead before | a multiplexed one: `OutcomeUnknown` | a new connection, or `NotSent` |
//! | A limit passes | `OutcomeUnknown`; the limit is the connection's (500 ms by default for async ones) | the limit is the call's |
//! | A write on a cluster's async connection that breaks | the crate itself may send it again, unless its `ClusterClientBuilder` has `retries(0)` | never twice |
//!
//! A chunk has at most 10,000 operations, or 1 MiB. On a cluster, the blocking `ClusterConnection` runs one operation after
//! another, and the async one those of one hash slot after those of another: use the own client there.

#[cfg(feature = "redis-async")]
use std::collections::BTreeMap;
use std::sync::Arc;

use ::redis::{Arg, Cmd, ErrorKind, Pipeline, RedisError, Value};

use crate::call::Entries;
use crate::call::decode;
#[cfg(feature = "redis-async")]
use crate::cluster::{keys_of, slot};
use crate::error::{ConnectionError, ConnectionErrorKind, Error, ServerError};
use crate::operation::{Operation, OperationEach, Split, Words, check, encode_arguments};
use crate::resp::Frame;
use crate::response::{Each, Response};

/// How many operations go into one pipeline: what a break leaves unknown, and what waits in memory.
const MOST: usize = 10_000;

/// And how many bytes, about.
const MOST_BYTES: usize = 1 << 20;

/// A call of operations that waits for a connection: [`query`](Self::query) and, with the feature `redis-async`,
/// `query_async` run it.
#[derive(Debug)]
#[must_use = "nothing is sent before `query` or `query_async`"]
pub struct Call<O>(Vec<O>);

impl<O: Operation> Call<O> {
    /// A call of these operations.
    pub fn new(operations: impl IntoIterator<Item = O>) -> Self {
        Self(operations.into_iter().collect())
    }

    /// Runs it over a blocking connection: a `Connection`, a `Client`, a `ClusterConnection`, or one of a pool.
    pub fn query(self, connection: &mut dyn ::redis::ConnectionLike) -> Response<O::Reply> {
        let mut batch = Batch::new(self.0);
        while let Some(chunk) = batch.next() {
            let replies = match chunk.pipeline.query::<Vec<Value>>(connection) {
                Err(error) if is_without_pipelines(&error) => {
                    chunk.pipeline.cmd_iter().map(|command| connection.req_command(command)).collect()
                }
                result => spread(result, chunk.indexes.len()),
            };
            if !batch.settle(&chunk.indexes, replies) {
                break;
            }
        }
        batch.finish()
    }

    /// Runs it over an async connection: a `MultiplexedConnection`, a `ConnectionManager`, or one of a pool.
    #[cfg(feature = "redis-async")]
    pub async fn query_async(
        self,
        connection: &mut (impl ::redis::aio::ConnectionLike + Send),
    ) -> Response<O::Reply> {
        let mut batch = Batch::new(self.0);
        while let Some(chunk) = batch.next() {
            let result = chunk.pipeline.query_async::<Vec<Value>>(connection).await;
            let alive = match result {
                // A cluster's connection says so before it sends anything.
                Err(error) if is_across_slots(&error) => {
                    let mut alive = true;
                    for (pipeline, indexes) in batch.by_slot(&chunk) {
                        let result = pipeline.query_async::<Vec<Value>>(connection).await;
                        alive &= batch.settle(&indexes, spread(result, indexes.len()));
                    }
                    alive
                }
                result => batch.settle(&chunk.indexes, spread(result, chunk.indexes.len())),
            };
            if !alive {
                break;
            }
        }
        batch.finish()
    }
}

/// As [`Call`], for operations that run once for each of several values.
#[derive(Debug)]
#[must_use = "nothing is sent before `query` or `query_async`"]
pub struct CallEach<O: OperationEach>(Call<O::Single>, Split);

impl<O: OperationEach> CallEach<O> {
    /// A call of these operations.
    pub fn new(operations: impl IntoIterator<Item = O>) -> Self {
        let mut split = Split::new();
        let call = Call::new(split.singles(operations.into_iter()));
        Self(call, split)
    }

    /// Runs it over a blocking connection, as [`Call::query`] does.
    pub fn query(
        self,
        connection: &mut dyn ::redis::ConnectionLike,
    ) -> Response<Each<<O::Single as Operation>::Reply>> {
        self.1.join::<O>(self.0.query(connection))
    }

    /// Runs it over an async connection, as `Call::query_async` does.
    #[cfg(feature = "redis-async")]
    pub async fn query_async(
        self,
        connection: &mut (impl ::redis::aio::ConnectionLike + Send),
    ) -> Response<Each<<O::Single as Operation>::Reply>> {
        self.1.join::<O>(self.0.query_async(connection).await)
    }
}

/// One call, chunk by chunk, without input or output.
struct Batch<O: Operation> {
    rest: std::vec::IntoIter<O>,
    entries: Entries<O>,
}

/// Operations that are sent together.
struct Chunk {
    pipeline: Pipeline,
    /// Their positions in the call.
    indexes: Vec<usize>,
}

impl<O: Operation> Batch<O> {
    fn new(operations: Vec<O>) -> Self {
        Self { entries: Entries::with_capacity(operations.len()), rest: operations.into_iter() }
    }

    /// The next operations to send; `None` when there are no more.
    fn next(&mut self) -> Option<Chunk> {
        let expected = self.rest.len().min(MOST);
        let (mut pipeline, mut indexes) = (new_pipeline(expected), Vec::with_capacity(expected));
        let mut bytes = 0;
        while indexes.len() < MOST && bytes < MOST_BYTES {
            let Some(operation) = self.rest.next() else { break };
            let index = self.entries.len();
            if let Some(error) = check(&operation, index) {
                self.entries.push_failed(operation, error);
                continue;
            }
            let command = command(&operation);
            bytes += command
                .args_iter()
                .map(|arg| if let Arg::Simple(arg) = arg { arg.len() } else { 0 })
                .sum::<usize>();
            pipeline.add_command(command);
            indexes.push(index);
            self.entries.push(operation);
        }
        (!indexes.is_empty()).then_some(Chunk { pipeline, indexes })
    }

    /// The operations of a chunk, those of each hash slot together.
    #[cfg(feature = "redis-async")]
    fn by_slot(&self, chunk: &Chunk) -> Vec<(Pipeline, Vec<usize>)> {
        let mut slots: BTreeMap<u16, (Pipeline, Vec<usize>)> = BTreeMap::new();
        for (command, &index) in chunk.pipeline.cmd_iter().zip(&chunk.indexes) {
            // One whose keys lie in several slots goes with the first key's, and a node refuses it.
            let slot = keys_of(self.entries.operation(index)).next().map_or(0, |key| slot(&key));
            let (pipeline, indexes) = slots.entry(slot).or_insert_with(|| (new_pipeline(1), Vec::new()));
            pipeline.add_command(command.clone());
            indexes.push(index);
        }
        slots.into_values().collect()
    }

    /// Gives operations their results. Returns whether the connection can go on; if not, the rest has its error.
    fn settle(&mut self, indexes: &[usize], replies: Vec<Result<Value, RedisError>>) -> bool {
        let mut broken = None;
        for (&index, reply) in indexes.iter().zip(replies) {
            let result = match reply {
                Ok(value) => read(self.entries.operation(index), &value, index),
                Err(error) => {
                    let failed = failed::<O>(&error, index);
                    if let Error::NotSent(cause) | Error::OutcomeUnknown(cause) = &failed {
                        broken = Some(cause.clone());
                    }
                    Err(failed)
                }
            };
            self.entries.settle(index, result);
        }
        let Some(cause) = broken else { return true };
        for operation in self.rest.by_ref() {
            let bad = check(&operation, self.entries.len());
            self.entries.push_failed(operation, bad.unwrap_or_else(|| Error::NotSent(cause.clone())));
        }
        false
    }

    fn finish(self) -> Response<O::Reply> {
        self.entries.finish()
    }
}

/// A pipeline in which each command answers for itself.
fn new_pipeline(expected: usize) -> Pipeline {
    let mut pipeline = Pipeline::with_capacity(expected);
    pipeline.ignore_errors();
    pipeline
}

/// An operation's command.
fn command<O: Operation>(operation: &O) -> Cmd {
    let mut command = Cmd::new();
    for word in O::COMMAND {
        command.arg(*word);
    }
    encode_arguments(operation, &mut command);
    command
}

impl Words for Cmd {
    fn bytes(&mut self, argument: &[u8]) {
        self.arg(argument);
    }

    fn integer(&mut self, argument: i64) {
        self.arg(argument);
    }
}

/// The replies of a pipeline, or its error for each of its commands.
fn spread(result: Result<Vec<Value>, RedisError>, count: usize) -> Vec<Result<Value, RedisError>> {
    match result {
        Ok(values) => values.into_iter().map(Ok).collect(),
        Err(error) => std::iter::repeat_with(|| Err(error.clone())).take(count).collect(),
    }
}

/// Whether a connection takes commands one by one only; it says so before it sends anything.
fn is_without_pipelines(error: &RedisError) -> bool {
    error.kind() == ErrorKind::Client && error.to_string().contains("does not support pipelining")
}

/// Whether a cluster's connection takes the commands of one hash slot only.
#[cfg(feature = "redis-async")]
fn is_across_slots(error: &RedisError) -> bool {
    error.code() == Some("CROSSSLOT") && error.to_string().contains("crossed slots in pipeline")
}

fn read<O: Operation>(operation: &O, value: &Value, index: usize) -> Result<O::Reply, Error> {
    match value {
        Value::ServerError(error) => Err(server_error::<O>(error.code(), error.details(), index)),
        value => decode(operation, &frame(value), index),
    }
}

/// A reply as it would have come from the server; RESP 2 and 3 alike.
fn frame(value: &Value) -> Frame<'_> {
    match value {
        Value::Int(number) => Frame::Integer(*number),
        Value::BulkString(bytes) => Frame::Bulk(bytes),
        Value::VerbatimString { text, .. } => Frame::Bulk(text.as_bytes()),
        Value::SimpleString(text) => Frame::Simple(text.as_bytes()),
        Value::Okay => Frame::Simple(b"OK"),
        Value::Boolean(value) => Frame::Boolean(*value),
        Value::Array(values) | Value::Set(values) => Frame::Array(values.iter().map(frame).collect()),
        Value::Map(pairs) => {
            Frame::Array(pairs.iter().flat_map(|(key, value)| [frame(key), frame(value)]).collect())
        }
        Value::Attribute { data, .. } => frame(data),
        Value::Push { data, .. } => Frame::Push(data.iter().map(frame).collect()),
        Value::Double(number) => Frame::Double(*number),
        // Nil; and numbers that no reply of an operation is.
        _ => Frame::Nil,
    }
}

fn server_error<O: Operation>(code: &str, details: Option<&str>, index: usize) -> Error {
    let message = details.map_or_else(|| code.to_owned(), |details| format!("{code} {details}"));
    Error::Server(Box::new(ServerError { operation: O::NAME, index, code: code.to_owned(), message }))
}

/// What an error of the `redis` crate says about an operation that it was to send.
fn failed<O: Operation>(error: &RedisError, index: usize) -> Error {
    let cause = || Arc::new(connection_error(error));
    match error.kind() {
        ErrorKind::Server(_) | ErrorKind::Extension => {
            server_error::<O>(error.code().unwrap_or("ERR"), error.detail(), index)
        }
        // Before a byte was written: no connection, no login, no node.
        ErrorKind::InvalidClientConfig
        | ErrorKind::AuthenticationFailed
        | ErrorKind::Client
        | ErrorKind::ClusterConnectionNotFound
        | ErrorKind::MasterNameNotFoundBySentinel
        | ErrorKind::NoValidReplicasFoundBySentinel
        | ErrorKind::EmptySentinelList
        | ErrorKind::RESP3NotSupported => Error::NotSent(cause()),
        _ if error.is_connection_refusal() => Error::NotSent(cause()),
        _ => Error::OutcomeUnknown(cause()),
    }
}

fn connection_error(error: &RedisError) -> ConnectionError {
    let kind = match error.kind() {
        _ if error.is_timeout() => ConnectionErrorKind::Timeout,
        _ if error.is_connection_refusal() => ConnectionErrorKind::Connect,
        ErrorKind::Parse | ErrorKind::UnexpectedReturnType => ConnectionErrorKind::Protocol,
        ErrorKind::InvalidClientConfig | ErrorKind::EmptySentinelList => ConnectionErrorKind::Configuration,
        ErrorKind::AuthenticationFailed | ErrorKind::RESP3NotSupported => ConnectionErrorKind::Refused,
        _ => ConnectionErrorKind::Broken,
    };
    ConnectionError::new(kind, error.to_string())
}
