//! Where to connect, and within which limits.

mod address;
mod credentials;
mod location;
mod nodes;
#[cfg(feature = "tls")]
mod tls;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::deadline::Deadline;
use crate::error::{ConnectionError, ConnectionErrorKind};
pub(crate) use address::Address;
pub use credentials::Credentials;
pub(crate) use credentials::CredentialsSource;
use location::Location;
pub(crate) use nodes::NodeRules;
#[cfg(feature = "tls")]
pub(crate) use tls::TlsSettings;

/// Where to connect, and within which limits.
///
/// Made from a URL: `redis://[user:password@]host[:port][/database]`, `rediss://` for TLS,
/// `redis+unix:///path` for a Unix socket (with `?user=`, `?pass=`); `?db=3` means the same as `/3`, and
/// `?protocol=resp3` is for RESP 3. In a user or password `#` is written `%23`, `/` is `%2F`, `?` is `%3F` and `%` is
/// `%25`. Made from several URLs, it is the first of these servers that answers; one that belongs to a cluster
/// tells of all the others.
#[derive(Clone)]
pub struct Config {
    /// Where to begin; never empty.
    pub(crate) seeds: Vec<Arc<Address>>,
    /// Whether the server belongs to a cluster; `None` to ask it.
    pub(crate) cluster: Option<bool>,
    pub(crate) database: i64,
    pub(crate) resp3: bool,
    pub(crate) credentials: CredentialsSource,
    #[cfg(feature = "tls")]
    pub(crate) tls: TlsSettings,
    pub(crate) nodes: NodeRules,
    pub(crate) connect_timeout: Duration,
    pub(crate) keepalive: Option<Duration>,
    pub(crate) max_connections: usize,
    /// In bytes.
    pub(crate) max_reply_size: usize,
    pub(crate) limits: Limits,
}

/// What one call goes by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub operation_timeout: Duration,
    pub call_timeout: Duration,
    pub resend_safe_writes: bool,
}

impl Limits {
    /// Until when a call that begins now has to end.
    pub fn deadline(&self) -> Deadline {
        Deadline::after(self.call_timeout, "the call")
    }

    /// Until when a server may be silent from now on.
    pub fn silence(&self) -> Deadline {
        Deadline::after(self.operation_timeout, "waiting for the server")
    }
}

impl Config {
    /// The settings of a URL, and defaults for the rest.
    ///
    /// # Errors
    /// When the URL is none, or names something that is not supported.
    pub fn new(url: &str) -> Result<Self, ConnectionError> {
        let Location { address, database, resp3, credentials } = Location::parse(url)?;
        Ok(Self {
            seeds: vec![Arc::new(address)],
            cluster: None,
            database,
            resp3,
            credentials,
            #[cfg(feature = "tls")]
            tls: TlsSettings::default(),
            nodes: NodeRules::default(),
            connect_timeout: Duration::from_secs(5),
            keepalive: Some(Duration::from_secs(60)),
            max_connections: 16,
            max_reply_size: 1 << 30,
            limits: Limits {
                operation_timeout: Duration::from_secs(5),
                call_timeout: Duration::from_secs(60),
                resend_safe_writes: false,
            },
        })
    }

    /// The settings of several URLs, for servers that differ in nothing but their address: nodes of one
    /// cluster, to start from whichever answers first. User, password and the like are the first one's.
    ///
    /// # Errors
    /// When there is no URL, or one of them is none, or names another scheme or database than the first.
    pub fn from_urls<U: AsRef<str>>(urls: impl IntoIterator<Item = U>) -> Result<Self, ConnectionError> {
        let configuration = |message| ConnectionError::new(ConnectionErrorKind::Configuration, message);
        let mut urls = urls.into_iter();
        let Some(first) = urls.next() else { return Err(configuration("there is no URL to connect to")) };
        let mut config = Self::new(first.as_ref())?;
        for url in urls {
            let other = Self::new(url.as_ref())?;
            let same = other.seeds[0].is_tls() == config.seeds[0].is_tls()
                && (other.database, other.resp3) == (config.database, config.resp3);
            if !same {
                return Err(configuration("the URLs differ in more than their address"));
            }
            config.seeds.extend(other.seeds);
        }
        Ok(config)
    }

    /// Whether the server belongs to a cluster. Without this call the client asks it (`HELLO`, which
    /// every user may ask from Redis 6.2 on).
    #[must_use]
    pub fn cluster(mut self, cluster: bool) -> Self {
        self.cluster = Some(cluster);
        self
    }

    /// How long making a connection may take, with name look-up, TLS and authentication. 5 seconds
    /// without this call.
    #[must_use]
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = limit;
        self
    }

    /// How long the server may be silent while an operation has no answer. 5 seconds without this call. An operation that
    /// waits, as BLPOP does, adds the time that it waits.
    #[must_use]
    pub fn operation_timeout(mut self, limit: Duration) -> Self {
        self.limits.operation_timeout = limit;
        self
    }

    /// How long a whole call may take, with connecting and reconnecting. 60 seconds without this call. Operations that wait
    /// add the time that they wait, one after another.
    #[must_use]
    pub fn call_timeout(mut self, limit: Duration) -> Self {
        self.limits.call_timeout = limit;
        self
    }

    /// Whether writes that leave the same state when they run twice are sent again after a broken
    /// connection. They could overwrite a newer write of somebody else, and may answer differently the
    /// second time; so not without this call. Reads always are; INCRBY and the like never.
    #[must_use]
    pub fn resend_safe_writes(mut self, resend: bool) -> Self {
        self.limits.resend_safe_writes = resend;
        self
    }

    /// The user and password of every new connection.
    #[must_use]
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = CredentialsSource::Fixed(credentials);
        self
    }

    /// A hook that is asked for the user and password of every new connection, for tokens that expire.
    /// It runs on a thread where it may block, within the connect timeout.
    #[must_use]
    pub fn credentials_hook<F, E>(mut self, hook: F) -> Self
    where
        F: Fn() -> Result<Credentials, E> + Send + Sync + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        self.credentials = CredentialsSource::Hook(Arc::new(move || hook().map_err(Into::into)));
        self
    }

    /// Where the nodes of a cluster are, when they cannot be reached by the host and port that they announce: behind
    /// network address translation, or through a tunnel. `None` for a node that is where it says. Those that the client
    /// is told of itself, by URL, are not asked for.
    ///
    /// ```
    /// # fn main() -> Result<(), sigma_redis_runtime::ConnectionError> {
    /// # use sigma_redis_runtime::Config;
    /// let config = Config::new("redis://127.0.0.1:7000")?.node_address_map(|host, _port| match host {
    ///     "10.0.0.11" => Some(("127.0.0.1".into(), 7000)),
    ///     "10.0.0.12" => Some(("127.0.0.1".into(), 7001)),
    ///     _ => None,
    /// });
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn node_address_map<F>(mut self, map: F) -> Self
    where
        F: Fn(&str, u16) -> Option<(String, u16)> + Send + Sync + 'static,
    {
        self.nodes.map = Some(Arc::new(map));
        self
    }

    /// The hosts that servers may name as nodes of their cluster, beside those of the URLs; `.example.com` stands for
    /// all hosts of that domain. The client sends user and password to every node that another one names: without
    /// this call to any. A node that [`node_address_map`](Self::node_address_map) knows is where that says.
    #[must_use]
    pub fn node_hosts(mut self, hosts: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let hosts = hosts.into_iter().map(|host| host.as_ref().to_lowercase());
        let seeds = self.seeds.iter().map(|seed| seed.host().to_lowercase());
        self.nodes.hosts = Some(hosts.chain(seeds).collect());
        self
    }

    /// How long a connection may be idle before TCP asks whether the other side is still there. 60
    /// seconds without this call; `None` for never.
    #[must_use]
    pub fn keepalive(mut self, idle: Option<Duration>) -> Self {
        self.keepalive = idle;
        self
    }

    /// How many connections the client opens at most, to each node of a cluster: calls beyond that wait
    /// for one. At least one; 16 without this call. A call whose operations wait holds its connection as long.
    #[must_use]
    pub fn max_connections(mut self, count: usize) -> Self {
        self.max_connections = count.clamp(1, 100_000);
        self
    }

    /// How many bytes one reply may have; a connection on which a larger one begins is closed. 1 GiB without this
    /// call, twice of what the largest string can be.
    #[must_use]
    pub fn max_reply_size(mut self, bytes: usize) -> Self {
        self.max_reply_size = bytes;
        self
    }
}

/// Without passwords and keys.
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("seeds", &self.seeds)
            .field("cluster", &self.cluster)
            .field("database", &self.database)
            .field("resp3", &self.resp3)
            .field("node_hosts", &self.nodes.hosts)
            .field("connect_timeout", &self.connect_timeout)
            .field("keepalive", &self.keepalive)
            .field("max_connections", &self.max_connections)
            .field("max_reply_size", &self.max_reply_size)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
