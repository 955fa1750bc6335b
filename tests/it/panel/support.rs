//! A panel that runs, and a client of it that may send anything.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;

use redis_servers::until;
use serde_json::{Value as Json, json};

use crate::support::folder::Folder;

/// `sigma-gen panel`, as a process.
pub struct Panel {
    pub folder: Folder,
    process: Child,
    /// What it printed before and with its address.
    pub printed: String,
    pub port: u16,
    pub code: String,
    token: Mutex<String>,
}

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    fn parse(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((text, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        Self { status, head: head.to_lowercase(), body: body.to_owned() }
    }

    pub fn json(&self) -> Json {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The code of a refusal.
    pub fn code(&self) -> String {
        self.json()["error"]["code"].as_str().unwrap_or_default().to_owned()
    }
}

impl Panel {
    /// Starts it with these arguments, and exchanges the launch code.
    pub fn start(arguments: &str) -> Self {
        Self::start_with(Folder::new(), arguments, |_| {})
    }

    pub fn start_with(folder: Folder, arguments: &str, change: impl FnOnce(&mut Command)) -> Self {
        let panel = Self::launch(folder, arguments, change);
        let answer = panel.post("/api/launch", &json!({ "code": panel.code }));
        let token = answer.json()["token"].as_str().unwrap().to_owned();
        *panel.token.lock().unwrap() = token;
        panel
    }

    /// Starts it without using the code.
    pub fn launch(folder: Folder, arguments: &str, change: impl FnOnce(&mut Command)) -> Self {
        let mut command = folder.command(&format!("panel --no-open {arguments}"));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        change(&mut command);
        let mut process = command.spawn().unwrap();
        let mut printed = String::new();
        let mut lines = BufReader::new(process.stdout.as_mut().unwrap());
        while !printed.contains("/#launch=") {
            if lines.read_line(&mut printed).unwrap() == 0 {
                let mut errors = String::new();
                process.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
                panic!("the panel has ended: {printed}{errors}");
            }
        }
        let address = printed.split_once("http://127.0.0.1:").unwrap().1;
        let (port, rest) = address.split_once("/#launch=").unwrap();
        let code = rest.split_whitespace().next().unwrap().to_owned();
        let port = port.parse().unwrap();
        Self { folder, process, printed, port, code, token: Mutex::default() }
    }

    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    pub fn token(&self) -> String {
        self.token.lock().unwrap().clone()
    }

    /// Sends bytes as they are, and reads to the end.
    pub fn raw(&self, bytes: &[u8]) -> Answer {
        let mut stream = self.connect();
        // It may refuse before it has read all.
        let _ = stream.write_all(bytes);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        Answer::parse(&String::from_utf8_lossy(&answer))
    }

    pub fn connect(&self) -> TcpStream {
        TcpStream::connect(("127.0.0.1", self.port)).unwrap()
    }

    /// The bytes of a request as the page sends it.
    pub fn bytes(&self, method: &str, path: &str, body: &str) -> Vec<u8> {
        let (port, token) = (self.port, self.token());
        let kind = if body.is_empty() { "" } else { "content-type: application/json\r\n" };
        format!(
            "{method} {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nauthorization: Bearer {token}\r\n{kind}content-length: \
             {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        )
        .into_bytes()
    }

    pub fn ask(&self, method: &str, path: &str, body: &str) -> Answer {
        self.raw(&self.bytes(method, path, body))
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, "")
    }

    pub fn post(&self, path: &str, body: &Json) -> Answer {
        self.ask("POST", path, &body.to_string())
    }

    /// What it says of a server.
    pub fn server(&self, name: &str) -> Json {
        let state = self.get("/api/state").json();
        let found = state["connections"].as_array().unwrap().iter().find(|server| server["name"] == name);
        found.unwrap_or_else(|| panic!("{name}: {state}")).clone()
    }

    /// Waits until a server is in a state.
    pub fn until(&self, name: &str, state: &str) -> Json {
        until(&format!("{name} is {state}"), || self.server(name)["state"] == state);
        self.server(name)
    }

    /// Runs one operation with these parameter sets.
    pub fn run(&self, connection: &str, operation: &str, sets: &Json) -> Answer {
        let calls = json!([{ "operation": operation, "sets": sets }]);
        self.post("/api/run", &json!({ "connection": connection, "calls": calls }))
    }

    /// The events that come from now on, line by line.
    pub fn events(&self) -> impl Iterator<Item = String> + use<> {
        let mut stream = self.connect();
        stream.write_all(&self.bytes("GET", "/api/events", "")).unwrap();
        let lines = BufReader::new(stream).lines().map_while(Result::ok);
        lines.filter_map(|line| {
            let event: Json = serde_json::from_str(&line).ok()?;
            Some(event.get("event")?.as_str()?.to_owned())
        })
    }

    /// The process of the embedded server: that which works for the panel.
    pub fn embedded_pid(&self) -> Option<u32> {
        let of = |entry: std::fs::DirEntry| {
            let pid: u32 = entry.file_name().to_str()?.parse().ok()?;
            let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
            let parent: u32 = stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()?;
            (parent == self.pid()).then_some(pid)
        };
        std::fs::read_dir("/proc").unwrap().flatten().find_map(of)
    }

    pub fn signal(&self, signal: &str) {
        kill(self.pid(), signal);
    }

    /// Waits for its end, and gives its exit code and what else it printed.
    pub fn end(mut self) -> (Option<i32>, String) {
        let code = self.process.wait().unwrap().code();
        let mut printed = String::new();
        self.process.stdout.take().unwrap().read_to_string(&mut printed).unwrap();
        self.process.stderr.take().unwrap().read_to_string(&mut printed).unwrap();
        (code, printed)
    }
}

impl Drop for Panel {
    fn drop(&mut self) {
        if matches!(self.process.try_wait(), Ok(None)) {
            self.signal("TERM");
            let _ = self.process.wait();
        }
    }
}

pub fn kill(pid: u32, signal: &str) {
    assert!(Command::new("kill").args([&format!("-{signal}"), &pid.to_string()]).status().unwrap().success());
}

/// The value of a text field.
pub fn text(text: &str) -> Json {
    json!({ "text": text })
}

/// A program in a folder.
pub fn program(folder: &Folder, name: &str, script: &str) -> PathBuf {
    use std::os::unix::fs::PermissionsExt;
    folder.write(name, script);
    let path = folder.path(name);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}
