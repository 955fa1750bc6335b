//! The three kinds of connection as one.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
#[cfg(unix)]
use tokio::net::UnixStream;
#[cfg(feature = "tls")]
use tokio_rustls::client::TlsStream;

pub(super) enum Stream {
    Tcp(TcpStream),
    #[cfg(feature = "tls")]
    Tls(Box<TlsStream<TcpStream>>),
    #[cfg(unix)]
    Unix(UnixStream),
}

impl Stream {
    /// The socket under it.
    pub fn socket(&self) -> SockRef<'_> {
        match self {
            Stream::Tcp(stream) => SockRef::from(stream),
            #[cfg(feature = "tls")]
            Stream::Tls(stream) => SockRef::from(stream.get_ref().0),
            #[cfg(unix)]
            Stream::Unix(stream) => SockRef::from(stream),
        }
    }

    /// Has the current runtime drive the stream, whichever did so before. Nothing may wait for it there.
    pub fn bring_here(&mut self) -> io::Result<()> {
        // The runtime that knew the socket forgets it when its old handle is dropped.
        let socket = self.socket().try_clone()?;
        socket.set_nonblocking(true)?;
        match self {
            Stream::Tcp(stream) => *stream = TcpStream::from_std(socket.into())?,
            #[cfg(feature = "tls")]
            Stream::Tls(stream) => *stream.get_mut().0 = TcpStream::from_std(socket.into())?,
            #[cfg(unix)]
            Stream::Unix(stream) => *stream = UnixStream::from_std(socket.into())?,
        }
        Ok(())
    }
}

/// Calls a poll function of whichever stream it is.
macro_rules! forward {
    ($self:ident.$method:ident($($argument:expr),+)) => {
        match $self.get_mut() {
            Stream::Tcp(stream) => Pin::new(stream).$method($($argument),+),
            #[cfg(feature = "tls")]
            Stream::Tls(stream) => Pin::new(stream).$method($($argument),+),
            #[cfg(unix)]
            Stream::Unix(stream) => Pin::new(stream).$method($($argument),+),
        }
    };
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        forward!(self.poll_read(context, buffer))
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        forward!(self.poll_write(context, bytes))
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        forward!(self.poll_flush(context))
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        forward!(self.poll_shutdown(context))
    }
}
