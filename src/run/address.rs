//! The server that a user names, and its password.

use sigma_redis_runtime::{Client, Config, ConnectionError, ConnectionErrorKind};

/// The variable with the password.
pub(crate) const PASSWORD: &str = "SIGMA_REDIS_PASSWORD";

/// The password in a variable. An empty one is none: so are those of a CI's secrets that are not set.
pub(crate) fn password_in(variable: &str) -> Option<String> {
    std::env::var(variable).ok().filter(|password| !password.is_empty())
}

/// URLs of a server, or of nodes of a cluster.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Address(Vec<String>);

impl Address {
    pub fn new(urls: &[String]) -> Self {
        Self(urls.to_vec())
    }

    /// Whether one of the URLs has a password.
    pub fn has_password(&self) -> bool {
        self.0.iter().any(|url| Parts::of(url).login.contains(':'))
    }

    /// What the server does, where a connection failed for want of another password than this one: it asks for one, or
    /// refuses it. One in a URL is that of its writer.
    pub fn wants_password(&self, password: Option<&str>, error: &ConnectionError) -> Option<&'static str> {
        let has_user = || self.0.iter().any(|url| !Parts::of(url).login.is_empty());
        let message = error.to_string();
        let says = |code: &str| error.kind() == ConnectionErrorKind::Refused && message.contains(code);
        match password {
            _ if self.has_password() => None,
            // A user without a password is refused before anything is sent.
            None if has_user() || says("NOAUTH") => Some("asks for a password"),
            Some(_) if says("WRONGPASS") || says("ERR invalid password") => Some("refuses the password"),
            _ => None,
        }
    }

    /// What a client takes, with this password where the URLs have none.
    ///
    /// # Errors
    /// When a URL is none, without repeating it.
    pub fn config(&self, password: Option<&str>) -> Result<Config, ConnectionError> {
        Config::from_urls(self.0.iter().map(|url| match password {
            Some(password) => Parts::of(url).with(password),
            None => url.clone(),
        }))
    }

    /// Connects, with this password where the URLs have none.
    pub async fn connect(&self, password: Option<&str>) -> Result<Client, ConnectionError> {
        Client::connect(self.config(password)?).await
    }

    /// The URLs without users and passwords.
    pub fn shown(&self) -> String {
        let urls = self.0.iter().map(|url| {
            let Parts { scheme, rest, .. } = Parts::of(url);
            format!("{scheme}{rest}")
        });
        urls.collect::<Vec<_>>().join(",")
    }
}

/// A URL: up to the login, the login, and what is behind it.
struct Parts<'a> {
    scheme: &'a str,
    login: &'a str,
    rest: &'a str,
}

impl<'a> Parts<'a> {
    fn of(url: &'a str) -> Self {
        let (scheme, rest) = url.split_at(url.find("://").map_or(0, |at| at + 3));
        let (login, rest) = rest.rsplit_once('@').unwrap_or(("", rest));
        Self { scheme, login, rest }
    }

    fn with(&self, password: &str) -> String {
        let Self { scheme, login, rest } = self;
        if login.contains(':') {
            return format!("{scheme}{login}@{rest}");
        }
        format!("{scheme}{login}:{}@{rest}", url_escaped(password))
    }
}

/// Text in the login of a URL.
pub(crate) fn url_escaped(text: &str) -> String {
    let plain = |byte: u8| match byte {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logins_are_found_and_left_out() {
        let address = Address::new(&["rediss://me:s@ecret@host:1/2".to_owned(), "redis://host".to_owned()]);
        assert!(address.has_password());
        assert_eq!(address.shown(), "rediss://host:1/2,redis://host");
        assert!(!Address::new(&["redis://me@host".to_owned()]).has_password());
        assert_eq!(Parts::of("redis://host/1").with("p@ß"), "redis://:p%40%C3%9F@host/1");
        assert_eq!(Parts::of("redis://me@host").with("p"), "redis://me:p@host");
        assert_eq!(Parts::of("redis://me:own@host").with("p"), "redis://me:own@host");
    }
}
