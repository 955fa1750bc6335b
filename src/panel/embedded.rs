//! The embedded server, for as long as the panel runs.

use std::path::PathBuf;
use std::sync::{Arc, Mutex as Now, PoisonError};
use std::time::Duration;

use tokio::sync::Mutex;

use super::events::{Event, Events};
use super::refusal::Refusal;
use super::servers::Health;
use crate::catalogue::model::Datum;
use crate::run::{self, Address, plain};
use crate::server::{Server, StartError};

/// The name under which operations run there.
pub(super) const NAME: &str = "embedded";
pub(super) const NO_SERVER: &str = "NoServer";
/// How often to look whether it has ended.
const GLANCE: Duration = Duration::from_millis(250);

/// The server, which is started when somebody wants it, and again when it has ended.
pub(super) struct Embedded {
    /// The program that the user named.
    program: Option<PathBuf>,
    server: Mutex<Option<Server>>,
    /// As of late; whoever asks does not wait for a start.
    health: Now<(Option<String>, Health)>,
    events: Arc<Events>,
}

impl Embedded {
    pub fn new(program: Option<PathBuf>, events: Arc<Events>) -> Self {
        let health = Health::Down {
            code: NO_SERVER.to_owned(),
            message: "the embedded server was not started".to_owned(),
            help: "start it, or choose another server".to_owned(),
        };
        Self { program, server: Mutex::new(None), health: Now::new((None, health)), events }
    }

    /// Starts it, unless it runs.
    ///
    /// # Errors
    /// When there is no program, or it does not start.
    pub async fn start(&self) -> Result<(), StartError> {
        let mut server = self.server.lock().await;
        if server.as_mut().is_some_and(Server::is_running) {
            return Ok(());
        }
        *server = None;
        let program = self.program.clone();
        let started = tokio::task::spawn_blocking(move || Server::start(program.as_deref())).await;
        let started = started.unwrap_or_else(|error| {
            Err(StartError { message: error.to_string(), help: "try it again".to_owned() })
        });
        match started {
            Ok(new) => {
                let about = match Address::new(&[new.url()]).connect(None).await {
                    Ok(client) => run::about(&client).await,
                    // It answered a moment ago; what runs there will tell.
                    Err(_) => run::About::default(),
                };
                self.tell(Some(new.address().to_string()), Health::Up(about));
                *server = Some(new);
                Ok(())
            }
            Err(error) => {
                let StartError { message, help } = error.clone();
                self.tell(None, Health::Down { code: NO_SERVER.to_owned(), message, help });
                Err(error)
            }
        }
    }

    /// Where it is and how it is.
    pub fn health(&self) -> (Option<String>, Health) {
        self.health.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How clients reach it; none while it does not run.
    pub async fn address(&self) -> Option<Address> {
        let mut server = self.server.lock().await;
        let running = server.as_mut()?;
        running.is_running().then(|| Address::new(&[running.url()]))
    }

    /// Deletes all keys of all its databases.
    pub async fn empty(&self) -> Result<(), Refusal> {
        let down = |message: String| {
            Refusal::bad(NO_SERVER, format!("the embedded server cannot be emptied: {message}"))
                .help("start it again")
        };
        let address = self.address().await.ok_or_else(|| down("it does not run".to_owned()))?;
        let client = address.connect(None).await.map_err(|error| down(error.to_string()))?;
        let words = [Datum::Text("FLUSHALL".to_owned())];
        plain(&client, &words).await.map(|_| ()).map_err(|failure| down(failure.message))
    }

    /// Looks for ever whether it has ended, and says so.
    pub async fn watch(&self) {
        loop {
            tokio::time::sleep(GLANCE).await;
            let mut server = self.server.lock().await;
            if server.as_mut().is_some_and(|server| !server.is_running()) {
                *server = None;
                let message = "the embedded server has ended, and what it held is gone".to_owned();
                let help = "start it again".to_owned();
                self.tell(None, Health::Down { code: NO_SERVER.to_owned(), message, help });
            }
        }
    }

    fn tell(&self, address: Option<String>, health: Health) {
        *self.health.lock().unwrap_or_else(PoisonError::into_inner) = (address, health);
        self.events.tell(Event::Server);
    }
}
