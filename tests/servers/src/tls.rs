use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose};

/// A certificate authority that nobody but the test trusts.
pub struct Ca(CertifiedIssuer<'static, KeyPair>);

impl Ca {
    /// A new authority, unrelated to every other.
    pub fn new() -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "Test CA");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
        let key = KeyPair::generate().expect("a key for the test CA");
        Self(CertifiedIssuer::self_signed(params, key).expect("a certificate for the test CA"))
    }

    /// The authority's certificate, for clients that shall trust it.
    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// A certificate for these names, and its key, both as PEM.
    pub(crate) fn issue(&self, names: &[&str]) -> (String, String) {
        let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
        let params = CertificateParams::new(names).expect("valid names");
        let key = KeyPair::generate().expect("a key for the test server");
        let certificate = params.signed_by(&key, &self.0).expect("a certificate for the test server");
        (certificate.pem(), key.serialize_pem())
    }
}

impl Default for Ca {
    fn default() -> Self {
        Self::new()
    }
}
