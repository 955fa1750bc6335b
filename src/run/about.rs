//! What a server says about itself.

use sigma_redis_runtime::Client;

use super::plain;
use super::value::Value;
use crate::catalogue::model::Datum;

/// What a server is. One that does not tell is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct About {
    /// The version of Redis that it is, or is like.
    pub version: Option<String>,
    /// Its product and its own version, such as `Valkey 8.1.1`.
    #[cfg(feature = "panel")]
    pub product: Option<String>,
    /// Whether it belongs to a cluster.
    #[cfg(feature = "panel")]
    pub is_cluster: bool,
}

/// Asks a server what it is.
pub(crate) async fn about(client: &Client) -> About {
    let words = ["INFO", "server"].map(|word| Datum::Text(word.to_owned()));
    let Ok(Value::Text(text)) = plain(client, &words).await else { return About::default() };
    let text = text.to_string_lossy();
    let field = |name: &str| {
        text.lines().find_map(|line| Some(line.strip_prefix(name)?.strip_prefix(':')?.trim().to_owned()))
    };
    let version = field("redis_version");
    #[cfg(feature = "panel")]
    let product = match field("valkey_version") {
        Some(version) => Some(format!("Valkey {version}")),
        None => version.as_ref().map(|version| format!("Redis {version}")),
    };
    About {
        version,
        #[cfg(feature = "panel")]
        product,
        #[cfg(feature = "panel")]
        is_cluster: field("redis_mode").is_some_and(|mode| mode == "cluster"),
    }
}
