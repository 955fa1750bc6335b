use std::{
    collections::hash_map::RandomState,
    fmt::Write as _,
    fs,
    hash::{BuildHasher, Hasher},
    io::{Read, Write as _},
    net::TcpListener,
    ops::RangeInclusive,
    os::unix::net::UnixStream,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use redis::Value;
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::{Ca, Connection, Version, until};

/// How long a server may take until it answers.
const START_LIMIT: Duration = Duration::from_secs(20);

/// A running `redis-server` on 127.0.0.1, empty and without persistence; it ends when it is dropped.
pub struct Server {
    version: Version,
    child: Child,
    dir: TempDir,
    port: u16,
    tls: Option<(u16, Arc<Ca>)>,
    /// What the default user needs, when it needs one.
    password: Option<String>,
    user: Option<(String, String)>,
}

/// The options of a [`Server`]; without any, it needs no password and has no TLS.
pub struct Builder {
    version: Version,
    tls: Option<Arc<Ca>>,
    /// What the certificate is for, when that is not the address.
    name: Option<String>,
    password: Option<String>,
    user: Option<(String, String)>,
    cluster: bool,
    config: String,
}

impl Builder {
    /// Makes the server a node of a cluster, whose nodes listen with TLS too when this one does.
    pub(crate) fn cluster(mut self) -> Self {
        self.cluster = true;
        self.config("cluster-enabled yes\ncluster-config-file nodes.conf")
    }

    /// Listens with TLS too, with a certificate from a new [`Ca`]. See [`Version::has_tls`].
    pub fn tls(self) -> Self {
        self.tls_of(&Arc::new(Ca::new()))
    }

    /// Listens with TLS too, with a certificate from this authority.
    pub fn tls_of(mut self, ca: &Arc<Ca>) -> Self {
        self.tls = Some(ca.clone());
        self
    }

    /// Has a certificate for this name only.
    pub fn certificate_for(mut self, name: &str) -> Self {
        self.name = Some(name.to_owned());
        self
    }

    /// Gives the default user a password.
    pub fn password(mut self, password: &str) -> Self {
        self.password = Some(password.to_owned());
        self
    }

    /// Adds a user with ACL rules such as `~* +@all`; the server's URLs then log in as that user.
    pub fn user(mut self, name: &str, password: &str, rules: &str) -> Self {
        self.user = Some((name.to_owned(), password.to_owned()));
        self.config(&format!("user {name} on >{password} {rules}"))
    }

    /// Adds a line of `redis.conf`.
    pub fn config(mut self, line: &str) -> Self {
        self.config += line;
        self.config += "\n";
        self
    }

    /// Starts the server and waits until it answers.
    pub fn start(self) -> Server {
        let Self { version, tls, name, password, user, cluster, config: lines } = self;
        assert!(tls.is_none() || version.has_tls(), "the tests' Redis {version} was built without TLS");
        let dir = tempfile::Builder::new().prefix("redis-").tempdir().expect("a temporary folder");
        let path = |name: &str| dir.path().join(name).display().to_string();
        let mut config = format!("bind 127.0.0.1\nsave \"\"\nappendonly no\ndaemonize no\n{lines}");
        for (word, file) in [
            ("dir", ""),
            ("unixsocket", SOCKET),
            ("logfile", LOG),
            // `tests/run` stops by it what a test that was killed left behind.
            ("pidfile", "redis.pid"),
        ] {
            writeln!(config, "{word} {}", path(file)).expect("memory");
        }
        if let Some(password) = &password {
            writeln!(config, "requirepass {password}").expect("memory");
        }
        if let Some(ca) = &tls {
            // As in ElastiCache, the nodes of a cluster have certificates for names only.
            let names = match &name {
                Some(name) => vec![name.as_str()],
                None if cluster => vec!["localhost"],
                None => vec!["localhost", "127.0.0.1"],
            };
            let (certificate, key) = ca.issue(&names);
            for (word, file, pem) in [
                ("tls-cert-file", "server.crt", certificate),
                ("tls-key-file", "server.key", key),
                ("tls-ca-cert-file", "ca.crt", ca.pem()),
            ] {
                fs::write(path(file), pem).expect("write a certificate");
                writeln!(config, "{word} {}", path(file)).expect("memory");
            }
            config += "tls-auth-clients no\n";
        }
        // A free port may be taken again before the server has it.
        for _ in 0..5 {
            let (port, tls_port) = (free_port(cluster), free_port(cluster));
            let mut ports = format!("port {port}\n");
            if tls.is_some() {
                writeln!(ports, "tls-port {tls_port}").expect("memory");
            }
            fs::write(path(CONFIG), format!("{config}{ports}")).expect("write redis.conf");
            if let Some(child) = spawn(version, &dir, Ready::Loaded) {
                let tls = tls.map(|ca| (tls_port, ca));
                return Server { version, child, dir, port, tls, password, user };
            }
        }
        panic!("Redis {version} does not start:\n{}", log(&dir));
    }
}

impl Server {
    /// Starts a server without options.
    pub fn start(version: Version) -> Self {
        Self::builder(version).start()
    }

    /// The options to start a server with.
    pub fn builder(version: Version) -> Builder {
        Builder {
            version,
            tls: None,
            name: None,
            password: None,
            user: None,
            cluster: false,
            config: String::new(),
        }
    }

    /// The server's version.
    pub fn version(&self) -> Version {
        self.version
    }

    /// The TCP port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The TCP port on 127.0.0.1 and localhost that speaks TLS.
    pub fn tls_port(&self) -> u16 {
        self.tls().0
    }

    /// The port by which other nodes of a cluster know it.
    pub(crate) fn node_port(&self) -> u16 {
        self.tls.as_ref().map_or(self.port, |tls| tls.0)
    }

    /// The authority that signed the server's certificate.
    pub fn ca(&self) -> &Ca {
        &self.tls().1
    }

    fn tls(&self) -> &(u16, Arc<Ca>) {
        self.tls.as_ref().expect("a server that was started with tls()")
    }

    /// The server's `redis://` URL, with user and password where the server has them.
    pub fn url(&self) -> String {
        format!("redis://{}127.0.0.1:{}", self.login(), self.port)
    }

    /// The server's `rediss://` URL, with user and password where the server has them.
    pub fn tls_url(&self) -> String {
        format!("rediss://{}localhost:{}", self.login(), self.tls_port())
    }

    /// The server's `redis+unix://` URL, with user and password where the server has them.
    pub fn unix_url(&self) -> String {
        let login = match (&self.user, &self.password) {
            (Some((name, password)), _) => format!("?user={name}&pass={password}"),
            (None, Some(password)) => format!("?pass={password}"),
            (None, None) => String::new(),
        };
        format!("redis+unix://{}{login}", self.socket().display())
    }

    fn login(&self) -> String {
        match (&self.user, &self.password) {
            (Some((name, password)), _) => format!("{name}:{password}@"),
            (None, Some(password)) => format!(":{password}@"),
            (None, None) => String::new(),
        }
    }

    /// The server's unix socket.
    pub fn socket(&self) -> PathBuf {
        self.dir.path().join(SOCKET)
    }

    /// Runs one command as the default user, and gives the reply as text: words as they are, integers
    /// in digits, `(nil)`, an error as the server's message, a list with one line for each element.
    pub fn cli<W: AsRef<[u8]>>(&self, words: &[W]) -> String {
        self.connect().cli(words)
    }

    /// Runs one command as the default user, and gives the reply, or the server's error message.
    pub fn query<W: AsRef<[u8]>>(&self, words: &[W]) -> Result<Value, String> {
        self.connect().query(words)
    }

    /// Waits until it has so many connections beside the one that asks. One that asked before may not have ended yet.
    pub fn until_connections(&self, count: RangeInclusive<usize>) {
        let mut connection = self.connect();
        until(&format!("{count:?} connections"), || {
            count.contains(&(connection.cli(&["CLIENT", "LIST"]).lines().count() - 1))
        });
    }

    /// A connection for several commands, as the default user.
    pub fn connect(&self) -> Connection {
        let mut url = format!("redis+unix://{}", self.socket().display());
        if let Some(password) = &self.password {
            write!(url, "?pass={password}").expect("memory");
        }
        let client = redis::Client::open(url).expect("a valid URL");
        let connection = client.get_connection_with_timeout(START_LIMIT).expect("a connection to the server");
        Connection::new(connection)
    }

    /// Ends the server at once (SIGKILL); without persistence its data is gone.
    pub fn kill(&mut self) {
        // It may have ended by itself, as after SHUTDOWN.
        let _ = self.child.kill();
        self.child.wait().expect("the server's end");
    }

    /// Whether the process runs and answers: it was neither killed nor stopped.
    pub(crate) fn is_running(&self) -> bool {
        answers(&self.dir, Duration::from_secs(1), Ready::Loaded)
    }

    /// Starts the server again on the same ports, with no more data than it persisted, and waits until it has
    /// loaded that; ends it before when it runs.
    pub fn restart(&mut self) {
        self.restart_until(Ready::Loaded);
    }

    /// As [`restart`](Self::restart), but does not wait until the server has loaded its data.
    pub fn restart_loading(&mut self) {
        self.restart_until(Ready::Answers);
    }

    fn restart_until(&mut self, ready: Ready) {
        self.kill();
        self.child = (0..10)
            .find_map(|_| {
                let child = spawn(self.version, &self.dir, ready);
                if child.is_none() {
                    thread::sleep(Duration::from_millis(100));
                }
                child
            })
            .unwrap_or_else(|| panic!("Redis {} does not start again:\n{}", self.version, log(&self.dir)));
    }

    /// Stops the server's process: connections stay open, and nothing answers.
    pub fn stop_answering(&self) {
        self.signal(Signal::STOP);
    }

    /// Lets the process go on after [`stop_answering`](Self::stop_answering).
    pub fn resume(&self) {
        self.signal(Signal::CONT);
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).expect("a running server");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

const CONFIG: &str = "redis.conf";
const SOCKET: &str = "redis.sock";
const LOG: &str = "redis.log";

/// When a server counts as started.
#[derive(Clone, Copy, PartialEq)]
enum Ready {
    /// It answers, perhaps that it is loading its data.
    Answers,
    Loaded,
}

/// Starts the server that `redis.conf` in the folder describes; `None` when one of its ports is taken.
fn spawn(version: Version, dir: &TempDir, ready: Ready) -> Option<Child> {
    let binary = version.binary();
    let mut child = Command::new(&binary)
        .arg(dir.path().join(CONFIG))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| {
            panic!(
                "Redis {version} is missing: {}: {error}. Run the tests with `tests/run test`, which installs it.",
                binary.display()
            )
        });
    let start = Instant::now();
    while start.elapsed() < START_LIMIT {
        if answers(dir, START_LIMIT, ready) {
            return Some(child);
        }
        if let Some(status) = child.try_wait().expect("the server's state") {
            let log = log(dir);
            assert!(
                log.contains("Address already in use"),
                "Redis {version} does not start: {status}\n{log}"
            );
            return None;
        }
        thread::sleep(Duration::from_millis(5));
    }
    let _ = child.kill();
    let _ = child.wait();
    panic!("Redis {version} does not answer:\n{}", log(dir));
}

/// Whether the server answers on its unix socket, which is certainly its own, as a port may not be.
/// Redis serves no connection before it listens on all of its ports.
fn answers(dir: &TempDir, limit: Duration, ready: Ready) -> bool {
    let ping = || {
        let mut stream = UnixStream::connect(dir.path().join(SOCKET))?;
        stream.set_read_timeout(Some(limit))?;
        stream.write_all(b"PING\r\n")?;
        let mut answer = [0; 2];
        stream.read_exact(&mut answer).map(|()| answer)
    };
    // One that is loading its data says so to whatever it is asked; one with a password asks for it.
    ping().is_ok_and(|answer| ready == Ready::Answers || answer != *b"-L")
}

fn log(dir: &TempDir) -> String {
    fs::read_to_string(dir.path().join(LOG)).unwrap_or_else(|error| format!("(no log: {error})"))
}

/// A free port below the range that the kernel gives to outgoing connections. In that range a client
/// that connects again and again to a server that is down is sooner or later connected to itself. A node
/// of a cluster listens for the others 10,000 above its port.
pub(crate) fn free_port(cluster: bool) -> u16 {
    let free = |port| TcpListener::bind(("127.0.0.1", port)).is_ok();
    (0..1000)
        .map(|_| 10_000 + (RandomState::new().build_hasher().finish() % 12_000) as u16)
        .find(|&port| free(port) && (!cluster || free(port + 10_000)))
        .expect("a free port")
}
