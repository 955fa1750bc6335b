//! What one call has for one node.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use super::pipeline::Pipeline;
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
    pub address: Arc<Address>,
    /// Those under way; `None` is an `ASKING` before the next operation.
    pub pipeline: Pipeline<Option<Item>>,
    /// Those that go before the queue: refused or held back before.
    pub first: VecDeque<Item>,
    pub queue: VecDeque<Item>,
    /// Until when no connection is made, after one broke.
    pub paused: Option<Pause>,
    /// How often a connection broke, or the node said that it cannot tell, since the last answer.
    pub failures: u32,
}

/// A wait that begins when the call's time is looked at next.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Pause {
    /// It was decided on, and its end not worked out yet.
    New,
    Until(Instant),
}

impl Lane {
    pub fn new(address: Arc<Address>, expected: usize) -> Self {
        Self {
            address,
            pipeline: Pipeline::new(expected),
            first: VecDeque::new(),
            queue: VecDeque::new(),
            paused: None,
            failures: 0,
        }
    }

    /// Encodes an operation.
    #[inline]
    pub fn send(&mut self, item: Item, operation: &impl Operation) {
        if item.ask.is_some() {
            self.pipeline.push(None, |encoder| encoder.command(&["ASKING"], 0));
        }
        self.pipeline.push(Some(item), |encoder| encode(operation, encoder));
    }

    /// Whether there is something to do on a connection.
    pub fn wants_connection(&self) -> bool {
        !self.pipeline.is_empty()
            || self.paused.is_none() && !(self.first.is_empty() && self.queue.is_empty())
    }

    /// The operation that is sent next.
    pub fn next(&mut self) -> Option<Item> {
        self.first.pop_front().or_else(|| self.queue.pop_front())
    }

    /// Whether nothing of it gets through, so that the other nodes must not wait for it.
    pub fn is_stuck(&self) -> bool {
        self.paused.is_some() || self.pipeline.sent_bytes() == 0
    }

    /// Whether it would send more, if there were more.
    pub fn wants_more(&self) -> bool {
        self.paused.is_none() && self.first.is_empty() && self.queue.is_empty()
    }
}
