//! Replies whose parts have no names in the catalogue: maps, and anything.

use std::collections::HashMap;
use std::fmt;
use std::ops::Index;

use super::records::pairs;
use super::{Given, Reply};
use crate::bytes::Bytes;
use crate::resp::Frame;

/// Values by their names, in the server's order. A name may come more than once, as in an entry of a stream.
///
/// ```
/// # use sigma_redis_runtime::{Bytes, Map};
/// let fields: Map<Bytes> = [("name", "Ada"), ("age", "36")].into_iter().collect();
/// assert_eq!(fields["name"], "Ada");
/// assert_eq!(fields.get("email"), None);
/// let all: std::collections::HashMap<Bytes, Bytes> = fields.into();
/// assert_eq!(all.len(), 2);
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Map<T>(Vec<(Bytes, T)>);

impl<T> Map<T> {
    /// The value under a name; the first one where there are several.
    pub fn get(&self, name: impl AsRef<[u8]>) -> Option<&T> {
        let name = name.as_ref();
        self.0.iter().find(|(other, _)| other[..] == *name).map(|(_, value)| value)
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The names and values in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&Bytes, &T)> {
        self.0.iter().map(|(name, value)| (name, value))
    }
}

impl<T> Default for Map<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: fmt::Debug> fmt::Debug for Map<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

/// # Panics
/// When there is no value under the name.
impl<T, N: AsRef<[u8]>> Index<N> for Map<T> {
    type Output = T;

    fn index(&self, name: N) -> &T {
        let name = name.as_ref();
        self.get(name).unwrap_or_else(|| panic!("no value under {:?}", String::from_utf8_lossy(name)))
    }
}

impl<T> IntoIterator for Map<T> {
    type Item = (Bytes, T);
    type IntoIter = std::vec::IntoIter<(Bytes, T)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<N: Into<Bytes>, V: Into<T>, T> FromIterator<(N, V)> for Map<T> {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

/// Of several values under one name, the last one stays.
impl<T> From<Map<T>> for HashMap<Bytes, T> {
    fn from(map: Map<T>) -> Self {
        map.into_iter().collect()
    }
}

impl<T: Reply> Reply for Map<T> {
    fn read(frame: &Frame<'_>) -> Option<Self> {
        Self::read_given(frame, Given::default())
    }

    fn read_given(frame: &Frame<'_>, given: Given<'_>) -> Option<Self> {
        match frame {
            Frame::Array(frames) => pairs(frames, given).map(Self),
            _ => None,
        }
    }
}

/// A reply of any type but an error, such as a script's.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// Nil.
    Nil,
    /// An integer.
    Integer(i64),
    /// A floating-point number, where the connection tells it from a text.
    Double(f64),
    /// True or false; with RESP 2 a server has none.
    Boolean(bool),
    /// A string of bytes, or a status such as `OK`.
    Bytes(Bytes),
    /// A list or a set; a map as its names and values in turn.
    List(Vec<Value>),
}

impl Reply for Value {
    fn read(frame: &Frame<'_>) -> Option<Self> {
        Some(match frame {
            Frame::Nil => Self::Nil,
            Frame::Integer(number) => Self::Integer(*number),
            Frame::Double(number) => Self::Double(*number),
            Frame::Boolean(value) => Self::Boolean(*value),
            Frame::Simple(bytes) | Frame::Bulk(bytes) => Self::Bytes(Bytes::from(*bytes)),
            Frame::Array(frames) => Self::List(frames.iter().map(Self::read).collect::<Option<_>>()?),
            Frame::Error(_) | Frame::Push(_) => return None,
        })
    }
}
