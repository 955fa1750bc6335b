//! What URLs say.

use ::redis::{ConnectionAddr, ConnectionInfo, IntoConnectionInfo, ProtocolVersion, parse_redis_url};

use super::Config;
use super::address::Address;
use super::credentials::{Credentials, CredentialsSource};
use crate::error::{ConnectionError, ConnectionErrorKind};

/// What a URL says.
pub(super) struct Location {
    pub address: Address,
    pub database: i64,
    pub resp3: bool,
    pub credentials: CredentialsSource,
}

impl Location {
    /// Reads a URL. No error repeats it, because it may hold a password.
    pub fn parse(text: &str) -> Result<Self, ConnectionError> {
        Self::read(text).map_err(|message| ConnectionError::new(ConnectionErrorKind::Configuration, message))
    }

    fn read(text: &str) -> Result<Self, String> {
        let no_url = "not a Redis URL such as redis://127.0.0.1:6379";
        check_login(text)?;
        // The redis crate reads TLS URLs only with TLS of its own, and that with Tokio only with yet
        // another feature; it must not depend on which ones a user's other crates need.
        let plain = ["redis", "valkey"].into_iter().find_map(|scheme| {
            let rest = text.strip_prefix(scheme)?.strip_prefix("s:")?;
            Some(format!("{scheme}:{rest}"))
        });
        let tls = plain.is_some();
        if tls && !cfg!(feature = "tls") {
            return Err("TLS needs the feature `tls` of sigma-redis-runtime".to_owned());
        }
        let url = parse_redis_url(plain.as_deref().unwrap_or(text)).ok_or(no_url)?;
        match url.fragment() {
            None => {}
            Some("insecure") if tls => {
                return Err("TLS without checking certificates is not supported".to_owned());
            }
            Some(_) => return Err("a Redis URL has nothing after a `#`".to_owned()),
        }
        let is_unix = url.scheme().ends_with("unix");
        let parameters: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        check_parameters(&parameters, is_unix)?;
        let path = url.path().trim_matches('/').to_owned();
        let info = url.into_connection_info().map_err(|error| format!("{no_url}: {error}"))?;
        let address = match info.addr() {
            ConnectionAddr::Tcp(host, port) => Address::Tcp { host: host.clone(), port: *port, tls },
            ConnectionAddr::Unix(path) => Address::Unix(path.clone()),
            other => return Err(format!("addresses such as {other} are not supported")),
        };
        let mut database = info.redis_settings().db();
        if let Some((_, number)) = parameters.iter().find(|(name, _)| name == "db") {
            let number =
                number.parse().map_err(|_| "the URL's parameter `db` is the number of a database")?;
            if !is_unix && !path.is_empty() && number != database {
                return Err(format!("the URL names two databases: /{database} and db={number}"));
            }
            database = number;
        }
        let resp3 = info.redis_settings().protocol() == ProtocolVersion::RESP3;
        Ok(Self { address, database, resp3, credentials: credentials(&info)? })
    }
}

fn credentials(info: &ConnectionInfo) -> Result<CredentialsSource, String> {
    let user = info.redis_settings().username().map(str::to_owned);
    match info.redis_settings().password() {
        Some(password) => {
            Ok(CredentialsSource::Fixed(Credentials { user, ..Credentials::password(password) }))
        }
        None if user.is_some() => Err("the URL names a user without a password".to_owned()),
        None => Ok(CredentialsSource::None),
    }
}

/// Finds characters that mean something else in a URL than their writer thought, in the user and password.
fn check_login(text: &str) -> Result<(), String> {
    let Some((_, rest)) = text.split_once("://").filter(|(scheme, _)| !scheme.ends_with("unix")) else {
        return Ok(());
    };
    let how = "in the URL's user or password, write";
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (before, after) = rest.split_at(end);
    if after.contains('@') {
        let escape = match &after[..1] {
            "/" => "%2F",
            "?" => "%3F",
            _ => "%23",
        };
        return Err(format!("{how} `{}` as {escape}", &after[..1]));
    }
    let login = before.rsplit_once('@').map_or("", |(login, _)| login);
    let is_escape = |after: &str| {
        let digits = after.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    if login.split('%').skip(1).any(|after| !is_escape(after)) {
        return Err(format!("{how} `%` as %25"));
    }
    if login.contains(['\t', '\n', '\r']) {
        return Err(format!("{how} a tab as %09, and the end of a line as %0A or %0D"));
    }
    Ok(())
}

/// Refuses parameters that nobody reads, and those that are given twice.
fn check_parameters(parameters: &[(String, String)], is_unix: bool) -> Result<(), String> {
    let known: &[&str] = if is_unix { &["db", "protocol", "user", "pass"] } else { &["db", "protocol"] };
    for (position, (name, value)) in parameters.iter().enumerate() {
        if !known.contains(&name.as_str()) {
            // Near is what begins with half of the name.
            let near = known.iter().find(|known| name.to_lowercase().starts_with(&known[..known.len() / 2]));
            let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            let known: Vec<_> = known.iter().map(|known| format!("`{known}`")).collect();
            let known = known.join(", ");
            return Err(format!("the URL has the unknown parameter `{name}`{near} (known: {known})"));
        }
        if parameters[..position].iter().any(|(other, given)| other == name && given != value) {
            return Err(format!("the URL has two values for `{name}`"));
        }
    }
    Ok(())
}

impl TryFrom<&str> for Config {
    type Error = ConnectionError;

    fn try_from(url: &str) -> Result<Self, ConnectionError> {
        Self::new(url)
    }
}

impl TryFrom<&String> for Config {
    type Error = ConnectionError;

    fn try_from(url: &String) -> Result<Self, ConnectionError> {
        Self::new(url)
    }
}

impl TryFrom<String> for Config {
    type Error = ConnectionError;

    fn try_from(url: String) -> Result<Self, ConnectionError> {
        Self::new(&url)
    }
}

impl<U: AsRef<str>, const N: usize> TryFrom<[U; N]> for Config {
    type Error = ConnectionError;

    fn try_from(urls: [U; N]) -> Result<Self, ConnectionError> {
        Self::from_urls(urls)
    }
}

impl<U: AsRef<str>> TryFrom<&[U]> for Config {
    type Error = ConnectionError;

    fn try_from(urls: &[U]) -> Result<Self, ConnectionError> {
        Self::from_urls(urls)
    }
}

impl<U: AsRef<str>, const N: usize> TryFrom<&[U; N]> for Config {
    type Error = ConnectionError;

    fn try_from(urls: &[U; N]) -> Result<Self, ConnectionError> {
        Self::from_urls(urls)
    }
}

impl<U: AsRef<str>> TryFrom<Vec<U>> for Config {
    type Error = ConnectionError;

    fn try_from(urls: Vec<U>) -> Result<Self, ConnectionError> {
        Self::from_urls(urls)
    }
}

impl<U: AsRef<str>> TryFrom<&Vec<U>> for Config {
    type Error = ConnectionError;

    fn try_from(urls: &Vec<U>) -> Result<Self, ConnectionError> {
        Self::from_urls(urls)
    }
}
