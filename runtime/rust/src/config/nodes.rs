//! Which of the nodes that servers name are connected to, and where.

use std::sync::Arc;

use super::address::Address;
use crate::error::{ConnectionError, ConnectionErrorKind};

type Map = dyn Fn(&str, u16) -> Option<(String, u16)> + Send + Sync;

#[derive(Clone, Default)]
pub(crate) struct NodeRules {
    /// Where nodes are that are elsewhere than they say.
    pub map: Option<Arc<Map>>,
    /// The hosts that servers may name, in lower case; all of them without a list.
    pub hosts: Option<Vec<String>>,
}

impl NodeRules {
    /// Where the node is that a server named by this address.
    ///
    /// # Errors
    /// When the user did not list its host.
    pub fn locate(&self, address: &Arc<Address>) -> Result<Arc<Address>, ConnectionError> {
        let Some(port) = address.port() else { return Ok(address.clone()) };
        if let Some((host, port)) = self.map.as_ref().and_then(|map| map(address.host(), port)) {
            return Ok(Arc::new(address.beside(&host, port)));
        }
        let host = address.host().to_lowercase();
        let is_in =
            |entry: &String| if entry.starts_with('.') { host.ends_with(entry) } else { host == *entry };
        if self.hosts.as_ref().is_none_or(|hosts| hosts.iter().any(is_in)) {
            return Ok(address.clone());
        }
        let message = format!("a server named the node {address}, whose host is not in `Config::node_hosts`");
        Err(ConnectionError::new(ConnectionErrorKind::Configuration, message))
    }
}
