//! One connection: making it, and running a batch on it.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio::runtime::{self, Handle};
use tokio::time::timeout;
#[cfg(feature = "tls")]
use tokio_rustls::TlsConnector;

use super::stream::Stream;
use crate::call::Batch;
use crate::call::Exchange;
use crate::config::{Address, CredentialsSource};
use crate::connect::{Prepared, is_stale};
use crate::deadline::Deadline;
use crate::error::{ConnectionError, ConnectionErrorKind};
use crate::resp::Incoming;

pub(super) struct Connection {
    stream: Stream,
    incoming: Incoming,
    /// Whether bytes were written that may not have been flushed.
    unflushed: bool,
    /// Why nothing can be written any more; the answers that came before still count.
    write_error: Option<io::Error>,
    /// The runtime that drives the stream.
    runtime: runtime::Id,
}

impl Connection {
    /// Connects, encrypts and authenticates before the deadline. Says, too, whether the server belongs to
    /// a cluster.
    pub async fn open(prepared: &Prepared, deadline: Deadline) -> Result<(Self, bool), ConnectionError> {
        let prepared = &prepared.located()?;
        let left = || deadline.left().ok_or_else(|| deadline.error());
        let credentials = timeout(left()?, credentials(&prepared.config.credentials));
        let credentials = credentials.await.map_err(|_| deadline.of("the credentials hook").error())??;
        let setup = prepared.setup(credentials)?;
        let stream = timeout(left()?, dial(prepared)).await.map_err(|_| deadline.error())?;
        let stream = stream.map_err(|error| prepared.cannot_connect(error))?;
        let stream = encrypt(prepared, stream, deadline).await?;
        let runtime = Handle::current().id();
        let incoming = Incoming::new(prepared.config.max_reply_size);
        let mut connection = Self { stream, incoming, unflushed: false, write_error: None, runtime };
        let mut batch = Batch::new(setup.into_iter(), false);
        if let Err(error) = connection.run(&mut batch, deadline, left()?).await {
            batch.abandon(error);
        }
        let in_cluster = prepared.check_setup(batch.finish())?;
        Ok((connection, in_cluster))
    }

    /// Sends a batch and takes the answers, both at once, until it is done. After an error the
    /// connection is of no more use.
    pub async fn run(
        &mut self,
        batch: &mut (dyn Exchange + Send),
        deadline: Deadline,
        silence: Duration,
    ) -> Result<(), ConnectionError> {
        while !batch.is_done() {
            let silence = silence.saturating_add(batch.next_wait());
            let limit =
                Deadline::after(silence, "waiting for the server").min(deadline.later(batch.total_wait()));
            let left = limit.left().ok_or_else(|| limit.error())?;
            match timeout(left, poll_fn(|context| self.poll_progress(context, batch))).await {
                Ok(progress) => progress?,
                Err(_) => return Err(limit.error()),
            }
        }
        Ok(())
    }

    /// Makes an idle connection ready for a call on the current runtime; `None` when the server closed it.
    pub fn awaken(mut self) -> Option<Self> {
        if is_stale(self.stream.socket()) {
            return None;
        }
        let runtime = Handle::current().id();
        // The one that drove it may have ended, or nobody may drive it now.
        if self.runtime != runtime {
            self.stream.bring_here().ok()?;
            self.runtime = runtime;
        }
        Some(self)
    }

    /// Says goodbye, without waiting for an answer.
    pub async fn close(mut self) {
        // What cannot be said within a second is closed by dropping.
        let _ = timeout(Duration::from_secs(1), self.stream.shutdown()).await;
    }

    /// Writes and reads what can be written and read now; ready after any progress.
    pub fn poll_progress(
        &mut self,
        context: &mut Context<'_>,
        batch: &mut (dyn Exchange + Send),
    ) -> Poll<Result<(), ConnectionError>> {
        let mut progress = false;
        while self.write_error.is_none() && !batch.outgoing().is_empty() {
            match Pin::new(&mut self.stream).poll_write(context, batch.outgoing()) {
                Poll::Ready(Ok(0)) => return Poll::Ready(Err(broken(io::ErrorKind::WriteZero.into()))),
                Poll::Ready(Ok(count)) => batch.sent(count),
                Poll::Ready(Err(error)) => {
                    self.write_error = Some(error);
                    break;
                }
                Poll::Pending => break,
            }
            (progress, self.unflushed) = (true, true);
        }
        if self.unflushed && self.write_error.is_none() {
            match Pin::new(&mut self.stream).poll_flush(context) {
                Poll::Ready(Ok(())) => self.unflushed = false,
                Poll::Ready(Err(error)) => self.write_error = Some(error),
                Poll::Pending => {}
            }
        }
        match self.poll_receive(context, batch) {
            Poll::Pending if progress => Poll::Ready(Ok(())),
            Poll::Ready(Err(error)) => Poll::Ready(Err(self.write_error.take().map_or(error, broken))),
            received => received,
        }
    }

    /// Reads once, and gives the batch what came.
    fn poll_receive(
        &mut self,
        context: &mut Context<'_>,
        batch: &mut (dyn Exchange + Send),
    ) -> Poll<Result<(), ConnectionError>> {
        let mut buffer = ReadBuf::new(self.incoming.space());
        match Pin::new(&mut self.stream).poll_read(context, &mut buffer) {
            Poll::Ready(Ok(())) => match buffer.filled().len() {
                0 => Poll::Ready(Err(broken(io::ErrorKind::UnexpectedEof.into()))),
                count => {
                    self.incoming.received(count);
                    Poll::Ready(batch.receive(&mut self.incoming))
                }
            },
            Poll::Ready(Err(error)) => Poll::Ready(Err(broken(error))),
            Poll::Pending => Poll::Pending,
        }
    }
}

fn broken(error: io::Error) -> ConnectionError {
    ConnectionError::io(ConnectionErrorKind::Broken, "the connection broke", error)
}

/// Encrypts what goes over a stream, where the URL says so.
#[cfg(feature = "tls")]
async fn encrypt(prepared: &Prepared, stream: Stream, deadline: Deadline) -> Result<Stream, ConnectionError> {
    let Some((config, name)) = prepared.tls()? else { return Ok(stream) };
    // Nothing else has an address with TLS.
    let Stream::Tcp(stream) = stream else { return Ok(stream) };
    let left = deadline.left().ok_or_else(|| deadline.error())?;
    let handshake = timeout(left, TlsConnector::from(config).connect(name, stream));
    let encrypted = handshake.await.map_err(|_| prepared.silent_handshake())?;
    Ok(Stream::Tls(Box::new(encrypted.map_err(|error| prepared.cannot_encrypt(error))?)))
}

/// Without the feature `tls`, no URL says that a connection is encrypted.
#[cfg(not(feature = "tls"))]
async fn encrypt(_: &Prepared, stream: Stream, _: Deadline) -> Result<Stream, ConnectionError> {
    Ok(stream)
}

async fn dial(prepared: &Prepared) -> io::Result<Stream> {
    match &*prepared.address {
        Address::Tcp { host, port, .. } => {
            let stream = TcpStream::connect((host.as_str(), *port)).await?;
            prepared.set_options(SockRef::from(&stream))?;
            Ok(Stream::Tcp(stream))
        }
        #[cfg(unix)]
        Address::Unix(path) => Ok(Stream::Unix(tokio::net::UnixStream::connect(path).await?)),
        #[cfg(not(unix))]
        Address::Unix(_) => Err(io::ErrorKind::Unsupported.into()),
    }
}

/// Asks for the credentials, on a thread that may block where that is needed.
async fn credentials(
    source: &CredentialsSource,
) -> Result<Option<crate::config::Credentials>, ConnectionError> {
    if !matches!(source, CredentialsSource::Hook(_)) {
        return source.get();
    }
    let source = source.clone();
    tokio::task::spawn_blocking(move || source.get()).await.unwrap_or_else(|error| {
        let message = format!("the credentials hook failed: {error}");
        Err(ConnectionError::new(ConnectionErrorKind::Credentials, message))
    })
}
