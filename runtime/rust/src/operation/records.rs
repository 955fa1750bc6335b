//! Replies that hold several values, each with a name.

use std::slice;

use super::Reply;
use crate::bytes::Bytes;
use crate::resp::Frame;

/// The parameters that an operation was given, of those that make the server send more.
#[derive(Clone, Copy, Debug, Default)]
pub struct Given<'a>(pub &'a [(&'static str, bool)]);

impl Given<'_> {
    /// Whether this parameter was given.
    pub fn has(self, parameter: &str) -> bool {
        self.0.iter().any(|&(name, is_given)| is_given && name == parameter)
    }
}

/// Values that come back together. The generated types implement it; nobody else has to.
pub trait Record: Sized + Send + 'static {
    /// Whether each value comes with its name; otherwise they come in their order.
    const BY_NAME: bool;

    /// How many fields the server sends in any case, when these parameters were given.
    fn due(given: Given<'_>) -> usize;

    /// Reads the fields.
    fn read_fields(fields: &mut Fields<'_, '_>, given: Given<'_>) -> Option<Self>;
}

/// The fields of a record, as they came.
#[derive(Debug)]
pub struct Fields<'f, 'a>(Source<'f, 'a>);

#[derive(Debug)]
enum Source<'f, 'a> {
    InOrder(slice::Iter<'f, Frame<'a>>),
    /// Names and values in turn.
    ByName(&'f [Frame<'a>]),
}

impl<'f, 'a> Fields<'f, 'a> {
    fn of<R: Record>(frames: &'f [Frame<'a>]) -> Self {
        Self(if R::BY_NAME { Source::ByName(frames) } else { Source::InOrder(frames.iter()) })
    }

    /// Takes the field that is next, or has this name; `None` when it is not there, or of another type.
    pub fn take<T: Reply>(&mut self, name: &str, given: Given<'_>) -> Option<T> {
        T::read_given(self.find(name)?, given)
    }

    /// The same for a field that older servers do not send.
    pub fn take_if_there<T: Reply>(&mut self, name: &str, given: Given<'_>) -> Option<Option<T>> {
        match self.find(name) {
            Some(frame) => Option::read_given(frame, given),
            None => Some(None),
        }
    }

    fn find(&mut self, name: &str) -> Option<&'f Frame<'a>> {
        match &mut self.0 {
            Source::InOrder(frames) => frames.next(),
            Source::ByName(frames) => frames.chunks_exact(2).find_map(|pair| {
                let is_it =
                    matches!(&pair[0], Frame::Bulk(sent) | Frame::Simple(sent) if is_name(sent, name));
                is_it.then_some(&pair[1])
            }),
        }
    }
}

/// Whether the server means a field by its name: `last-delivered-id` is `last_delivered_id`.
fn is_name(sent: &[u8], name: &str) -> bool {
    let plain = |byte: &u8| if byte.is_ascii_alphanumeric() { byte.to_ascii_lowercase() } else { b'_' };
    sent.iter().map(plain).eq(name.bytes())
}

impl<R: Record> Reply for R {
    fn read(frame: &Frame<'_>) -> Option<Self> {
        Self::read_given(frame, Given::default())
    }

    fn read_given(frame: &Frame<'_>, given: Given<'_>) -> Option<Self> {
        let Frame::Array(frames) = frame else { return None };
        R::read_fields(&mut Fields::of::<R>(frames), given)
    }

    /// Records that come in their order may come one after the other in one array: scores with RESP 2, and the values of
    /// a map. Their first field is no array.
    fn read_list(frames: &[Frame<'_>], given: Given<'_>) -> Option<Vec<Self>> {
        let due = R::due(given).max(1);
        let is_flat = !R::BY_NAME && !matches!(frames.first(), None | Some(Frame::Array(_) | Frame::Nil));
        if !is_flat {
            return frames.iter().map(|frame| R::read_given(frame, given)).collect();
        }
        if !frames.len().is_multiple_of(due) {
            return None;
        }
        frames.chunks_exact(due).map(|frames| R::read_fields(&mut Fields::of::<R>(frames), given)).collect()
    }
}

/// The pairs of a map: a flat array, or with some commands an array of pairs.
pub(super) fn pairs<T: Reply>(frames: &[Frame<'_>], given: Given<'_>) -> Option<Vec<(Bytes, T)>> {
    let pair = |name: &Frame<'_>, value: &Frame<'_>| Some((Bytes::read(name)?, T::read_given(value, given)?));
    if let Some(Frame::Array(_)) = frames.first() {
        let nested = frames.iter().map(|frame| match frame {
            Frame::Array(parts) => match &parts[..] {
                [name, value] => pair(name, value),
                _ => None,
            },
            _ => None,
        });
        return nested.collect();
    }
    if !frames.len().is_multiple_of(2) {
        return None;
    }
    frames.chunks_exact(2).map(|parts| pair(&parts[0], &parts[1])).collect()
}
