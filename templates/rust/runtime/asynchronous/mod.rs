//! The async client, on Tokio.

mod connection;
mod stream;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};

use super::batch::Batch;
use super::config::{Config, Deadline, Limits};
use super::connect::Prepared;
use super::error::{ConnectionError, ConnectionErrorKind};
use super::operation::{Operation, OperationEach, Split};
use super::response::{Each, Response};
use connection::Connection;

/// A client for one Redis server, on Tokio.
///
/// Cheap to clone, and usable from many tasks at once: each call has a connection for itself while it
/// runs, from a pool that all clones share. Dropping the last clone closes the connections. A call that
/// is dropped before its end closes its connection; what it had sent may still be executed.
#[derive(Clone)]
pub struct Client {
    pool: Arc<Pool>,
    limits: Limits,
}

struct Pool {
    prepared: Prepared,
    /// One permit for each connection that may be in use.
    permits: Semaphore,
    idle: Mutex<Vec<Connection>>,
    closed: AtomicBool,
}

impl Client {
    /// Connects to the server of a URL, or of a [`Config`].
    ///
    /// # Errors
    /// When no connection can be made within the connect timeout, or the server refuses it.
    pub async fn connect<C>(config: C) -> Result<Self, ConnectionError>
    where
        C: TryInto<Config>,
        ConnectionError: From<C::Error>,
    {
        let config: Config = config.try_into()?;
        let limits = config.limits;
        let pool = Pool {
            permits: Semaphore::new(config.max_connections),
            idle: Mutex::default(),
            closed: AtomicBool::new(false),
            prepared: Prepared::new(config),
        };
        let client = Self { pool: Arc::new(pool), limits };
        let deadline = Deadline::after(client.limits.call_timeout, "the call");
        let lease = client.pool.lease(deadline).await?;
        lease.give_back();
        Ok(client)
    }

    /// The same client, on the same connections, with another limit for each whole call.
    #[must_use]
    pub fn within(&self, call_timeout: Duration) -> Self {
        Self { pool: self.pool.clone(), limits: Limits { call_timeout, ..self.limits } }
    }

    /// Closes all connections, of this client and its clones. Calls after it fail; a call that is
    /// running goes on to its end.
    pub async fn quit(&self) {
        self.pool.closed.store(true, Ordering::Release);
        let connections = std::mem::take(&mut *self.pool.idle());
        for connection in connections {
            connection.close().await;
        }
    }

    /// Runs operations as one batch. The methods of each operation call this.
    pub async fn call<O: Operation>(&self, operations: impl IntoIterator<Item = O>) -> Response<O::Reply> {
        let deadline = Deadline::after(self.limits.call_timeout, "the call");
        let mut batch = Batch::new(operations.into_iter(), self.limits.resend_safe_writes);
        while !batch.is_done() {
            let result = match self.pool.lease(deadline).await {
                Ok(mut lease) => {
                    let result =
                        lease.connection.run(&mut batch, deadline, self.limits.operation_timeout).await;
                    if result.is_ok() {
                        lease.give_back();
                    }
                    result
                }
                Err(error) => Err(error),
            };
            if let Err(error) = result
                && batch.interrupted(error)
            {
                tokio::time::sleep(batch.pause().min(deadline.left().unwrap_or_default())).await;
            }
        }
        batch.finish()
    }

    /// Runs operations that run once for each of several values. The methods of these operations call
    /// this.
    pub async fn call_each<O: OperationEach>(
        &self,
        operations: impl IntoIterator<Item = O>,
    ) -> Response<Each<<O::Single as Operation>::Reply>> {
        let mut split = Split::new();
        let response = self.call(split.singles(operations.into_iter())).await;
        split.join::<O>(response)
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("config", &self.pool.prepared.config).finish_non_exhaustive()
    }
}

/// A connection in use; without [`Lease::give_back`] it is closed when dropped, because nobody knows
/// which replies are still to come.
struct Lease<'a> {
    connection: Connection,
    pool: &'a Pool,
    _permit: SemaphorePermit<'a>,
}

impl Pool {
    /// A connection for one call: an idle one that is still open, or a new one.
    async fn lease(&self, deadline: Deadline) -> Result<Lease<'_>, ConnectionError> {
        let closed = || ConnectionError::new(ConnectionErrorKind::Closed, "the client was closed with quit");
        if self.closed.load(Ordering::Acquire) {
            return Err(closed());
        }
        let left = deadline.left().ok_or_else(|| deadline.error())?;
        let permit = tokio::time::timeout(left, self.permits.acquire()).await;
        let permit = permit.map_err(|_| deadline.error())?.map_err(|_| closed())?;
        loop {
            let idle = self.idle().pop();
            match idle {
                Some(connection) if connection.is_stale() => {}
                Some(connection) => return Ok(Lease { connection, pool: self, _permit: permit }),
                None => break,
            }
        }
        let limit = Deadline::after(self.prepared.config.connect_timeout, "connecting");
        let connection = Connection::open(&self.prepared, limit.min(deadline)).await?;
        Ok(Lease { connection, pool: self, _permit: permit })
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lease<'_> {
    fn give_back(self) {
        let mut idle = self.pool.idle();
        if !self.pool.closed.load(Ordering::Acquire) {
            idle.push(self.connection);
        }
    }
}
