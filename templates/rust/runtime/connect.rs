//! What both flavours do to make a connection, without input or output: TLS settings, the first
//! commands, and what a failure means.

use std::fmt;
use std::io;
use std::sync::{Arc, OnceLock};

use rustls::CertificateError::{BadSignature, NotValidForName, NotValidForNameContext, UnknownIssuer};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, Error as TlsError, RootCertStore};
use socket2::{SockRef, TcpKeepalive};

use super::bytes::Bytes;
use super::config::{Address, Certificates, Config, Credentials};
use super::error::{ConnectionError, ConnectionErrorKind, Error, ServerError};
use super::operation::{Arguments, Operation, Reply, Resend};
use super::resp::Frame;
use super::response::Response;

/// Settings that are worked out once for a client, and the address of one server.
#[derive(Clone)]
pub(super) struct Prepared {
    pub config: Arc<Config>,
    pub address: Arc<Address>,
    /// Whether the server is a proxy that closes connections at commands that it does not know.
    is_proxy: bool,
    tls: Arc<OnceLock<Arc<ClientConfig>>>,
}

impl Prepared {
    pub fn new(config: Config) -> Self {
        Self {
            address: config.seeds[0].clone(),
            config: Arc::new(config),
            is_proxy: false,
            tls: Arc::default(),
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

    /// The TLS settings and the name that the server's certificate must have; `None` without TLS.
    pub fn tls(&self) -> Result<Option<(Arc<ClientConfig>, ServerName<'static>)>, ConnectionError> {
        let Address::Tcp { host, tls: true, .. } = &*self.address else { return Ok(None) };
        let host = self.config.tls_server_name.as_ref().unwrap_or(host);
        let name = ServerName::try_from(host.clone()).map_err(|_| {
            let message = format!("`{host}` is no name that a certificate can have");
            ConnectionError::new(ConnectionErrorKind::Configuration, message)
        })?;
        if let Some(tls) = self.tls.get() {
            return Ok(Some((tls.clone(), name)));
        }
        let tls = Arc::new(tls_config(&self.config.certificates).map_err(|message| {
            ConnectionError::new(
                ConnectionErrorKind::Configuration,
                format!("TLS cannot be set up: {message}"),
            )
        })?);
        Ok(Some((self.tls.get_or_init(|| tls).clone(), name)))
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
        let message = format!("{address} does not speak as a Redis server{hint}");
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

    /// The error of a TLS handshake that failed.
    pub fn cannot_encrypt(&self, error: io::Error) -> ConnectionError {
        let kind = error.kind();
        let hint = match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            // An authority of the same name, with another key, is unknown too.
            Some(TlsError::InvalidCertificate(UnknownIssuer | BadSignature)) => {
                " (the certificate's authority is unknown: `Config::certificate_authority` names it)"
            }
            Some(TlsError::InvalidCertificate(NotValidForName | NotValidForNameContext { .. })) => {
                " (the certificate is for another name: `Config::tls_server_name` says which to expect)"
            }
            Some(TlsError::InvalidMessage(_)) => PLAIN,
            None if kind == io::ErrorKind::UnexpectedEof || kind == io::ErrorKind::ConnectionReset => PLAIN,
            _ => "",
        };
        let message = format!("no TLS with {}{hint}", self.address);
        ConnectionError::io(ConnectionErrorKind::Connect, message, error)
    }

    /// The error of a server that was silent during the TLS handshake until the time was over.
    pub fn silent_handshake(&self) -> ConnectionError {
        let (address, connect_timeout) = (&self.address, self.config.connect_timeout);
        let message = format!("{address} did not answer the TLS handshake within {connect_timeout:?}{PLAIN}");
        ConnectionError::new(ConnectionErrorKind::Timeout, message)
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

/// The hint for who tried TLS in vain.
const PLAIN: &str = " (does the server speak plain redis://?)";

/// Whether a server that answers this to a command that may fail will answer it to every command.
fn refuses_everything(error: &ServerError) -> bool {
    let is_full = error.code == "ERR" && error.message.contains("max number");
    is_full || ["NOAUTH", "DENIED"].contains(&error.code.as_str())
}

/// Whether an idle connection was closed by the server, or holds bytes that nobody asked for.
#[cfg(unix)]
pub(super) fn is_stale(socket: SockRef<'_>) -> bool {
    use rustix::net::{RecvFlags, recv};
    let peeked = recv(&*socket, &mut [0_u8; 1], RecvFlags::PEEK | RecvFlags::DONTWAIT);
    !matches!(peeked, Err(error) if error == rustix::io::Errno::WOULDBLOCK)
}

/// Whether an idle connection was closed by the server, or holds bytes that nobody asked for.
#[cfg(not(unix))]
pub(super) fn is_stale(socket: SockRef<'_>) -> bool {
    let mut byte = [std::mem::MaybeUninit::uninit()];
    let peeked = socket.set_nonblocking(true).and_then(|()| socket.peek(&mut byte));
    !matches!(peeked, Err(error) if error.kind() == io::ErrorKind::WouldBlock)
}

fn tls_config(certificates: &Certificates) -> Result<ClientConfig, String> {
    let mut roots = RootCertStore::empty();
    match &certificates.authority {
        Some(pem) => {
            for certificate in read_pem(pem, "the certificate authority")? {
                roots.add(certificate).map_err(|error| format!("the certificate authority: {error}"))?;
            }
        }
        None => {
            let found = rustls_native_certs::load_native_certs();
            roots.add_parsable_certificates(found.certs);
            if roots.is_empty() {
                return Err(
                    "the system has no certificate authorities; name one with certificate_authority".into()
                );
            }
        }
    }
    // The provider is named, because rustls panics when it has to choose between several.
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_root_certificates(roots);
    let Some((certificate, key)) = &certificates.identity else { return Ok(builder.with_no_client_auth()) };
    let chain = read_pem(certificate, "the client certificate")?;
    let key =
        PrivateKeyDer::from_pem_slice(key).map_err(|error| format!("the client's private key: {error}"))?;
    builder.with_client_auth_cert(chain, key).map_err(|error| format!("the client certificate: {error}"))
}

fn read_pem(pem: &[u8], what: &str) -> Result<Vec<CertificateDer<'static>>, String> {
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match certificates {
        Ok(certificates) if certificates.is_empty() => Err(format!("{what}: no PEM certificate in the text")),
        Ok(certificates) => Ok(certificates),
        Err(error) => Err(format!("{what}: {error}")),
    }
}

/// A command that prepares a connection, run as a batch like any other.
pub(super) struct Setup {
    words: Vec<Bytes>,
}

impl Setup {
    fn new<const N: usize>(words: [&[u8]; N]) -> Self {
        Self { words: words.into_iter().map(Bytes::from).collect() }
    }
}

/// Any answer that is no error.
pub(super) struct Answered {
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
    fn into_key(self) -> Bytes {
        self.words.into_iter().next().unwrap_or_default()
    }

    fn arguments(&self, to: &mut impl Arguments) {
        to.list("command", &self.words);
    }
}
