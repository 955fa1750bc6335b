//! Passwords that are typed in a terminal: one that `script` of util-linux makes.

use std::fs;
use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};

use redis_servers::{Server, Version};

use crate::support::folder::Folder;

const SECRET: &str = "hush-hush";

/// A command in a terminal of its own.
struct Terminal {
    child: Child,
    /// What is seen there.
    seen: String,
    /// How much of it was waited for.
    looked: usize,
}

impl Terminal {
    fn new(folder: &Folder, arguments: &str) -> Self {
        let program = env!("CARGO_BIN_EXE_sigma-gen");
        let child = Command::new("script")
            .args([
                "--quiet",
                "--return",
                "--command",
                &format!("{program} {arguments} --color never"),
                "/dev/null",
            ])
            .current_dir(&folder.0)
            .env("SHELL", "/bin/sh")
            .env_remove("SIGMA_REDIS_PASSWORD")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        Self { child, seen: String::new(), looked: 0 }
    }

    /// Waits until a text is seen, after what was waited for before.
    fn until(&mut self, text: &str) -> &mut Self {
        let output = self.child.stdout.as_mut().unwrap();
        let mut bytes = [0; 4096];
        loop {
            if let Some(at) = self.seen[self.looked..].find(text) {
                self.looked += at + text.len();
                return self;
            }
            let length = output.read(&mut bytes).unwrap();
            assert!(length > 0, "{text} is not in {}", self.seen);
            self.seen.push_str(&String::from_utf8_lossy(&bytes[..length]));
        }
    }

    fn types(&mut self, text: &str) -> &mut Self {
        self.child.stdin.as_mut().unwrap().write_all(text.as_bytes()).unwrap();
        self
    }

    /// The exit code, and all that was seen.
    fn ends(&mut self) -> (Option<i32>, String) {
        // Without an end of its input, which `script` would type.
        let mut rest = Vec::new();
        self.child.stdout.as_mut().unwrap().read_to_end(&mut rest).unwrap();
        self.seen.push_str(&String::from_utf8_lossy(&rest));
        (self.child.wait().unwrap().code(), std::mem::take(&mut self.seen))
    }
}

/// Whether any process of this machine has the secret among its arguments.
fn is_in_an_argument() -> bool {
    let processes = fs::read_dir("/proc").unwrap().flatten();
    let mut lines = processes.filter_map(|process| fs::read(process.path().join("cmdline")).ok());
    lines.any(|line| String::from_utf8_lossy(&line).contains(SECRET))
}

#[test]
fn a_password_is_asked_for_and_not_shown() {
    let folder = Folder::new();
    folder.succeeds("init");
    let server = Server::builder(Version::Debian).password(SECRET).start();
    let url = format!("redis://127.0.0.1:{}", server.port());
    let asked = format!("Password of {url}: ");
    for (arguments, expected) in [
        (format!("test --server {url}"), "3 examples as expected"),
        (format!("verify --server {url}"), "2 operations are as Redis"),
        (format!("import HSET --from {url}"), "name: hset"),
        (format!("verify --server redis://default@127.0.0.1:{}", server.port()), "2 operations are as Redis"),
    ] {
        let mut terminal = Terminal::new(&folder, &arguments);
        terminal.until(&asked).types("wrong\n").until("It refuses the password.").until(&asked);
        terminal.types(&format!("{SECRET}\n")).until(expected);
        assert!(!is_in_an_argument());
        let (code, seen) = terminal.ends();
        assert_eq!(code, Some(0), "{arguments}: {seen}");
        assert!(!seen.contains(SECRET) && !seen.contains("wrong"), "{arguments}: {seen}");
    }
}

#[test]
fn who_has_no_password_is_told_what_to_do() {
    let folder = Folder::new();
    folder.succeeds("init");
    let server = Server::builder(Version::Debian).password(SECRET).start();
    let url = format!("redis://127.0.0.1:{}", server.port());
    let asked = format!("Password of {url}: ");
    let mut terminal = Terminal::new(&folder, &format!("test --server {url}"));
    for _ in 0..3 {
        terminal.until(&asked).types("wrong\n");
    }
    let (code, seen) = terminal.ends();
    assert!(code == Some(1) && seen.contains(&format!("`{url}` refuses the password")), "{seen}");
    // Often: what came right after the prompt was once lost now and then.
    for _ in 0..5 {
        for nothing in ["\n", "\u{4}"] {
            let (code, seen) =
                Terminal::new(&folder, &format!("test --server {url}")).until(&asked).types(nothing).ends();
            assert!(code == Some(1) && seen.contains(&format!("`{url}` asks for a password")), "{seen}");
        }
        // Ctrl+C is as always, and the terminal shows again what is typed.
        let command = format!("test --server {url}; stty -a #");
        let (code, seen) = Terminal::new(&folder, &command).until(&asked).types("\u{3}").ends();
        assert_eq!(code, Some(0), "{seen}");
        let has = |mode: &str| seen.split_whitespace().any(|word| word == mode);
        assert!(has("echo") && has("icanon") && has("isig"), "{seen}");
    }

    // Without a terminal nobody is asked.
    let told = folder.fails(&format!("test --server {url}")).stderr;
    assert!(told.contains("set the variable SIGMA_REDIS_PASSWORD"), "{told}");
}

#[test]
#[cfg(feature = "panel")]
fn the_panel_asks_for_the_passwords_of_its_servers() {
    let folder = Folder::new();
    let server = Server::builder(Version::Debian).password(SECRET).start();
    let url = format!("redis://127.0.0.1:{}", server.port());
    let command = format!("panel --builtin --no-open --server prod={url}");
    let mut terminal = Terminal::new(&folder, &command);
    let asked = format!("Password of {url}: ");
    terminal.until(&asked).types("wrong\n").until("It refuses the password.");
    terminal.until(&asked).types(&format!("{SECRET}\n")).until("The panel is at ");
    // Who types none does so in the page.
    let mut other = Terminal::new(&folder, &command);
    other.until(&asked).types("\n").until("The panel is at ");
    for mut terminal in [terminal, other] {
        let (_, seen) = terminal.types("\u{3}").ends();
        assert!(!seen.contains(SECRET), "{seen}");
    }
}
