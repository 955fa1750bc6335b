//! The start of a server, and its end.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::folder::Folder;
use super::{Server, StartError, process, program};

/// How long a server may take until it answers, on a machine that has much else to do.
const START_LIMIT: Duration = Duration::from_secs(10);
/// How often to ask.
const GLANCE: Duration = Duration::from_millis(5);
/// How often another port is tried: somebody may take a free one before the server does.
const ATTEMPTS: usize = 3;
/// What the server logs, in its folder.
const LOG: &str = "log";
/// As many of its last lines are shown.
const LINES: usize = 3;

/// The process and its folder.
pub(super) struct Running {
    child: Child,
    /// It goes after the process.
    folder: Folder,
}

impl Running {
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // The number of one that has ended may be another's by now.
        if self.is_running() {
            process::end(self.child.id(), || !self.is_running());
        }
    }
}

/// Starts a program as a server that nobody else can use.
pub(super) fn start(program: PathBuf) -> Result<Server, StartError> {
    start_on(&program, (0..ATTEMPTS).map(|_| free_port()))
}

/// Starts it on the first of these ports that nobody has.
fn start_on(program: &Path, ports: impl Iterator<Item = io::Result<u16>>) -> Result<Server, StartError> {
    let mut problem = Problem { what: "there is no free port".to_owned(), is_port_taken: true };
    for port in ports {
        let port = port.map_err(|error| failed(&format!("there is no free port: {error}")))?;
        match attempt(program, port) {
            Ok(server) => return Ok(server),
            Err(other) => problem = other,
        }
        if !problem.is_port_taken {
            break;
        }
    }
    Err(failed(&problem.what))
}

/// Why a server did not start.
struct Problem {
    what: String,
    is_port_taken: bool,
}

impl From<String> for Problem {
    fn from(what: String) -> Self {
        Self { what, is_port_taken: false }
    }
}

fn failed(message: &str) -> StartError {
    let help =
        format!("name another program with `--redis-server` or SIGMA_REDIS_SERVER, or {}", program::INSTEAD);
    StartError { message: message.to_owned(), help }
}

fn attempt(program: &Path, port: u16) -> Result<Server, Problem> {
    let shown = program.display();
    let folder = Folder::new().map_err(|error| format!("cannot make a temporary folder: {error}"))?;
    let password = random().map_err(|error| format!("cannot make a password: {error}"))?;
    let child = spawn(program, &folder).map_err(|error| format!("cannot run `{shown}`: {error}"))?;
    // Dropped, it ends.
    let mut running = Running { child, folder };
    let config = config(running.folder.path(), port, &password);
    // One that ends before it has read its configuration says why in its log.
    let _ = running.configure(&config);
    let noted = running.folder.note(running.child.id());
    noted.map_err(|error| format!("cannot write into a temporary folder: {error}"))?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    match running.wait(address, &password) {
        Ok(()) => Ok(Server { program: program.to_owned(), address, password, running }),
        Err(what) => {
            let log = running.log(&password);
            Err(Problem {
                is_port_taken: log.contains("Address already in use"),
                what: format!("`{shown}` {what}{log}"),
            })
        }
    }
}

/// Starts the program, which reads its configuration from its standard input, where no list of processes shows it. It is in a
/// group of its own, so that a terminal's Ctrl+C does not end it before whoever uses it.
fn spawn(program: &Path, folder: &Folder) -> io::Result<Child> {
    let log = File::create(folder.path().join(LOG))?;
    let mut command = Command::new(program);
    command.arg("-").stdin(Stdio::piped()).stdout(log.try_clone()?).stderr(log);
    command.process_group(0).spawn()
}

fn config(folder: &Path, port: u16, password: &str) -> String {
    let folder = folder.display().to_string().replace('\\', "\\\\").replace('"', "\\\"");
    format!(
        "bind 127.0.0.1\nport {port}\nrequirepass {password}\nsave \"\"\nappendonly no\ndir \"{folder}\"\nmaxmemory \
         256mb\nloglevel warning\n"
    )
}

impl Running {
    fn configure(&mut self, config: &str) -> io::Result<()> {
        self.child.stdin.take().map_or(Ok(()), |mut input| input.write_all(config.as_bytes()))
    }

    /// Waits until the server answers.
    fn wait(&mut self, address: SocketAddr, password: &str) -> Result<(), String> {
        let start = Instant::now();
        while start.elapsed() < START_LIMIT {
            if answers(address, password) {
                return Ok(());
            }
            match self.child.try_wait() {
                Ok(None) => std::thread::sleep(GLANCE),
                Ok(Some(status)) => return Err(format!("ended at once ({status})")),
                Err(error) => return Err(format!("cannot be looked at: {error}")),
            }
        }
        Err(format!("does not answer within {} seconds", START_LIMIT.as_secs()))
    }

    /// The end of its log, on one line and without the password.
    fn log(&self, password: &str) -> String {
        let log = fs::read(self.folder.path().join(LOG)).unwrap_or_default();
        let log = String::from_utf8_lossy(&log).replace(password, "…");
        let lines: Vec<_> = log.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        match &lines[lines.len().saturating_sub(LINES)..] {
            [] => String::new(),
            last => format!("; its log ends with: {}", last.join(" / ")),
        }
    }
}

/// Whether a server answers that has the password: somebody else's has not.
fn answers(address: SocketAddr, password: &str) -> bool {
    let ask = || {
        let mut stream = TcpStream::connect_timeout(&address, START_LIMIT)?;
        stream.set_read_timeout(Some(START_LIMIT))?;
        stream.write_all(format!("AUTH {password}\r\nPING\r\n").as_bytes())?;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).map(|()| answer)
    };
    ask().is_ok_and(|answer: [u8; 12]| answer == *b"+OK\r\n+PONG\r\n")
}

fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// 256 bits that nobody can guess, in hexadecimal digits.
fn random() -> io::Result<String> {
    let mut bytes = [0; 32];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_port_is_tried_where_one_is_taken() {
        let program = program::find(None).unwrap_or_else(|error| panic!("{error}"));
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let taken_port = taken.local_addr().unwrap().port();
        let ports = [Ok(taken_port), free_port()];
        let mut server = start_on(&program, ports.into_iter()).unwrap();
        assert_ne!(server.address().port(), taken_port);
        assert!(server.is_running());

        let error = start_on(&program, std::iter::repeat_with(|| Ok(taken_port)).take(2)).unwrap_err();
        assert!(error.message.contains("Address already in use"), "{error}");
    }
}
