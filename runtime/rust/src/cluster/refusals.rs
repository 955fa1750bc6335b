//! Errors by which a node says that it did not execute an operation, and what to do instead.
//!
//! <https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#redirection-and-resharding>

/// Why a node of a cluster did not execute an operation; it certainly did not.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal<'a> {
    /// Another node has the slot now: the slot, and the node's host and port.
    Moved(u16, &'a str, u16),
    /// Another node is about to have the slot, and runs this operation already: its host and port.
    Ask(&'a str, u16),
    /// Soon it will.
    Later,
    /// Soon it will, or it is another node's turn, which the map says.
    NotHere,
}

/// How the error begins of an operation that waited on a master until that became a replica. An operation that somebody
/// ended with `CLIENT UNBLOCK` has another one, and wants it.
pub const FORCED: &[u8] = b"UNBLOCKED force ";

impl<'a> Refusal<'a> {
    /// What the text of a server's error says; `None` when it is the operation's own error.
    pub fn read(message: &'a [u8]) -> Option<Self> {
        // The usual errors are told apart without looking at all of their text.
        if !matches!(message.first(), Some(b'M' | b'A' | b'T' | b'C' | b'L' | b'R' | b'U')) {
            return None;
        }
        if message.starts_with(FORCED) {
            return Some(Self::NotHere);
        }
        let message = std::str::from_utf8(message).ok()?;
        let mut words = message.split(' ');
        match words.next()? {
            code @ ("MOVED" | "ASK") => {
                let slot = words.next()?.parse().ok().filter(|&slot| slot < super::slots::SLOTS as u16)?;
                let (host, port) = words.next()?.trim_end().rsplit_once(':')?;
                let port = port.parse().ok()?;
                Some(if code == "MOVED" { Self::Moved(slot, host, port) } else { Self::Ask(host, port) })
            }
            "TRYAGAIN" | "LOADING" => Some(Self::Later),
            "CLUSTERDOWN" | "MASTERDOWN" | "READONLY" => Some(Self::NotHere),
            _ => None,
        }
    }
}
