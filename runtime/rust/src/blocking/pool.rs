//! The connections to one server.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::connection::Connection;
use crate::connect::Prepared;
use crate::deadline::Deadline;
use crate::error::{ConnectionError, ConnectionErrorKind};

pub(super) struct Pool {
    prepared: Prepared,
    state: Mutex<State>,
    /// Tells that a connection is no longer in use.
    returned: Condvar,
}

#[derive(Default)]
struct State {
    idle: Vec<Connection>,
    /// How often the connections were forgotten: older ones are not taken back.
    forgotten: u32,
    in_use: usize,
    /// How many threads wait for a connection: waking nobody is a system call, too.
    waiting: usize,
    closed: bool,
}

/// A connection in use; without [`Lease::give_back`] it is closed when dropped, because nobody knows
/// which replies are still to come. Then those that nobody uses are closed with it: what silenced or broke one
/// may have silenced them, too, and each would cost a call the time until it notices.
pub(super) struct Lease {
    pub connection: Connection,
    permit: Permit,
    /// See [`State::forgotten`].
    forgotten: u32,
}

/// One of the connections that may be in use at the same time.
pub(super) struct Permit {
    pool: Arc<Pool>,
    /// Whether it has a connection that was not given back.
    in_use: bool,
}

impl Pool {
    pub fn new(prepared: Prepared) -> Self {
        Self { prepared, state: Mutex::default(), returned: Condvar::new() }
    }

    pub fn prepared(&self) -> &Prepared {
        &self.prepared
    }

    /// A connection for one call: an idle one that is still open, or a new one.
    pub fn lease(self: &Arc<Self>, deadline: Deadline) -> Result<Lease, ConnectionError> {
        let mut state = self.state();
        while !state.closed && state.in_use >= self.prepared.config.max_connections {
            let left = deadline.left().ok_or_else(|| deadline.error())?;
            state.waiting += 1;
            state = self.returned.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
            state.waiting -= 1;
        }
        drop(state);
        match self.permit()? {
            Some(permit) => permit.idle().map_or_else(|permit| permit.open(deadline), Ok),
            // Somebody else was faster.
            None => self.lease(deadline),
        }
    }

    /// The right to one more connection; `None` when as many as allowed are in use.
    pub fn permit(self: &Arc<Self>) -> Result<Option<Permit>, ConnectionError> {
        let mut state = self.state();
        if state.closed {
            return Err(ConnectionError::new(ConnectionErrorKind::Closed, "the client was closed with quit"));
        }
        if state.in_use >= self.prepared.config.max_connections {
            return Ok(None);
        }
        state.in_use += 1;
        Ok(Some(Permit { pool: self.clone(), in_use: false }))
    }

    /// Takes the connection that the client began with.
    pub fn put(&self, connection: Connection) {
        self.take_back(connection, 0);
    }

    /// Takes a connection that nobody uses, unless it was forgotten meanwhile.
    fn take_back(&self, connection: Connection, forgotten: u32) {
        let mut state = self.state();
        if !state.closed && state.forgotten == forgotten {
            state.idle.push(connection);
        }
    }

    /// Closes the connections that nobody uses now, and the others when they are given back.
    pub fn forget_connections(&self) {
        let mut state = self.state();
        state.forgotten += 1;
        state.idle.clear();
    }

    /// Closes idle connections now, and the others when they are given back.
    pub fn quit(&self) {
        let mut state = self.state();
        state.closed = true;
        state.idle.clear();
        self.returned.notify_all();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Permit {
    /// An idle connection that is still open, if there is one.
    pub fn idle(self) -> Result<Lease, Self> {
        loop {
            let (idle, forgotten) = {
                let mut state = self.pool.state();
                (state.idle.pop(), state.forgotten)
            };
            match idle {
                Some(connection) if connection.is_stale() => {}
                Some(connection) => return Ok(self.lend(connection, forgotten)),
                None => return Err(self),
            }
        }
    }

    /// A new connection.
    pub fn open(self, deadline: Deadline) -> Result<Lease, ConnectionError> {
        let prepared = &self.pool.prepared;
        let limit = Deadline::after(prepared.config.connect_timeout, "connecting");
        let forgotten = self.pool.state().forgotten;
        let (connection, _) = Connection::open(prepared, limit.min(deadline))?;
        Ok(self.lend(connection, forgotten))
    }

    fn lend(mut self, connection: Connection, forgotten: u32) -> Lease {
        self.in_use = true;
        Lease { connection, permit: self, forgotten }
    }
}

impl Lease {
    pub fn give_back(self) {
        let Self { connection, mut permit, forgotten } = self;
        permit.in_use = false;
        permit.pool.take_back(connection, forgotten);
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut state = self.pool.state();
        state.in_use -= 1;
        if self.in_use {
            state.idle.clear();
        }
        if state.waiting > 0 {
            self.pool.returned.notify_one();
        }
    }
}
