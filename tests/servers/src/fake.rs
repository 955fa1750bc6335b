//! A server for the faults that a real one cannot be made to have.

use std::{
    io::{self, BufRead, BufReader, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex, MutexGuard, Weak},
    thread::{self, JoinHandle},
    time::Duration,
};

use rustix::net::sockopt::set_socket_linger;

use crate::until;

/// How long a test waits for what should come at once.
const LIMIT: Duration = Duration::from_secs(10);
/// How often it looks.
const PAUSE: Duration = Duration::from_millis(2);

/// A TCP server on 127.0.0.1 that follows a [`Script`], and remembers what it received.
///
/// It answers a client's greeting (`HELLO`, `AUTH`, `SELECT`, `CLIENT`, `CLUSTER` ...) as Redis does;
/// only the other commands count.
pub struct FakeServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    acceptor: Option<JoinHandle<()>>,
}

/// The RESP that answers a command's words.
type Reply = dyn Fn(&[Vec<u8>]) -> Vec<u8> + Send + Sync;

/// What happens on one connection.
#[derive(Clone)]
pub struct Script {
    answers: usize,
    fault: Fault,
    split: bool,
    greets: bool,
    in_cluster: bool,
    /// The port of the node that has all slots, when it is another one.
    owner: Option<u16>,
    reply: Arc<Reply>,
}

/// What a [`FakeServer`] does when a command comes that its script does not answer any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Sends nothing more, and reads on.
    Silence,
    /// Ends its side of the connection, and reads on.
    Close,
    /// Resets the connection; the client may lose answers that it has not read yet.
    Reset,
    /// Neither reads nor sends: the client can write until the buffers are full.
    StopReading,
    /// Sends these bytes in place of the answer and nothing more, and reads on.
    Send(Vec<u8>),
    /// Sends these bytes in place of the answer, ends its side of the connection, and reads on.
    SendAndClose(Vec<u8>),
}

/// One command that a [`FakeServer`] received, whether it answered or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// Which connection it came on, counted from 0.
    pub connection: usize,
    /// The command's words.
    pub words: Vec<Vec<u8>>,
}

impl Script {
    /// Answers every command.
    pub fn healthy() -> Self {
        Self::answering(usize::MAX, Fault::Silence)
    }

    /// Answers so many commands after the greeting, and then has the fault.
    pub fn answering(commands: usize, fault: Fault) -> Self {
        Self {
            answers: commands,
            fault,
            split: false,
            greets: true,
            in_cluster: false,
            owner: None,
            reply: Arc::new(reply),
        }
    }

    /// Accepts the connection and never answers, not even the greeting.
    pub fn mute() -> Self {
        Self { greets: false, ..Self::answering(0, Fault::Silence) }
    }

    /// Closes the connection at the first command, whatever it is.
    pub fn closing() -> Self {
        Self { greets: false, ..Self::answering(0, Fault::Close) }
    }

    /// Says in its greeting that it belongs to a cluster, and has all of its slots.
    pub fn in_cluster(mut self) -> Self {
        self.in_cluster = true;
        self
    }

    /// Says that it belongs to a cluster in which the node on this port has all slots.
    pub fn in_cluster_of(self, owner: u16) -> Self {
        Self { owner: Some(owner), ..self.in_cluster() }
    }

    /// Sends every answer one byte at a time.
    pub fn byte_by_byte(mut self) -> Self {
        self.split = true;
        self
    }

    /// Answers with the RESP that the function makes of a command's words. Otherwise the answer is one
    /// of the type that Redis would give: `OK`, `1`, the bulk string `value`, `string` or no members.
    pub fn replying(mut self, reply: impl Fn(&[Vec<u8>]) -> Vec<u8> + Send + Sync + 'static) -> Self {
        self.reply = Arc::new(reply);
        self
    }
}

/// What the threads of a server have in common.
#[derive(Default)]
struct Shared(Mutex<State>);

#[derive(Default)]
struct State {
    /// One for each connection there was; the connection's own thread holds it open.
    streams: Vec<Weak<TcpStream>>,
    received: Vec<Received>,
    stopped: bool,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().expect("no thread panics while it holds the lock")
    }
}

impl FakeServer {
    /// Starts a server whose first connection follows the first script, and so on; the last script is
    /// for all further connections too.
    pub fn start(scripts: impl IntoIterator<Item = Script>) -> Self {
        let scripts: Vec<_> = scripts.into_iter().collect();
        assert!(!scripts.is_empty(), "a fake server needs a script");
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = listener.local_addr().expect("the listener's address");
        let shared = Arc::new(Shared::default());
        let acceptor = thread::spawn({
            let shared = Arc::clone(&shared);
            move || accept(&listener, &scripts, &shared)
        });
        Self { address, shared, acceptor: Some(acceptor) }
    }

    /// The TCP port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The server's `redis://` URL.
    pub fn url(&self) -> String {
        format!("redis://{}", self.address)
    }

    /// How many connections there were.
    pub fn connections(&self) -> usize {
        self.shared.lock().streams.len()
    }

    /// Every command that was received until now, without the greetings.
    pub fn received(&self) -> Vec<Received> {
        self.shared.lock().received.clone()
    }

    /// How often a command with this first word was received until now.
    pub fn count(&self, command: &str) -> usize {
        let state = self.shared.lock();
        state.received.iter().filter(|received| is(&received.words, command)).count()
    }

    /// Waits until so many commands were received, and gives them.
    ///
    /// # Panics
    /// When they do not come.
    pub fn wait_for(&self, commands: usize) -> Vec<Received> {
        until(&format!("{commands} commands come"), || self.received().len() >= commands);
        self.received()
    }
}

impl Drop for FakeServer {
    fn drop(&mut self) {
        self.shared.lock().stopped = true;
        // Wakes the thread that accepts.
        let _ = TcpStream::connect(self.address);
        if let Some(acceptor) = self.acceptor.take() {
            let _ = acceptor.join();
        }
    }
}

/// Serves connections until the server is dropped; then ends those that are open.
fn accept(listener: &TcpListener, scripts: &[Script], shared: &Arc<Shared>) {
    let mut threads = Vec::new();
    for stream in listener.incoming() {
        let Ok(stream) = stream.map(Arc::new) else { continue };
        let mut state = shared.lock();
        if state.stopped {
            break;
        }
        let number = state.streams.len();
        state.streams.push(Arc::downgrade(&stream));
        drop(state);
        let script = scripts[number.min(scripts.len() - 1)].clone();
        let shared = Arc::clone(shared);
        threads.push(thread::spawn(move || {
            // That the client went away is for the client's test to judge.
            let _ = Connection { stream, script, number, shared }.serve();
        }));
    }
    let open: Vec<_> = shared.lock().streams.iter().filter_map(Weak::upgrade).collect();
    for stream in open {
        let _ = stream.shutdown(Shutdown::Both);
    }
    for thread in threads {
        let _ = thread.join();
    }
}

struct Connection {
    stream: Arc<TcpStream>,
    script: Script,
    number: usize,
    shared: Arc<Shared>,
}

impl Connection {
    fn serve(&self) -> io::Result<()> {
        self.stream.set_nodelay(true)?;
        self.stream.set_write_timeout(Some(LIMIT))?;
        let mut input = BufReader::new(&*self.stream);
        let mut answering = self.script.greets;
        let mut left = self.script.answers;
        while let Some(words) = read_command(&mut input)? {
            if !self.script.greets && self.script.fault == Fault::Close {
                return self.stream.shutdown(Shutdown::Both);
            }
            if GREETING.iter().any(|command| is(&words, command)) {
                if answering {
                    self.send(&self.greet(&words)?)?;
                }
                continue;
            }
            let reply = answering.then(|| (self.script.reply)(&words));
            self.shared.lock().received.push(Received { connection: self.number, words });
            match reply {
                None => {}
                Some(reply) if left > 0 => {
                    left -= 1;
                    self.send(&reply)?;
                }
                Some(_) => {
                    answering = false;
                    match &self.script.fault {
                        Fault::Silence => {}
                        Fault::Close => self.stream.shutdown(Shutdown::Write)?,
                        Fault::Send(bytes) => self.send(bytes)?,
                        Fault::SendAndClose(bytes) => {
                            self.send(bytes)?;
                            self.stream.shutdown(Shutdown::Write)?;
                        }
                        // Closing, which follows, then resets.
                        Fault::Reset => return Ok(set_socket_linger(&*self.stream, Some(Duration::ZERO))?),
                        Fault::StopReading => {
                            while !self.shared.lock().stopped {
                                thread::sleep(PAUSE);
                            }
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// What Redis answers to a greeting.
    fn greet(&self, words: &[Vec<u8>]) -> io::Result<Vec<u8>> {
        let mode = if self.script.in_cluster { "cluster" } else { "standalone" };
        let about = format!("$7\r\nversion\r\n$5\r\n7.0.0\r\n$4\r\nmode\r\n${}\r\n{mode}\r\n", mode.len());
        let text = match words {
            [hello, version, ..] if is_word(hello, "HELLO") && version == b"3" => format!("%2\r\n{about}"),
            [hello] if is_word(hello, "HELLO") => format!("*4\r\n{about}"),
            [cluster, ..] if is_word(cluster, "CLUSTER") && self.script.in_cluster => {
                let port = self.script.owner.unwrap_or(self.stream.local_addr()?.port());
                format!("*1\r\n*3\r\n:0\r\n:16383\r\n*2\r\n$9\r\n127.0.0.1\r\n:{port}\r\n")
            }
            [cluster, ..] if is_word(cluster, "CLUSTER") => {
                "-ERR This instance has cluster support disabled\r\n".into()
            }
            _ => "+OK\r\n".into(),
        };
        Ok(text.into_bytes())
    }

    fn send(&self, bytes: &[u8]) -> io::Result<()> {
        let mut stream = &*self.stream;
        if !self.script.split {
            return stream.write_all(bytes);
        }
        for byte in bytes.chunks(1) {
            stream.write_all(byte)?;
            // Otherwise the client may get several bytes at once.
            thread::sleep(Duration::from_micros(200));
        }
        Ok(())
    }
}

/// Commands by which a client opens a connection.
const GREETING: [&str; 6] = ["HELLO", "AUTH", "SELECT", "CLIENT", "CLUSTER", "PING"];

fn is(words: &[Vec<u8>], command: &str) -> bool {
    words.first().is_some_and(|word| is_word(word, command))
}

fn is_word(word: &[u8], expected: &str) -> bool {
    word.eq_ignore_ascii_case(expected.as_bytes())
}

fn reply(words: &[Vec<u8>]) -> Vec<u8> {
    let command = words.first().map(|word| word.to_ascii_uppercase()).unwrap_or_default();
    let reply: &[u8] = match &command[..] {
        b"PING" => b"+PONG\r\n",
        b"SET" | b"SETEX" | b"RENAME" => b"+OK\r\n",
        b"GET" => b"$5\r\nvalue\r\n",
        b"TYPE" => b"+string\r\n",
        b"SMEMBERS" | b"SDIFF" | b"SINTER" | b"SUNION" => b"*0\r\n",
        _ => b":1\r\n",
    };
    reply.to_vec()
}

/// The next command, an array of bulk strings; `None` at the end.
fn read_command(input: &mut impl BufRead) -> io::Result<Option<Vec<Vec<u8>>>> {
    let Some(count) = read_length(input, '*')? else { return Ok(None) };
    let mut words = Vec::new();
    for _ in 0..count {
        let Some(length) = read_length(input, '$')? else { return Ok(None) };
        let mut word = vec![0; length + 2];
        input.read_exact(&mut word)?;
        word.truncate(length);
        words.push(word);
    }
    Ok(Some(words))
}

/// The number in a line such as `*2`; `None` at the end.
fn read_length(input: &mut impl BufRead, sign: char) -> io::Result<Option<usize>> {
    let mut line = String::new();
    if input.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    match line.trim_end().strip_prefix(sign).map(str::parse) {
        Some(Ok(length)) => Ok(Some(length)),
        _ => Err(io::Error::new(io::ErrorKind::InvalidData, format!("{line:?} is not RESP"))),
    }
}
