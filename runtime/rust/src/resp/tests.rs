//! The protocol without a connection: replies in any pieces, and bytes that are no replies.

use proptest::prelude::*;

use super::decode::Malformed;
use super::{Encoder, Frame, Incoming};
use crate::operation::Words;

const LIMIT: usize = 10_000_000;

/// Gives the bytes in pieces of this size; returns the frames that came of them, shown.
fn read(bytes: &[u8], size: usize) -> Result<Vec<String>, Malformed> {
    let mut incoming = Incoming::new(LIMIT);
    let mut frames = Vec::new();
    for mut piece in bytes.chunks(size.max(1)) {
        while !piece.is_empty() {
            let space = incoming.space();
            let count = space.len().min(piece.len());
            space[..count].copy_from_slice(&piece[..count]);
            incoming.received(count);
            piece = &piece[count..];
        }
        while let Some(frame) = incoming.next()? {
            frames.push(format!("{frame:?}"));
        }
    }
    Ok(frames)
}

fn one(bytes: &[u8]) -> String {
    let frames = read(bytes, bytes.len()).unwrap();
    assert_eq!(frames.len(), 1, "{frames:?}");
    frames.into_iter().next().unwrap()
}

#[test]
fn every_kind_of_reply() {
    let shown = |frame: Frame<'_>| format!("{frame:?}");
    for (bytes, frame) in [
        (&b"+OK\r\n"[..], Frame::Simple(b"OK")),
        (b"-ERR no\r\n", Frame::Error(b"ERR no")),
        (b":-9223372036854775808\r\n", Frame::Integer(i64::MIN)),
        (b"$5\r\na\r\nbc\r\n", Frame::Bulk(b"a\r\nbc")),
        (b"$0\r\n\r\n", Frame::Bulk(b"")),
        (b"$-1\r\n", Frame::Nil),
        (b"*-1\r\n", Frame::Nil),
        (b"_\r\n", Frame::Nil),
        (b"*0\r\n", Frame::Array(vec![])),
        (
            b"*2\r\n:1\r\n*1\r\n$1\r\nx\r\n",
            Frame::Array(vec![Frame::Integer(1), Frame::Array(vec![Frame::Bulk(b"x")])]),
        ),
        (b"~1\r\n+a\r\n", Frame::Array(vec![Frame::Simple(b"a")])),
        (b"%1\r\n+a\r\n:1\r\n", Frame::Array(vec![Frame::Simple(b"a"), Frame::Integer(1)])),
        (b">1\r\n+a\r\n", Frame::Push(vec![Frame::Simple(b"a")])),
        (b"|1\r\n+ttl\r\n:3\r\n:7\r\n", Frame::Integer(7)),
        (b"#t\r\n", Frame::Boolean(true)),
        (b",1.5\r\n", Frame::Simple(b"1.5")),
        (b"=7\r\ntxt:abc\r\n", Frame::Bulk(b"abc")),
        (b"!3\r\nERR\r\n", Frame::Error(b"ERR")),
    ] {
        assert_eq!(one(bytes), shown(frame), "{}", bytes.escape_ascii());
    }
}

#[test]
fn bytes_that_are_no_reply() {
    for bytes in [
        &b"HTTP/1.1 200 OK\r\n"[..],
        b":\r\n",
        b":1x\r\n",
        b":9223372036854775808\r\n",
        b"$-2\r\n",
        b"*-7\r\n",
        b"+line feed only\n",
        b"$1\r\nab\r\n",
    ] {
        assert!(read(bytes, bytes.len()).is_err(), "{}", bytes.escape_ascii());
    }
    let deep = b"*1\r\n".repeat(10_000);
    assert!(read(&[&deep[..], b":1\r\n"].concat(), 4096).is_err(), "a deep reply must not exhaust the stack");
    let nested = |levels| [&b"*1\r\n".repeat(levels)[..], b":1\r\n"].concat();
    assert!(read(&nested(64), 4096).is_ok() && read(&nested(65), 4096).is_err());
    assert!(read(&b"*1\r\n".repeat(65), 4).is_err(), "what only gets deeper is no reply before it ends");
    let long = [&b"-"[..], &b"x".repeat(3 << 20)].concat();
    assert!(read(&long, 1 << 16).is_err(), "a line that does not end must not be scanned again and again");
    assert_eq!(read(b"*3000000\r\n:1\r\n", 4), Ok(vec![]), "an announced size allocates nothing");
    assert!(read(b"*9223372036854775807\r\n:1\r\n", 4).is_err());
}

#[test]
fn commands_are_arrays_of_bulk_strings() {
    let mut encoder = Encoder::default();
    encoder.command(&["SET"], 2);
    encoder.bytes(b"a\r\nb");
    encoder.integer(i64::MIN);
    let expected = b"*3\r\n$3\r\nSET\r\n$4\r\na\r\nb\r\n$20\r\n-9223372036854775808\r\n";
    assert_eq!(encoder.buffer().as_slice(), expected);
}

proptest! {
    #[test]
    fn the_pieces_do_not_matter(replies in prop::collection::vec(reply(), 0..20), size in 1usize..50) {
        let bytes = replies.concat();
        prop_assert_eq!(read(&bytes, size), read(&bytes, bytes.len()));
        prop_assert_eq!(read(&bytes, size).unwrap().len(), replies.len());
    }

    #[test]
    fn no_bytes_cause_a_panic(bytes in prop::collection::vec(prop::sample::select(&b"+-:$*_#,(!=%~>|\r\n0123456789t \xff"[..]), 0..200), size in 1usize..50) {
        let _ = read(&bytes, size);
    }
}

/// A well-formed reply.
fn reply() -> impl Strategy<Value = Vec<u8>> {
    let leaf = prop_oneof![
        any::<i64>().prop_map(|number| format!(":{number}\r\n").into_bytes()),
        prop::collection::vec(any::<u8>(), 0..40)
            .prop_map(|bytes| { [format!("${}\r\n", bytes.len()).as_bytes(), &bytes, b"\r\n"].concat() }),
        Just(b"$-1\r\n".to_vec()),
        Just(b"+OK\r\n".to_vec()),
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        prop::collection::vec(inner, 0..5)
            .prop_map(|items| [format!("*{}\r\n", items.len()).into_bytes(), items.concat()].concat())
    })
}

#[test]
fn a_reply_that_is_too_large_is_refused_before_it_is_there() {
    let refused = |bytes: &[u8]| {
        let message = read(bytes, 16 * 1024).unwrap_err().0;
        assert!(message.contains("more than 10000000 bytes; `Config::max_reply_size`"), "{message}");
    };
    refused(b"$10000001\r\n");
    refused(b"*2\r\n:1\r\n$9999999\r\n");
    refused(b"*4000000\r\n");
    refused(&[&b"*9000000\r\n"[..], &b":1\r\n".repeat(2_500_000)].concat());
    assert_eq!(
        read(&[&b"$9999000\r\n"[..], &[b'x'; 9_999_000], b"\r\n"].concat(), 16 * 1024).unwrap().len(),
        1
    );
    // It is for each reply, not for all that come at a time.
    assert_eq!(read(&b"$4\r\nabcd\r\n".repeat(1_100_000), 1 << 20).unwrap().len(), 1_100_000);
}
