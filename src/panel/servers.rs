//! The servers on which operations run: the embedded one, those that were named at the start, and those that the page adds.
//! Passwords stay here, in memory.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::StatusCode;
use serde_json::{Value, json};
use sigma_redis_runtime::Client;

use super::embedded::{self, Embedded};
use super::events::{Event, Events};
use super::named::Named;
use super::refusal::Refusal;
use crate::run::{About, Failure, about};

/// How a server is, as far as it was asked.
#[derive(Clone, Debug)]
pub(super) enum Health {
    Unknown,
    Up(About),
    Down { code: String, message: String, help: String },
}

/// All of them.
pub(super) struct Servers {
    pub embedded: Embedded,
    list: Mutex<Vec<(Named, Health)>>,
    is_read_only: bool,
    events: Arc<Events>,
}

/// A connection to a server.
pub(super) struct Connected {
    pub client: Client,
    /// The name, the address and the product of the server.
    pub shown: Value,
}

impl Servers {
    pub fn new(embedded: Embedded, named: Vec<Named>, is_read_only: bool, events: Arc<Events>) -> Self {
        let list = named.into_iter().map(|named| (named, Health::Unknown)).collect();
        Self { embedded, list: Mutex::new(list), is_read_only, events }
    }

    /// All servers, the embedded one first. Nothing in it is secret.
    pub fn shown(&self) -> Value {
        let (address, health) = self.embedded.health();
        let embedded = self.show(embedded::NAME, address.as_deref(), None, &health);
        let list = self.list();
        let others = list.iter().map(|(named, health)| {
            self.show(&named.name, Some(&named.address.shown()), named.hint.as_deref(), health)
        });
        [embedded].into_iter().chain(others).collect()
    }

    fn show(&self, name: &str, address: Option<&str>, hint: Option<&str>, health: &Health) -> Value {
        let is_embedded = name == embedded::NAME;
        let writes = match () {
            () if self.is_read_only => "never",
            () if is_embedded => "free",
            () => "ask",
        };
        let (state, about, error) = match health {
            Health::Unknown => ("unknown", None, None),
            Health::Up(about) => ("up", Some(about), None),
            Health::Down { code, message, help } => {
                ("down", None, Some(json!({ "code": code, "message": message, "help": help })))
            }
        };
        json!({
            "name": name,
            "kind": if is_embedded { "embedded" } else { "server" },
            "address": address,
            "state": state,
            "server": about.and_then(|about| about.product.as_deref()),
            "cluster": about.is_some_and(|about| about.is_cluster),
            "writes": writes,
            "hint": hint,
            "error": error,
        })
    }

    /// Where a server is, as people are told.
    ///
    /// # Errors
    /// When none has this name.
    pub fn address(&self, name: &str) -> Result<String, Refusal> {
        if name == embedded::NAME {
            return Ok(self.embedded.health().0.unwrap_or_default());
        }
        self.find(name).map(|named| named.address.shown())
    }

    fn find(&self, name: &str) -> Result<Named, Refusal> {
        let list = self.list();
        let found = list.iter().find(|(named, _)| named.name == name);
        found
            .map(|(named, _)| named.clone())
            .ok_or_else(|| Refusal::not_found("there is no server of this name"))
    }

    /// Connects to a server; as the code does that the page shows, for each run anew. The failure is that of the SDK.
    pub async fn connect(&self, name: &str) -> Result<Result<Connected, Failure>, Refusal> {
        if name == embedded::NAME {
            let Some(address) = self.embedded.address().await else {
                let (_, health) = self.embedded.health();
                let message = match health {
                    Health::Down { message, .. } => message,
                    _ => "the embedded server does not run".to_owned(),
                };
                return Ok(Err(Failure { code: "CannotConnect".to_owned(), message }));
            };
            let connected = address.connect(None).await.map_err(|error| Failure::connecting(&error));
            let (at, health) = self.embedded.health();
            let shown = shown(name, at, &health);
            return Ok(connected.map(|client| Connected { client, shown }));
        }
        let named = self.find(name)?;
        let (connected, health) = connect(&named).await;
        let shown = shown(name, Some(named.address.shown()), &health);
        self.put(&named, health, false);
        Ok(connected.map(|client| Connected { client, shown }))
    }

    /// Asks all that were named how they are.
    pub async fn look(&self) {
        let named: Vec<_> = self.list().iter().map(|(named, _)| named.clone()).collect();
        futures_util::future::join_all(named.iter().map(async |named| {
            let (_, health) = connect(named).await;
            self.put(named, health, false);
        }))
        .await;
    }

    /// Adds a server that can be connected to, or gives one that is known its password. A password is never sent to another
    /// address than the one for which it was given.
    pub async fn add(
        &self,
        name: String,
        url: Option<&str>,
        password: Option<String>,
    ) -> Result<(), Refusal> {
        let named = match url {
            Some(url) => Named::new(&name, url).map_err(|problem| Refusal::bad("BadServer", problem))?,
            None => self.find(&name)?,
        };
        let named = Named { password: password.filter(|password| !password.is_empty()), ..named };
        let (connected, health) = connect(&named).await;
        if let Err(failure) = connected {
            return Err(Refusal::bad(&failure.code, failure.message)
                .help("check the address and the password, and whether the server runs"));
        }
        self.put(&named, health, true);
        Ok(())
    }

    /// Forgets a server with its password.
    pub fn remove(&self, name: &str) -> Result<(), Refusal> {
        if name == embedded::NAME {
            let refusal =
                Refusal::new(StatusCode::FORBIDDEN, "Embedded", "the embedded server stays in the list");
            return Err(refusal.help("it ends with the panel"));
        }
        self.find(name)?;
        self.list().retain(|(named, _)| named.name != name);
        self.events.tell(Event::Server);
        Ok(())
    }

    /// Notes how a server is, if it is still the same; or what it is from now on.
    fn put(&self, named: &Named, health: Health, is_new: bool) {
        let mut list = self.list();
        match list.iter_mut().find(|(known, _)| known.name == named.name) {
            Some(entry) if is_new => *entry = (named.clone(), health),
            Some((known, old)) if known.is_same(named) => {
                let is_up = |health: &Health| matches!(health, Health::Up(_));
                let is_known = !matches!(old, Health::Unknown) && is_up(old) == is_up(&health);
                *old = health;
                if is_known {
                    return;
                }
            }
            Some(_) => return,
            None if is_new => list.push((named.clone(), health)),
            None => return,
        }
        self.events.tell(Event::Server);
    }

    fn list(&self) -> MutexGuard<'_, Vec<(Named, Health)>> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn connect(named: &Named) -> (Result<Client, Failure>, Health) {
    match named.address.connect(named.password.as_deref()).await {
        Ok(client) => {
            let about = about(&client).await;
            (Ok(client), Health::Up(about))
        }
        Err(error) => {
            let failure = Failure::connecting(&error);
            let Failure { code, message } = failure.clone();
            (Err(failure), Health::Down { code, message, help: String::new() })
        }
    }
}

fn shown(name: &str, address: Option<String>, health: &Health) -> Value {
    let server = match health {
        Health::Up(about) => about.product.as_deref(),
        _ => None,
    };
    json!({ "name": name, "address": address, "server": server })
}
