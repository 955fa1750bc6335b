//! The async client, on Tokio.

mod cluster;
mod connection;
mod pool;
mod stream;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::task::JoinSet;

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

/// A client for one Redis server or one Redis cluster, on Tokio.
///
/// Cheap to clone, and usable from many tasks at once: each call has a connection for itself while it
/// runs, in a cluster one to each node that it has to do with, from pools that all clones share. It may
/// stand in a `static` and be used on several runtimes: each call brings its connections to its own.
/// Dropping the last clone closes the connections. A call that is dropped before its end closes its
/// connections; what it had sent may still be executed.
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
    async fn connect(prepared: Prepared, deadline: Deadline) -> Result<Self, ConnectionError> {
        let limit = Deadline::after(prepared.config.connect_timeout, "connecting").min(deadline);
        let (prepared, mut connection, in_cluster) = match Connection::open(&prepared, limit).await {
            Ok((connection, in_cluster)) => (prepared.with_cluster(in_cluster), connection, in_cluster),
            Err(error) => {
                let Some(proxy) = prepared.with_proxy(&error) else { return Err(error) };
                // What closes this one too closed the first.
                let Ok((connection, in_cluster)) = Connection::open(&proxy, limit).await else {
                    return Err(error);
                };
                (proxy, connection, in_cluster)
            }
        };
        if !in_cluster {
            let pool = Pool::new(prepared);
            pool.put(connection);
            return Ok(Self::One(Arc::new(pool)));
        }
        let (address, limit) = (prepared.address.clone(), prepared.config.limits.silence().min(deadline));
        let map = cluster::ask_map(&mut connection, &address, limit).await;
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
    pub async fn connect<C>(config: C) -> Result<Self, ConnectionError>
    where
        C: TryInto<Config>,
        ConnectionError: From<C::Error>,
    {
        let prepared = Prepared::new(config.try_into()?);
        let limits = prepared.config.limits;
        let deadline = limits.deadline();
        let mut failures = Vec::new();
        for seed in &prepared.config.seeds {
            match Servers::connect(prepared.at(seed.clone()), deadline).await {
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
    pub async fn quit(&self) {
        match &self.servers {
            Servers::One(pool) => pool.quit().await,
            Servers::Cluster(nodes) => {
                for pool in nodes.quit() {
                    pool.quit().await;
                }
            }
        }
    }

    /// Runs operations as one batch. The methods of each operation call this.
    pub fn call<O: Operation>(&self, operations: impl IntoIterator<Item = O>) -> Call<'_, O::Reply> {
        Call::new(self.run(operations.into_iter().collect()))
    }

    /// Runs operations that run once for each of several values. The methods of these operations call
    /// this.
    pub fn call_each<O: OperationEach>(
        &self,
        operations: impl IntoIterator<Item = O>,
    ) -> Call<'_, Each<<O::Single as Operation>::Reply>> {
        let mut split = Split::new();
        let singles = split.singles(operations.into_iter()).collect();
        Call::new(async move { split.join::<O>(self.run(singles).await) })
    }

    /// Runs operations that run on several nodes. The methods of these operations call this.
    pub fn call_on_nodes<O: OperationOnNodes>(
        &self,
        operations: impl IntoIterator<Item = O>,
    ) -> Call<'_, Each<O::Reply>> {
        let operations = operations.into_iter().collect();
        Call::new(async move {
            let (spread, responses) = self.spread(operations).await;
            spread.each(responses)
        })
    }

    /// Runs operations that run on several nodes, whose answers become one. The methods of these operations call this.
    pub fn call_combined<O: CombinedOperation>(
        &self,
        operations: impl IntoIterator<Item = O>,
    ) -> Call<'_, O::Reply> {
        let operations = operations.into_iter().collect();
        Call::new(async move {
            let (spread, responses) = self.spread(operations).await;
            spread.combined(responses)
        })
    }

    /// Runs operations on several nodes, all at a time. Gives each node's response.
    async fn spread<O: OperationOnNodes>(&self, operations: Vec<O>) -> (Spread<O>, Vec<Response<O::Reply>>) {
        let (limits, deadline) = (self.limits, self.limits.deadline());
        let pools = match &self.servers {
            Servers::One(pool) => Ok(vec![(pool.clone(), true)]),
            Servers::Cluster(nodes) => cluster::pools(nodes, O::NODES, deadline).await,
        };
        let (names, pools) = match pools {
            Ok(pools) => {
                let name =
                    |(pool, is_asked): &(Arc<Pool>, bool)| (pool.prepared().address.clone(), *is_asked);
                (Ok(pools.iter().map(name).collect()), pools)
            }
            Err(error) => (Err(error), Vec::new()),
        };
        let spread = Spread::new(operations.into_iter(), names);
        let calls = pools.into_iter().enumerate().map(|(node, (pool, _))| {
            let operations: Vec<_> = spread.operations(node).collect();
            async move { (node, call(&pool, operations.into_iter(), limits, deadline).await) }
        });
        // Dropped with the call, it ends them.
        let mut responses = calls.collect::<JoinSet<_>>().join_all().await;
        responses.sort_by_key(|(node, _)| *node);
        (spread, responses.into_iter().map(|(_, response)| response).collect())
    }

    async fn run<O: Operation>(&self, operations: Vec<O>) -> Response<O::Reply> {
        let (limits, deadline) = (self.limits, self.limits.deadline());
        let operations = operations.into_iter();
        match &self.servers {
            Servers::One(pool) => call(pool, operations, limits, deadline).await,
            // Apart, so that it does not take room in the future of a call on one server.
            Servers::Cluster(nodes) => Box::pin(cluster::call(nodes, operations, limits, deadline)).await,
        }
    }
}

/// A call of the async client: `.await` runs it and gives its [`Response`].
///
/// It holds the operations, and nothing of what they were made from. So it can be given to `tokio::spawn`
/// whatever that was: a future that holds an iterator over borrowed keys cannot
/// (<https://github.com/rust-lang/rust/issues/102211>).
#[must_use = "nothing is sent before `.await`"]
pub struct Call<'a, T>(Pin<Box<dyn Future<Output = Response<T>> + Send + 'a>>);

impl<'a, T> Call<'a, T> {
    fn new(future: impl Future<Output = Response<T>> + Send + 'a) -> Self {
        Self(Box::pin(future))
    }
}

impl<T> Future for Call<'_, T> {
    type Output = Response<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Response<T>> {
        self.0.as_mut().poll(context)
    }
}

impl<T> std::fmt::Debug for Call<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Call").finish_non_exhaustive()
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
async fn call<O: Operation>(
    pool: &Arc<Pool>,
    operations: impl Iterator<Item = O> + Send,
    limits: Limits,
    deadline: Deadline,
) -> Response<O::Reply> {
    let mut batch = Batch::new(operations, limits.resend_safe_writes);
    while !batch.is_done() {
        let result = match pool.clone().lease(deadline.later(batch.total_wait())).await {
            Ok(mut lease) => {
                let result = lease.connection.run(&mut batch, deadline, limits.operation_timeout).await;
                if batch.met_replica() {
                    pool.forget_connections();
                } else if result.is_ok() {
                    lease.give_back();
                }
                result
            }
            Err(error) => Err(error),
        };
        if let Err(error) = result
            && batch.interrupted(error)
        {
            let left = deadline.later(batch.total_wait()).left();
            tokio::time::sleep(batch.pause().min(left.unwrap_or_default())).await;
        }
    }
    batch.finish()
}
