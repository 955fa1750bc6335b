//! A call on a cluster: connections to its nodes, all driven by the calling thread. Only what knows no
//! other way runs on threads of its own: making a connection, and asking for the map.

use std::sync::mpsc::{Receiver, TryRecvError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::connection::{Connection, before, on_a_thread};
use super::pool::{Lease, Permit, Pool};
use crate::call::Batch;
use crate::call::Call;
use crate::cluster::{AskShards, SlotMap};
use crate::config::{Address, Limits};
use crate::deadline::Deadline;
use crate::error::{ConnectionError, ConnectionErrorKind, Error};
use crate::operation::{NodeSet, Operation};
use crate::response::Response;

/// How long to wait for sockets when there is something else to look at.
const GLANCE: Duration = Duration::from_millis(1);

/// The nodes of a cluster, for calls of this kind.
pub(super) type Nodes = crate::cluster::Nodes<Pool, Mutex<()>>;

/// The connection of a lane.
#[allow(clippy::large_enum_variant)] // There is one for each node, and most are open.
enum Link {
    None,
    Opening(Receiver<Result<Lease, ConnectionError>>),
    /// With whether something came that was not read yet.
    Open(Lease, bool),
}

/// One call, and what it waits for.
struct Run<'a, O: Operation, I> {
    call: Call<O, I>,
    nodes: &'a Arc<Nodes>,
    links: Vec<Link>,
    /// The answer to the question for the map.
    map: Option<Receiver<Option<Arc<SlotMap>>>>,
    deadline: Deadline,
}

/// Runs operations on the nodes that have their keys.
pub(super) fn call<O: Operation>(
    nodes: &Arc<Nodes>,
    operations: impl Iterator<Item = O>,
    limits: Limits,
    deadline: Deadline,
) -> Response<O::Reply> {
    let call = Call::new(operations, nodes.map(), limits);
    let mut run = Run { call, nodes, links: Vec::new(), map: None, deadline };
    run.call.fill();
    if run.call.is_of_one_node() {
        run.run_on_one_node(limits.operation_timeout);
    }
    while !run.call.is_done() {
        if run.deadline().left().is_none() {
            run.links.clear();
            let error = run.deadline().error();
            run.call.abandon(error);
            break;
        }
        if !run.progress() && !run.call.is_done() {
            run.wait();
            run.call.end_silences(Instant::now(), |lane| run.links[lane].close_unread());
        }
    }
    run.give_back();
    nodes.learn(std::mem::take(&mut run.call.moved));
    run.call.finish()
}

impl<O: Operation, I: Iterator<Item = O>> Run<'_, O, I> {
    /// When the call ends in any case.
    fn deadline(&self) -> Deadline {
        self.deadline.later(self.call.total_wait())
    }

    /// Runs what there is for the only node. As long as it refuses nothing, nobody else has to be watched, so
    /// that reads and writes may wait.
    fn run_on_one_node(&mut self, silence: Duration) {
        let lease = self.nodes.pool(self.call.address(0)).and_then(|pool| pool.lease(self.deadline()));
        let result = lease.and_then(|mut lease| {
            lease.connection.run(&mut self.call.exchange(0), self.deadline, silence)?;
            if !self.call.wants_connection(0) {
                lease.give_back();
                return Ok(());
            }
            lease.connection.set_blocking(false)?;
            // TLS may have decrypted more than was read.
            self.links.push(Link::Open(lease, true));
            Ok(())
        });
        if let Err(error) = result {
            self.call.interrupted(0, error);
        }
    }

    /// Does what can be done now; returns whether anything was.
    fn progress(&mut self) -> bool {
        let mut progress = self.receive_map();
        self.call.advance(Instant::now());
        self.call.fill();
        self.links.resize_with(self.call.lanes(), || Link::None);
        for lane in 0..self.links.len() {
            match self.drive(lane) {
                Ok(driven) => progress |= driven,
                Err(error) => {
                    self.links[lane] = Link::None;
                    self.call.interrupted(lane, error);
                    progress = true;
                }
            }
        }
        progress
    }

    /// Drives one lane; returns whether anything happened.
    fn drive(&mut self, lane: usize) -> Result<bool, ConnectionError> {
        if matches!(self.links[lane], Link::None) {
            if !self.call.wants_connection(lane) {
                return Ok(false);
            }
            let Some(permit) = self.nodes.pool(self.call.address(lane))?.permit()? else { return Ok(false) };
            self.links[lane] = match permit.idle() {
                Ok(lease) => Link::open(lease)?,
                Err(permit) => Link::Opening(opened(permit, self.deadline())),
            };
        }
        let link = &mut self.links[lane];
        if let Link::Opening(opening) = link {
            match opening.try_recv() {
                Err(TryRecvError::Empty) => return Ok(false),
                Err(TryRecvError::Disconnected) => return Err(no_thread()),
                Ok(lease) => *link = Link::open(lease?)?,
            }
        }
        let Link::Open(lease, readable) = link else { return Ok(false) };
        let progress = lease.connection.exchange(&mut self.call.exchange(lane), std::mem::take(readable))?;
        if !progress
            && !self.call.wants_connection(lane)
            && let Link::Open(lease, _) = std::mem::replace(link, Link::None)
        {
            // Others may wait for the connection.
            lease.give_back();
        }
        Ok(progress)
    }

    /// Waits until something comes, or has to be done although nothing came.
    fn wait(&mut self) {
        let mut limit = self.deadline().left_until(self.call.timeout());
        let missing = |(lane, link): (usize, &Link)| {
            !matches!(link, Link::Open(..)) && self.call.wants_connection(lane)
        };
        if self.map.is_some() || self.links.iter().enumerate().any(missing) {
            limit = limit.min(GLANCE);
        }
        let mut flags = Vec::with_capacity(self.links.len());
        for link in &mut self.links {
            if let Link::Open(lease, readable) = link {
                let wanted = if lease.connection.is_blocked() {
                    PollFlags::IN | PollFlags::OUT
                } else {
                    PollFlags::IN
                };
                flags.push((&lease.connection, wanted, readable));
            }
        }
        let mut sockets: Vec<_> =
            flags.iter().map(|(connection, wanted, _)| PollFd::new(connection.socket(), *wanted)).collect();
        if sockets.is_empty() {
            std::thread::sleep(limit);
            return;
        }
        // A time that is too long for the system is as good as no limit.
        let limit = Timespec::try_from(limit).ok();
        // When it cannot wait, it looks again; the silence of a node has an end in any case.
        if poll(&mut sockets, limit.as_ref()).is_err() {
            std::thread::sleep(GLANCE);
        }
        let ready: Vec<_> = sockets.iter().map(|socket| !socket.revents().is_empty()).collect();
        for ((_, _, readable), ready) in flags.into_iter().zip(ready) {
            *readable = ready;
        }
    }

    /// Asks for the map when the call wants it; returns whether it came.
    fn receive_map(&mut self) -> bool {
        if !self.call.wants_map() {
            return false;
        }
        let asking = self
            .map
            .get_or_insert_with(|| found_map(self.nodes.clone(), self.nodes.guides(&self.call.lost())));
        let map = match asking.try_recv() {
            Err(TryRecvError::Empty) => return false,
            Err(TryRecvError::Disconnected) => None,
            Ok(map) => map,
        };
        self.map = None;
        self.call.take_map(map);
        true
    }

    /// Gives back the connections on which nothing is under way.
    fn give_back(&mut self) {
        for (lane, link) in self.links.drain(..).enumerate() {
            if let Link::Open(lease, _) = link
                && !self.call.wants_connection(lane)
            {
                lease.give_back();
            }
        }
    }
}

impl Link {
    fn open(mut lease: Lease) -> Result<Self, ConnectionError> {
        lease.connection.set_blocking(false)?;
        Ok(Self::Open(lease, false))
    }

    /// Closes it, unless something came that was not read yet.
    fn close_unread(&mut self) -> bool {
        let unread = matches!(self, Self::Open(_, true));
        if !unread {
            *self = Self::None;
        }
        !unread
    }
}

/// The pools of all nodes, and whether each belongs to a set, by a map that is new: nobody corrects an old one where there
/// is no key.
pub(super) fn pools(
    nodes: &Arc<Nodes>,
    set: NodeSet,
    deadline: Deadline,
) -> Result<Vec<(Arc<Pool>, bool)>, ConnectionError> {
    let asked = nodes.clone();
    let _ = before(deadline, move || find_map(&asked, asked.guides(&[])));
    nodes.pools_of(set)
}

/// A connection that a thread opens. Not in the methods above: there the compiler would make all that a thread needs
/// anew for each operation, as it does with every closure.
fn opened(permit: Permit, deadline: Deadline) -> Receiver<Result<Lease, ConnectionError>> {
    on_a_thread(move || permit.open(deadline))
}

/// The map that a thread asks for.
fn found_map(nodes: Arc<Nodes>, guides: Vec<Arc<Address>>) -> Receiver<Option<Arc<SlotMap>>> {
    on_a_thread(move || find_map(&nodes, guides))
}

/// Asks nodes for the map, one after another, until one tells it; the client then goes by it. Calls take
/// turns, and what one of them has just been told does for the next.
fn find_map(nodes: &Nodes, guides: Vec<Arc<Address>>) -> Option<Arc<SlotMap>> {
    let _turn = nodes.turn.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(answer) = nodes.fresh_answer() {
        return answer;
    }
    let mut answer = None;
    for guide in guides {
        let limit = nodes.guide_limit();
        let Ok(mut lease) = nodes.pool(&guide).and_then(|pool| pool.lease(limit)) else { continue };
        let Ok(map) = ask_map(&mut lease.connection, &guide, limit) else { continue };
        lease.give_back();
        if map.knows_owners() {
            answer = Some(map);
            break;
        }
    }
    nodes.take_answer(answer.clone());
    answer
}

/// Asks a node for the map.
pub(super) fn ask_map(
    connection: &mut Connection,
    address: &Arc<Address>,
    limit: Deadline,
) -> Result<Arc<SlotMap>, Error> {
    let mut batch = Batch::new(std::iter::once(AskShards), false);
    connection.run(&mut batch, limit, limit.left().ok_or_else(|| limit.error())?)?;
    let shards = batch.finish().one()?;
    Ok(Arc::new(SlotMap::new(&shards, address)))
}

fn no_thread() -> ConnectionError {
    ConnectionError::new(ConnectionErrorKind::Connect, "no thread could be started to make a connection")
}
