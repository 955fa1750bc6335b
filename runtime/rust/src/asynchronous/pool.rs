//! The connections to one server.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::connection::Connection;
use crate::connect::Prepared;
use crate::deadline::Deadline;
use crate::error::{ConnectionError, ConnectionErrorKind};

pub(super) struct Pool {
    prepared: Prepared,
    /// One permit for each connection that may be in use.
    permits: Arc<Semaphore>,
    idle: Mutex<Vec<Connection>>,
    /// How often the connections were forgotten: older ones are not taken back.
    forgotten: AtomicU32,
    closed: AtomicBool,
}

/// A connection in use; without [`Lease::give_back`] it is closed when dropped, because nobody knows
/// which replies are still to come. Then those that nobody uses are closed with it: what silenced or broke one
/// may have silenced them, too, and each would cost a call the time until it notices.
pub(super) struct Lease {
    pub connection: Connection,
    permit: Permit,
    /// See [`Pool::forgotten`].
    forgotten: u32,
}

/// One of the connections that may be in use at the same time.
struct Permit {
    pool: Arc<Pool>,
    /// Whether it has a connection that was not given back.
    in_use: bool,
    _permit: OwnedSemaphorePermit,
}

impl Pool {
    pub fn new(prepared: Prepared) -> Self {
        Self {
            permits: Arc::new(Semaphore::new(prepared.config.max_connections)),
            idle: Mutex::default(),
            forgotten: AtomicU32::new(0),
            closed: AtomicBool::new(false),
            prepared,
        }
    }

    pub fn prepared(&self) -> &Prepared {
        &self.prepared
    }

    /// A connection for one call: an idle one that is still open, or a new one.
    pub async fn lease(self: Arc<Self>, deadline: Deadline) -> Result<Lease, ConnectionError> {
        if self.closed.load(Ordering::Acquire) {
            return Err(closed());
        }
        let left = deadline.left().ok_or_else(|| deadline.error())?;
        let permit = tokio::time::timeout(left, self.permits.clone().acquire_owned()).await;
        let permit = permit.map_err(|_| deadline.error())?.map_err(|_| closed())?;
        let forgotten = self.forgotten.load(Ordering::Acquire);
        if let Some(connection) = self.take_idle() {
            return Ok(Lease::new(connection, self, forgotten, permit));
        }
        let limit = Deadline::after(self.prepared.config.connect_timeout, "connecting");
        let (connection, _) = Connection::open(&self.prepared, limit.min(deadline)).await?;
        Ok(Lease::new(connection, self, forgotten, permit))
    }

    /// An idle connection, when there is one that may be used at once.
    pub fn try_lease(self: &Arc<Self>) -> Option<Lease> {
        let permit = self.permits.clone().try_acquire_owned().ok()?;
        let forgotten = self.forgotten.load(Ordering::Acquire);
        let connection = self.take_idle()?;
        Some(Lease::new(connection, self.clone(), forgotten, permit))
    }

    /// Takes the connection that the client began with.
    pub fn put(&self, connection: Connection) {
        self.take_back(connection, 0);
    }

    /// Takes a connection that nobody uses, unless it was forgotten meanwhile.
    fn take_back(&self, connection: Connection, forgotten: u32) {
        let mut idle = self.idle();
        if !self.closed.load(Ordering::Acquire) && self.forgotten.load(Ordering::Acquire) == forgotten {
            idle.push(connection);
        }
    }

    /// Closes idle connections now, and the others when they are given back.
    pub async fn quit(&self) {
        self.closed.store(true, Ordering::Release);
        // Those who wait for a connection learn of it.
        self.permits.close();
        let connections = std::mem::take(&mut *self.idle());
        for connection in connections {
            connection.close().await;
        }
    }

    /// Closes the connections that nobody uses now, and the others when they are given back.
    pub fn forget_connections(&self) {
        let mut idle = self.idle();
        self.forgotten.fetch_add(1, Ordering::AcqRel);
        idle.clear();
    }

    fn take_idle(&self) -> Option<Connection> {
        loop {
            let connection = self.idle().pop()?;
            if let Some(connection) = connection.awaken() {
                return Some(connection);
            }
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lease {
    fn new(connection: Connection, pool: Arc<Pool>, forgotten: u32, permit: OwnedSemaphorePermit) -> Self {
        Self { connection, permit: Permit { pool, in_use: true, _permit: permit }, forgotten }
    }

    pub fn give_back(self) {
        let Self { connection, mut permit, forgotten } = self;
        permit.in_use = false;
        permit.pool.take_back(connection, forgotten);
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if self.in_use {
            self.pool.idle().clear();
        }
    }
}

fn closed() -> ConnectionError {
    ConnectionError::new(ConnectionErrorKind::Closed, "the client was closed with quit")
}
