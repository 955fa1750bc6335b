//! A call on a cluster: connections to its nodes, all driven by the call's own future.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use tokio::sync::Mutex;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::connection::Connection;
use super::pool::{Lease, Pool};
use crate::call::Batch;
use crate::call::Call;
use crate::cluster::{AskShards, SlotMap};
use crate::config::{Address, Limits};
use crate::deadline::Deadline;
use crate::error::{ConnectionError, Error};
use crate::operation::{NodeSet, Operation};
use crate::response::Response;

/// What becomes ready later, while others are driven on.
type Pending<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// The nodes of a cluster, for calls of this kind.
pub(super) type Nodes = crate::cluster::Nodes<Pool, Mutex<()>>;

/// The connection of a lane.
#[allow(clippy::large_enum_variant)] // a call has one for each node, and nearly all are open
enum Link {
    None,
    Opening(Pending<Result<Lease, ConnectionError>>),
    Open(Lease),
}

/// One call, and what it waits for.
struct Run<'a, O: Operation, I> {
    call: Call<O, I>,
    nodes: &'a Arc<Nodes>,
    links: Vec<Link>,
    /// The answer to the question for the map.
    map: Option<JoinHandle<Option<Arc<SlotMap>>>>,
    deadline: Deadline,
}

/// Runs operations on the nodes that have their keys.
pub(super) async fn call<O: Operation>(
    nodes: &Arc<Nodes>,
    operations: impl Iterator<Item = O> + Send,
    limits: Limits,
    deadline: Deadline,
) -> Response<O::Reply> {
    let call = Call::new(operations, nodes.map(), limits);
    let mut run = Run { call, nodes, links: Vec::new(), map: None, deadline };
    run.call.fill();
    while !run.call.is_done() {
        if run.deadline().left().is_none() {
            // Nobody knows which replies are still to come.
            run.links.clear();
            let error = run.deadline().error();
            run.call.abandon(error);
            break;
        }
        let next = run.call.timeout();
        let left = run.deadline().left_until(next);
        let progress = poll_fn(|context| run.poll_progress(context, next));
        // Whether it was in time or not, all that came was looked at before somebody is called silent.
        let _ = timeout(left, progress).await;
        run.call.end_silences(Instant::now(), |lane| {
            run.links[lane] = Link::None;
            true
        });
    }
    run.give_back();
    nodes.learn(std::mem::take(&mut run.call.moved));
    run.call.finish()
}

impl<O: Operation, I: Iterator<Item = O> + Send> Run<'_, O, I> {
    /// When the call ends in any case.
    fn deadline(&self) -> Deadline {
        self.deadline.later(self.call.total_wait())
    }

    /// Does what can be done now; ready after any progress, or when the next timeout is no longer this one.
    fn poll_progress(&mut self, context: &mut Context<'_>, next: Option<Instant>) -> Poll<()> {
        let mut progress = self.poll_map(context);
        self.call.fill();
        self.links.resize_with(self.call.lanes(), || Link::None);
        for lane in 0..self.links.len() {
            match self.poll_lane(context, lane) {
                Ok(driven) => progress |= driven,
                Err(error) => {
                    self.links[lane] = Link::None;
                    self.call.interrupted(lane, error);
                    progress = true;
                }
            }
        }
        self.call.advance(Instant::now());
        progress |= self.call.timeout() != next;
        if progress || self.call.is_done() { Poll::Ready(()) } else { Poll::Pending }
    }

    /// Drives one lane; returns whether anything happened.
    fn poll_lane(&mut self, context: &mut Context<'_>, lane: usize) -> Result<bool, ConnectionError> {
        if matches!(self.links[lane], Link::None) {
            if !self.call.wants_connection(lane) {
                return Ok(false);
            }
            let pool = self.nodes.pool(self.call.address(lane))?;
            self.links[lane] = match pool.try_lease() {
                Some(lease) => Link::Open(lease),
                None => Link::Opening(Box::pin(pool.lease(self.deadline()))),
            };
        }
        let link = &mut self.links[lane];
        if let Link::Opening(opening) = link {
            let Poll::Ready(lease) = opening.as_mut().poll(context) else { return Ok(false) };
            *link = Link::Open(lease?);
        }
        let Link::Open(lease) = link else { return Ok(false) };
        let exchanged = lease.connection.poll_progress(context, &mut self.call.exchange(lane));
        if let Poll::Ready(exchanged) = exchanged {
            return exchanged.map(|()| true);
        }
        if !self.call.wants_connection(lane)
            && let Link::Open(lease) = std::mem::replace(link, Link::None)
        {
            // Others may wait for the connection.
            lease.give_back();
        }
        Ok(false)
    }

    /// Asks for the map when the call wants it; returns whether it came.
    fn poll_map(&mut self, context: &mut Context<'_>) -> bool {
        if !self.call.wants_map() {
            return false;
        }
        let asking = self.map.get_or_insert_with(|| {
            let guides = self.nodes.guides(&self.call.lost());
            // Apart, because calls that are not polled must not keep their turn.
            tokio::spawn(find_map(self.nodes.clone(), guides))
        });
        let Poll::Ready(map) = Pin::new(asking).poll(context) else { return false };
        self.map = None;
        self.call.take_map(map.ok().flatten());
        true
    }

    /// Gives back the connections on which nothing is under way.
    fn give_back(&mut self) {
        for (lane, link) in self.links.drain(..).enumerate() {
            if let Link::Open(lease) = link
                && !self.call.wants_connection(lane)
            {
                lease.give_back();
            }
        }
    }
}

/// The pools of all nodes, and whether each belongs to a set, by a map that is new: nobody corrects an old one where there
/// is no key.
pub(super) async fn pools(
    nodes: &Arc<Nodes>,
    set: NodeSet,
    deadline: Deadline,
) -> Result<Vec<(Arc<Pool>, bool)>, ConnectionError> {
    let asking = tokio::spawn(find_map(nodes.clone(), nodes.guides(&[])));
    let _ = timeout(deadline.left().unwrap_or_default(), asking).await;
    nodes.pools_of(set)
}

/// Asks nodes for the map, one after another, until one tells it; the client then goes by it. Calls take
/// turns, and what one of them has just been told does for the next.
async fn find_map(nodes: Arc<Nodes>, guides: Vec<Arc<Address>>) -> Option<Arc<SlotMap>> {
    let _turn = nodes.turn.lock().await;
    if let Some(answer) = nodes.fresh_answer() {
        return answer;
    }
    let mut answer = None;
    for guide in guides {
        let limit = nodes.guide_limit();
        let Ok(pool) = nodes.pool(&guide) else { continue };
        let Ok(mut lease) = pool.lease(limit).await else { continue };
        let Ok(map) = ask_map(&mut lease.connection, &guide, limit).await else { continue };
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
pub(super) async fn ask_map(
    connection: &mut Connection,
    address: &Arc<Address>,
    limit: Deadline,
) -> Result<Arc<SlotMap>, Error> {
    let mut batch = Batch::new(std::iter::once(AskShards), false);
    let left = limit.left().ok_or_else(|| limit.error())?;
    connection.run(&mut batch, limit, left).await?;
    let shards = batch.finish().one()?;
    Ok(Arc::new(SlotMap::new(&shards, address)))
}
