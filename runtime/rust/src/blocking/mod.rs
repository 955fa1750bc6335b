//! The blocking client, on the standard library's sockets.

mod cluster;
mod connection;
mod pool;
mod socket;

use std::sync::Arc;
use std::time::Duration;

use crate::call::Batch;
use crate::call::Exchange;
use crate::config::{Config, Limits};
use crate::connect::Prepared;
use crate::deadline::Deadline;
use crate::error::ConnectionError;
use crate::operation::{CombinedOperation, Operation, OperationEach, OperationOnNodes, Split, Spread};
use crate::response::{Each, Response};
use cluster::Nodes;
use connection::Connection;
use pool::Pool;

/// A client for one Redis server or one Redis cluster, without async.
///
/// Cheap to clone, and usable from many threads at once: each call has a connection for itself while it
/// runs, in a cluster one to each node that it has to do with, from pools that all clones share. Dropping
/// the last clone closes the connections.
#[derive(Clone)]
pub struct Client {
    servers: Servers,
    limits: Limits,
}

#[derive(Clone)]
enum Servers {
    One(Arc<Pool>),
    Cluster(Arc<Nodes>),
}

impl Servers {
    /// Connects to one server, and finds out whether it belongs to a cluster.
    fn connect(prepared: Prepared, deadline: Deadline) -> Result<Self, ConnectionError> {
        let limit = Deadline::after(prepared.config.connect_timeout, "connecting").min(deadline);
        let (prepared, mut connection, in_cluster) = match Connection::open(&prepared, limit) {
            Ok((connection, in_cluster)) => (prepared.with_cluster(in_cluster), connection, in_cluster),
            Err(error) => {
                let Some(proxy) = prepared.with_proxy(&error) else { return Err(error) };
                // What closes this one too closed the first.
                let Ok((connection, in_cluster)) = Connection::open(&proxy, limit) else { return Err(error) };
                (proxy, connection, in_cluster)
            }
        };
        if !in_cluster {
            let pool = Pool::new(prepared);
            pool.put(connection);
            return Ok(Self::One(Arc::new(pool)));
        }
        let (address, limit) = (prepared.address.clone(), prepared.config.limits.silence().min(deadline));
        let map = cluster::ask_map(&mut connection, &address, limit);
        let nodes = Nodes::new(prepared, Pool::new);
        nodes.start_with(map)?;
        nodes.pool(&address)?.put(connection);
        Ok(Self::Cluster(Arc::new(nodes)))
    }
}

impl Client {
    /// Connects to the server of a URL, or of a [`Config`]; with several URLs, to the first that answers.
    /// A server that belongs to a cluster tells which others do.
    ///
    /// # Errors
    /// When no connection can be made within the connect timeout, or the server refuses it.
    pub fn connect<C>(config: C) -> Result<Self, ConnectionError>
    where
        C: TryInto<Config>,
        ConnectionError: From<C::Error>,
    {
        let prepared = Prepared::new(config.try_into()?);
        let limits = prepared.config.limits;
        let deadline = limits.deadline();
        let mut failures = Vec::new();
        for seed in &prepared.config.seeds {
            match Servers::connect(prepared.at(seed.clone()), deadline) {
                Ok(servers) => return Ok(Self { servers, limits }),
                Err(error) => failures.push(error),
            }
            if deadline.left().is_none() {
                break;
            }
        }
        Err(ConnectionError::of_seeds(failures))
    }

    /// The same client, on the same connections, with another limit for each whole call.
    #[must_use]
    pub fn within(&self, call_timeout: Duration) -> Self {
        Self { servers: self.servers.clone(), limits: Limits { call_timeout, ..self.limits } }
    }

    /// Closes all connections, of this client and its clones. Calls after it fail; a call that is
    /// running goes on to its end.
    pub fn quit(&self) {
        match &self.servers {
            Servers::One(pool) => pool.quit(),
            Servers::Cluster(nodes) => {
                for pool in nodes.quit() {
                    pool.quit();
                }
            }
        }
    }

    /// Runs operations as one batch. The methods of each operation call this.
    pub fn call<O: Operation>(&self, operations: impl IntoIterator<Item = O>) -> Response<O::Reply> {
        let (limits, deadline) = (self.limits, self.limits.deadline());
        let operations = operations.into_iter();
        match &self.servers {
            Servers::One(pool) => call(pool, operations, limits, deadline),
            Servers::Cluster(nodes) => cluster::call(nodes, operations, limits, deadline),
        }
    }

    /// Runs operations that run on several nodes. The methods of these operations call this.
    pub fn call_on_nodes<O: OperationOnNodes>(
        &self,
        operations: impl IntoIterator<Item = O>,
    ) -> Response<Each<O::Reply>> {
        let (spread, responses) = self.spread(operations.into_iter());
        spread.each(responses)
    }

    /// Runs operations that run on several nodes, whose answers become one. The methods of these operations call this.
    pub fn call_combined<O: CombinedOperation>(
        &self,
        operations: impl IntoIterator<Item = O>,
    ) -> Response<O::Reply> {
        let (spread, responses) = self.spread(operations.into_iter());
        spread.combined(responses)
    }

    /// Runs operations on several nodes, all at a time. Gives each node's response.
    fn spread<O: OperationOnNodes>(
        &self,
        operations: impl Iterator<Item = O>,
    ) -> (Spread<O>, Vec<Response<O::Reply>>) {
        let (limits, deadline) = (self.limits, self.limits.deadline());
        let pools = match &self.servers {
            Servers::One(pool) => Ok(vec![(pool.clone(), true)]),
            Servers::Cluster(nodes) => cluster::pools(nodes, O::NODES, deadline),
        };
        let (names, pools) = match pools {
            Ok(pools) => {
                let name =
                    |(pool, is_asked): &(Arc<Pool>, bool)| (pool.prepared().address.clone(), *is_asked);
                (Ok(pools.iter().map(name).collect()), pools)
            }
            Err(error) => (Err(error), Vec::new()),
        };
        let spread = Spread::new(operations, names);
        let run = |node: usize| call(&pools[node].0, spread.operations(node), limits, deadline);
        let responses = std::thread::scope(|scope| {
            let run = &run;
            let threads = (0..pools.len()).map(|node| {
                let thread = || std::thread::Builder::new().spawn_scoped(scope, move || run(node));
                spread.asks(node).then(thread)
            });
            let threads: Vec<_> = threads.collect();
            let response = |(node, thread)| match thread {
                Some(Ok(thread)) => std::thread::ScopedJoinHandle::join(thread)
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
                // Without a thread it has to wait for its turn.
                Some(Err(_)) | None => run(node),
            };
            threads.into_iter().enumerate().map(response).collect()
        });
        (spread, responses)
    }

    /// Runs operations that run once for each of several values. The methods of these operations call
    /// this.
    pub fn call_each<O: OperationEach>(
        &self,
        operations: impl IntoIterator<Item = O>,
    ) -> Response<Each<<O::Single as Operation>::Reply>> {
        let mut split = Split::new();
        let response = self.call(split.singles(operations.into_iter()));
        split.join::<O>(response)
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let prepared = match &self.servers {
            Servers::One(pool) => pool.prepared(),
            Servers::Cluster(nodes) => nodes.prepared(),
        };
        f.debug_struct("Client").field("config", &prepared.config).finish_non_exhaustive()
    }
}

/// Runs operations on one server.
fn call<O: Operation>(
    pool: &Arc<Pool>,
    operations: impl Iterator<Item = O>,
    limits: Limits,
    deadline: Deadline,
) -> Response<O::Reply> {
    let mut batch = Batch::new(operations, limits.resend_safe_writes);
    while !batch.is_done() {
        let result = pool.lease(deadline.later(batch.total_wait())).and_then(|mut lease| {
            let result = lease.connection.run(&mut batch, deadline, limits.operation_timeout);
            if batch.met_replica() {
                pool.forget_connections();
            } else if result.is_ok() {
                lease.give_back();
            }
            result
        });
        if let Err(error) = result
            && batch.interrupted(error)
        {
            let left = deadline.later(batch.total_wait()).left();
            std::thread::sleep(batch.pause().min(left.unwrap_or_default()));
        }
    }
    batch.finish()
}
