//! Keys and values: bytes that usually are text.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::ops::Deref;
use std::str::Utf8Error;
use std::string::FromUtf8Error;

/// A key or a value: any bytes, as Redis stores them.
///
/// Made from text, bytes, integers and booleans with `into()`, which every constructor calls for
/// you. A number or a boolean becomes its decimal or JSON text. Compares with text and bytes directly.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bytes(Vec<u8>);

impl Bytes {
    /// The bytes as text.
    ///
    /// # Errors
    /// When they are not UTF-8.
    pub fn to_str(&self) -> Result<&str, Utf8Error> {
        std::str::from_utf8(&self.0)
    }

    /// The bytes as text, with `U+FFFD` in place of what is not UTF-8.
    pub fn to_string_lossy(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.0)
    }

    /// Turns the bytes into a string, without copying.
    ///
    /// # Errors
    /// When they are not UTF-8; the error gives the bytes back.
    pub fn into_string(self) -> Result<String, FromUtf8Error> {
        String::from_utf8(self.0)
    }

    /// Turns the bytes into a vector, without copying.
    pub fn into_vec(self) -> Vec<u8> {
        self.0
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Borrow<[u8]> for Bytes {
    fn borrow(&self) -> &[u8] {
        &self.0
    }
}

/// As a byte string literal: `b"caf\xc3\xa9"`.
impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "b\"{}\"", self.0.escape_ascii())
    }
}

/// As text, with `U+FFFD` in place of what is not UTF-8.
impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.to_string_lossy())
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<String> for Bytes {
    fn from(text: String) -> Self {
        Self(text.into_bytes())
    }
}

impl From<Bytes> for Vec<u8> {
    fn from(bytes: Bytes) -> Self {
        bytes.0
    }
}

impl<const N: usize> From<[u8; N]> for Bytes {
    fn from(bytes: [u8; N]) -> Self {
        Self(bytes.to_vec())
    }
}

impl<const N: usize> From<&[u8; N]> for Bytes {
    fn from(bytes: &[u8; N]) -> Self {
        Self(bytes.to_vec())
    }
}

impl From<bool> for Bytes {
    fn from(value: bool) -> Self {
        Self::from(if value { "true" } else { "false" })
    }
}

impl From<&[u8]> for Bytes {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

impl From<&Vec<u8>> for Bytes {
    fn from(bytes: &Vec<u8>) -> Self {
        Self(bytes.clone())
    }
}

impl From<&Bytes> for Bytes {
    fn from(bytes: &Bytes) -> Self {
        bytes.clone()
    }
}

macro_rules! from_text {
    ($($type:ty),+) => {$(
        impl From<$type> for Bytes {
            fn from(text: $type) -> Self {
                Self(text.as_bytes().to_vec())
            }
        }
    )+};
}
from_text!(&str, &String, Cow<'_, str>);

macro_rules! from_integers {
    ($($type:ty),+) => {$(
        impl From<$type> for Bytes {
            fn from(value: $type) -> Self {
                Self(value.to_string().into_bytes())
            }
        }
    )+};
}
from_integers!(i8, i16, i32, i64, isize, u8, u16, u32, u64, usize);

macro_rules! equals {
    ($($type:ty),+) => {$(
        impl PartialEq<$type> for Bytes {
            fn eq(&self, other: &$type) -> bool {
                let other: &[u8] = other.as_ref();
                self.0 == other
            }
        }

        impl PartialEq<Bytes> for $type {
            fn eq(&self, other: &Bytes) -> bool {
                other == self
            }
        }
    )+};
}
equals!(str, &str, String, [u8], &[u8], Vec<u8>);

impl<const N: usize> PartialEq<&[u8; N]> for Bytes {
    fn eq(&self, other: &&[u8; N]) -> bool {
        self.0 == other.as_slice()
    }
}
