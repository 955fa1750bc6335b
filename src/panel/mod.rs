//! `sigma-gen panel`: the pages of the docs, from a server that runs their operations.
//!
//! It serves one user of this machine. `guard` says who may ask, `routes` what. Operations are run by [`crate::run`], on
//! the embedded server of [`crate::server`] or on servers that the user names.

mod embedded;
mod events;
mod guard;
mod keys;
mod listen;
mod named;
mod pages;
mod refusal;
mod routes;
mod run;
mod servers;
mod spec;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

use crate::catalogue::Catalogue;
use crate::diagnostic::Diagnostics;
use crate::error::Result;
use crate::server::StartError;
use crate::targets::Input;
use embedded::Embedded;
use events::{Event, Events};
use guard::Names;
use keys::Keys;
pub use named::Named;
use pages::Pages;
use servers::Servers;
use spec::Spec;

/// How often the spec's file is looked at.
const GLANCE: Duration = Duration::from_millis(500);
/// What helps a page that has no token.
const NEW_ADDRESS: &str = "press Enter in the terminal where `sigma-gen panel` runs: it prints a new address";

/// What a panel is made of.
#[derive(Default)]
pub struct Options {
    /// Servers beside the embedded one.
    pub servers: Vec<Named>,
    /// The program of the embedded server, where it was named.
    pub program: Option<PathBuf>,
    /// The spec of clusters.
    pub spec: Option<PathBuf>,
    /// Whether operations that write are refused, on the embedded server too.
    pub is_read_only: bool,
}

/// A panel.
pub struct Panel {
    keys: Keys,
    names: Names,
    pages: Pages,
    catalogue: Catalogue,
    catalogue_path: String,
    is_read_only: bool,
    servers: Servers,
    spec: Option<Spec>,
    events: Arc<Events>,
    address: SocketAddr,
}

/// Listens on a port of this machine, which nobody else can reach. Port 0 stands for one that is free.
///
/// # Errors
/// When somebody has the port.
pub async fn bind(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await
}

impl Panel {
    /// Makes the panel of a catalogue, which `path` names for people.
    ///
    /// # Errors
    /// When the pages cannot be made, or the spec cannot be read.
    pub fn new(address: SocketAddr, input: &Input<'_>, path: &str, options: Options) -> Result<Self> {
        let Options { servers, program, spec, is_read_only } = options;
        let events = Arc::new(Events::new());
        let embedded = Embedded::new(program, events.clone());
        Ok(Self {
            keys: Keys::new().map_err(no_secrets)?,
            names: Names::new(address),
            pages: Pages::new(input)?,
            catalogue: input.catalogue.clone(),
            catalogue_path: path.to_owned(),
            is_read_only,
            servers: Servers::new(embedded, servers, is_read_only, events.clone()),
            spec: spec.map(Spec::open).transpose()?,
            events,
            address,
        })
    }

    /// An address that opens the panel once, for whoever reads it first.
    ///
    /// # Errors
    /// When the system has no random numbers.
    pub fn launch_address(&self) -> Result<String> {
        // What follows the # stays in the browser: it is in no request, and in no log.
        Ok(format!("http://{}/#launch={}", self.address, self.keys.new_code().map_err(no_secrets)?))
    }

    /// Starts the embedded server.
    ///
    /// # Errors
    /// When there is none on this machine, or it does not start.
    pub async fn start_embedded(&self) -> Result<(), StartError> {
        self.servers.embedded.start().await
    }

    /// Answers requests until it is dropped.
    pub async fn serve(self: Arc<Self>, listener: TcpListener) {
        let watch = async {
            loop {
                tokio::time::sleep(GLANCE).await;
                if self.spec.as_ref().is_some_and(Spec::has_changed) {
                    self.events.tell(Event::Spec);
                }
            }
        };
        tokio::join!(
            listen::listen(listener, routes::router(&self)),
            self.servers.look(),
            self.servers.embedded.watch(),
            watch,
        );
    }
}

fn no_secrets(error: getrandom::Error) -> Diagnostics {
    let message = format!("cannot make a token: {error}");
    Diagnostics::general(vec![crate::diagnostic::Diagnostic::new(crate::diagnostic::Code::Refused, message)])
}
