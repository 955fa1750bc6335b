//! A socket on which no read or write outlasts its limits.

use std::io::{self, Read, Write};
use std::time::Duration;

use socket2::{SockRef, Socket};

use crate::connect::is_stale;
use crate::deadline::Deadline;
use crate::error::ConnectionError;

/// How many bytes are handed over with one system call.
const MOST_AT_ONCE: usize = 256 * 1024;

pub(super) struct TimedSocket {
    socket: Socket,
    blocking: bool,
    /// When all reads and writes end.
    deadline: Deadline,
    /// How long one of them may take.
    silence: Duration,
    /// The time limits that the socket has now: setting one is a system call.
    read_timeout: Option<Duration>,
    write_timeout: Option<Duration>,
}

impl TimedSocket {
    pub fn new(socket: Socket, deadline: Deadline) -> Self {
        Self {
            socket,
            blocking: true,
            deadline,
            silence: Duration::MAX,
            read_timeout: None,
            write_timeout: None,
        }
    }

    /// Ends all reads and writes from now on at this moment, and each of them after so long a silence.
    pub fn set_limits(&mut self, deadline: Deadline, silence: Duration) {
        (self.deadline, self.silence) = (deadline, silence);
    }

    /// The error of a read or write that took too long.
    pub fn expired(&self) -> ConnectionError {
        match self.deadline.left() {
            None => self.deadline.error(),
            Some(_) => Deadline::after(self.silence, "waiting for the server").error(),
        }
    }

    /// Whether reads and writes wait until their limits, or not at all.
    pub fn set_blocking(&mut self, blocking: bool) -> io::Result<()> {
        if self.blocking != blocking {
            self.socket.set_nonblocking(!blocking)?;
            self.blocking = blocking;
        }
        Ok(())
    }

    /// The socket under it.
    pub fn socket(&self) -> &Socket {
        &self.socket
    }

    /// Whether the server closed the connection while it was idle.
    pub fn is_stale(&self) -> bool {
        let stale = is_stale(SockRef::from(&self.socket));
        // Elsewhere only a socket that does not block can be looked at.
        stale || cfg!(not(unix)) && self.socket.set_nonblocking(!self.blocking).is_err()
    }

    /// The limit for the next system call if that needs another one than is set. Up to a sixteenth too long
    /// is near enough; half of that is set, so that it still does when a little more time is left.
    fn new_limit(&self, set: Option<Duration>) -> io::Result<Option<Duration>> {
        let left = self.deadline.left().ok_or(io::ErrorKind::TimedOut)?.min(self.silence);
        let near = set.is_some_and(|set| set >= left && set - left <= left / 16);
        // In microseconds, less would be none: no limit at all.
        Ok((!near).then(|| (left + left / 32).max(Duration::from_micros(1))))
    }

    /// Some systems say that the socket would block when its time limit passed.
    fn timed_out(&self, error: io::Error) -> io::Error {
        if self.blocking && error.kind() == io::ErrorKind::WouldBlock {
            return io::ErrorKind::TimedOut.into();
        }
        error
    }
}

impl Read for TimedSocket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.blocking
                && let Some(limit) = self.new_limit(self.read_timeout)?
            {
                self.socket.set_read_timeout(Some(limit))?;
                self.read_timeout = Some(limit);
            }
            match self.socket.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => return result.map_err(|error| self.timed_out(error)),
            }
        }
    }
}

impl Write for TimedSocket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // The limit is for each system call: a large value may take longer, as long as it goes on.
        let bytes = &bytes[..bytes.len().min(MOST_AT_ONCE)];
        loop {
            if self.blocking
                && let Some(limit) = self.new_limit(self.write_timeout)?
            {
                self.socket.set_write_timeout(Some(limit))?;
                self.write_timeout = Some(limit);
            }
            match self.socket.write(bytes) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => return result.map_err(|error| self.timed_out(error)),
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
