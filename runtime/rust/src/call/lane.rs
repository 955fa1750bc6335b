//! What one call has for one node.

use std::collections::{VecDeque, vec_deque};
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
    /// Those that count as in flight already, and go before the queue.
    first: VecDeque<Item>,
    queue: VecDeque<Item>,
    /// Until when no connection is made, after one broke.
    pause: Wait,
    /// Until when the node may be silent, while it has to accept or to answer something.
    silence: Wait,
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
            pause: Wait::No,
            silence: Wait::No,
            failures: 0,
        }
    }

    pub fn address(&self) -> &Arc<Address> {
        &self.address
    }

    pub fn push(&mut self, item: Item) {
        self.queue.push_back(item);
    }

    pub fn push_front(&mut self, item: Item) {
        if item.first { &mut self.first } else { &mut self.queue }.push_front(item);
    }

    /// The operation that is sent next.
    pub fn next(&mut self) -> Option<Item> {
        self.first.pop_front().or_else(|| self.queue.pop_front())
    }

    /// Whether another operation may be encoded now.
    #[inline]
    pub fn has_room(&mut self) -> bool {
        !self.is_paused() && self.pipeline.has_room()
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
        if self.silence == Wait::No && !outgoing.is_empty() {
            self.silence = Wait::New;
        }
        outgoing
    }

    pub fn sent(&mut self, count: usize) {
        self.pipeline.sent(count);
        self.silence = Wait::New;
    }

    /// Something came: what is still to come has as much time again.
    pub fn received(&mut self) {
        self.silence = Wait::New;
    }

    /// The operation that the node answered; `None` when it was an `ASKING`.
    #[inline]
    pub fn answered(&mut self) -> Option<Item> {
        self.failures = 0;
        self.pipeline.pop().flatten()
    }

    /// Whether there is nothing to answer; then the node may be silent.
    #[inline]
    pub fn rests(&mut self) -> bool {
        let rests = self.pipeline.is_empty();
        if rests {
            self.silence = Wait::No;
        }
        rests
    }

    pub fn in_flight(&self) -> impl Iterator<Item = &Item> {
        self.pipeline.items().flatten()
    }

    /// Forgets the connection. Gives what was in flight, and whether anything of each may have been delivered.
    pub fn forget_connection(&mut self) -> Vec<(Item, bool)> {
        self.silence = Wait::No;
        let in_flight = self.pipeline.forget().filter_map(|(item, sent)| Some((item?, sent)));
        in_flight.chain(self.first.drain(..).map(|item| (item, false))).collect()
    }

    /// Takes out what is not in flight.
    pub fn take_waiting(&mut self) -> vec_deque::Drain<'_, Item> {
        self.queue.drain(..)
    }

    /// Whether there is something to do on a connection.
    pub fn wants_connection(&self) -> bool {
        !self.pipeline.is_empty() || !self.is_paused() && !self.is_empty()
    }

    /// Whether nothing of it gets through, so that the other nodes must not wait for it.
    pub fn is_stuck(&self) -> bool {
        self.is_paused() || self.pipeline.sent_bytes() == 0
    }

    /// Whether it would send more, if there were more.
    pub fn wants_more(&self) -> bool {
        !self.is_paused() && self.is_empty()
    }

    /// The node said that it cannot tell.
    pub fn failed(&mut self) {
        self.failures += 1;
    }

    /// The connection broke: the next one is made after a pause.
    pub fn broke(&mut self) {
        self.failures += 1;
        self.pause = Wait::New;
    }

    /// Whether the node failed since it answered last.
    pub fn is_lost(&self) -> bool {
        self.failures > 0
    }

    pub fn is_paused(&self) -> bool {
        self.pause != Wait::No
    }

    pub fn is_silent(&self, now: Instant) -> bool {
        self.silence.is_over(now)
    }

    /// Begins its waits, and ends a pause that is over if it `may_go_on`. The node may be silent for `silence`, and as much
    /// longer as the operation waits that it answers next.
    pub fn advance(
        &mut self,
        now: Instant,
        silence: Duration,
        wait: impl Fn(&Item) -> Duration,
        may_go_on: bool,
    ) {
        if self.silence == Wait::New {
            let wait = self.in_flight().next().map_or(Duration::ZERO, wait);
            self.silence.begin(now, silence.saturating_add(wait));
        }
        self.pause.begin(now, pause(self.failures));
        if may_go_on && self.pause.is_over(now) {
            self.pause = Wait::No;
        }
    }

    /// When its silence ends, or its pause if it `may_go_on`.
    pub fn timeout(&self, may_go_on: bool) -> Option<Instant> {
        let pause = self.pause.end().filter(|_| may_go_on);
        self.silence.end().into_iter().chain(pause).min()
    }

    fn is_empty(&self) -> bool {
        self.first.is_empty() && self.queue.is_empty()
    }
}
