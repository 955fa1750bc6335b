//! One call on a cluster as a state machine: which operation goes to which node, and which result it
//! has. No input or output happens here.

use std::iter::Fuse;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::lane::{Item, Lane};
use super::lanes::Lanes;
use super::pipeline::{Exchange, WINDOW};
use super::recovery::{Recovery, is_hopeful};
use super::results::Entries;
use super::single::{decode, next_reply, no_more_replies, server_error};
use crate::cluster::{Refusal, SlotMap, slot_of};
use crate::config::{Address, Limits};
use crate::error::{ConnectionError, ConnectionErrorKind, Error};
use crate::operation::{Operation, Resend, check};
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
    entries: Entries<O>,
    lanes: Lanes,
    recovery: Recovery,
    /// Whether the map has to be asked for before what was refused is tried again.
    wants_map: bool,
    /// How long the operations wait that were looked at.
    total_wait: Duration,
    limits: Limits,
    /// Owners of slots that nodes told, for the calls that come after.
    pub moved: Vec<(u16, Arc<Address>)>,
}

impl<O: Operation, I: Iterator<Item = O>> Call<O, I> {
    /// A call that runs these operations by this map.
    pub fn new(operations: I, map: Arc<SlotMap>, limits: Limits) -> Self {
        let expected = operations.size_hint().0;
        Self {
            entries: Entries::with_capacity(expected),
            rest: operations.fuse(),
            all_taken: false,
            lanes: Lanes::new(map, expected.min(SHARE)),
            recovery: Recovery::new(limits.resend_safe_writes, O::RESEND != Resend::Always),
            wants_map: false,
            total_wait: Duration::ZERO,
            limits,
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
        self.lanes[lane].address()
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
            self.total_wait = self.total_wait.saturating_add(operation.wait());
            self.entries.push(operation);
            let item = Item { index, slot, lost: 0, first: false, ask: None };
            let lane = self.lanes.owner(slot);
            let lane = &mut self.lanes[lane];
            if lane.wants_more() && lane.has_room() {
                if self.recovery.begin(&item) {
                    lane.send(item, self.entries.operation(index));
                } else {
                    self.recovery.hold(item);
                }
            } else {
                lane.push(item);
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
        self.recovery.too_late(operation).map_or(Ok(slot), Err)
    }

    /// Gives every operation without a result the error that fits it.
    pub fn abandon(&mut self, error: ConnectionError) {
        let error = Arc::new(error);
        let mut left = self.recovery.take_all();
        for lane in self.lanes.iter_mut() {
            for (item, sent) in lane.forget_connection() {
                if sent {
                    self.entries.note(item.index, Error::OutcomeUnknown(error.clone()));
                }
                left.push(item);
            }
            left.extend(lane.take_waiting());
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

    /// A lane's connection broke, or none could be made.
    pub fn interrupted(&mut self, lane: usize, error: ConnectionError) {
        self.count_in_flight(None);
        let error = Arc::new(error);
        for (mut item, sent) in self.lanes[lane].forget_connection() {
            if sent {
                item.lost += 1;
                self.entries.note(item.index, Error::OutcomeUnknown(error.clone()));
            }
            let operation = self.entries.operation(item.index);
            if !self.recovery.lost(item, sent, &error, operation) {
                self.overtake(&item);
                self.give_up(&item, &error);
            }
        }
        if is_hopeful(&error) {
            self.lanes[lane].broke();
            self.wants_map = true;
            return;
        }
        for item in self.lanes[lane].take_waiting().collect::<Vec<_>>() {
            self.give_up(&item, &error);
        }
    }

    /// Does what is due: sends again what was refused or lost, and begins the waits that were decided on.
    pub fn advance(&mut self, now: Instant) {
        self.lanes.regroup();
        let may_go_on = !self.wants_map;
        for item in self.recovery.advance(now, may_go_on, &self.entries).into_iter().rev() {
            let lane = item.ask.map_or_else(|| self.lanes.owner(item.slot), usize::from);
            self.lanes[lane].push_front(item);
        }
        for lane in self.lanes.iter_mut() {
            let entries = &self.entries;
            let wait = |item: &Item| entries.operation(item.index).wait();
            lane.advance(now, self.limits.operation_timeout, wait, may_go_on);
        }
    }

    /// When there is something to do although nothing came: [`Call::advance`], or [`Call::end_silences`]. While the map
    /// is wanted, no pause ends.
    pub fn timeout(&self) -> Option<Instant> {
        let may_go_on = !self.wants_map;
        let lanes = self.lanes.iter().filter_map(|lane| lane.timeout(may_go_on));
        lanes.chain(self.recovery.timeout().filter(|_| may_go_on)).min()
    }

    /// Interrupts the lanes whose nodes were silent for too long. `close` closes the connection of a lane, or says that
    /// something came on it.
    pub fn end_silences(&mut self, now: Instant, mut close: impl FnMut(usize) -> bool) {
        for lane in 0..self.lanes.len() {
            if self.lanes[lane].is_silent(now) && close(lane) {
                let silence = self.limits.silence().later(self.next_wait(lane));
                self.interrupted(lane, silence.error());
            }
        }
    }

    /// Whether the map must be asked for; until then, what waits for it waits.
    pub fn wants_map(&self) -> bool {
        self.wants_map
    }

    /// The nodes that failed since they answered last: they are the last to be asked for the map.
    pub fn lost(&self) -> Vec<Arc<Address>> {
        self.lanes.lost().cloned().collect()
    }

    /// Takes the map that a node gave, or notes that none did.
    pub fn take_map(&mut self, map: Option<Arc<SlotMap>>) {
        self.wants_map = false;
        self.count_in_flight(None);
        let (old, new) = self.lanes.take_map(map);
        self.recovery.moved(|slot| old.address(old.owner(slot)) != new.address(new.owner(slot)));
        self.lanes.regroup();
    }

    /// Encodes a chunk of a lane's operations. Those whose slot recovers are held back.
    fn encode(&mut self, lane: usize) {
        while self.lanes[lane].has_room() {
            let Some(item) = self.lanes[lane].next() else { return };
            let operation = self.entries.operation(item.index);
            if let Some(error) = self.recovery.too_late(operation) {
                if item.first {
                    self.recovery.end(item.slot);
                }
                self.entries.fail(item.index, || error);
            } else if self.recovery.begin(&item) {
                self.lanes[lane].send(item, operation);
            } else {
                self.recovery.hold(item);
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
        self.recovery.end(item.slot);
        if self.recovery.recovers(item.slot) {
            self.overtake(&item);
        }
        let result = decode(self.entries.operation(item.index), frame, item.index);
        self.entries.settle(item.index, result);
    }

    /// A node refused an operation.
    fn refused(&mut self, lane: usize, mut item: Item, refusal: Refusal<'_>, message: &[u8]) {
        self.count_in_flight(Some(&item));
        // What may have run on a connection that broke before stays unknown.
        if item.lost == 0 {
            let error = server_error::<O>(message, item.index);
            self.entries.note(item.index, Error::Server(Box::new(error)));
        }
        item.ask = None;
        let mut wait = false;
        match refusal {
            Refusal::Moved(slot, host, port) => {
                let owner = self.lanes.named(host, port, lane);
                self.lanes.assign(slot, &owner);
                self.moved.push((slot, owner));
            }
            Refusal::Ask(host, port) => {
                let node = self.lanes.named(host, port, lane);
                item.ask = u16::try_from(self.lanes.lane(&node)).ok();
            }
            Refusal::Later => wait = true,
            Refusal::NotHere => {
                (wait, self.wants_map) = (true, true);
                // Cut off from the others, it tells what was true before.
                self.lanes[lane].failed();
            }
        }
        self.recovery.again(item, wait);
    }

    /// How long the operation waits that a lane's node answers next.
    fn next_wait(&self, lane: usize) -> Duration {
        let next = self.lanes[lane].in_flight().next();
        next.map_or(Duration::ZERO, |item| self.entries.operation(item.index).wait())
    }

    /// How much longer than usual the call may take: as long as its operations wait, one after another.
    pub fn total_wait(&self) -> Duration {
        self.total_wait
    }

    /// Whether [`Call::advance`] has more to do than to begin silences, now or later.
    fn is_recovering(&self) -> bool {
        !self.recovery.is_over() || self.lanes.iter().any(Lane::is_paused)
    }

    /// Begins to count what is in flight, and `answered`, whose answer just came.
    fn count_in_flight(&mut self, answered: Option<&Item>) {
        self.recovery.count(self.lanes.iter().flat_map(Lane::in_flight).chain(answered));
    }

    /// An operation may have been executed. Refused ones before it on the same key come too late.
    fn overtake(&mut self, item: &Item) {
        for late in self.recovery.overtaken(item, &self.entries) {
            self.entries.fail(late.index, overtaken);
        }
    }

    /// Gives an operation that nobody will run the error that says why: also in place of a node's, which only sent
    /// it here, but not in place of that of a connection that may have delivered it.
    fn give_up(&mut self, item: &Item, error: &Arc<ConnectionError>) {
        let error = || Error::NotSent(error.clone());
        match item.lost {
            0 => self.entries.settle(item.index, Err(error())),
            _ => self.entries.fail(item.index, error),
        }
    }
}

/// The error of an operation that was not sent before its connection broke, and comes too late now.
fn overtaken() -> Error {
    let message = "the connection broke, and a later operation on the key has been executed since";
    Error::NotSent(Arc::new(ConnectionError::new(ConnectionErrorKind::Broken, message)))
}

/// A lane as a connection sees it.
pub struct LaneExchange<'a, O: Operation, I> {
    call: &'a mut Call<O, I>,
    lane: usize,
}

impl<O: Operation, I: Iterator<Item = O>> Exchange for LaneExchange<'_, O, I> {
    fn outgoing(&mut self) -> &[u8] {
        if self.call.lanes[self.lane].outgoing().is_empty() {
            self.call.encode(self.lane);
        }
        self.call.lanes[self.lane].outgoing()
    }

    fn sent(&mut self, count: usize) {
        self.call.lanes[self.lane].sent(count);
    }

    fn receive(&mut self, incoming: &mut Incoming) -> Result<(), ConnectionError> {
        self.call.lanes[self.lane].received();
        while !self.call.lanes[self.lane].rests() {
            let Some(frame) = next_reply(incoming)? else { return Ok(()) };
            if let Some(item) = self.call.lanes[self.lane].answered() {
                self.call.end(self.lane, item, &frame);
            }
        }
        no_more_replies(incoming)
    }

    /// In a recovery there is more to look after than one node.
    fn is_done(&mut self) -> bool {
        self.call.is_recovering() || self.outgoing().is_empty() && self.call.lanes[self.lane].rests()
    }

    fn next_wait(&self) -> Duration {
        self.call.next_wait(self.lane)
    }

    fn total_wait(&self) -> Duration {
        self.call.total_wait()
    }
}
