//! One call on one server as a state machine: which bytes to send next, which operation a reply
//! answers, and what becomes of the rest when the connection breaks. No input or output happens here,
//! so the async and the blocking client share every rule.

use std::collections::VecDeque;
use std::iter::Fuse;
use std::sync::Arc;
use std::time::Duration;

use super::pipeline::{Exchange, Pipeline};
use super::results::Entries;
use crate::cluster::FORCED;
use crate::error::{ConnectionError, ConnectionErrorKind, Error, ServerError, UnexpectedReply};
use crate::operation::{Operation, Resend, check, encode};
use crate::resp::{Frame, Incoming};
use crate::response::Response;

/// How often a connection may break without a single answer before the call gives up.
const MAX_BREAKS: u32 = 3;

/// How long to wait after the first break; after each further one twice as long.
const PAUSE: Duration = Duration::from_millis(50);

/// One call on its way.
pub(crate) struct Batch<O: Operation, I> {
    /// The operations that were not looked at yet.
    rest: Fuse<I>,
    /// Those that an earlier connection did not get answered, in order; they go before the rest.
    again: VecDeque<Waiting>,
    /// Those under way.
    pipeline: Pipeline<Waiting>,
    entries: Entries<O>,
    /// How long the operations wait that were looked at.
    total_wait: Duration,
    resend_safe: bool,
    /// Breaks of the connection since the last answer.
    breaks: u32,
    /// Whether the server said that it is a replica.
    met_replica: bool,
}

/// An operation without a result.
struct Waiting {
    /// Its position in the call.
    index: usize,
    /// Whether an earlier connection may have delivered it.
    sent_before: bool,
}

impl<O: Operation, I: Iterator<Item = O>> Batch<O, I> {
    /// A call that runs these operations. `resend_safe` says that the user lets writes that may run
    /// twice be sent again.
    pub fn new(operations: I, resend_safe: bool) -> Self {
        let expected = operations.size_hint().0;
        Self {
            rest: operations.fuse(),
            again: VecDeque::new(),
            pipeline: Pipeline::new(expected),
            entries: Entries::with_capacity(expected),
            total_wait: Duration::ZERO,
            resend_safe,
            breaks: 0,
            met_replica: false,
        }
    }

    /// Whether the server refused a write because it is a replica. After a failover the host's name leads
    /// to the new primary, for those who look it up again: its connections are of no more use.
    pub fn met_replica(&self) -> bool {
        self.met_replica
    }

    /// The connection broke, or none could be made. Returns whether another connection should go on
    /// with the call; if not, every operation without a result has the error that fits it.
    pub fn interrupted(&mut self, error: ConnectionError) -> bool {
        let unsent = self.pipeline.sent_bytes() == 0;
        let may_resend =
            |waiting: &Waiting| may_resend(self.entries.operation(waiting.index), self.resend_safe);
        let resend = unsent || O::RESEND != Resend::Never && self.pipeline.sent_items().all(may_resend);
        let hopeful = match error.kind() {
            ConnectionErrorKind::Broken | ConnectionErrorKind::Connect => true,
            // The connection may have died without a word, so that a read has one more try. What it still carries of
            // a write may run later, after what others wrote meanwhile.
            ConnectionErrorKind::Timeout => !unsent && self.breaks == 0 && O::RESEND == Resend::Always,
            _ => false,
        };
        self.breaks += 1;
        if hopeful && resend && self.breaks < MAX_BREAKS {
            self.forget_connection();
            return true;
        }
        self.abandon(error);
        false
    }

    /// Gives every operation without a result the error that fits it.
    pub fn abandon(&mut self, error: ConnectionError) {
        self.forget_connection();
        let error = Arc::new(error);
        for Waiting { index, sent_before } in self.again.drain(..) {
            let kind = if sent_before { Error::OutcomeUnknown } else { Error::NotSent };
            self.entries.settle(index, Err(kind(error.clone())));
        }
        // What was never looked at was not sent either; bad parameters keep their own error.
        for operation in self.rest.by_ref() {
            let bad = check(&operation, self.entries.len());
            self.entries.push_failed(operation, bad.unwrap_or_else(|| Error::NotSent(error.clone())));
        }
    }

    /// How long to wait before the next connection, after a break.
    pub fn pause(&self) -> Duration {
        PAUSE * (1 << self.breaks.saturating_sub(1).min(3))
    }

    /// The results, once nothing is left to do.
    pub fn finish(self) -> Response<O::Reply> {
        self.entries.finish()
    }

    /// Encodes operations as long as there is room: those of an earlier connection, and then new ones.
    fn encode(&mut self) {
        while self.pipeline.has_room() {
            let waiting = match self.again.pop_front() {
                Some(waiting) => waiting,
                None => {
                    let Some(operation) = self.rest.next() else { return };
                    let index = self.entries.len();
                    if let Some(error) = check(&operation, index) {
                        self.entries.push_failed(operation, error);
                        continue;
                    }
                    self.total_wait = self.total_wait.saturating_add(operation.wait());
                    self.entries.push(operation);
                    Waiting { index, sent_before: false }
                }
            };
            let operation = self.entries.operation(waiting.index);
            self.pipeline.push(waiting, |encoder| encode(operation, encoder));
        }
    }

    /// Remembers what the connection may have delivered, and nothing else of it.
    fn forget_connection(&mut self) {
        self.met_replica = false;
        let left = self.pipeline.forget().map(|(mut waiting, sent)| {
            waiting.sent_before |= sent;
            waiting
        });
        let mut left: VecDeque<_> = left.collect();
        left.append(&mut self.again);
        self.again = left;
    }
}

impl<O: Operation, I: Iterator<Item = O>> Exchange for Batch<O, I> {
    fn outgoing(&mut self) -> &[u8] {
        if self.pipeline.outgoing().is_empty() {
            self.encode();
        }
        self.pipeline.outgoing()
    }

    fn sent(&mut self, count: usize) {
        self.pipeline.sent(count);
    }

    fn receive(&mut self, incoming: &mut Incoming) -> Result<(), ConnectionError> {
        while !self.pipeline.is_empty() {
            let Some(frame) = next_reply(incoming)? else { return Ok(()) };
            let Some(Waiting { index, .. }) = self.pipeline.pop() else { return Ok(()) };
            self.met_replica |= matches!(frame, Frame::Error(message) if is_of_replica(message));
            let result = decode(self.entries.operation(index), &frame, index);
            self.entries.settle(index, result);
            self.breaks = 0;
        }
        no_more_replies(incoming)
    }

    fn is_done(&mut self) -> bool {
        self.outgoing().is_empty() && self.pipeline.is_empty()
    }

    fn next_wait(&self) -> Duration {
        let next = self.pipeline.items().next();
        next.map_or(Duration::ZERO, |next| self.entries.operation(next.index).wait())
    }

    fn total_wait(&self) -> Duration {
        self.total_wait
    }
}

/// Whether a server refuses a write by this error because it is a replica, or has just become one while the write waited.
fn is_of_replica(message: &[u8]) -> bool {
    message.starts_with(b"READONLY ") || message.starts_with(FORCED)
}

/// Whether an operation may be sent again after its bytes may have reached a server.
pub(crate) fn may_resend(operation: &impl Operation, resend_safe: bool) -> bool {
    match operation.resend() {
        Resend::Always => true,
        Resend::OnRequest => resend_safe,
        Resend::Never => false,
    }
}

/// The next frame that answers a command, if it is all there.
pub(crate) fn next_reply(incoming: &mut Incoming) -> Result<Option<Frame<'_>>, ConnectionError> {
    incoming.skip_pushes().map_err(|malformed| protocol(malformed.0))?;
    incoming.next().map_err(|malformed| protocol(malformed.0))
}

/// Every command was answered: nothing may come but pushes.
pub(crate) fn no_more_replies(incoming: &mut Incoming) -> Result<(), ConnectionError> {
    incoming.skip_pushes().map_err(|malformed| protocol(malformed.0))?;
    if incoming.is_empty() || incoming.is_push() {
        return Ok(());
    }
    Err(protocol("the server sent a reply too many".into()))
}

fn protocol(message: String) -> ConnectionError {
    ConnectionError::new(ConnectionErrorKind::Protocol, message)
}

/// What a reply says to the operation at this position of the call.
pub(crate) fn decode<O: Operation>(
    operation: &O,
    frame: &Frame<'_>,
    index: usize,
) -> Result<O::Reply, Error> {
    if let Frame::Error(message) = frame {
        return Err(Error::Server(Box::new(server_error::<O>(message, index))));
    }
    operation.read(frame).ok_or_else(|| {
        let found = frame.describe();
        Error::UnexpectedReply(Box::new(UnexpectedReply { operation: O::NAME, index, found }))
    })
}

/// The error that a server answered to the operation at this position of the call.
pub(crate) fn server_error<O: Operation>(message: &[u8], index: usize) -> ServerError {
    let message = String::from_utf8_lossy(message).into_owned();
    let code = message.split(' ').next().unwrap_or_default().to_owned();
    ServerError { operation: O::NAME, index, code, message }
}
