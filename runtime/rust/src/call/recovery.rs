//! What becomes of operations that a node refused or lost: they are sent again in their order, to the
//! node that takes them, while later operations on their slots wait. It decides, and knows neither nodes nor results.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Instant;

use super::lane::Item;
use super::results::Entries;
use super::single::may_resend;
use super::wait::{Wait, pause};
use crate::bytes::Bytes;
use crate::cluster::{SLOTS, keys_of, share_a_key};
use crate::error::{ConnectionError, ConnectionErrorKind, Error};
use crate::operation::Operation;

/// How many connections may break under an operation before it is not sent again.
const MAX_LOST: u8 = 3;

/// How often operations of a slot are redirected and sent elsewhere at once, before they wait.
const REDIRECTIONS_AT_ONCE: u32 = 4;

/// What is in flight by slot, and the slots that recover.
pub struct Recovery {
    /// Whether the user lets writes that may run twice be sent again.
    resend_safe: bool,
    /// Whether the order of operations on one key matters: not that of reads.
    ordered: bool,
    /// How many operations of each slot are in flight: sent, or certain to be sent next. Counted from the first
    /// recovery on; empty before.
    in_flight: Vec<u16>,
    recovering: HashMap<u16, Recovering>,
    /// Recovering slots of which nothing is in flight any more.
    ended: Vec<u16>,
    /// Keys of operations whose outcome is unknown: their node fell silent, or the connection broke. They may be
    /// executed at any time, also by what still carries them in between, so that no later operation on these keys
    /// may be sent: it would not be the last one.
    late: HashMap<Bytes, Arc<ConnectionError>>,
}

/// A slot of which an operation was refused or lost.
#[derive(Default)]
struct Recovering {
    /// The operations to send again; sorted before they are.
    refused: Vec<Item>,
    /// Later ones, in order.
    held: VecDeque<Item>,
    /// Whether to wait before the refused ones are sent, and until when.
    pause: Wait,
    /// How often they were sent again.
    rounds: u32,
}

impl Recovery {
    pub fn new(resend_safe: bool, ordered: bool) -> Self {
        Self {
            resend_safe,
            ordered,
            in_flight: Vec::new(),
            recovering: HashMap::new(),
            ended: Vec::new(),
            late: HashMap::new(),
        }
    }

    /// Begins to count what is in flight, unless it does so already.
    pub fn count<'a>(&mut self, in_flight: impl Iterator<Item = &'a Item>) {
        if !self.in_flight.is_empty() {
            return;
        }
        self.in_flight = vec![0; SLOTS];
        for item in in_flight {
            self.in_flight[usize::from(item.slot)] += 1;
        }
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
        self.slot(item.slot).held.push_back(item);
    }

    /// Takes notice that an operation is no longer in flight.
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

    /// Whether no slot recovers.
    pub fn is_over(&self) -> bool {
        self.recovering.is_empty()
    }

    /// Takes an operation that was in flight, to be sent again; after a pause if it shall `wait`.
    pub fn again(&mut self, mut item: Item, wait: bool) {
        item.first = false;
        let slot = self.slot(item.slot);
        slot.refused.push(item);
        if wait || slot.rounds >= REDIRECTIONS_AT_ONCE {
            slot.pause = Wait::New;
        }
        self.end(item.slot);
    }

    /// Takes an operation that was in flight on a connection that broke, to be sent again. Returns whether it may be;
    /// otherwise it is no longer in flight. `sent` says that anything of it may have been delivered.
    pub fn lost(
        &mut self,
        mut item: Item,
        sent: bool,
        error: &Arc<ConnectionError>,
        operation: &impl Operation,
    ) -> bool {
        let changes = sent && self.ordered;
        let silent = changes && error.kind() == ConnectionErrorKind::Timeout;
        let repeatable = item.lost < MAX_LOST && !silent && may_resend(operation, self.resend_safe);
        let again = item.lost == 0 || repeatable;
        if again && is_hopeful(error) {
            // The map says anew whose turn it is.
            item.ask = None;
            self.again(item, true);
            return true;
        }
        self.end(item.slot);
        if changes {
            self.late.extend(keys_of(operation).map(|key| (key, error.clone())));
        }
        false
    }

    /// Takes out the refused operations that come too late when this one may have been executed: those before it on
    /// the same key.
    pub fn overtaken<O: Operation>(&mut self, item: &Item, entries: &Entries<O>) -> Vec<Item> {
        let Some(slot) = self.recovering.get_mut(&item.slot).filter(|_| self.ordered) else {
            return Vec::new();
        };
        let operation = entries.operation(item.index);
        let late = |refused: &mut Item| {
            refused.index < item.index && share_a_key(entries.operation(refused.index), operation)
        };
        slot.refused.extract_if(.., late).collect()
    }

    /// Takes notice of slots that have another owner now: what is in flight to the old one has to end before others
    /// go to the new one.
    pub fn moved(&mut self, has_moved: impl Fn(u16) -> bool) {
        for slot in 0..SLOTS as u16 {
            if self.in_flight[usize::from(slot)] > 0 && has_moved(slot) {
                self.slot(slot);
            }
        }
    }

    /// What is to be sent now, in its order, before everything else of its slot. What waited for its pause is among it
    /// only if it `may_go_on`.
    pub fn advance<O: Operation>(
        &mut self,
        now: Instant,
        may_go_on: bool,
        entries: &Entries<O>,
    ) -> Vec<Item> {
        let mut ready = Vec::new();
        for slot in std::mem::take(&mut self.ended) {
            let in_flight = self.in_flight[usize::from(slot)];
            let recovering = self.recovering.get_mut(&slot).filter(|_| in_flight == 0);
            let Some(recovering) = recovering else { continue };
            if recovering.pause == Wait::No || recovering.refused.is_empty() {
                self.send_again(slot, entries, &mut ready);
            } else {
                recovering.pause.begin(now, pause(recovering.rounds));
            }
        }
        if may_go_on {
            let due = self.recovering.iter().filter(|(_, slot)| slot.pause.is_over(now));
            for slot in due.map(|(&slot, _)| slot).collect::<Vec<_>>() {
                self.send_again(slot, entries, &mut ready);
            }
        }
        ready
    }

    /// When the next pause ends.
    pub fn timeout(&self) -> Option<Instant> {
        self.recovering.values().filter_map(|slot| slot.pause.end()).min()
    }

    /// Sends the refused operations of a slot again, of which nothing is in flight; without any, those that
    /// were held back, and the recovery is over.
    fn send_again<O: Operation>(&mut self, slot: u16, entries: &Entries<O>, ready: &mut Vec<Item>) {
        let Some(recovering) = self.recovering.get_mut(&slot) else { return };
        recovering.pause = Wait::No;
        recovering.rounds += 1;
        if recovering.refused.is_empty() {
            ready.extend(std::mem::take(&mut recovering.held));
            self.recovering.remove(&slot);
            return;
        }
        recovering.refused.sort_by_key(|item| item.index);
        let refused = std::mem::take(&mut recovering.refused);
        let (again, waiting) = if self.ordered { in_turn(refused, entries) } else { (refused, Vec::new()) };
        recovering.refused = waiting;
        self.in_flight[usize::from(slot)] += again.len() as u16;
        ready.extend(again.into_iter().map(|item| Item { first: true, ..item }));
    }

    /// Everything that was refused or held back.
    pub fn take_all(&mut self) -> Vec<Item> {
        self.ended.clear();
        self.recovering.drain().flat_map(|(_, slot)| slot.refused.into_iter().chain(slot.held)).collect()
    }

    fn slot(&mut self, slot: u16) -> &mut Recovering {
        self.recovering.entry(slot).or_default()
    }
}

/// Parts operations of one slot, in order, into those that may be in flight at a time and the others: only one
/// node at a time runs operations on a key, the first one's.
fn in_turn<O: Operation>(refused: Vec<Item>, entries: &Entries<O>) -> (Vec<Item>, Vec<Item>) {
    // Behind an operation that waits for its turn (`None`), all others on its keys wait too.
    let mut nodes: HashMap<Bytes, Option<Option<u16>>> = HashMap::new();
    refused.into_iter().partition(|item| {
        let node = Some(item.ask);
        let keys: Vec<_> = keys_of(entries.operation(item.index)).collect();
        let ready = keys.iter().all(|key| nodes.get(key).is_none_or(|other| *other == node));
        nodes.extend(keys.into_iter().map(|key| (key, node.filter(|_| ready))));
        ready
    })
}

/// Whether another connection may do what this one did not.
pub fn is_hopeful(error: &ConnectionError) -> bool {
    use ConnectionErrorKind::{Broken, Connect, Timeout};
    matches!(error.kind(), Broken | Connect | Timeout)
}
