//! Servers that a user names: `NAME=URL`, or a file of `sigma-gen cluster connections`.

use serde::Deserialize;

use super::embedded;
use crate::diagnostic::quoted;
use crate::run::{Address, PASSWORD, password_in};

/// The longest name.
const LONGEST: usize = 60;

/// A server with a name, and its password.
#[derive(Clone)]
pub struct Named {
    /// Under which the page shows it.
    pub(crate) name: String,
    pub(crate) address: Address,
    pub(crate) password: Option<String>,
    /// What is left to do for its login.
    pub(super) hint: Option<String>,
}

impl Named {
    /// A server of a name, with the URL of a server or several of nodes, with commas between them.
    ///
    /// # Errors
    /// When the name or a URL cannot be used; without repeating the URL.
    pub fn new(name: &str, urls: &str) -> Result<Self, String> {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.:[]".contains(c);
        if name.is_empty() || name.len() > LONGEST || !name.chars().all(is_plain) {
            let name = quoted(name);
            return Err(format!(
                "{name} is not a name for a server: use up to {LONGEST} letters, digits, hyphens, underscores and dots"
            ));
        }
        if name == embedded::NAME {
            return Err(format!(
                "{} is the name of the server that sigma-gen starts: use another",
                quoted(name)
            ));
        }
        let urls: Vec<_> = urls.split(',').map(|url| url.trim().to_owned()).collect();
        let address = Address::new(&urls);
        if address.has_password() {
            return Err(format!(
                "the URL of {} has a password, which others can see: leave it out, and set the variable {}, or type it \
                 when you are asked",
                quoted(name),
                variable(name)
            ));
        }
        // A user without a password is no mistake yet.
        let config = address.config(Some("password"));
        config.map_err(|error| format!("the server {}: {error}", quoted(name)))?;
        Ok(Self { name: name.to_owned(), address, password: None, hint: None })
    }

    /// A server of the command line: `NAME=URL`, or a URL alone, whose address is its name then. Its password comes from a
    /// variable.
    ///
    /// # Errors
    /// When it is neither.
    pub fn parse(text: &str) -> Result<Self, String> {
        let named = text.split_once('=').filter(|(name, _)| !name.contains(['/', '?']));
        let (named, variable) = match named {
            Some((name, urls)) => (Self::new(name, urls)?, variable(name)),
            None => {
                let urls: Vec<_> = text.split(',').map(str::to_owned).collect();
                let shown = Address::new(&urls[..1]).shown();
                let name = shown.split_once("://").map_or(&*shown, |(_, rest)| rest);
                let name = name.split(['/', '?']).next().unwrap_or_default();
                (Self::new(name, text)?, PASSWORD.to_owned())
            }
        };
        Ok(Self { password: password_in(&variable), ..named })
    }

    /// The servers of a file that `sigma-gen cluster connections --format json` printed.
    ///
    /// # Errors
    /// When it is no such file.
    pub fn of_connections(text: &str) -> Result<Vec<Self>, String> {
        let clusters: indexmap::IndexMap<String, Cluster> = serde_json::from_str(text)
            .map_err(|error| format!("this is not a list of connections: {error}"))?;
        clusters.iter().map(|(name, cluster)| cluster.named(name)).collect()
    }

    /// Whether another one leads to the same server with the same login.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.address == other.address && self.password == other.password
    }
}

/// How one cluster is reached, as the clients take it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Cluster {
    host: String,
    port: u16,
    tls: bool,
    /// A client finds it out.
    #[serde(rename = "clusterModeEnabled")]
    _clustered: Option<bool>,
    user: Option<String>,
    secret: Option<String>,
}

impl Cluster {
    fn named(&self, name: &str) -> Result<Named, String> {
        let Self { host, port, tls, user, secret, .. } = self;
        let scheme = if *tls { "rediss" } else { "redis" };
        let host = if host.contains(':') { format!("[{host}]") } else { host.clone() };
        let login =
            user.as_ref().map(|user| format!("{}@", crate::run::url_escaped(user))).unwrap_or_default();
        let named = Named::new(name, &format!("{scheme}://{login}{host}:{port}"))?;
        let password = password_in(&variable(name));
        let hint = match (secret, user) {
            (Some(secret), _) => Some(format!("its token is in the secret {secret}")),
            (None, Some(user)) => Some(format!("{user} logs in with an IAM token as the password")),
            (None, None) => None,
        };
        Ok(Named { password, hint, ..named })
    }
}

/// The variable with the password of a server.
fn variable(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    format!("{PASSWORD}_{}", name.chars().map(plain).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_named_or_named_after_their_address() {
        let shown = |text: &str| {
            let Named { name, address, .. } =
                Named::parse(text).unwrap_or_else(|problem| panic!("{problem}"));
            (name, address.shown())
        };
        let of = |name: &str, address: &str| (name.to_owned(), address.to_owned());
        assert_eq!(shown("a=redis://h:1,redis://i:2"), of("a", "redis://h:1,redis://i:2"));
        assert_eq!(shown("redis://h:1/2?protocol=resp3"), of("h:1", "redis://h:1/2?protocol=resp3"));
        assert_eq!(shown("redis://me@[::1]:1,redis://h:2").0, "[::1]:1");
        let refused = |text: &str| Named::parse(text).err().unwrap();
        let with_password = refused("my-cache=rediss://:hush@h:1");
        assert!(with_password.contains("SIGMA_REDIS_PASSWORD_MY_CACHE"), "{with_password}");
        assert!(!with_password.contains("hush"), "{with_password}");
        assert!(refused("redis://me:hush@h:1").contains("has a password"));
        assert!(refused("a b=redis://h:1").contains("is not a name"));
        assert!(refused("embedded=redis://h:1").contains("use another"));
        assert!(refused("a=http://h").contains("not a Redis URL"));
        assert!(refused("=redis://h").contains("is not a name"));
    }

    #[test]
    fn connections_of_clusters_are_servers() {
        let text =
            r#"{ "a": { "host": "h", "port": 1, "tls": true, "clusterModeEnabled": true, "user": "m@e" } }"#;
        let named = Named::of_connections(text).unwrap();
        assert_eq!(named[0].address.shown(), "rediss://h:1");
        assert!(named[0].address.config(Some("p")).is_ok());
        assert!(named[0].hint.as_ref().is_some_and(|hint| hint.contains("IAM token")));
        assert!(Named::of_connections("[]").is_err());
        assert!(Named::of_connections(r#"{ "a": { "host": "h" } }"#).is_err());
    }
}
