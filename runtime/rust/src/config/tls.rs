//! Certificates, and whose they are.

use super::Config;

/// Settings for TLS; certificates and keys in PEM.
#[derive(Clone, Default)]
pub(crate) struct TlsSettings {
    pub authority: Option<Vec<u8>>,
    pub identity: Option<(Vec<u8>, Vec<u8>)>,
    /// The name that certificates must have, in place of the host's.
    pub server_name: Option<String>,
}

/// With the feature `tls`.
impl Config {
    /// Trusts the certificate authorities of this PEM text, instead of the system's.
    #[must_use]
    pub fn certificate_authority(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.tls.authority = Some(pem.into());
        self
    }

    /// Expects the server's certificate to be for this name, and not for the host of the URL: for a server
    /// that is reached through a tunnel. In a cluster this goes for all its nodes.
    #[must_use]
    pub fn tls_server_name(mut self, name: impl Into<String>) -> Self {
        self.tls.server_name = Some(name.into());
        self
    }

    /// Shows the server this certificate, with its private key, both in PEM.
    #[must_use]
    pub fn client_certificate(mut self, pem: impl Into<Vec<u8>>, key: impl Into<Vec<u8>>) -> Self {
        self.tls.identity = Some((pem.into(), key.into()));
        self
    }
}
