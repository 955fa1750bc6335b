//! One call on a cluster as a state machine: which operation goes to which node, and which result it
//! has. No input or output happens here.

use std::iter::Fuse;
use std::sync::Arc;

use super::lanes::{Item, Lane};
use super::pipeline::{Exchange, WINDOW};
use super::recovery::Slots;
use super::results::Entries;
use super::single::{decode, may_resend, next_reply, no_more_replies};
use crate::cluster::Refusal;
use crate::cluster::SlotMap;
use crate::cluster::slot_of;
use crate::config::Address;
use crate::error::{ConnectionError, Error};
use crate::operation::{Operation, check};
use crate::resp::{Frame, Incoming};
use crate::response::Response;

/// How many operations without a result are looked at, at most: enough that one silent node does not
/// keep the others waiting, and little enough that a call of any length fits into memory.
const LOOK_AHEAD: usize = 16 * WINDOW;

/// How many operations are looked at before the nodes are sent what there is of them.
const SHARE: usize = 500;

/// One call on its way.
pub struct Call<O: Operation, I> {
    /// The operations that were not looked at yet.
    rest: Fuse<I>,
    /// Whether there are none of them.
    all_taken: bool,
    pub(super) entries: Entries<O>,
    /// About how many operations there are in a share.
    expected: usize,
    pub(super) map: Arc<SlotMap>,
    pub(super) lanes: Vec<Lane>,
    /// The lanes of the map's nodes.
    pub(super) lane_of: Vec<Option<usize>>,
    pub(super) slots: Slots,
    /// Whether the map has to be asked for before what was refused is tried again.
    pub(super) wants_map: bool,
    /// Whether what is queued may stand in the wrong lane.
    pub(super) map_changed: bool,
    /// Whether operations may be sent again after their bytes may have reached a server.
    pub(super) resend: bool,
    /// Owners of slots that nodes told, for the calls that come after.
    pub moved: Vec<(u16, Arc<Address>)>,
}

impl<O: Operation, I: Iterator<Item = O>> Call<O, I> {
    /// A call that runs these operations by this map. `resend_safe` says that the user lets writes that
    /// may run twice be sent again.
    pub fn new(operations: I, map: Arc<SlotMap>, resend_safe: bool) -> Self {
        let expected = operations.size_hint().0;
        Self {
            entries: Entries::with_capacity(expected),
            expected: expected.min(SHARE),
            rest: operations.fuse(),
            all_taken: false,
            lanes: Vec::with_capacity(map.len()),
            lane_of: vec![None; map.len()],
            map,
            slots: Slots::new(),
            wants_map: false,
            map_changed: false,
            resend: may_resend::<O>(resend_safe),
            moved: Vec::new(),
        }
    }

    /// How many lanes there are: one for each node that the call has to do with. There may be more
    /// later, never less.
    pub fn lanes(&self) -> usize {
        self.lanes.len()
    }

    /// The address of a lane's node.
    pub fn address(&self, lane: usize) -> &Arc<Address> {
        &self.lanes[lane].address
    }

    /// Whether a lane needs a connection now.
    pub fn wants_connection(&self, lane: usize) -> bool {
        self.lanes[lane].wants_connection()
    }

    /// The call's side of a connection to a lane's node.
    pub fn exchange(&mut self, lane: usize) -> LaneExchange<'_, O, I> {
        LaneExchange { call: self, lane }
    }

    /// Whether all of its operations are known, and belong to one node.
    pub fn is_of_one_node(&self) -> bool {
        self.all_taken && self.lanes.len() == 1
    }

    /// Whether every operation has its result.
    pub fn is_done(&self) -> bool {
        self.all_taken && self.entries.open() == 0
    }

    /// The results, once nothing is left to do.
    pub fn finish(self) -> Response<O::Reply> {
        self.entries.finish()
    }

    /// Takes more operations, a share of them, when a node has nothing to do otherwise.
    pub fn fill(&mut self) {
        let open = self.entries.open();
        if self.all_taken
            || open >= LOOK_AHEAD
            || !self.lanes.iter().any(|lane| lane.wants_more() || lane.is_stuck()) && open > 0
        {
            return;
        }
        for _ in 0..SHARE {
            let Some(operation) = self.rest.next() else {
                self.all_taken = true;
                return;
            };
            let index = self.entries.len();
            let slot = match self.admit(&operation, index) {
                Ok(slot) => slot,
                Err(error) => {
                    self.entries.push_failed(operation, error);
                    continue;
                }
            };
            self.entries.push(operation);
            let item = Item { index, slot, lost: 0, first: false, ask: None };
            let lane = self.owner(slot);
            let lane = &mut self.lanes[lane];
            if lane.wants_more() && lane.pipeline.has_room() {
                if self.slots.begin(&item) {
                    lane.send(item, self.entries.operation(index));
                } else {
                    self.slots.hold(item);
                }
            } else {
                lane.queue.push_back(item);
            }
        }
    }

    /// The slot of an operation that may be sent, or why it may not.
    #[inline]
    fn admit(&self, operation: &O, index: usize) -> Result<u16, Error> {
        if let Some(error) = check(operation, index) {
            return Err(error);
        }
        let slot = slot_of(operation, index)?;
        self.slots.too_late(operation).map_or(Ok(slot), Err)
    }

    /// Gives every operation without a result the error that fits it.
    pub fn abandon(&mut self, error: ConnectionError) {
        let error = Arc::new(error);
        let mut left = self.slots.take_all();
        for lane in &mut self.lanes {
            for (item, sent) in lane.pipeline.forget() {
                let Some(item) = item else { continue };
                if sent {
                    self.entries.note(item.index, Error::OutcomeUnknown(error.clone()));
                }
                left.push(item);
            }
            left.extend(lane.first.drain(..).chain(lane.queue.drain(..)));
        }
        for item in left {
            self.entries.fail(item.index, || Error::NotSent(error.clone()));
        }
        // What was never looked at was not sent either; bad parameters keep their own error.
        for operation in self.rest.by_ref() {
            let index = self.entries.len();
            let bad = check(&operation, index).or_else(|| slot_of(&operation, index).err());
            let error = bad.unwrap_or_else(|| Error::NotSent(error.clone()));
            self.entries.push_failed(operation, error);
        }
        self.all_taken = true;
    }

    /// The lane of the node that has a slot.
    #[inline]
    pub(super) fn owner(&mut self, slot: u16) -> usize {
        let node = self.map.owner(slot);
        match self.lane_of[node] {
            Some(lane) => lane,
            None => {
                let address = self.map.address(node).clone();
                let lane = self.lane(&address);
                self.lane_of[node] = Some(lane);
                lane
            }
        }
    }

    /// The lane of a node.
    pub(super) fn lane(&mut self, address: &Arc<Address>) -> usize {
        let found = self.lanes.iter().position(|lane| lane.address == *address);
        found.unwrap_or_else(|| {
            let expected = self.expected / self.map.len() * 2;
            self.lanes.push(Lane::new(address.clone(), expected));
            self.lanes.len() - 1
        })
    }

    /// Encodes a chunk of a lane's operations. Those whose slot recovers are held back.
    fn encode(&mut self, lane: usize) {
        if self.lanes[lane].paused.is_some() {
            return;
        }
        while self.lanes[lane].pipeline.has_room() {
            let Some(item) = self.lanes[lane].next() else { return };
            let operation = self.entries.operation(item.index);
            if let Some(error) = self.slots.too_late(operation) {
                if item.first {
                    self.slots.end(item.slot);
                }
                self.entries.fail(item.index, || error);
            } else if self.slots.begin(&item) {
                self.lanes[lane].send(item, operation);
            } else {
                self.slots.hold(item);
            }
        }
    }

    /// Takes a reply for an operation.
    #[inline]
    fn end(&mut self, lane: usize, item: Item, frame: &Frame<'_>) {
        if let Frame::Error(message) = frame
            && let Some(refusal) = Refusal::read(message)
        {
            return self.refused(lane, item, refusal, message);
        }
        self.slots.end(item.slot);
        if self.slots.recovers(item.slot) {
            self.overtake(&item);
        }
        let result = decode::<O>(frame, item.index);
        self.entries.settle(item.index, result);
    }
}

/// A lane as a connection sees it.
pub struct LaneExchange<'a, O: Operation, I> {
    call: &'a mut Call<O, I>,
    lane: usize,
}

impl<O: Operation, I: Iterator<Item = O>> Exchange for LaneExchange<'_, O, I> {
    fn outgoing(&mut self) -> &[u8] {
        if self.call.lanes[self.lane].pipeline.outgoing().is_empty() {
            self.call.encode(self.lane);
        }
        self.call.lanes[self.lane].pipeline.outgoing()
    }

    fn sent(&mut self, count: usize) {
        self.call.lanes[self.lane].pipeline.sent(count);
    }

    fn receive(&mut self, incoming: &mut Incoming) -> Result<(), ConnectionError> {
        while !self.call.lanes[self.lane].pipeline.is_empty() {
            let Some(frame) = next_reply(incoming)? else { return Ok(()) };
            let lane = &mut self.call.lanes[self.lane];
            lane.failures = 0;
            if let Some(Some(item)) = lane.pipeline.pop() {
                self.call.end(self.lane, item, &frame);
            }
        }
        no_more_replies(incoming)
    }

    /// In a recovery there is more to look after than one node.
    fn is_done(&mut self) -> bool {
        self.call.is_recovering()
            || self.outgoing().is_empty() && self.call.lanes[self.lane].pipeline.is_empty()
    }
}
