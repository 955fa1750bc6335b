//! The token that every request for data needs, and the launch code that gives it to the page.

use std::sync::{Mutex, PoisonError};

use subtle::ConstantTimeEq;

/// A token for each start, and a code that is exchanged for it once.
pub(super) struct Keys {
    token: String,
    code: Mutex<Option<String>>,
}

impl Keys {
    /// Makes a token.
    pub fn new() -> Result<Self, getrandom::Error> {
        Ok(Self { token: random()?, code: Mutex::new(None) })
    }

    /// Makes a code. One that was not used yet is of no use any more.
    pub fn new_code(&self) -> Result<String, getrandom::Error> {
        let code = random()?;
        *self.code.lock().unwrap_or_else(PoisonError::into_inner) = Some(code.clone());
        Ok(code)
    }

    /// The token, for a code that was not used before.
    pub fn exchange(&self, code: &str) -> Option<&str> {
        let mut wanted = self.code.lock().unwrap_or_else(PoisonError::into_inner);
        wanted.take_if(|wanted| is_same(wanted, code)).map(|_| &*self.token)
    }

    pub fn is_token(&self, text: &str) -> bool {
        is_same(&self.token, text)
    }
}

/// How long it takes tells nothing about where they differ.
fn is_same(secret: &str, text: &str) -> bool {
    secret.as_bytes().ct_eq(text.as_bytes()).into()
}

/// 256 bits in hexadecimal digits.
fn random() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::getrandom(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
