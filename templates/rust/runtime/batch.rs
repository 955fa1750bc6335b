//! One call as a state machine: which bytes to send next, which operation a reply answers, and what
//! becomes of the rest when the connection breaks. No input or output happens here, so the async and
//! the blocking client share every rule.

use std::collections::VecDeque;
use std::iter::Fuse;
use std::sync::Arc;
use std::time::Duration;

use super::bytes::Bytes;
use super::error::{ConnectionError, ConnectionErrorKind, Error, ServerError, UnexpectedReply};
use super::operation::{Operation, Reply, Resend, check, encode};
use super::resp::{Encoder, Frame, Incoming};
use super::response::Response;

/// How many commands, and about how many bytes, are encoded at once.
const CHUNK_COMMANDS: usize = 2_000;
const CHUNK_BYTES: usize = 64 * 1024;

/// How many operations may wait for their answers: enough to keep a distant server busy.
const WINDOW: usize = 4 * CHUNK_COMMANDS;

/// How often a connection may break without a single answer before the call gives up.
const MAX_BREAKS: u32 = 3;

/// One call on its way.
pub(super) struct Batch<O: Operation, I> {
    /// The operations that were not looked at yet.
    rest: Fuse<I>,
    /// Those without a result, in order. The first `encoded` of them were encoded for this connection.
    waiting: VecDeque<Waiting<O>>,
    encoded: usize,
    results: Vec<(Bytes, Result<O::Reply, Error>)>,
    /// Encoded commands; those before `written` were handed to the connection.
    encoder: Encoder,
    written: usize,
    /// The stream position, on this connection, of the encoder's first byte.
    position: u64,
    resend_safe: bool,
    /// Breaks of the connection since the last answer.
    breaks: u32,
}

struct Waiting<O> {
    operation: O,
    /// An operation with bad parameters waits only for its turn among the results.
    error: Option<Error>,
    /// Where its command begins in the stream of this connection.
    position: u64,
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
            waiting: VecDeque::with_capacity(expected.min(WINDOW)),
            encoded: 0,
            // A hint of the user's iterator is no promise: reserve only what cannot hurt.
            results: Vec::with_capacity(expected.min(1024 * 1024)),
            encoder: Encoder::default(),
            written: 0,
            position: 0,
            resend_safe,
            breaks: 0,
        }
    }

    /// The next bytes to send; empty when replies must come first, or when all is sent.
    pub fn outgoing(&mut self) -> &[u8] {
        if self.written == self.encoder.buffer().len() {
            self.position += self.written as u64;
            self.written = 0;
            self.encoder.buffer().clear();
            while self.encoder.buffer().is_empty() && self.encode() {}
        }
        &self.encoder.buffer()[self.written..]
    }

    /// Takes notice that the connection accepted this many of the outgoing bytes.
    pub fn sent(&mut self, count: usize) {
        self.written += count;
    }

    /// Takes the replies that came.
    ///
    /// # Errors
    /// When the bytes are no replies, or more replies than operations.
    pub fn receive(&mut self, incoming: &mut Incoming) -> Result<(), ConnectionError> {
        let protocol = |message: String| ConnectionError::new(ConnectionErrorKind::Protocol, message);
        while self.encoded > 0 {
            let Some(frame) = incoming.next().map_err(|malformed| protocol(malformed.0))? else {
                return Ok(());
            };
            if matches!(frame, Frame::Push(_)) {
                continue;
            }
            self.settle(|index| decode::<O>(&frame, index));
            self.breaks = 0;
            self.settle_bad();
        }
        if incoming.is_empty() { Ok(()) } else { Err(protocol("the server sent a reply too many".into())) }
    }

    /// Whether every operation has its result.
    pub fn is_done(&mut self) -> bool {
        self.outgoing().is_empty() && self.waiting.is_empty()
    }

    /// The connection broke, or none could be made. Returns whether another connection should go on
    /// with the call; if not, every operation without a result has the error that fits it.
    pub fn interrupted(&mut self, error: ConnectionError) -> bool {
        let resend = match O::RESEND {
            _ if self.sent_bytes() == 0 => true,
            Resend::Always => true,
            Resend::OnRequest => self.resend_safe,
            Resend::Never => false,
        };
        let hopeful = matches!(error.kind(), ConnectionErrorKind::Broken | ConnectionErrorKind::Connect);
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
        while let Some(waiting) = self.waiting.front() {
            let kind = if waiting.sent_before { Error::OutcomeUnknown } else { Error::NotSent };
            self.settle(|_| Err(kind(error.clone())));
        }
        // What was never looked at was not sent either; bad parameters keep their own error.
        while let Some(operation) = self.rest.next() {
            let bad = check(&operation).map(|bad| bad.at(O::NAME, self.results.len()));
            let error = bad.unwrap_or_else(|| Error::NotSent(error.clone()));
            self.results.push((operation.into_key(), Err(error)));
        }
    }

    /// How long to wait before the next connection, after a break.
    pub fn pause(&self) -> Duration {
        Duration::from_millis(25) * (1 << self.breaks.min(4))
    }

    /// The results, once nothing is left to do.
    pub fn finish(self) -> Response<O::Reply> {
        Response::new(self.results)
    }

    /// Encodes waiting operations and then new ones, up to a chunk of them. Returns whether there were
    /// any, and room for them.
    fn encode(&mut self) -> bool {
        if self.encoded + CHUNK_COMMANDS > WINDOW {
            return false;
        }
        for _ in 0..CHUNK_COMMANDS {
            if self.encoder.buffer().len() >= CHUNK_BYTES {
                break;
            }
            if self.encoded == self.waiting.len() {
                let Some(operation) = self.rest.next() else { return !self.encoder.buffer().is_empty() };
                let index = self.results.len() + self.waiting.len();
                let error = check(&operation).map(|bad| bad.at(O::NAME, index));
                self.waiting.push_back(Waiting { operation, error, position: 0, sent_before: false });
            }
            let waiting = &mut self.waiting[self.encoded];
            waiting.position = self.position + self.encoder.buffer().len() as u64;
            if waiting.error.is_none() {
                encode(&waiting.operation, &mut self.encoder);
            }
            self.encoded += 1;
            self.settle_bad();
        }
        true
    }

    /// Moves operations with bad parameters, whose turn it is, to the results.
    fn settle_bad(&mut self) {
        while let Some(error) = self.waiting.front_mut().and_then(|waiting| waiting.error.take()) {
            self.settle(|_| Err(error));
        }
    }

    /// Gives the first waiting operation its result, made from its position in the call.
    fn settle(&mut self, result: impl FnOnce(usize) -> Result<O::Reply, Error>) {
        let Some(Waiting { operation, error, .. }) = self.waiting.pop_front() else { return };
        self.encoded = self.encoded.saturating_sub(1);
        // Bad parameters are the operation's own error, whatever became of the others.
        let result = error.map_or_else(|| result(self.results.len()), Err);
        self.results.push((operation.into_key(), result));
    }

    /// How many bytes this connection accepted.
    fn sent_bytes(&self) -> u64 {
        self.position + self.written as u64
    }

    /// Remembers what the connection may have delivered, and nothing else of it.
    fn forget_connection(&mut self) {
        let sent = self.sent_bytes();
        for waiting in self.waiting.iter_mut().take(self.encoded) {
            waiting.sent_before |= waiting.position < sent;
        }
        self.encoder.buffer().clear();
        (self.written, self.position, self.encoded) = (0, 0, 0);
    }
}

fn decode<O: Operation>(frame: &Frame<'_>, index: usize) -> Result<O::Reply, Error> {
    if let Frame::Error(message) = frame {
        let message = String::from_utf8_lossy(message).into_owned();
        let code = message.split(' ').next().unwrap_or_default().to_owned();
        return Err(Error::Server(Box::new(ServerError { operation: O::NAME, index, code, message })));
    }
    O::Reply::read(frame).ok_or_else(|| {
        let found = frame.describe();
        Error::UnexpectedReply(Box::new(UnexpectedReply { operation: O::NAME, index, found }))
    })
}
