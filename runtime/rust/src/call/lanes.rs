//! Which node each slot's operations go to: the map as this call knows it, and a lane for each node that the call has
//! to do with.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use super::lane::Lane;
use crate::cluster::SlotMap;
use crate::config::Address;

/// The lanes of a call. There may be more later, never less.
pub struct Lanes {
    lanes: Vec<Lane>,
    map: Arc<SlotMap>,
    /// The lanes of the map's nodes.
    lane_of: Vec<Option<usize>>,
    /// Whether what is queued may stand in the wrong lane.
    map_changed: bool,
    /// About how many operations there are in a share.
    expected: usize,
}

impl Lanes {
    pub fn new(map: Arc<SlotMap>, expected: usize) -> Self {
        let (lanes, lane_of) = (Vec::with_capacity(map.len()), vec![None; map.len()]);
        Self { lanes, lane_of, map, map_changed: false, expected }
    }

    /// The nodes that failed since they answered last.
    pub fn lost(&self) -> impl Iterator<Item = &Arc<Address>> {
        self.lanes.iter().filter(|lane| lane.is_lost()).map(Lane::address)
    }

    /// The lane of the node that has a slot.
    #[inline]
    pub fn owner(&mut self, slot: u16) -> usize {
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
    pub fn lane(&mut self, address: &Arc<Address>) -> usize {
        let found = self.lanes.iter().position(|lane| lane.address() == address);
        found.unwrap_or_else(|| {
            let expected = self.expected / self.map.len() * 2;
            self.lanes.push(Lane::new(address.clone(), expected));
            self.lanes.len() - 1
        })
    }

    /// The address of a node of which a lane's node speaks.
    pub fn named(&self, host: &str, port: u16, lane: usize) -> Arc<Address> {
        self.map.named(host, port, self.lanes[lane].address())
    }

    /// A node said whose a slot is.
    pub fn assign(&mut self, slot: u16, owner: &Arc<Address>) {
        Arc::make_mut(&mut self.map).assign(slot, owner);
        self.lane_of.resize(self.map.len(), None);
        self.map_changed = true;
    }

    /// Goes by the map that a node gave; without one, whoever answers at all will say whose the slots of the lost nodes
    /// are. Returns the old map, and the new one.
    pub fn take_map(&mut self, map: Option<Arc<SlotMap>>) -> (Arc<SlotMap>, &SlotMap) {
        let map = map.unwrap_or_else(|| {
            let mut map = self.map.clone();
            for address in self.lost() {
                Arc::make_mut(&mut map).forget(address);
            }
            map
        });
        let old = std::mem::replace(&mut self.map, map);
        self.lane_of = vec![None; self.map.len()];
        self.map_changed = true;
        (old, &self.map)
    }

    /// Puts what was not sent into the lanes of the nodes that the map names now.
    pub fn regroup(&mut self) {
        if !std::mem::take(&mut self.map_changed) {
            return;
        }
        let mut waiting: Vec<_> = self.lanes.iter_mut().flat_map(Lane::take_waiting).collect();
        waiting.sort_by_key(|item| item.index);
        for item in waiting {
            let lane = self.owner(item.slot);
            self.lanes[lane].push(item);
        }
    }
}

impl Deref for Lanes {
    type Target = [Lane];

    fn deref(&self) -> &[Lane] {
        &self.lanes
    }
}

impl DerefMut for Lanes {
    fn deref_mut(&mut self) -> &mut [Lane] {
        &mut self.lanes
    }
}
