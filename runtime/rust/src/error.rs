//! What can go wrong: with one operation, or with the connection under it.

use std::fmt;
use std::sync::Arc;

use crate::bytes::Bytes;
use crate::resp::shown;

/// Why one operation has no result.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Error {
    /// A parameter is out of its range. Nothing of the operation was sent.
    Parameter(Box<ParameterError>),
    /// The operation's keys lie in different hash slots of the cluster. Nothing of it was sent.
    CrossSlot(Box<CrossSlotError>),
    /// The server answered with an error.
    Server(Box<ServerError>),
    /// The server answered with something that the operation never answers.
    UnexpectedReply(Box<UnexpectedReply>),
    /// The operation was certainly not executed: nothing of it was sent.
    NotSent(Arc<ConnectionError>),
    /// The operation was sent, and the connection failed before its answer came: it may have been
    /// executed or not.
    OutcomeUnknown(Arc<ConnectionError>),
    /// [`Response::one`](crate::Response::one) was asked of a call with this number of operations.
    NotOne(usize),
}

/// A parameter that is out of its range.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ParameterError {
    /// The operation's name, such as `setex`.
    pub operation: &'static str,
    /// The operation's position in the call, from 0.
    pub index: usize,
    /// The parameter's name, such as `seconds`.
    pub parameter: &'static str,
    /// What the parameter takes.
    pub expected: &'static str,
    /// What was given.
    pub found: String,
}

/// Keys of one operation in different hash slots of a cluster, so that no node can run it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CrossSlotError {
    /// The operation's name, such as `rename`.
    pub operation: &'static str,
    /// The operation's position in the call, from 0.
    pub index: usize,
    /// Its first key, and the next one that lies in another slot.
    pub keys: [Bytes; 2],
}

/// An error that a server answered.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ServerError {
    /// The operation's name, such as `incrby`.
    pub operation: &'static str,
    /// The operation's position in the call, from 0.
    pub index: usize,
    /// The error's first word, such as `WRONGTYPE`.
    pub code: String,
    /// The whole error, as the server sent it.
    pub message: String,
}

/// An answer of the wrong type.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct UnexpectedReply {
    /// The operation's name.
    pub operation: &'static str,
    /// The operation's position in the call, from 0.
    pub index: usize,
    /// What came, described.
    pub found: String,
}

/// Why there is no connection, or no longer.
#[derive(Debug)]
pub struct ConnectionError {
    kind: ConnectionErrorKind,
    message: String,
    source: Option<std::io::Error>,
}

/// The kinds of [`ConnectionError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConnectionErrorKind {
    /// The URL or another setting is wrong.
    Configuration,
    /// No connection could be made.
    Connect,
    /// The server refused the user, the password, the database or the protocol.
    Refused,
    /// The credentials hook failed.
    Credentials,
    /// The connection broke.
    Broken,
    /// The server sent bytes that are no reply.
    Protocol,
    /// A time limit passed.
    Timeout,
    /// The client was closed with `quit`.
    Closed,
}

impl ConnectionError {
    pub(crate) fn new(kind: ConnectionErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), source: None }
    }

    pub(crate) fn io(kind: ConnectionErrorKind, message: impl Into<String>, source: std::io::Error) -> Self {
        Self { kind, message: format!("{}: {source}", message.into()), source: Some(source) }
    }

    /// The error of a client that none of its seeds, of which there is one at least, led anywhere: that of
    /// the first, which tells what was wrong with the others too.
    pub(crate) fn of_seeds(failures: Vec<Self>) -> Self {
        let mut messages: Vec<_> = failures.iter().map(|failure| failure.message.as_str()).collect();
        messages.dedup();
        let message = messages.join("; ");
        let first = failures.into_iter().next(); // there is one
        let (kind, source) =
            first.map_or((ConnectionErrorKind::Configuration, None), |error| (error.kind, error.source));
        Self { kind, message, source }
    }

    /// What went wrong below it.
    pub(crate) fn io_kind(&self) -> Option<std::io::ErrorKind> {
        self.source.as_ref().map(std::io::Error::kind)
    }

    /// What went wrong.
    pub fn kind(&self) -> ConnectionErrorKind {
        self.kind
    }
}

impl fmt::Display for ConnectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ConnectionError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|source| source as _)
    }
}

impl From<std::convert::Infallible> for ConnectionError {
    fn from(never: std::convert::Infallible) -> Self {
        match never {}
    }
}

/// A connection that could not be made sent nothing.
impl From<ConnectionError> for Error {
    fn from(error: ConnectionError) -> Self {
        Error::NotSent(Arc::new(error))
    }
}

impl Error {
    /// Whether the operation was certainly not executed by the server.
    pub fn not_executed(&self) -> bool {
        !matches!(self, Error::OutcomeUnknown(_) | Error::UnexpectedReply(_) | Error::NotOne(_))
    }

    /// Gives the error the position that its operation has for the user.
    pub(crate) fn at(mut self, position: usize) -> Self {
        match &mut self {
            Error::Parameter(error) => error.index = position,
            Error::CrossSlot(error) => error.index = position,
            Error::Server(error) => error.index = position,
            Error::UnexpectedReply(error) => error.index = position,
            Error::NotSent(_) | Error::OutcomeUnknown(_) | Error::NotOne(_) => {}
        }
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Parameter(error) => {
                let ParameterError { operation, index, parameter, expected, found } = &**error;
                write!(f, "{operation}[{index}]: parameter `{parameter}` takes {expected}, not {found}")
            }
            Error::CrossSlot(error) => {
                let CrossSlotError { operation, index, keys } = &**error;
                let [one, other] = keys.each_ref().map(|key| shown(key));
                write!(
                    f,
                    "{operation}[{index}]: the keys `{one}` and `{other}` lie in different hash slots of the \
                     cluster, so no node can run this. Keys with the same text in braces lie in the same slot: \
                     `{{tag}}{one}` and `{{tag}}{other}`"
                )
            }
            Error::Server(error) => {
                write!(f, "{}[{}]: the server answered: {}", error.operation, error.index, error.message)
            }
            Error::UnexpectedReply(error) => {
                write!(f, "{}[{}]: the server answered {}", error.operation, error.index, error.found)?;
                f.write_str(", which this operation never answers")
            }
            Error::NotSent(cause) => write!(f, "not sent: {cause}"),
            Error::OutcomeUnknown(cause) => write!(f, "sent, but the outcome is unknown: {cause}"),
            Error::NotOne(count) => write!(f, "`one` is for a call with one operation; this one had {count}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::NotSent(cause) | Error::OutcomeUnknown(cause) => cause.source(),
            _ => None,
        }
    }
}
