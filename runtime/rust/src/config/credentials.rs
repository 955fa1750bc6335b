//! Who connects.

use std::fmt;
use std::sync::Arc;

use crate::error::{ConnectionError, ConnectionErrorKind};

/// A user and a password, or a token in its place.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The ACL user; without one, the server's default user.
    pub user: Option<String>,
    /// The password or token.
    pub password: String,
    /// Whether they are sent over TLS only.
    pub(crate) over_tls_only: bool,
}

impl Credentials {
    /// A user and its password.
    pub fn new(user: impl Into<String>, password: impl Into<String>) -> Self {
        Self { user: Some(user.into()), ..Self::password(password) }
    }

    /// The password of the server's default user.
    pub fn password(password: impl Into<String>) -> Self {
        Self { user: None, password: password.into(), over_tls_only: false }
    }

    /// The same, for encrypted connections only: they are not sent to the server of a plain `redis://` URL.
    #[must_use]
    pub fn over_tls_only(self) -> Self {
        Self { over_tls_only: true, ..self }
    }
}

pub(super) type Hook =
    dyn Fn() -> Result<Credentials, Box<dyn std::error::Error + Send + Sync>> + Send + Sync;

#[derive(Clone)]
pub(crate) enum CredentialsSource {
    None,
    Fixed(Credentials),
    Hook(Arc<Hook>),
}

impl CredentialsSource {
    /// The credentials for a new connection. May take as long as the user's hook takes.
    pub fn get(&self) -> Result<Option<Credentials>, ConnectionError> {
        match self {
            CredentialsSource::None => Ok(None),
            CredentialsSource::Fixed(credentials) => Ok(Some(credentials.clone())),
            CredentialsSource::Hook(hook) => hook().map(Some).map_err(|error| {
                let message = format!("the credentials hook failed: {error}");
                ConnectionError::new(ConnectionErrorKind::Credentials, message)
            }),
        }
    }
}

/// Without the password.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("user", &self.user).finish_non_exhaustive()
    }
}
