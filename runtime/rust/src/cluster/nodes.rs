//! What the calls of one client share: the map, and a pool of connections for each node.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::map::SlotMap;
use crate::config::Address;
use crate::connect::Prepared;
use crate::deadline::Deadline;
use crate::error::{ConnectionError, ConnectionErrorKind, Error};
use crate::operation::NodeSet;

/// How long one node may take to tell the map while there are others to ask.
const MAP_LIMIT: Duration = Duration::from_secs(1);

/// How long the answer of one call's question for the map does for others. Calls that are in the same
/// trouble need not all ask; but a failover may have ended since an older answer.
const FRESH: Duration = Duration::from_millis(50);

/// The nodes of one cluster, each with a pool of connections of type `P`; `L` is a lock.
pub struct Nodes<P, L> {
    prepared: Prepared,
    new_pool: fn(Prepared) -> P,
    state: Mutex<State<P>>,
    /// The lock that a call has while it asks for the map.
    pub turn: L,
}

struct State<P> {
    map: Arc<SlotMap>,
    pools: HashMap<Arc<Address>, Arc<P>>,
    closed: bool,
    /// How often nodes were asked for the map.
    asked: usize,
    /// When they were asked last, and whether one told it.
    answered: Option<(Instant, bool)>,
}

impl<P, L: Default> Nodes<P, L> {
    /// A cluster that is reached with these settings, whose map is not known yet.
    pub fn new(prepared: Prepared, new_pool: fn(Prepared) -> P) -> Self {
        let map = Arc::new(SlotMap::unknown(prepared.config.seeds.iter().cloned()));
        let state = State { map, pools: HashMap::new(), closed: false, asked: 0, answered: None };
        Self { prepared, new_pool, state: Mutex::new(state), turn: L::default() }
    }

    /// Begins with what a node answered to the question for the map. Without the permission to ask, or
    /// while the node is not ready, the map stays unknown: the nodes tell of each slot whose it is.
    ///
    /// # Errors
    /// When the node does not belong to a cluster, or did not answer.
    pub fn start_with(&self, answer: Result<Arc<SlotMap>, Error>) -> Result<(), ConnectionError> {
        let refused = match answer {
            Ok(map) => {
                if map.knows_owners() {
                    self.take_answer(Some(map));
                }
                return Ok(());
            }
            Err(Error::NotSent(error) | Error::OutcomeUnknown(error)) => error.to_string(),
            Err(Error::Server(error)) if error.message.contains("cluster support disabled") => error.message,
            Err(Error::Server(_)) => return Ok(()),
            Err(error) => error.to_string(),
        };
        let message = format!("{} does not tell the map of its cluster: {refused}", self.prepared.address);
        Err(ConnectionError::new(ConnectionErrorKind::Refused, message))
    }

    /// The settings of the node that was connected to first.
    pub fn prepared(&self) -> &Prepared {
        &self.prepared
    }

    /// The map as it is known now.
    pub fn map(&self) -> Arc<SlotMap> {
        self.state().map.clone()
    }

    /// The pool of a node.
    ///
    /// # Errors
    /// When the client was closed.
    pub fn pool(&self, address: &Arc<Address>) -> Result<Arc<P>, ConnectionError> {
        let mut state = self.state();
        if state.closed {
            return Err(ConnectionError::new(ConnectionErrorKind::Closed, "the client was closed with quit"));
        }
        let State { pools, .. } = &mut *state;
        if let Some(pool) = pools.get(address) {
            return Ok(pool.clone());
        }
        let pool = Arc::new((self.new_pool)(self.prepared.at(address.clone())));
        pools.insert(address.clone(), pool.clone());
        Ok(pool)
    }

    /// The pools of all nodes that the map has, and whether each belongs to a set.
    ///
    /// # Errors
    /// When the client was closed.
    pub fn pools_of(&self, set: NodeSet) -> Result<Vec<(Arc<P>, bool)>, ConnectionError> {
        let pool = |(address, is_meant)| Ok((self.pool(&address)?, is_meant));
        self.map().nodes(set).into_iter().map(pool).collect()
    }

    /// Ends the client: gives all pools, which shall be closed.
    pub fn quit(&self) -> Vec<Arc<P>> {
        let mut state = self.state();
        state.closed = true;
        state.pools.values().cloned().collect()
    }

    /// Takes over what a node said of single slots.
    pub fn learn(&self, moved: Vec<(u16, Arc<Address>)>) {
        if moved.is_empty() {
            return;
        }
        let mut state = self.state();
        let map = Arc::make_mut(&mut state.map);
        for (slot, owner) in moved {
            // What this call found out is forgotten when no node may be there.
            if self.prepared.at(owner.clone()).located().is_ok() {
                map.assign(slot, &owner);
            }
        }
    }

    /// What nodes told when they were asked for the map just now: nothing, or the map.
    pub fn fresh_answer(&self) -> Option<Option<Arc<SlotMap>>> {
        let state = self.state();
        let (when, told) = state.answered?;
        (when.elapsed() < FRESH).then(|| told.then(|| state.map.clone()))
    }

    /// Takes over what nodes told when they were asked for the map: nothing, or a new one. The connections
    /// to nodes that are none any more are closed then.
    pub fn take_answer(&self, map: Option<Arc<SlotMap>>) {
        let mut state = self.state();
        state.asked += 1;
        state.answered = Some((Instant::now(), map.is_some()));
        let Some(map) = map else { return };
        let seeds = &self.prepared.config.seeds;
        state
            .pools
            .retain(|address, _| seeds.contains(address) || map.addresses().any(|known| known == address));
        state.map = map;
    }

    /// Whom to ask for the map, in this order: nodes that are not known to be lost come first, and each time
    /// another one of them. One that is cut off from the others tells what was true before.
    pub fn guides(&self, lost: &[Arc<Address>]) -> Vec<Arc<Address>> {
        let (map, asked) = (self.map(), self.state().asked);
        let mut known = HashSet::new();
        let all = map.addresses().chain(&self.prepared.config.seeds);
        let all = all.filter(|address| known.insert(*address)).cloned();
        let (lost, mut guides): (Vec<_>, Vec<_>) = all.partition(|address| lost.contains(address));
        let first = asked % guides.len().max(1);
        guides.rotate_left(first);
        guides.extend(lost);
        guides
    }

    /// How long one of them may take.
    pub fn guide_limit(&self) -> Deadline {
        Deadline::after(MAP_LIMIT, "asking for the map")
    }

    fn state(&self) -> MutexGuard<'_, State<P>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
