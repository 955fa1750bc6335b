//! The types of replies that are the same for every catalogue.

use super::{Given, Reply};
use crate::bytes::Bytes;
use crate::resp::Frame;

/// `OK`.
impl Reply for () {
    fn read(frame: &Frame<'_>) -> Option<Self> {
        matches!(frame, Frame::Simple(_)).then_some(())
    }
}

/// 1 or 0.
impl Reply for bool {
    fn read(frame: &Frame<'_>) -> Option<Self> {
        match frame {
            Frame::Integer(1) | Frame::Boolean(true) => Some(true),
            Frame::Integer(0) | Frame::Boolean(false) => Some(false),
            _ => None,
        }
    }
}

impl Reply for i64 {
    fn read(frame: &Frame<'_>) -> Option<Self> {
        match frame {
            Frame::Integer(number) => Some(*number),
            _ => None,
        }
    }
}

impl Reply for f64 {
    fn read(frame: &Frame<'_>) -> Option<Self> {
        match frame {
            Frame::Double(number) => Some(*number),
            Frame::Integer(number) => Some(*number as f64),
            // `inf` and `-inf` are read, too.
            Frame::Simple(text) | Frame::Bulk(text) => std::str::from_utf8(text).ok()?.parse().ok(),
            _ => None,
        }
    }
}

impl Reply for Bytes {
    fn read(frame: &Frame<'_>) -> Option<Self> {
        match frame {
            Frame::Bulk(bytes) | Frame::Simple(bytes) => Some(Bytes::from(*bytes)),
            Frame::Double(number) => Some(Bytes::from(*number)),
            _ => None,
        }
    }
}

/// Something, or nil.
impl<T: Reply> Reply for Option<T> {
    fn read(frame: &Frame<'_>) -> Option<Self> {
        Self::read_given(frame, Given::default())
    }

    fn read_given(frame: &Frame<'_>, given: Given<'_>) -> Option<Self> {
        match frame {
            Frame::Nil => Some(None),
            frame => T::read_given(frame, given).map(Some),
        }
    }
}

/// A list, or the members of a set.
impl<T: Reply> Reply for Vec<T> {
    fn read(frame: &Frame<'_>) -> Option<Self> {
        Self::read_given(frame, Given::default())
    }

    fn read_given(frame: &Frame<'_>, given: Given<'_>) -> Option<Self> {
        match frame {
            Frame::Array(frames) => T::read_list(frames, given),
            _ => None,
        }
    }
}
