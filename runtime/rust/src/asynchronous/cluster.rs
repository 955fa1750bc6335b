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
use crate::operation::Operation;
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
struct Run<'a> {
    nodes: &'a Arc<Nodes>,
    links: Vec<Link>,
    /// The answer to the question for the map.
    map: Option<JoinHandle<Option<Arc<SlotMap>>>>,
    deadline: Deadline,
}

/// Runs operations on the nodes that have their keys.
pub(super) async fn call<O: Operation>(
    nodes: &Arc<Nodes>,
    operations: impl Iterator<Item = O>,
    limits: Limits,
    deadline: Deadline,
) -> Response<O::Reply> {
    let mut call = Call::new(operations, nodes.map(), limits);
    let mut run = Run { nodes, links: Vec::new(), map: None, deadline };
    call.fill();
    while !call.is_done() {
        if deadline.left().is_none() {
            // Nobody knows which replies are still to come.
            run.links.clear();
            call.abandon(deadline.error());
            break;
        }
        let next = call.timeout();
        let progress = poll_fn(|context| run.poll_progress(context, &mut call, next));
        // Whether it was in time or not, all that came was looked at before somebody is called silent.
        let _ = timeout(deadline.left_until(next), progress).await;
        call.end_silences(Instant::now(), |lane| {
            run.links[lane] = Link::None;
            true
        });
    }
    run.give_back(&mut call);
    nodes.learn(std::mem::take(&mut call.moved));
    call.finish()
}

impl Run<'_> {
    /// Does what can be done now; ready after any progress, or when the next timeout is no longer this one.
    fn poll_progress<O: Operation, I: Iterator<Item = O>>(
        &mut self,
        context: &mut Context<'_>,
        call: &mut Call<O, I>,
        next: Option<Instant>,
    ) -> Poll<()> {
        let mut progress = self.poll_map(context, call);
        call.fill();
        self.links.resize_with(call.lanes(), || Link::None);
        for lane in 0..self.links.len() {
            progress |= self.poll_lane(context, call, lane);
        }
        call.advance(Instant::now());
        if progress || call.is_done() || call.timeout() != next { Poll::Ready(()) } else { Poll::Pending }
    }

    /// Drives one lane; returns whether anything happened.
    fn poll_lane<O: Operation, I: Iterator<Item = O>>(
        &mut self,
        context: &mut Context<'_>,
        call: &mut Call<O, I>,
        lane: usize,
    ) -> bool {
        let link = &mut self.links[lane];
        if matches!(link, Link::None) {
            if !call.wants_connection(lane) {
                return false;
            }
            let pool = match self.nodes.pool(call.address(lane)) {
                Ok(pool) => pool,
                Err(error) => {
                    call.interrupted(lane, error);
                    return true;
                }
            };
            *link = match pool.try_lease() {
                Some(lease) => Link::Open(lease),
                None => Link::Opening(Box::pin(pool.lease(self.deadline))),
            };
        }
        if let Link::Opening(opening) = link {
            match opening.as_mut().poll(context) {
                Poll::Pending => return false,
                Poll::Ready(Ok(lease)) => *link = Link::Open(lease),
                Poll::Ready(Err(error)) => {
                    *link = Link::None;
                    call.interrupted(lane, error);
                    return true;
                }
            }
        }
        let Link::Open(lease) = link else { return false };
        match lease.connection.poll_progress(context, &mut call.exchange(lane)) {
            Poll::Ready(Ok(())) => true,
            Poll::Ready(Err(error)) => {
                *link = Link::None;
                call.interrupted(lane, error);
                true
            }
            Poll::Pending => {
                // Others may wait for the connection.
                if !call.wants_connection(lane)
                    && let Link::Open(lease) = std::mem::replace(link, Link::None)
                {
                    lease.give_back();
                }
                false
            }
        }
    }

    /// Asks for the map when the call wants it; returns whether it came.
    fn poll_map<O: Operation, I: Iterator<Item = O>>(
        &mut self,
        context: &mut Context<'_>,
        call: &mut Call<O, I>,
    ) -> bool {
        if !call.wants_map() {
            return false;
        }
        let asking = self.map.get_or_insert_with(|| {
            let guides = self.nodes.guides(&call.lost());
            // Apart, because calls that are not polled must not keep their turn.
            tokio::spawn(find_map(self.nodes.clone(), guides))
        });
        let Poll::Ready(map) = Pin::new(asking).poll(context) else { return false };
        self.map = None;
        call.take_map(map.ok().flatten());
        true
    }

    /// Gives back the connections on which nothing is under way.
    fn give_back<O: Operation, I: Iterator<Item = O>>(&mut self, call: &mut Call<O, I>) {
        for (lane, link) in self.links.drain(..).enumerate() {
            if let Link::Open(lease) = link
                && !call.wants_connection(lane)
            {
                lease.give_back();
            }
        }
    }
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
