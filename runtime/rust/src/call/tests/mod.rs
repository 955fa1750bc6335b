//! What the tests of the core have in common: operations, maps and a side of the wire.

mod failing;
mod histories;
mod routing;
mod scripted;
mod simulated;
mod single;
mod waiting;

use std::sync::Arc;
use std::time::Duration;

use crate::bytes::Bytes;
use crate::call::Call;
use crate::call::Exchange;
use crate::cluster::{AskShards, SlotMap};
use crate::config::{Address, Limits};
use crate::error::{ConnectionError, ConnectionErrorKind};
use crate::operation::{Arguments, Operation, Reply, Resend};
use crate::resp::{Frame, Incoming};

/// Defines an operation with a command, a number of keys and a rule about sending it again.
macro_rules! operation {
    ($name:ident, $command:literal, $resend:ident $(, but $odd:ident for odd numbers)?) => {
        #[derive(Clone, Debug)]
        struct $name(Vec<Bytes>, i64);

        impl $name {
            fn new(keys: &[&str], value: i64) -> Self {
                Self(keys.iter().map(|key| Bytes::from(*key)).collect(), value)
            }
        }

        impl Operation for $name {
            type Reply = i64;
            const NAME: &'static str = stringify!($name);
            const COMMAND: &'static [&'static str] = &[$command];
            const RESEND: Resend = Resend::$resend;

            fn into_key(self, _: usize) -> Bytes {
                self.0.into_iter().next().unwrap_or_default()
            }

            $(fn resend(&self) -> Resend {
                if self.1 % 2 == 1 { Resend::$odd } else { Self::RESEND }
            })?

            fn arguments(&self, to: &mut impl Arguments) {
                to.keys("keys", &self.0);
                to.one("value", &self.1);
            }
        }
    };
}
operation!(Read, "READ", Always);
operation!(Safe, "SAFE", OnRequest);
operation!(Never, "NEVER", Never);
operation!(Mixed, "MIXED", OnRequest, but Never for odd numbers);

/// Whether an operation may run more than once.
fn repeats(operation: &impl Operation, resend_safe: bool) -> bool {
    match operation.resend() {
        Resend::Always => true,
        Resend::OnRequest => resend_safe,
        Resend::Never => false,
    }
}

/// The address of a node of the tests: `n1` and port 1, and so on.
fn node(number: usize) -> Arc<Address> {
    Arc::new(Address::Tcp { host: format!("n{number}"), port: number as u16, tls: false })
}

/// What a node answers to `CLUSTER SLOTS` when these are the last slots of nodes 1, 2 and so on.
fn shards(last: &[u16]) -> Vec<u8> {
    let mut text = format!("*{}\r\n", last.len());
    let mut first = 0;
    for (number, last) in last.iter().enumerate() {
        let host = format!("n{}", number + 1);
        text += &format!("*3\r\n:{first}\r\n:{last}\r\n");
        text += &format!("*2\r\n${}\r\n{host}\r\n:{}\r\n", host.len(), number + 1);
        first = last + 1;
    }
    text.into_bytes()
}

/// The map of an answer to `CLUSTER SLOTS`, as the node with this address gave it.
fn map(answer: &[u8], asked: &Arc<Address>) -> SlotMap {
    let mut incoming = received(answer);
    let frame = incoming.next().unwrap().expect("the whole answer");
    SlotMap::new(&<AskShards as Operation>::Reply::read(&frame).expect("a map"), asked)
}

fn received(mut bytes: &[u8]) -> Incoming {
    let mut incoming = Incoming::new(usize::MAX);
    while !bytes.is_empty() {
        let space = incoming.space();
        let count = space.len().min(bytes.len());
        space[..count].copy_from_slice(&bytes[..count]);
        incoming.received(count);
        bytes = &bytes[count..];
    }
    incoming
}

/// The commands in these bytes, each as its words; and how many bytes they are.
fn commands(bytes: &[u8]) -> (Vec<String>, usize) {
    let mut incoming = received(bytes);
    let (mut commands, mut length) = (Vec::new(), 0);
    while let Some(frame) = incoming.next().unwrap() {
        let Frame::Array(words) = frame else { panic!("{frame:?} is no command") };
        length += format!("*{}\r\n", words.len()).len();
        let words = words.iter().map(|word| match word {
            Frame::Bulk(bytes) => {
                length += format!("${}\r\n", bytes.len()).len() + bytes.len() + 2;
                String::from_utf8(bytes.to_vec()).unwrap()
            }
            other => panic!("{other:?} is no word"),
        });
        commands.push(words.collect::<Vec<_>>().join(" "));
    }
    (commands, length)
}

/// Takes up to so many whole commands off the bytes that came to a node.
fn take_commands(bytes: &mut Vec<u8>, count: usize) -> Vec<String> {
    let mut taken = commands(bytes).0;
    taken.truncate(count);
    for words in &taken {
        let words = words.split(' ');
        let head = format!("*{}\r\n", words.clone().count()).len();
        let length: usize = words.map(|word| format!("${}\r\n{word}\r\n", word.len()).len()).sum();
        bytes.drain(..head + length);
    }
    taken
}

/// How many histories are simulated.
fn seeds() -> u64 {
    std::env::var("SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(150)
}

fn limits(resend_safe_writes: bool) -> Limits {
    let (operation_timeout, call_timeout) = (Duration::from_secs(5), Duration::from_secs(60));
    Limits { operation_timeout, call_timeout, resend_safe_writes }
}

fn silence() -> ConnectionError {
    ConnectionError::new(ConnectionErrorKind::Timeout, "nothing came for long")
}

fn broken() -> ConnectionError {
    ConnectionError::new(ConnectionErrorKind::Broken, "the connection broke")
}
