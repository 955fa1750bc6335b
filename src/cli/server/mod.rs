//! The server that a command works on: one that is named, or one that is started for it.

use std::path::Path;

use sigma_redis_runtime::{Client, ConnectionErrorKind};

use super::Terminal;
use super::password::{Refused, login};
use super::stopped::stopped;
use super::terminal::refused;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, quoted};
use crate::error::{Error, Result};
use crate::run::{Address, Failure, PASSWORD, password_in};
use crate::server::Server;

/// A server, and a connection to it.
pub(super) struct Connected {
    pub client: Client,
    /// What messages call it.
    pub shown: String,
    /// It ends with this.
    _started: Option<Server>,
}

impl Connected {
    /// Connects to the server with one of these URLs, which the user gave to an option.
    pub async fn named(urls: &[String], option: &str, terminal: &Terminal) -> Result<Self> {
        let address = Address::new(urls);
        if address.has_password() {
            let message = format!("the password in `{option}` can be seen in the list of processes");
            let mut problem = Diagnostic::new(Code::PasswordInArgument, message);
            problem.help(format!(
                "leave it out, and set the variable {PASSWORD}, or type it when you are asked"
            ));
            terminal.diagnostics(&Diagnostics::general(vec![problem]));
        }
        let shown = address.shown();
        let (client, _) = login(&address, password_in(PASSWORD)).await.map_err(|refused| {
            let Refused { error, wants } = refused;
            let shown = quoted(&shown);
            match wants {
                Some(wants) => {
                    let help =
                        format!("set the variable {PASSWORD}, or run this in a terminal and type it there");
                    no_server(format!("{shown} {wants}"), &help)
                }
                None => {
                    let message = format!("cannot connect to {shown}: {error}");
                    let help = match error.kind() {
                        ConnectionErrorKind::Refused => "check the user, the password and the database",
                        _ => "check the address, and whether the server runs",
                    };
                    no_server(message, help)
                }
            }
        })?;
        Ok(Self { client, shown, _started: None })
    }

    /// Starts this program as a server, or the one of this machine, and connects to it.
    pub async fn started(program: Option<&Path>) -> Result<Self> {
        let server = Server::start(program).map_err(|error| no_server(error.message, &error.help))?;
        let client = Client::connect(server.url()).await;
        let client =
            client.map_err(|error| no_server(format!("the server that was started is gone: {error}"), ""))?;
        Ok(Self { client, shown: server.address().to_string(), _started: Some(server) })
    }

    /// That the server refuses what the command needs.
    pub fn refuses(&self, failure: Failure) -> Error {
        no_server(format!("{} refuses: {}", quoted(&self.shown), failure.message), "")
    }
}

pub(super) fn no_server(message: String, help: &str) -> Error {
    let mut problem = Diagnostic::new(Code::NoServer, message);
    problem.help(help);
    Diagnostics::general(vec![problem]).into()
}

/// Does what needs connections, and ends this process when it is told to: a server that was started ends before it.
pub(super) fn run<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    let threads = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let threads = threads.map_err(|error| refused("wait for connections", &error))?;
    let done = threads.block_on(async {
        tokio::select! {
            // Before there is a server, so that it ends in any case: it does when the other branch is dropped.
            biased;
            () = stopped() => None,
            done = work => Some(done),
        }
    });
    done.unwrap_or_else(|| std::process::exit(130))
}
