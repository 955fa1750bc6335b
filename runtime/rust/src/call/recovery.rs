//! What becomes of operations that a node refused or lost: they are sent again in their order, to the
//! node that takes them, while later operations on their slots wait.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::cluster::Call;
use super::lanes::{Item, Pause};
use super::results::Entries;
use super::single::server_error;
use crate::bytes::Bytes;
use crate::cluster::Refusal;
use crate::cluster::SlotMap;
use crate::cluster::{SLOTS, keys_of, share_a_key};
use crate::config::Address;
use crate::error::{ConnectionError, ConnectionErrorKind, Error};
use crate::operation::{Operation, Resend};

/// How many connections may break under an operation before it is not sent again.
const MAX_LOST: u8 = 3;

/// How often operations of a slot are refused and sent elsewhere at once, before they wait.
const SWIFT_ROUNDS: u32 = 4;

/// What is under way by slot, and the slots that recover.
pub struct Slots {
    /// How many operations of each slot are in flight: sent, or certain to be sent next. Counted from the first
    /// recovery on; empty before.
    in_flight: Vec<u16>,
    recovering: HashMap<u16, Recovery>,
    /// Recovering slots of which nothing is in flight any more.
    ended: Vec<u16>,
    /// Keys of operations whose outcome is unknown: their node fell silent, or the connection broke. They may be
    /// executed at any time, also by what still carries them in between, so that no later operation on these keys
    /// may be sent: it would not be the last one.
    late: HashMap<Bytes, Arc<ConnectionError>>,
}

/// A slot of which an operation was refused or lost.
struct Recovery {
    /// The operations to send again; sorted before they are.
    refused: Vec<Item>,
    /// Later ones, in order.
    held: VecDeque<Item>,
    /// Whether to wait before the refused ones are sent, and until when.
    pause: Option<Pause>,
    /// How often they were sent again.
    rounds: u32,
}

impl Slots {
    pub fn new() -> Self {
        Self { in_flight: Vec::new(), recovering: HashMap::new(), ended: Vec::new(), late: HashMap::new() }
    }

    /// Whether an operation may be sent now, and counts it then. If not, its slot recovers; `hold` it back.
    #[inline]
    pub fn begin(&mut self, item: &Item) -> bool {
        if item.first {
            return true;
        }
        if self.recovers(item.slot) {
            return false;
        }
        if let Some(in_flight) = self.in_flight.get_mut(usize::from(item.slot)) {
            *in_flight += 1;
        }
        true
    }

    /// Why an operation must not be sent any more, if so.
    #[inline]
    pub fn too_late(&self, operation: &impl Operation) -> Option<Error> {
        if self.late.is_empty() {
            return None;
        }
        let error = keys_of(operation).find_map(|key| self.late.get(&key).cloned())?;
        Some(Error::NotSent(error))
    }

    /// Holds back an operation whose slot recovers.
    pub fn hold(&mut self, item: Item) {
        self.recovery(item.slot).held.push_back(item);
    }

    /// Takes notice that an operation is no longer under way.
    #[inline]
    pub fn end(&mut self, slot: u16) {
        let Some(in_flight) = self.in_flight.get_mut(usize::from(slot)) else { return };
        *in_flight -= 1;
        if *in_flight == 0 && self.recovers(slot) {
            self.ended.push(slot);
        }
    }

    #[inline]
    pub fn recovers(&self, slot: u16) -> bool {
        !self.recovering.is_empty() && self.recovering.contains_key(&slot)
    }

    /// Everything that was refused or held back.
    pub fn take_all(&mut self) -> Vec<Item> {
        self.ended.clear();
        self.recovering
            .drain()
            .flat_map(|(_, recovery)| recovery.refused.into_iter().chain(recovery.held))
            .collect()
    }

    fn recovery(&mut self, slot: u16) -> &mut Recovery {
        self.recovering.entry(slot).or_insert_with(|| Recovery {
            refused: Vec::new(),
            held: VecDeque::new(),
            pause: None,
            rounds: 0,
        })
    }
}

impl<O: Operation, I: Iterator<Item = O>> Call<O, I> {
    /// Begins to count what is in flight, and `answered`, whose answer just came.
    fn count_in_flight(&mut self, answered: Option<&Item>) {
        if !self.slots.in_flight.is_empty() {
            return;
        }
        self.slots.in_flight = vec![0; SLOTS];
        let in_flight = self.lanes.iter().flat_map(|lane| lane.pipeline.items().flatten());
        for item in in_flight.chain(answered) {
            self.slots.in_flight[usize::from(item.slot)] += 1;
        }
    }

    /// A lane's connection broke, or none could be made.
    pub fn interrupted(&mut self, lane: usize, error: ConnectionError) {
        self.count_in_flight(None);
        use ConnectionErrorKind::{Broken, Connect, Timeout};
        let hopeful = matches!(error.kind(), Broken | Connect | Timeout);
        let error = Arc::new(error);
        let in_flight = self.lanes[lane].pipeline.forget();
        // Those that were to go first are in flight too; the others were never sent on this connection.
        let waiting = std::mem::take(&mut self.lanes[lane].first);
        let (first, waiting): (VecDeque<_>, VecDeque<_>) = waiting.into_iter().partition(|item| item.first);
        self.lanes[lane].first = waiting;
        let first = first.into_iter().map(|item| (item, false));
        for (mut item, sent) in in_flight.filter_map(|(item, sent)| Some((item?, sent))).chain(first) {
            if sent {
                item.lost += 1;
                self.entries.note(item.index, Error::OutcomeUnknown(error.clone()));
            }
            let changes = sent && O::RESEND != Resend::Always;
            let silent = changes && error.kind() == Timeout;
            let again = item.lost == 0 || self.resend && item.lost < MAX_LOST && !silent;
            // The map says anew whose turn it is.
            item.ask = None;
            if hopeful && again {
                self.again(item, true);
            } else {
                self.slots.end(item.slot);
                self.overtake(&item);
                if changes {
                    let keys = keys_of(self.entries.operation(item.index));
                    self.slots.late.extend(keys.map(|key| (key, error.clone())));
                }
                self.give_up(&item, &error);
            }
        }
        let lane = &mut self.lanes[lane];
        if hopeful {
            lane.failures += 1;
            lane.paused = Some(Pause::New);
            self.wants_map = true;
            return;
        }
        let waiting: Vec<_> = lane.first.drain(..).chain(lane.queue.drain(..)).collect();
        for item in waiting {
            self.give_up(&item, &error);
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

    /// A node refused an operation.
    pub(super) fn refused(&mut self, lane: usize, mut item: Item, refusal: Refusal<'_>, message: &[u8]) {
        self.count_in_flight(Some(&item));
        // What may have run on a connection that broke before stays unknown.
        if item.lost == 0 {
            let error = server_error::<O>(message, item.index);
            self.entries.note(item.index, Error::Server(Box::new(error)));
        }
        item.ask = None;
        let asked = self.lanes[lane].address.clone();
        let mut wait = false;
        match refusal {
            Refusal::Moved(slot, host, port) => {
                let owner = self.map.named(host, port, &asked);
                self.moved.push((slot, owner.clone()));
                Arc::make_mut(&mut self.map).assign(slot, &owner);
                self.lane_of.resize(self.map.len(), None);
                self.map_changed = true;
            }
            Refusal::Ask(host, port) => {
                let node = self.map.named(host, port, &asked);
                item.ask = u16::try_from(self.lane(&node)).ok();
            }
            Refusal::Later => wait = true,
            Refusal::NotHere => {
                (wait, self.wants_map) = (true, true);
                // Cut off from the others, it tells what was true before.
                self.lanes[lane].failures += 1;
            }
        }
        self.again(item, wait);
    }

    /// Notes an operation that was in flight, to be sent again.
    fn again(&mut self, mut item: Item, wait: bool) {
        let slot = item.slot;
        item.first = false;
        let recovery = self.slots.recovery(slot);
        recovery.refused.push(item);
        if wait || recovery.rounds >= SWIFT_ROUNDS {
            recovery.pause = Some(Pause::New);
        }
        self.slots.end(slot);
    }

    /// An operation may have been executed. Refused ones before it on the same key come too late.
    pub(super) fn overtake(&mut self, item: &Item) {
        // Reads may overtake each other.
        if O::RESEND == Resend::Always {
            return;
        }
        let Some(recovery) = self.slots.recovering.get_mut(&item.slot) else { return };
        let entries = &self.entries;
        let operation = entries.operation(item.index);
        let late = |refused: &mut Item| {
            refused.index < item.index && share_a_key(entries.operation(refused.index), operation)
        };
        let late: Vec<_> = recovery.refused.extract_if(.., late).collect();
        for refused in late {
            self.entries.fail(refused.index, overtaken);
        }
    }

    /// Whether [`Call::advance`] has something to do, now or later.
    pub fn is_recovering(&self) -> bool {
        !self.slots.recovering.is_empty() || self.lanes.iter().any(|lane| lane.paused.is_some())
    }

    /// Whether the map must be asked for; until then, what waits for it waits.
    pub fn wants_map(&self) -> bool {
        self.wants_map
    }

    /// The nodes that failed since they answered last: they are the last to be asked for the map.
    pub fn lost(&self) -> Vec<Arc<Address>> {
        self.lanes.iter().filter(|lane| lane.failures > 0).map(|lane| lane.address.clone()).collect()
    }

    /// Takes the map that a node gave, or notes that none did.
    pub fn take_map(&mut self, map: Option<Arc<SlotMap>>) {
        self.wants_map = false;
        let map = map.unwrap_or_else(|| {
            // Whoever answers at all will say whose the slots of the lost nodes are.
            let mut map = self.map.clone();
            for address in self.lost() {
                Arc::make_mut(&mut map).forget(&address);
            }
            map
        });
        self.count_in_flight(None);
        // Operations that are in flight to a slot's old owner have to end before others go to the new one.
        for slot in 0..SLOTS as u16 {
            if self.slots.in_flight[usize::from(slot)] > 0
                && self.map.address(self.map.owner(slot)) != map.address(map.owner(slot))
            {
                self.slots.recovery(slot);
            }
        }
        self.lane_of = vec![None; map.len()];
        self.map = map;
        self.regroup();
    }

    /// Puts what was not sent into the lanes of the nodes that the map names now.
    fn regroup(&mut self) {
        self.map_changed = false;
        let mut waiting = Vec::new();
        for lane in &mut self.lanes {
            let (first, released): (VecDeque<_>, VecDeque<_>) =
                std::mem::take(&mut lane.first).into_iter().partition(|item| item.first);
            lane.first = first;
            waiting.extend(released.into_iter().chain(lane.queue.drain(..)));
        }
        waiting.sort_by_key(|item: &Item| item.index);
        for item in waiting {
            let lane = self.owner(item.slot);
            self.lanes[lane].queue.push_back(item);
        }
    }

    /// Sends again what is due. Returns when there will be more; never while the map is wanted.
    pub fn advance(&mut self, now: Instant) -> Option<Instant> {
        if self.map_changed {
            self.regroup();
        }
        for slot in std::mem::take(&mut self.slots.ended) {
            let in_flight = self.slots.in_flight[usize::from(slot)];
            let Some(recovery) = self.slots.recovering.get_mut(&slot).filter(|_| in_flight == 0) else {
                continue;
            };
            if recovery.pause.is_some() && !recovery.refused.is_empty() {
                recovery.pause = Some(Pause::Until(now + pause(recovery.rounds)));
            } else {
                self.send_again(slot);
            }
        }
        for lane in &mut self.lanes {
            if lane.paused == Some(Pause::New) {
                lane.paused = Some(Pause::Until(now + pause(lane.failures)));
            }
        }
        if self.wants_map {
            return None;
        }
        let due = |pause: &Option<Pause>| matches!(pause, Some(Pause::Until(end)) if *end <= now);
        for lane in self.lanes.iter_mut().filter(|lane| due(&lane.paused)) {
            lane.paused = None;
        }
        let slots: Vec<u16> =
            self.slots.recovering.iter().filter(|(_, t)| due(&t.pause)).map(|(&s, _)| s).collect();
        for slot in slots {
            self.send_again(slot);
        }
        let pauses = self.lanes.iter().map(|lane| lane.paused);
        let pauses = pauses.chain(self.slots.recovering.values().map(|recovery| recovery.pause));
        pauses.filter_map(|pause| if let Some(Pause::Until(end)) = pause { Some(end) } else { None }).min()
    }

    /// Sends the refused operations of a slot again, of which nothing is in flight; without any, those that
    /// were held back, and the recovery is over.
    fn send_again(&mut self, slot: u16) {
        let owner = self.owner(slot);
        let Some(recovery) = self.slots.recovering.get_mut(&slot) else { return };
        recovery.pause = None;
        recovery.rounds += 1;
        if recovery.refused.is_empty() {
            if let Some(recovery) = self.slots.recovering.remove(&slot) {
                self.lanes[owner].first.extend(recovery.held);
            }
            return;
        }
        recovery.refused.sort_by_key(|item| item.index);
        let (ready, waiting) = in_turn(std::mem::take(&mut recovery.refused), &self.entries);
        recovery.refused = waiting;
        self.slots.in_flight[usize::from(slot)] += ready.len() as u16;
        for mut item in ready {
            item.first = true;
            self.lanes[item.ask.map_or(owner, usize::from)].first.push_back(item);
        }
    }
}

/// Parts operations of one slot, in order, into those that may be in flight at a time and the others: only one
/// node at a time runs operations on a key, the first one's. Reads may overtake each other.
fn in_turn<O: Operation>(refused: Vec<Item>, entries: &Entries<O>) -> (Vec<Item>, Vec<Item>) {
    // Behind an operation that waits for its turn (`None`), all others on its keys wait too.
    let mut nodes: HashMap<Bytes, Option<Option<u16>>> = HashMap::new();
    refused.into_iter().partition(|item| {
        if O::RESEND == Resend::Always {
            return true;
        }
        let node = Some(item.ask);
        let keys: Vec<_> = keys_of(entries.operation(item.index)).collect();
        let ready = keys.iter().all(|key| nodes.get(key).is_none_or(|other| *other == node));
        nodes.extend(keys.into_iter().map(|key| (key, node.filter(|_| ready))));
        ready
    })
}

/// The error of an operation that was not sent before its connection broke, and comes too late now.
fn overtaken() -> Error {
    let message = "the connection broke, and a later operation on the key has been executed since";
    Error::NotSent(Arc::new(ConnectionError::new(ConnectionErrorKind::Broken, message)))
}

/// How long to wait before the next attempt, after so many of them.
fn pause(rounds: u32) -> Duration {
    Duration::from_millis(10) * (1 << rounds.min(5))
}
