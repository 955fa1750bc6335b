//! What both flavours do to make a connection, without input or output: the first commands, TLS, and what a failure
//! means.

#[cfg(feature = "tls")]
mod tls;

use std::fmt;
use std::io;
use std::sync::Arc;

use socket2::{SockRef, TcpKeepalive};

use crate::bytes::Bytes;
use crate::config::{Address, Config, Credentials};
use crate::error::{ConnectionError, ConnectionErrorKind, Error, ServerError};
use crate::operation::{Arguments, Operation, Reply, Resend};
use crate::resp::Frame;
use crate::response::Response;

/// Settings that are worked out once for a client, and the address of one server.
#[derive(Clone)]
pub(crate) struct Prepared {
    pub config: Arc<Config>,
    pub address: Arc<Address>,
    /// Whether the server is a proxy that closes connections at commands that it does not know.
    is_proxy: bool,
    #[cfg(feature = "tls")]
    tls: tls::Shared,
}

impl Prepared {
    pub fn new(config: Config) -> Self {
        Self {
            address: config.seeds[0].clone(),
            config: Arc::new(config),
            is_proxy: false,
            #[cfg(feature = "tls")]
            tls: tls::Shared::default(),
        }
    }

    /// The same settings for another server.
    pub fn at(&self, address: Arc<Address>) -> Self {
        Self { address, ..self.clone() }
    }

    /// The same settings, once it is known whether the server belongs to a cluster.
    pub fn with_cluster(mut self, cluster: bool) -> Self {
        Arc::make_mut(&mut self.config).cluster = Some(cluster);
        self
    }

    /// The same settings for where the user says that the server is.
    ///
    /// # Errors
    /// When the user does not allow it.
    pub fn located(&self) -> Result<Self, ConnectionError> {
        if self.config.seeds.contains(&self.address) {
            return Ok(self.clone());
        }
        Ok(self.at(self.config.nodes.locate(&self.address)?))
    }

    /// The same settings for a proxy, such as twemproxy, that closes connections at commands that it does not know;
    /// `None` when this error does not look like it.
    pub fn with_proxy(&self, error: &ConnectionError) -> Option<Self> {
        use io::ErrorKind::{BrokenPipe, ConnectionReset, UnexpectedEof};
        let may_be = error.kind() == ConnectionErrorKind::Connect
            && matches!(error.io_kind(), Some(BrokenPipe | ConnectionReset | UnexpectedEof))
            && !self.config.resp3
            && self.config.cluster != Some(true);
        may_be.then(|| Self { is_proxy: true, ..self.clone() }.with_cluster(false))
    }

    /// The first commands of every connection.
    ///
    /// # Errors
    /// When the credentials are not for a connection without TLS.
    pub fn setup(&self, credentials: Option<Credentials>) -> Result<Vec<Setup>, ConnectionError> {
        let is_plain = matches!(*self.address, Address::Tcp { tls: false, .. });
        if is_plain && credentials.as_ref().is_some_and(|credentials| credentials.over_tls_only) {
            let message =
                format!("{} would see the token in plain text: connect with rediss://", self.address);
            return Err(ConnectionError::new(ConnectionErrorKind::Configuration, message));
        }
        let mut commands = Vec::new();
        let password = |credentials: Credentials| (credentials.user, credentials.password);
        match (self.config.resp3, credentials.map(password)) {
            (true, Some((user, password))) => {
                let user = user.unwrap_or_else(|| "default".into());
                commands.push(Setup::new([b"HELLO", b"3", b"AUTH", user.as_bytes(), password.as_bytes()]));
            }
            (true, None) => commands.push(Setup::new([b"HELLO", b"3"])),
            (false, Some((Some(user), password))) => {
                commands.push(Setup::new([b"AUTH", user.as_bytes(), password.as_bytes()]));
            }
            (false, Some((None, password))) => commands.push(Setup::new([b"AUTH", password.as_bytes()])),
            (false, None) => {}
        }
        if self.config.database != 0 {
            commands.push(Setup::new([b"SELECT", self.config.database.to_string().as_bytes()]));
        }
        if self.is_proxy {
            commands.push(Setup::new([b"PING"]));
            return Ok(commands);
        }
        // RESP 3's greeting says it already.
        if self.config.cluster.is_none() && !self.config.resp3 {
            commands.push(Setup::new([b"HELLO"]));
        }
        // Servers before 7.2, and users without the permission, answer with an error: no matter. It
        // also makes a server that is full, or that expects TLS, say so now and not to an operation.
        let name = env!("CARGO_PKG_NAME").as_bytes();
        commands.push(Setup::new([b"CLIENT", b"SETINFO", b"LIB-NAME", name]));
        Ok(commands)
    }

    /// Says what the answers to the first commands mean: an error, or whether the server belongs to a
    /// cluster. One that does not say so does not.
    pub fn check_setup(&self, answers: Response<Answered>) -> Result<bool, ConnectionError> {
        let mut cluster = self.config.cluster.unwrap_or(false);
        // What the server answered in place of what may fail, for the case that it said no more.
        let mut refusal = None;
        for (position, (command, answer)) in answers.into_iter().enumerate() {
            // These may fail: whoever does not know them does not need them.
            let optional = command == "CLIENT" || command == "HELLO" && !(self.config.resp3 && position == 0);
            match answer {
                Ok(Answered { in_cluster: true }) if self.config.cluster.is_none() => cluster = true,
                Ok(_) => {}
                Err(Error::Server(error)) if !optional => return Err(self.refused(&command, &error)),
                Err(Error::Server(error)) if refuses_everything(&error) => {
                    return Err(self.refused("the connection", &error));
                }
                Err(Error::Server(error)) => {
                    refusal.get_or_insert(self.refused("the connection", &error));
                }
                Err(Error::NotSent(cause) | Error::OutcomeUnknown(cause)) => {
                    return Err(refusal.unwrap_or_else(|| self.no_redis(&cause)));
                }
                Err(_) => {}
            }
        }
        Ok(cluster)
    }

    /// The error of a server that refused what the connection needs.
    fn refused(&self, what: impl fmt::Display, error: &ServerError) -> ConnectionError {
        let mut message = format!("{} refused {what}: {}", self.address, error.message);
        if error.code == "NOAUTH" {
            message += " (the URL may have a password, redis://user:password@host, or `Config::credentials`)";
        }
        ConnectionError::new(ConnectionErrorKind::Refused, message)
    }

    /// The error of a server that answered nothing that makes sense.
    fn no_redis(&self, cause: &ConnectionError) -> ConnectionError {
        let address = &*self.address;
        let hint = match address {
            Address::Tcp { tls: false, .. } => " (does the server expect TLS, rediss://?)",
            _ => "",
        };
        let message = format!("{address} does not answer like a Redis server{hint}");
        match cause.io_kind() {
            Some(kind) => ConnectionError::io(ConnectionErrorKind::Connect, message, kind.into()),
            None => ConnectionError::new(cause.kind(), format!("{message}: {cause}")),
        }
    }

    /// The error of a connection that could not be made.
    pub fn cannot_connect(&self, error: io::Error) -> ConnectionError {
        let message = format!("cannot connect to {}", self.address);
        ConnectionError::io(ConnectionErrorKind::Connect, message, error)
    }

    /// Sets a TCP socket's options.
    pub fn set_options(&self, socket: SockRef<'_>) -> io::Result<()> {
        socket.set_tcp_nodelay(true)?;
        match self.config.keepalive {
            Some(idle) => socket.set_tcp_keepalive(&TcpKeepalive::new().with_time(idle)),
            None => Ok(()),
        }
    }
}

/// Whether a server that answers this to a command that may fail will answer it to every command.
fn refuses_everything(error: &ServerError) -> bool {
    let is_full = error.code == "ERR" && error.message.contains("max number");
    is_full || ["NOAUTH", "DENIED"].contains(&error.code.as_str())
}

/// Whether an idle connection was closed by the server, or holds bytes that nobody asked for.
#[cfg(unix)]
pub(crate) fn is_stale(socket: SockRef<'_>) -> bool {
    use rustix::net::{RecvFlags, recv};
    let peeked = recv(&*socket, &mut [0_u8; 1], RecvFlags::PEEK | RecvFlags::DONTWAIT);
    !matches!(peeked, Err(error) if error == rustix::io::Errno::WOULDBLOCK)
}

/// Whether an idle connection was closed by the server, or holds bytes that nobody asked for.
#[cfg(not(unix))]
pub(crate) fn is_stale(socket: SockRef<'_>) -> bool {
    let mut byte = [std::mem::MaybeUninit::uninit()];
    let peeked = socket.set_nonblocking(true).and_then(|()| socket.peek(&mut byte));
    !matches!(peeked, Err(error) if error.kind() == io::ErrorKind::WouldBlock)
}

/// A command that prepares a connection, run as a batch like any other.
pub(crate) struct Setup {
    words: Vec<Bytes>,
}

impl Setup {
    fn new<const N: usize>(words: [&[u8]; N]) -> Self {
        Self { words: words.into_iter().map(Bytes::from).collect() }
    }
}

/// Any answer that is no error.
pub(crate) struct Answered {
    /// Whether it says that the server belongs to a cluster, as HELLO does.
    in_cluster: bool,
}

impl Reply for Answered {
    fn read(frame: &Frame<'_>) -> Option<Self> {
        let Frame::Array(pairs) = frame else { return Some(Self { in_cluster: false }) };
        let says = |pair: &[Frame<'_>]| pair == [Frame::Bulk(b"mode"), Frame::Bulk(b"cluster")];
        Some(Self { in_cluster: pairs.chunks_exact(2).any(says) })
    }
}

impl Operation for Setup {
    type Reply = Answered;
    const NAME: &'static str = "connect";
    const COMMAND: &'static [&'static str] = &[];
    const RESEND: Resend = Resend::Never;

    /// The command's name, without what is secret.
    fn into_key(self, _: usize) -> Bytes {
        self.words.into_iter().next().unwrap_or_default()
    }

    fn arguments(&self, to: &mut impl Arguments) {
        to.list("command", &self.words);
    }
}
