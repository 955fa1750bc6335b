//! One connection: making it, and running a batch on it.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::mpsc;
use std::time::Duration;

use rustls::{ClientConnection, StreamOwned};
use socket2::{SockRef, Socket};

use super::super::batch::Batch;
use super::super::config::{Address, Credentials, CredentialsSource, Deadline};
use super::super::connect::Prepared;
use super::super::error::{ConnectionError, ConnectionErrorKind};
use super::super::operation::Operation;
use super::super::resp::Incoming;
use super::socket::TimedSocket;

pub(super) struct Connection {
    stream: Stream,
    incoming: Incoming,
}

enum Stream {
    Plain(TimedSocket),
    Tls(Box<StreamOwned<ClientConnection, TimedSocket>>),
}

impl Connection {
    /// Connects, encrypts and authenticates before the deadline.
    pub fn open(prepared: &Prepared, deadline: Deadline) -> Result<Self, ConnectionError> {
        let credentials = credentials(&prepared.config.credentials, deadline)?;
        let tls = prepared.tls()?;
        let socket = dial(prepared, deadline).map_err(|error| match error.kind() {
            io::ErrorKind::TimedOut if deadline.left().is_none() => deadline.error(),
            _ => prepared.cannot_connect(error),
        })?;
        let mut socket = TimedSocket::new(socket, deadline);
        let stream = match tls {
            None => Stream::Plain(socket),
            Some((config, name)) => {
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
                Stream::Tls(Box::new(StreamOwned::new(connection, socket)))
            }
        };
        let mut connection = Self { stream, incoming: Incoming::default() };
        let mut batch = Batch::new(prepared.setup(credentials).into_iter(), false);
        if let Err(error) = connection.run(&mut batch, deadline, prepared.config.connect_timeout) {
            batch.abandon(error);
        }
        prepared.check_setup(batch.finish())?;
        Ok(connection)
    }

    /// Sends a batch and takes the answers until it is done. After an error the connection is of no
    /// more use.
    pub fn run<O: Operation, I: Iterator<Item = O>>(
        &mut self,
        batch: &mut Batch<O, I>,
        deadline: Deadline,
        silence: Duration,
    ) -> Result<(), ConnectionError> {
        while !batch.is_done() {
            let limit = Deadline::after(silence, "waiting for the server").min(deadline);
            self.stream.socket().set_deadline(limit);
            let broken = |error: io::Error| match error.kind() {
                io::ErrorKind::TimedOut => limit.error(),
                _ => ConnectionError::io(ConnectionErrorKind::Broken, "the connection broke", error),
            };
            if let Err(error) = self.send(batch) {
                // The answers that came before the break count; they are here already.
                self.stream.socket().set_deadline(Deadline::after(Duration::from_millis(1), "reading"));
                while let Ok(1..) = self.receive(batch)? {}
                return Err(broken(error));
            }
            match self.receive(batch)? {
                Ok(0) => return Err(broken(io::ErrorKind::UnexpectedEof.into())),
                Ok(_) => {}
                Err(error) => return Err(broken(error)),
            }
        }
        Ok(())
    }

    /// Whether the server closed the connection while it was idle.
    pub fn is_stale(&self) -> bool {
        match &self.stream {
            Stream::Plain(socket) => socket.is_stale(),
            Stream::Tls(stream) => stream.sock.is_stale(),
        }
    }

    /// Sends all that may be sent before the next answer.
    fn send<O: Operation, I: Iterator<Item = O>>(&mut self, batch: &mut Batch<O, I>) -> io::Result<()> {
        let mut sent = false;
        while !batch.outgoing().is_empty() {
            match self.stream.write(batch.outgoing())? {
                0 => return Err(io::ErrorKind::WriteZero.into()),
                count => batch.sent(count),
            }
            sent = true;
        }
        if sent { self.stream.flush() } else { Ok(()) }
    }

    /// Reads once, and gives the batch what came. The outer error is the batch's: bytes that are no
    /// replies.
    fn receive<O: Operation, I: Iterator<Item = O>>(
        &mut self,
        batch: &mut Batch<O, I>,
    ) -> Result<io::Result<usize>, ConnectionError> {
        let read = self.stream.read(self.incoming.space());
        if let Ok(count) = read {
            self.incoming.received(count);
            batch.receive(&mut self.incoming)?;
        }
        Ok(read)
    }
}

impl Stream {
    fn socket(&mut self) -> &mut TimedSocket {
        match self {
            Stream::Plain(socket) => socket,
            Stream::Tls(stream) => &mut stream.sock,
        }
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Stream::Plain(socket) => socket.read(buffer),
            Stream::Tls(stream) => stream.read(buffer),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Stream::Plain(socket) => socket.write(bytes),
            Stream::Tls(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Stream::Plain(socket) => socket.flush(),
            Stream::Tls(stream) => stream.flush(),
        }
    }
}

fn dial(prepared: &Prepared, deadline: Deadline) -> io::Result<Socket> {
    match &prepared.config.address {
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
    on_a_thread(deadline, move || (host.as_str(), port).to_socket_addrs().map(Iterator::collect))
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
    on_a_thread(deadline, move || source.get()).unwrap_or_else(|| Err(deadline.error()))
}

/// Runs what knows no time limit on a thread of its own; `None` when it has no result before the
/// deadline.
fn on_a_thread<T: Send + 'static>(
    deadline: Deadline,
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    let (sender, receiver) = mpsc::sync_channel(1);
    let left = deadline.left()?;
    // The receiver is gone when the time is over; then nobody wants the result.
    std::thread::Builder::new().spawn(move || drop(sender.send(work()))).ok()?;
    receiver.recv_timeout(left).ok()
}
