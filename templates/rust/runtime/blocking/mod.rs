//! The blocking client, on the standard library's sockets.

mod connection;
mod socket;

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::batch::Batch;
use super::config::{Config, Deadline, Limits};
use super::connect::Prepared;
use super::error::{ConnectionError, ConnectionErrorKind};
use super::operation::{Operation, OperationEach, Split};
use super::response::{Each, Response};
use connection::Connection;

/// A client for one Redis server, without async.
///
/// Cheap to clone, and usable from many threads at once: each call has a connection for itself while it
/// runs, from a pool that all clones share. Dropping the last clone closes the connections.
#[derive(Clone)]
pub struct Client {
    pool: Arc<Pool>,
    limits: Limits,
}

struct Pool {
    prepared: Prepared,
    state: Mutex<State>,
    /// Tells that a connection is no longer in use.
    returned: Condvar,
}

struct State {
    idle: Vec<Connection>,
    in_use: usize,
    closed: bool,
}

impl Client {
    /// Connects to the server of a URL, or of a [`Config`].
    ///
    /// # Errors
    /// When no connection can be made within the connect timeout, or the server refuses it.
    pub fn connect<C>(config: C) -> Result<Self, ConnectionError>
    where
        C: TryInto<Config>,
        ConnectionError: From<C::Error>,
    {
        let config: Config = config.try_into()?;
        let limits = config.limits;
        let pool = Pool {
            prepared: Prepared::new(config),
            state: Mutex::new(State { idle: Vec::new(), in_use: 0, closed: false }),
            returned: Condvar::new(),
        };
        let client = Self { pool: Arc::new(pool), limits };
        let deadline = Deadline::after(client.limits.call_timeout, "the call");
        let lease = client.pool.lease(deadline)?;
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
    pub fn quit(&self) {
        let mut state = self.pool.state();
        state.closed = true;
        state.idle.clear();
        self.pool.returned.notify_all();
    }

    /// Runs operations as one batch. The methods of each operation call this.
    pub fn call<O: Operation>(&self, operations: impl IntoIterator<Item = O>) -> Response<O::Reply> {
        let deadline = Deadline::after(self.limits.call_timeout, "the call");
        let mut batch = Batch::new(operations.into_iter(), self.limits.resend_safe_writes);
        while !batch.is_done() {
            let result = self.pool.lease(deadline).and_then(|mut lease| {
                lease.connection.run(&mut batch, deadline, self.limits.operation_timeout)?;
                lease.give_back();
                Ok(())
            });
            if let Err(error) = result
                && batch.interrupted(error)
            {
                std::thread::sleep(batch.pause().min(deadline.left().unwrap_or_default()));
            }
        }
        batch.finish()
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
        f.debug_struct("Client").field("config", &self.pool.prepared.config).finish_non_exhaustive()
    }
}

/// A connection in use; without [`Lease::give_back`] it is closed when dropped, because nobody knows
/// which replies are still to come.
struct Lease<'a> {
    connection: Connection,
    permit: Permit<'a>,
}

/// One of the connections that may be in use at the same time.
struct Permit<'a>(&'a Pool);

impl Lease<'_> {
    fn give_back(self) {
        let Lease { connection, permit } = self;
        let mut state = permit.0.state();
        if !state.closed {
            state.idle.push(connection);
        }
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.0.state().in_use -= 1;
        self.0.returned.notify_one();
    }
}

impl Pool {
    /// A connection for one call: an idle one that is still open, or a new one.
    fn lease(&self, deadline: Deadline) -> Result<Lease<'_>, ConnectionError> {
        let mut state = self.state();
        loop {
            if state.closed {
                let message = "the client was closed with quit";
                return Err(ConnectionError::new(ConnectionErrorKind::Closed, message));
            }
            if state.in_use < self.prepared.config.max_connections {
                break;
            }
            let left = deadline.left().ok_or_else(|| deadline.error())?;
            let waited = self.returned.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        state.in_use += 1;
        drop(state);
        let permit = Permit(self);
        loop {
            let idle = self.state().idle.pop();
            match idle {
                Some(connection) if connection.is_stale() => {}
                Some(connection) => return Ok(Lease { connection, permit }),
                None => break,
            }
        }
        let limit = Deadline::after(self.prepared.config.connect_timeout, "connecting");
        let connection = Connection::open(&self.prepared, limit.min(deadline))?;
        Ok(Lease { connection, permit })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
