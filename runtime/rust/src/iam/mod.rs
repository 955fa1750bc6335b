//! Tokens of AWS IAM in place of a password, for ElastiCache.
//!
//! [`TokenProvider`] makes them for [`Config::credentials_hook`](crate::Config::credentials_hook):
//!
//! ```no_run
//! use sigma_redis_runtime::iam::TokenProvider;
//! use sigma_redis_runtime::{Client, Config};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let tokens = TokenProvider::new("app", "my-cache", "eu-west-1")?;
//! let config = Config::new("rediss://master.my-cache.abc123.euw1.cache.amazonaws.com")?
//!     .credentials_hook(move || tokens.credentials());
//! let client = Client::connect(config).await?;
//! # Ok(())
//! # }
//! ```
//!
//! The cluster needs encryption in transit, so the URL is one of `rediss://`. Its engine is Redis 7 or
//! Valkey 7.2, or later, and the user is one with IAM authentication whose id is its name. The AWS
//! identity must be allowed `elasticache:Connect` on both. A token opens connections for 15 minutes; an
//! open connection outlives it, until ElastiCache closes it after 12 hours.

#[cfg(test)]
mod tests;

use std::error::Error;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

pub use aws_credential_types::Credentials as AwsCredentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SignatureLocation, SigningSettings, sign};
use aws_sigv4::sign::v4::SigningParams;

use crate::Credentials;

/// How long ElastiCache accepts a token.
const LIFE: Duration = Duration::from_secs(15 * 60);

/// How much of its life must be left: clocks differ, and logging in takes a while.
const RESERVE: Duration = Duration::from_secs(5 * 60);

type Failure = Box<dyn Error + Send + Sync>;
type Source = dyn Fn() -> Result<AwsCredentials, Failure> + Send + Sync;

/// Makes IAM tokens for one user of one cache. A token is kept and used again until less than 5 minutes
/// are left of its 15, or of the life of the AWS credentials that it was signed with.
///
/// The credentials come from the environment variables `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and
/// `AWS_SESSION_TOKEN`, as Lambda sets them, unless [others are given](Self::aws_credentials) or [come
/// from a function](Self::aws_credentials_from).
pub struct TokenProvider {
    user: String,
    cache: String,
    region: String,
    serverless: bool,
    source: Box<Source>,
    kept: Mutex<Option<Token>>,
}

impl TokenProvider {
    /// Tokens for a user of a replication group, in a region such as `eu-west-1`. The replication group
    /// is named by its id, not by its address.
    ///
    /// # Errors
    /// When one of the three cannot be right, such as a user with capital letters: ElastiCache keeps the
    /// ids of users in lower case.
    pub fn new(user: &str, replication_group: &str, region: &str) -> Result<Self, TokenError> {
        Self::of(user, ("replication group", replication_group), region)
    }

    /// Tokens for a user of a serverless cache, which is named by its name. See [`new`](Self::new).
    ///
    /// # Errors
    /// As those of [`new`](Self::new).
    pub fn serverless(user: &str, cache: &str, region: &str) -> Result<Self, TokenError> {
        Ok(Self { serverless: true, ..Self::of(user, ("serverless cache", cache), region)? })
    }

    fn of(user: &str, (kind, cache): (&str, &str), region: &str) -> Result<Self, TokenError> {
        let has_only = |text: &str| {
            let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
            !text.is_empty() && text.bytes().all(allowed)
        };
        let expected = "expected letters, digits and hyphens";
        for (what, text, hint) in [
            ("user", user, ""),
            (kind, cache, ": its id or name, and not its address"),
            ("region", region, ", as in eu-west-1"),
        ] {
            if !has_only(text) {
                return Err(TokenError(format!("the {what} {text:?}: {expected}{hint}")));
            }
        }
        let lower = user.to_ascii_lowercase();
        if user != lower {
            let help = "ElastiCache keeps the ids of users in lower case";
            return Err(TokenError(format!("the user {user:?}: {help}; did you mean {lower:?}?")));
        }
        Ok(Self {
            user: lower,
            // It is the same one, however it is written.
            cache: cache.to_ascii_lowercase(),
            region: region.to_owned(),
            serverless: false,
            source: Box::new(|| from_variables(|name| std::env::var(name).ok())),
            kept: Mutex::new(None),
        })
    }

    /// Signs with these credentials. For those that expire, give [a function](Self::aws_credentials_from).
    #[must_use]
    pub fn aws_credentials(self, credentials: AwsCredentials) -> Self {
        self.aws_credentials_from(move || Ok::<_, Failure>(credentials.clone()))
    }

    /// Asks this function for the credentials of each new token. It may block, within the limit on
    /// connecting: it runs where the credentials hook runs. So any source will do, such as `aws-config`:
    ///
    /// ```no_run
    /// use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
    /// use sigma_redis_runtime::iam::{TokenError, TokenProvider};
    ///
    /// // In a function on Tokio, with the credentials provider of aws_config::load_from_env().await.
    /// fn tokens(provider: SharedCredentialsProvider) -> Result<TokenProvider, TokenError> {
    ///     let runtime = tokio::runtime::Handle::current();
    ///     let tokens = TokenProvider::new("app", "my-cache", "eu-west-1")?;
    ///     Ok(tokens.aws_credentials_from(move || runtime.block_on(provider.provide_credentials())))
    /// }
    /// ```
    #[must_use]
    pub fn aws_credentials_from<F, E>(mut self, source: F) -> Self
    where
        F: Fn() -> Result<AwsCredentials, E> + Send + Sync + 'static,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        self.source = Box::new(move || source().map_err(Into::into));
        self
    }

    /// The user with a token that opens connections for 5 minutes at least, unless the AWS credentials
    /// expire before. May block as long as the function for the credentials does.
    ///
    /// # Errors
    /// When there are no AWS credentials, or they have expired.
    pub fn credentials(&self) -> Result<Credentials, TokenError> {
        self.credentials_at(SystemTime::now())
    }

    fn credentials_at(&self, now: SystemTime) -> Result<Credentials, TokenError> {
        // Not locked while the credentials are fetched: that may hang, and must then hold up nobody else.
        let kept = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = kept().as_ref().filter(|token| token.is_fresh(now)).map(|token| token.text.clone());
        let password = match fresh {
            Some(text) => text,
            None => {
                let token = self.make(now).map_err(|error| {
                    TokenError(format!("no IAM token for user {:?}: {}", self.user, with_causes(&*error)))
                })?;
                kept().insert(token).text.clone()
            }
        };
        Ok(Credentials::new(&self.user, password).over_tls_only())
    }

    fn make(&self, now: SystemTime) -> Result<Token, Failure> {
        let credentials = (self.source)()?;
        let life = match credentials.expiry().map(|expiry| expiry.duration_since(now)) {
            None => LIFE,
            Some(Ok(left)) if !left.is_zero() => left.min(LIFE),
            Some(_) => return Err("the AWS credentials have expired".into()),
        };
        Ok(Token { text: self.sign(credentials, now)?, made: now, life })
    }

    /// A token is a presigned URL without its scheme. Nobody ever requests it.
    fn sign(&self, credentials: AwsCredentials, now: SystemTime) -> Result<String, Failure> {
        let Self { user, cache, region, .. } = self;
        let kind = if self.serverless { "&ResourceType=ServerlessCache" } else { "" };
        let query = format!("Action=connect&User={user}{kind}");
        let mut settings = SigningSettings::default();
        settings.signature_location = SignatureLocation::QueryParams;
        settings.expires_in = Some(LIFE);
        let identity = credentials.into();
        let params = SigningParams::builder()
            .identity(&identity)
            .region(region)
            .name("elasticache")
            .time(now)
            .settings(settings)
            .build()?
            .into();
        // The signer adds the header `host` itself.
        let url = format!("http://{cache}/?{query}");
        let request = SignableRequest::new("GET", url, std::iter::empty(), SignableBody::Bytes(&[]))?;
        let (signature, _) = sign(request, &params)?.into_parts();
        let query = form_urlencoded::Serializer::new(query).extend_pairs(signature.params()).finish();
        Ok(format!("{cache}/?{query}"))
    }
}

struct Token {
    text: String,
    made: SystemTime,
    life: Duration,
}

impl Token {
    /// Not when the clock was set back either: the server would take the token for one of the future.
    fn is_fresh(&self, now: SystemTime) -> bool {
        now.duration_since(self.made).is_ok_and(|age| age + RESERVE <= self.life)
    }
}

fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Result<AwsCredentials, Failure> {
    let optional = |name| variable(name).filter(|value| !value.is_empty());
    let required = |name| optional(name).ok_or_else(|| format!("the environment variable {name} is not set"));
    let (id, secret) = (required("AWS_ACCESS_KEY_ID")?, required("AWS_SECRET_ACCESS_KEY")?);
    Ok(AwsCredentials::new(id, secret, optional("AWS_SESSION_TOKEN"), None, "environment"))
}

/// An error of AWS's crates says little itself, and the rest in its causes.
fn with_causes(error: &(dyn Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |&error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// Why there is no token, as a text without secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenError(String);

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for TokenError {}

/// Without tokens and AWS credentials.
impl fmt::Debug for TokenProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenProvider")
            .field("user", &self.user)
            .field("cache", &self.cache)
            .field("region", &self.region)
            .field("serverless", &self.serverless)
            .finish_non_exhaustive()
    }
}
