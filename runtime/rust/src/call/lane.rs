//! What one call has for one node.

use std::collections::VecDeque;
use std::mem::take;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::pipeline::Pipeline;
use super::wait::{Wait, pause};
use crate::config::Address;
use crate::operation::{Operation, encode};

/// An operation of a call that has no result yet.
#[derive(Clone, Copy)]
pub struct Item {
    /// Its position in the call.
    pub index: usize,
    pub slot: u16,
    /// How many connections may have delivered it and broke before its answer came.
    pub lost: u8,
    /// Whether it counts as in flight already: it was refused, and is sent again before all others of its
    /// slot.
    pub first: bool,
    /// The lane of the node that runs it although the slot is not its own yet.
    pub ask: Option<u16>,
}

/// The operations of one node.
pub struct Lane {
    address: Arc<Address>,
    /// Those under way; `None` is an `ASKING` before the next operation.
    pipeline: Pipeline<Option<Item>>,
    /// Those that go before the queue: refused or held back before.
    first: VecDeque<Item>,
    queue: VecDeque<Item>,
    /// Until when no connection is made, after one broke.
    pause: Option<Wait>,
    /// Until when the node may be silent, while it has to accept or to answer something.
    silence: Option<Wait>,
    /// How often a connection broke, or the node said that it cannot tell, since the last answer.
    failures: u32,
}

impl Lane {
    /// The lane of a node that gets about so many operations.
    pub fn new(address: Arc<Address>, expected: usize) -> Self {
        Self {
            address,
            pipeline: Pipeline::new(expected),
            first: VecDeque::new(),
            queue: VecDeque::new(),
            pause: None,
            silence: None,
            failures: 0,
        }
    }

    pub fn address(&self) -> &Arc<Address> {
        &self.address
    }

    /// Adds an operation behind all others.
    pub fn push(&mut self, item: Item) {
        self.queue.push_back(item);
    }

    /// Adds an operation that goes before the queue.
    pub fn push_first(&mut self, item: Item) {
        self.first.push_back(item);
    }

    /// The operation that is sent next.
    pub fn next(&mut self) -> Option<Item> {
        self.first.pop_front().or_else(|| self.queue.pop_front())
    }

    /// Whether another operation may be encoded now.
    #[inline]
    pub fn has_room(&mut self) -> bool {
        self.pause.is_none() && self.pipeline.has_room()
    }

    /// Encodes an operation.
    #[inline]
    pub fn send(&mut self, item: Item, operation: &impl Operation) {
        if item.ask.is_some() {
            self.pipeline.push(None, |encoder| encoder.command(&["ASKING"], 0));
        }
        self.pipeline.push(Some(item), |encoder| encode(operation, encoder));
    }

    /// The bytes that the connection has not accepted yet.
    pub fn outgoing(&mut self) -> &[u8] {
        let outgoing = self.pipeline.outgoing();
        if !outgoing.is_empty() {
            self.silence.get_or_insert(Wait::New);
        }
        outgoing
    }

    /// Takes notice that the connection accepted this many of them.
    pub fn sent(&mut self, count: usize) {
        self.pipeline.sent(count);
        self.renew_silence();
    }

    /// Something came: the node may be silent from now on anew.
    pub fn renew_silence(&mut self) {
        self.silence = Some(Wait::New);
    }

    /// Everything was answered: the node has nothing to say.
    pub fn end_silence(&mut self) {
        self.silence = None;
    }

    /// Whether nothing is in flight.
    pub fn is_idle(&self) -> bool {
        self.pipeline.is_empty()
    }

    /// The operations in flight.
    pub fn in_flight(&self) -> impl Iterator<Item = &Item> {
        self.pipeline.items().flatten()
    }

    /// The operation that the node answered; `None` when it was an `ASKING`.
    #[inline]
    pub fn answered(&mut self) -> Option<Item> {
        self.failures = 0;
        self.pipeline.pop().flatten()
    }

    /// Forgets the connection. Gives what was in flight, and whether anything of each may have been delivered.
    pub fn forget_connection(&mut self) -> Vec<(Item, bool)> {
        self.silence = None;
        let in_flight = self.pipeline.forget().filter_map(|(item, sent)| Some((item?, sent)));
        // Those that were to go first are in flight too; the others were never sent on this connection.
        let (first, held) = take(&mut self.first).into_iter().partition::<VecDeque<_>, _>(|item| item.first);
        self.first = held;
        in_flight.chain(first.into_iter().map(|item| (item, false))).collect()
    }

    /// Takes out what is not in flight.
    pub fn take_waiting(&mut self) -> impl Iterator<Item = Item> {
        let (first, held) = take(&mut self.first).into_iter().partition::<VecDeque<_>, _>(|item| item.first);
        self.first = first;
        held.into_iter().chain(self.queue.drain(..))
    }

    /// Whether there is something to do on a connection.
    pub fn wants_connection(&self) -> bool {
        !self.pipeline.is_empty() || self.pause.is_none() && !(self.first.is_empty() && self.queue.is_empty())
    }

    /// Whether nothing of it gets through, so that the other nodes must not wait for it.
    pub fn is_stuck(&self) -> bool {
        self.pause.is_some() || self.pipeline.sent_bytes() == 0
    }

    /// Whether it would send more, if there were more.
    pub fn wants_more(&self) -> bool {
        self.pause.is_none() && self.first.is_empty() && self.queue.is_empty()
    }

    /// The node said that it cannot tell.
    pub fn failed(&mut self) {
        self.failures += 1;
    }

    /// The connection broke: the next one is made after a pause.
    pub fn broke(&mut self) {
        self.failures += 1;
        self.pause = Some(Wait::New);
    }

    /// Whether the node failed since it answered last.
    pub fn is_lost(&self) -> bool {
        self.failures > 0
    }

    /// Whether it waits before it makes a connection.
    pub fn is_paused(&self) -> bool {
        self.pause.is_some()
    }

    /// Whether the node was silent for too long.
    pub fn is_silent(&self, now: Instant) -> bool {
        self.silence.is_some_and(|silence| silence.is_over(now))
    }

    /// Begins its waits, and ends a pause that is over if it `may_go_on`.
    pub fn advance(&mut self, now: Instant, silence: Duration, may_go_on: bool) {
        if let Some(wait) = &mut self.silence {
            wait.begin(now, silence);
        }
        if let Some(wait) = &mut self.pause {
            wait.begin(now, pause(self.failures));
            if may_go_on && wait.is_over(now) {
                self.pause = None;
            }
        }
    }

    /// When its pause ends.
    pub fn pause_end(&self) -> Option<Instant> {
        self.pause.and_then(Wait::end)
    }

    /// When the node has been silent for too long.
    pub fn silence_end(&self) -> Option<Instant> {
        self.silence.and_then(Wait::end)
    }
}
