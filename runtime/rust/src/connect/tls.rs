//! TLS: its settings, and what a failure means.

use std::io;
use std::sync::{Arc, OnceLock};

use rustls::CertificateError::{BadSignature, NotValidForName, NotValidForNameContext, UnknownIssuer};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, Error as TlsError, RootCertStore};

use super::Prepared;
use crate::config::{Address, TlsSettings};
use crate::error::{ConnectionError, ConnectionErrorKind};

/// The settings of one client, worked out when they are needed first.
pub(super) type Shared = Arc<OnceLock<Arc<ClientConfig>>>;

impl Prepared {
    /// The TLS settings and the name that the server's certificate must have; `None` without TLS.
    pub fn tls(&self) -> Result<Option<(Arc<ClientConfig>, ServerName<'static>)>, ConnectionError> {
        let Address::Tcp { host, tls: true, .. } = &*self.address else { return Ok(None) };
        let host = self.config.tls.server_name.as_ref().unwrap_or(host);
        let name = ServerName::try_from(host.clone()).map_err(|_| {
            let message = format!("`{host}` is not a name that a certificate can have");
            ConnectionError::new(ConnectionErrorKind::Configuration, message)
        })?;
        if let Some(tls) = self.tls.get() {
            return Ok(Some((tls.clone(), name)));
        }
        let tls = Arc::new(tls_config(&self.config.tls).map_err(|message| {
            ConnectionError::new(
                ConnectionErrorKind::Configuration,
                format!("TLS cannot be set up: {message}"),
            )
        })?);
        Ok(Some((self.tls.get_or_init(|| tls).clone(), name)))
    }

    /// The error of a TLS handshake that failed.
    pub fn cannot_encrypt(&self, error: io::Error) -> ConnectionError {
        let kind = error.kind();
        let hint = match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            // An authority of the same name, with another key, is unknown too.
            Some(TlsError::InvalidCertificate(UnknownIssuer | BadSignature)) => {
                " (the certificate's authority is unknown: name its file in SSL_CERT_FILE, or use `Config::certificate_authority`)"
            }
            Some(TlsError::InvalidCertificate(NotValidForName | NotValidForNameContext { .. })) => {
                " (the certificate is for another name: `Config::tls_server_name` says which to expect)"
            }
            Some(TlsError::InvalidMessage(_)) => PLAIN,
            None if kind == io::ErrorKind::UnexpectedEof || kind == io::ErrorKind::ConnectionReset => PLAIN,
            _ => "",
        };
        let message = format!("TLS with {} failed{hint}", self.address);
        ConnectionError::io(ConnectionErrorKind::Connect, message, error)
    }

    /// The error of a server that was silent during the TLS handshake until the time was over.
    pub fn silent_handshake(&self) -> ConnectionError {
        let (address, connect_timeout) = (&self.address, self.config.connect_timeout);
        let message = format!("{address} did not answer the TLS handshake within {connect_timeout:?}{PLAIN}");
        ConnectionError::new(ConnectionErrorKind::Timeout, message)
    }
}

/// The hint for who tried TLS in vain.
const PLAIN: &str = " (does the server speak plain redis://?)";

fn tls_config(settings: &TlsSettings) -> Result<ClientConfig, String> {
    let mut roots = RootCertStore::empty();
    match &settings.authority {
        Some(pem) => {
            for certificate in read_pem(pem, "the certificate authority")? {
                roots.add(certificate).map_err(|error| format!("the certificate authority: {error}"))?;
            }
        }
        None => {
            let found = rustls_native_certs::load_native_certs();
            roots.add_parsable_certificates(found.certs);
            if roots.is_empty() {
                return Err(
                    "the system has no certificate authorities: name a file in SSL_CERT_FILE, or use `Config::certificate_authority`"
                        .into()
                );
            }
        }
    }
    // The provider is named, because rustls panics when it has to choose between several.
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_root_certificates(roots);
    let Some((certificate, key)) = &settings.identity else { return Ok(builder.with_no_client_auth()) };
    let chain = read_pem(certificate, "the client certificate")?;
    let key =
        PrivateKeyDer::from_pem_slice(key).map_err(|error| format!("the client's private key: {error}"))?;
    builder.with_client_auth_cert(chain, key).map_err(|error| format!("the client certificate: {error}"))
}

fn read_pem(pem: &[u8], what: &str) -> Result<Vec<CertificateDer<'static>>, String> {
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match certificates {
        Ok(certificates) if certificates.is_empty() => Err(format!("{what}: no PEM certificate in the text")),
        Ok(certificates) => Ok(certificates),
        Err(error) => Err(format!("{what}: {error}")),
    }
}
