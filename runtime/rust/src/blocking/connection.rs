//! One connection: making it, and running a batch on it.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::mpsc;
use std::time::Duration;

#[cfg(feature = "tls")]
use rustls::{ClientConnection, StreamOwned};
use socket2::{SockRef, Socket};

use super::socket::TimedSocket;
use crate::call::Batch;
use crate::call::Exchange;
use crate::config::{Address, Credentials, CredentialsSource};
use crate::connect::Prepared;
use crate::deadline::Deadline;
use crate::error::{ConnectionError, ConnectionErrorKind};
use crate::resp::Incoming;

pub(super) struct Connection {
    stream: Stream,
    incoming: Incoming,
    /// Whether bytes wait until the socket takes more of them, when it does not block.
    blocked: bool,
}

enum Stream {
    Plain(TimedSocket),
    #[cfg(feature = "tls")]
    Tls(Box<StreamOwned<ClientConnection, TimedSocket>>),
}

impl Connection {
    /// Connects, encrypts and authenticates before the deadline. Says, too, whether the server belongs to
    /// a cluster.
    pub fn open(prepared: &Prepared, deadline: Deadline) -> Result<(Self, bool), ConnectionError> {
        let prepared = &prepared.located()?;
        let setup = prepared.setup(credentials(&prepared.config.credentials, deadline)?)?;
        let socket = dial(prepared, deadline).map_err(|error| match error.kind() {
            io::ErrorKind::TimedOut if deadline.left().is_none() => deadline.error(),
            _ => prepared.cannot_connect(error),
        })?;
        let stream = encrypt(prepared, TimedSocket::new(socket, deadline))?;
        let mut connection =
            Self { stream, incoming: Incoming::new(prepared.config.max_reply_size), blocked: false };
        let mut batch = Batch::new(setup.into_iter(), false);
        if let Err(error) = connection.run(&mut batch, deadline, prepared.config.connect_timeout) {
            batch.abandon(error);
        }
        let in_cluster = prepared.check_setup(batch.finish())?;
        Ok((connection, in_cluster))
    }

    /// Sends a batch and takes the answers until it is done. After an error the connection is of no
    /// more use.
    pub fn run(
        &mut self,
        batch: &mut dyn Exchange,
        deadline: Deadline,
        silence: Duration,
    ) -> Result<(), ConnectionError> {
        // A call on several nodes may have left it so that nothing waits.
        self.set_blocking(true)?;
        while !batch.is_done() {
            let silence = silence.saturating_add(batch.next_wait());
            self.stream.socket().set_limits(deadline.later(batch.total_wait()), silence);
            if let Err(error) = self.send(batch) {
                let error = self.ended(error);
                // The answers that came before the break count; they are here already.
                let briefly = Duration::from_millis(1);
                self.stream.socket().set_limits(Deadline::after(briefly, "reading"), briefly);
                while let Ok(1..) = self.receive(batch)? {}
                return Err(error);
            }
            match self.receive(batch)? {
                Ok(0) => return Err(broken(io::ErrorKind::UnexpectedEof.into())),
                Ok(_) => {}
                Err(error) => return Err(self.ended(error)),
            }
        }
        Ok(())
    }

    /// What an error of the stream, which waits, means.
    fn ended(&mut self, error: io::Error) -> ConnectionError {
        match error.kind() {
            io::ErrorKind::TimedOut => self.stream.socket().expired(),
            _ => broken(error),
        }
    }

    /// Sends and takes what the socket takes and has now; it must not block. `readable` says that it has
    /// something. Returns whether any byte went either way.
    pub fn exchange(&mut self, exchange: &mut dyn Exchange, readable: bool) -> Result<bool, ConnectionError> {
        let sent = match self.send(exchange) {
            Ok(sent) => {
                self.blocked = false;
                sent
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                // Only news of it counts: the socket may be blocked for long.
                !std::mem::replace(&mut self.blocked, true)
            }
            Err(error) => {
                // The answers that came before the break count; they are here already.
                while let Ok(1..) = self.receive(exchange)? {}
                return Err(broken(error));
            }
        };
        let mut received = false;
        let mut more = readable;
        while more {
            match self.receive(exchange)? {
                Ok(0) => return Err(broken(io::ErrorKind::UnexpectedEof.into())),
                Ok(_) => received = true,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) => return Err(broken(error)),
            }
            // What TLS has decrypted is not seen by those who watch the socket.
            more = !matches!(self.stream, Stream::Plain(_));
        }
        Ok(sent || received)
    }

    /// Whether it can go on when the socket takes more bytes.
    pub fn is_blocked(&self) -> bool {
        self.blocked
    }

    /// Whether system calls on the socket wait, until its deadline.
    pub fn set_blocking(&mut self, blocking: bool) -> Result<(), ConnectionError> {
        self.stream.socket().set_blocking(blocking).map_err(broken)
    }

    /// The socket, to watch it.
    pub fn socket(&self) -> &Socket {
        match &self.stream {
            Stream::Plain(socket) => socket.socket(),
            #[cfg(feature = "tls")]
            Stream::Tls(stream) => stream.sock.socket(),
        }
    }

    /// Whether the server closed the connection while it was idle.
    pub fn is_stale(&self) -> bool {
        match &self.stream {
            Stream::Plain(socket) => socket.is_stale(),
            #[cfg(feature = "tls")]
            Stream::Tls(stream) => stream.sock.is_stale(),
        }
    }

    /// Sends all that may be sent before the next answer; returns whether there was anything.
    fn send(&mut self, exchange: &mut dyn Exchange) -> io::Result<bool> {
        let mut sent = false;
        while !exchange.outgoing().is_empty() {
            match self.stream.write(exchange.outgoing())? {
                0 => return Err(io::ErrorKind::WriteZero.into()),
                count => exchange.sent(count),
            }
            sent = true;
        }
        if sent || self.blocked {
            self.stream.flush()?;
        }
        Ok(sent)
    }

    /// Reads once, and gives the batch what came. The outer error is the batch's: bytes that are no
    /// replies.
    fn receive(&mut self, exchange: &mut dyn Exchange) -> Result<io::Result<usize>, ConnectionError> {
        let read = self.stream.read(self.incoming.space());
        if let Ok(count) = read {
            self.incoming.received(count);
            exchange.receive(&mut self.incoming)?;
        }
        Ok(read)
    }
}

fn broken(error: io::Error) -> ConnectionError {
    ConnectionError::io(ConnectionErrorKind::Broken, "the connection broke", error)
}

impl Stream {
    fn socket(&mut self) -> &mut TimedSocket {
        match self {
            Stream::Plain(socket) => socket,
            #[cfg(feature = "tls")]
            Stream::Tls(stream) => &mut stream.sock,
        }
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Stream::Plain(socket) => socket.read(buffer),
            #[cfg(feature = "tls")]
            Stream::Tls(stream) => stream.read(buffer),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Stream::Plain(socket) => socket.write(bytes),
            #[cfg(feature = "tls")]
            Stream::Tls(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Stream::Plain(socket) => socket.flush(),
            #[cfg(feature = "tls")]
            Stream::Tls(stream) => stream.flush(),
        }
    }
}

/// Encrypts what goes over a socket, where the URL says so.
#[cfg(feature = "tls")]
fn encrypt(prepared: &Prepared, mut socket: TimedSocket) -> Result<Stream, ConnectionError> {
    let Some((config, name)) = prepared.tls()? else { return Ok(Stream::Plain(socket)) };
    let encrypted = ClientConnection::new(config, name).map_err(io::Error::other);
    let handshake = encrypted.and_then(|mut connection| {
        while connection.is_handshaking() {
            connection.complete_io(&mut socket)?;
        }
        Ok(connection)
    });
    let connection = handshake.map_err(|error| match error.kind() {
        io::ErrorKind::TimedOut => prepared.silent_handshake(),
        _ => prepared.cannot_encrypt(error),
    })?;
    Ok(Stream::Tls(Box::new(StreamOwned::new(connection, socket))))
}

/// Without the feature `tls`, no URL says that a connection is encrypted.
#[cfg(not(feature = "tls"))]
fn encrypt(_: &Prepared, socket: TimedSocket) -> Result<Stream, ConnectionError> {
    Ok(Stream::Plain(socket))
}

fn dial(prepared: &Prepared, deadline: Deadline) -> io::Result<Socket> {
    match &*prepared.address {
        Address::Tcp { host, port, .. } => {
            let mut last = io::ErrorKind::AddrNotAvailable.into();
            for address in look_up(host, *port, deadline)? {
                let left = deadline.left().ok_or(io::ErrorKind::TimedOut)?;
                match TcpStream::connect_timeout(&address, left) {
                    Ok(stream) => {
                        prepared.set_options(SockRef::from(&stream))?;
                        return Ok(Socket::from(stream));
                    }
                    Err(error) => last = error,
                }
            }
            Err(last)
        }
        #[cfg(unix)]
        Address::Unix(path) => {
            let left = deadline.left().ok_or(io::ErrorKind::TimedOut)?;
            let socket = Socket::new(socket2::Domain::UNIX, socket2::Type::STREAM, None)?;
            socket.connect_timeout(&socket2::SockAddr::unix(path)?, left)?;
            Ok(socket)
        }
        #[cfg(not(unix))]
        Address::Unix(_) => Err(io::ErrorKind::Unsupported.into()),
    }
}

/// The addresses of a host name.
fn look_up(host: &str, port: u16, deadline: Deadline) -> io::Result<Vec<SocketAddr>> {
    if let Ok(address) = host.parse() {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    let host = host.to_owned();
    before(deadline, move || (host.as_str(), port).to_socket_addrs().map(Iterator::collect))
        .unwrap_or_else(|| Err(io::ErrorKind::TimedOut.into()))
}

fn credentials(
    source: &CredentialsSource,
    deadline: Deadline,
) -> Result<Option<Credentials>, ConnectionError> {
    if !matches!(source, CredentialsSource::Hook(_)) {
        return source.get();
    }
    let source = source.clone();
    before(deadline, move || source.get()).unwrap_or_else(|| {
        if deadline.left().is_none() {
            return Err(deadline.of("the credentials hook").error());
        }
        Err(ConnectionError::new(
            ConnectionErrorKind::Credentials,
            "the credentials hook failed: it panicked",
        ))
    })
}

/// Runs what knows no time limit on a thread of its own. Without a thread there never is a result.
pub(super) fn on_a_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> mpsc::Receiver<T> {
    let (sender, receiver) = mpsc::sync_channel(1);
    // The receiver is gone when the time is over; then nobody wants the result.
    drop(std::thread::Builder::new().spawn(move || drop(sender.send(work()))));
    receiver
}

/// The result of what knows no time limit; `None` when it has none before the deadline.
pub(super) fn before<T: Send + 'static>(
    deadline: Deadline,
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    let left = deadline.left()?;
    on_a_thread(work).recv_timeout(left).ok()
}
