//! Passwords of servers, asked for in the terminal.

use std::io::{ErrorKind, IsTerminal, stdin};

#[cfg(unix)]
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use sigma_redis_runtime::{Client, ConnectionError};

use crate::diagnostic::safe_line;
use crate::run::Address;

/// How often a password is asked for.
const ATTEMPTS: usize = 3;

/// A login that failed.
pub struct Refused {
    /// Why the last attempt failed.
    pub error: ConnectionError,
    /// What the server does, where it wants another password.
    pub wants: Option<&'static str>,
}

/// Connects with a password that may be `known`; where the server wants another one and somebody is there, asks for it. Gives
/// the connection, and the password that the server took.
///
/// # Errors
/// Of the last attempt to connect.
pub async fn login(address: &Address, known: Option<String>) -> Result<(Client, Option<String>), Refused> {
    let mut password = known;
    let mut asked = 0;
    loop {
        let error = match address.connect(password.as_deref()).await {
            Ok(client) => return Ok((client, password)),
            Err(error) => error,
        };
        let wants = address.wants_password(password.as_deref(), &error);
        if asked == ATTEMPTS || wants.is_none() {
            return Err(Refused { error, wants });
        }
        let refused = if password.is_some() { "It refuses the password.\n" } else { "" };
        asked += 1;
        match ask(&format!("{refused}Password of {}: ", safe_line(&address.shown()))).await {
            Some(typed) => password = Some(typed),
            None => return Err(Refused { error, wants }),
        }
    }
}

/// Asks for a password without showing it; nothing where nobody can be asked, or nothing is typed.
async fn ask(prompt: &str) -> Option<String> {
    if !stdin().is_terminal() {
        return None;
    }
    let prompt = prompt.to_owned();
    let _hidden = Hidden::now();
    // In a thread of its own, so that this process ends when it is told to.
    let typed = tokio::task::spawn_blocking(move || rpassword::prompt_password(prompt)).await;
    match typed {
        Ok(Ok(password)) => Some(password).filter(|password| !password.is_empty()),
        // Ctrl+C ends this process, in a moment.
        Ok(Err(error)) if error.kind() == ErrorKind::Interrupted => std::future::pending().await,
        // What follows begins a line.
        Ok(Err(error)) if error.kind() == ErrorKind::UnexpectedEof => {
            eprintln!();
            None
        }
        _ => None,
    }
}

/// A terminal that shows nothing of what is typed, and takes each key as one, from before somebody is asked: rpassword sees to that
/// only afterwards, and a Ctrl+D or Ctrl+C that came in between would be lost, or end more than this process. It is as it was
/// afterwards, also where this process ends meanwhile.
#[cfg(unix)]
struct Hidden(Option<Termios>);

#[cfg(unix)]
impl Hidden {
    fn now() -> Self {
        let before = tcgetattr(stdin()).ok();
        if let Some(before) = &before {
            let mut hidden = before.clone();
            hidden.local_modes.remove(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG);
            let _ = tcsetattr(stdin(), OptionalActions::Now, &hidden);
        }
        Self(before)
    }
}

#[cfg(unix)]
impl Drop for Hidden {
    fn drop(&mut self) {
        if let Some(before) = &self.0 {
            let _ = tcsetattr(stdin(), OptionalActions::Now, before);
        }
    }
}

/// Elsewhere a console is its own again when a process ends.
#[cfg(not(unix))]
struct Hidden;

#[cfg(not(unix))]
impl Hidden {
    fn now() -> Self {
        Self
    }
}
