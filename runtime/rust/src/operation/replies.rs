//! The types of replies that are the same for every catalogue.

use super::Reply;
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

impl Reply for Bytes {
    fn read(frame: &Frame<'_>) -> Option<Self> {
        match frame {
            Frame::Bulk(bytes) | Frame::Simple(bytes) => Some(Bytes::from(*bytes)),
            _ => None,
        }
    }
}

/// A string of bytes, or nil.
impl Reply for Option<Bytes> {
    fn read(frame: &Frame<'_>) -> Option<Self> {
        match frame {
            Frame::Nil => Some(None),
            frame => Bytes::read(frame).map(Some),
        }
    }
}

/// The members of a set.
impl Reply for Vec<Bytes> {
    fn read(frame: &Frame<'_>) -> Option<Self> {
        match frame {
            Frame::Array(members) => members.iter().map(Bytes::read).collect(),
            _ => None,
        }
    }
}
