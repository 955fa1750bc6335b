//! The embedded server: how it starts, who can use it, and how it ends.

use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader, Read};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use redis_servers::until;
use sigma_gen::catalogue::model::Datum;
use sigma_gen::run::{self, Value};
use sigma_gen::server::Server;
use sigma_redis_runtime::Client;

use crate::run::block_on;

/// What a server answers to a command, as JSON.
fn ask(url: &str, words: &[&str]) -> String {
    let words: Vec<_> = words.iter().map(|word| Datum::Text((*word).to_owned())).collect();
    block_on(async {
        let client = Client::connect(url).await.unwrap();
        let value: Value = run::plain(&client, &words).await.unwrap();
        serde_json::to_string(&value).unwrap()
    })
}

/// The folder in which a server works.
fn folder_of(url: &str) -> PathBuf {
    let answer: [String; 2] = serde_json::from_str(&ask(url, &["CONFIG", "GET", "dir"])).unwrap();
    answer[1].clone().into()
}

fn password(url: &str) -> &str {
    url.strip_prefix("redis://:").unwrap().split('@').next().unwrap()
}

#[test]
fn it_is_for_whoever_started_it() {
    let mut server = Server::start(None).unwrap();
    let (url, address) = (server.url(), server.address());
    assert!(server.is_running());
    assert_eq!(ask(&url, &["SET", "a", "1"]), "\"OK\"");
    assert_eq!(ask(&url, &["CONFIG", "GET", "save"]), "[\"save\",\"\"]");

    let others = format!("redis://{address}");
    let refused = block_on(Client::connect(&others)).unwrap_err();
    assert!(refused.to_string().contains("NOAUTH"), "{refused}");
    assert!(!format!("{server:?}").contains(password(&url)));
    for process in fs::read_dir("/proc").unwrap().flatten() {
        // One may have ended meanwhile.
        let line = fs::read(process.path().join("cmdline")).unwrap_or_default();
        assert!(!String::from_utf8_lossy(&line).contains(password(&url)), "{}", process.path().display());
    }
    let folder = folder_of(&url);
    assert_eq!(folder.metadata().unwrap().permissions().mode() & 0o777, 0o700);
    for file in fs::read_dir(&folder).unwrap().flatten() {
        let text = fs::read_to_string(file.path()).unwrap();
        assert!(!text.contains(password(&url)), "{}", file.path().display());
    }
    let port = format!(":{:04X} ", address.port());
    for (table, loopback) in [("/proc/net/tcp", "0100007F"), ("/proc/net/tcp6", "none")] {
        let table = fs::read_to_string(table).unwrap_or_default();
        // In state 0A a socket listens.
        let listening = table.lines().filter_map(|line| {
            let fields: Vec<_> = line.split_whitespace().collect();
            (fields[3] == "0A" && format!("{} ", fields[1]).ends_with(&port)).then(|| fields[1].to_owned())
        });
        for place in listening {
            assert!(place.starts_with(loopback), "{place}");
        }
    }

    drop(server);
    assert!(TcpStream::connect(address).is_err());
    assert!(!folder.exists());
}

#[test]
fn one_that_has_ended_by_itself_does_not_run() {
    let mut server = Server::start(None).unwrap();
    let folder = folder_of(&server.url());
    block_on(async {
        let client = Client::connect(server.url()).await.unwrap();
        // It answers nothing.
        run::plain(&client, &[Datum::Text("SHUTDOWN".to_owned())]).await.unwrap_err();
    });
    until("the server has ended", || TcpStream::connect(server.address()).is_err());
    while server.is_running() {
        std::thread::yield_now();
    }
    drop(server);
    assert!(!folder.exists());
}

fn script(folder: &Path, text: &str, mode: u32) -> PathBuf {
    let path = folder.join("server");
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
    path
}

#[test]
fn what_does_not_start_is_told_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let told = |program: &Path| {
        let error = Server::start(Some(program)).unwrap_err();
        assert!(error.help.contains("`--redis-server` or SIGMA_REDIS_SERVER, or use a server that runs, such as redis://127.0.0.1:6379"), "{error}");
        error.message
    };
    let absent = folder.path().join("absent");
    let expected = format!("cannot run `{}`: No such file or directory (os error 2)", absent.display());
    assert_eq!(told(&absent), expected);
    let plain = script(folder.path(), "", 0o644);
    assert_eq!(told(&plain), format!("cannot run `{}`: Permission denied (os error 13)", plain.display()));
    let broken = script(folder.path(), "#!/bin/sh\necho one\necho out of luck >&2\nexit 3\n", 0o755);
    let expected = format!(
        "`{}` ended at once (exit status: 3); its log ends with: one / out of luck",
        broken.display()
    );
    assert_eq!(told(&broken), expected);
    let talker = script(folder.path(), "#!/bin/sh\ncat\nexit 1\n", 0o755);
    let message = told(&talker);
    assert!(!message.contains("requirepass") || message.contains("requirepass …"), "{message}");
}

/// A program with a server, as another process.
struct Holder {
    process: Child,
    url: String,
}

impl Holder {
    fn start(temporary: &Path) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "server::holds_a_server", "--ignored", "--nocapture"])
            .env("TMPDIR", temporary)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.as_mut().unwrap()).lines();
        let url = lines.map(Result::unwrap).find_map(|line| Some(line.split_once("redis://")?.1.to_owned()));
        let url = format!("redis://{}", url.expect("the holder's URL"));
        Self { process, url }
    }

    /// Ends it as it ends by itself.
    fn end(mut self) {
        drop(self.process.stdin.take());
        assert!(self.process.wait().unwrap().success());
    }
}

/// No test: what [`Holder`] starts.
#[test]
#[ignore = "a part of another test"]
fn holds_a_server() {
    let server = Server::start(None).unwrap();
    println!("{}", server.url());
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
}

#[test]
fn what_a_killed_program_left_behind_is_ended_by_the_next_start() {
    let temporary = tempfile::tempdir().unwrap();
    let folders = || fs::read_dir(temporary.path()).unwrap().count();
    let mut killed = Holder::start(temporary.path());
    let living = Holder::start(temporary.path());
    killed.process.kill().unwrap();
    killed.process.wait().unwrap();
    // It runs on, and nobody has its password.
    assert_eq!(ask(&killed.url, &["PING"]), "\"PONG\"");
    // Names no process of this user's programs: it is left alone.
    fs::create_dir(temporary.path().join("sigma-gen-server-new")).unwrap();
    assert_eq!(folders(), 3);

    let next = Holder::start(temporary.path());
    let address = killed.url.split('@').nth(1).unwrap();
    assert!(TcpStream::connect(address).is_err());
    assert_eq!(ask(&living.url, &["PING"]), "\"PONG\"");
    assert_eq!(folders(), 3);
    living.end();
    next.end();
    assert_eq!(folders(), 1);
}
