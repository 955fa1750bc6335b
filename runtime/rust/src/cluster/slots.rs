//! Hash slots: which part of a cluster's data a key belongs to.
//!
//! <https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/>

use crate::bytes::Bytes;
use crate::error::{CrossSlotError, Error};
use crate::operation::{Argument, Arguments, Operation};

/// How many slots there are.
pub const SLOTS: usize = 16_384;

/// The slot of a key.
#[inline]
pub fn slot(key: &[u8]) -> u16 {
    crc16(tag(key)) % SLOTS as u16
}

/// The part of a key that decides on its slot: what stands in its first braces, or else all of it.
#[inline]
fn tag(key: &[u8]) -> &[u8] {
    let Some(open) = key.iter().position(|&byte| byte == b'{') else { return key };
    let rest = &key[open + 1..];
    match rest.iter().position(|&byte| byte == b'}') {
        None | Some(0) => key,
        Some(length) => &rest[..length],
    }
}

/// CRC-16/XMODEM, four bytes at a time.
#[inline]
fn crc16(bytes: &[u8]) -> u16 {
    let (words, rest) = bytes.as_chunks::<4>();
    let crc = words.iter().fold(0u16, |crc, &[a, b, c, d]| {
        let [high, low] = crc.to_be_bytes();
        TABLES[3][usize::from(high ^ a)]
            ^ TABLES[2][usize::from(low ^ b)]
            ^ TABLES[1][usize::from(c)]
            ^ TABLES[0][usize::from(d)]
    });
    rest.iter().fold(crc, |crc, byte| (crc << 8) ^ TABLES[0][usize::from((crc >> 8) as u8 ^ byte)])
}

/// The checksums of each byte with none, one, two and three zero bytes after it.
const TABLES: [[u16; 256]; 4] = {
    let mut tables = [[0; 256]; 4];
    let mut byte = 0;
    while byte < 256 {
        let mut crc = (byte as u16) << 8;
        let mut bit = 0;
        while bit < 32 {
            crc = if crc & 0x8000 == 0 { crc << 1 } else { (crc << 1) ^ 0x1021 };
            bit += 1;
            if bit % 8 == 0 {
                tables[bit / 8 - 1][byte] = crc;
            }
        }
        byte += 1;
    }
    tables
};

/// The slot of an operation's keys.
///
/// # Errors
/// When its keys lie in different slots; the operation stands at `index` of the call.
#[inline]
pub fn slot_of<O: Operation>(operation: &O, index: usize) -> Result<u16, Error> {
    let mut slots = Slots { first: None, other: false };
    operation.arguments(&mut slots);
    if !slots.other {
        return Ok(slots.first.unwrap_or(0));
    }
    let mut keys = keys_of(operation);
    let first = keys.next().unwrap_or_default();
    let other = keys.find(|key| slot(key) != slot(&first)).unwrap_or_default();
    let keys = [first, other];
    Err(Error::CrossSlot(Box::new(CrossSlotError { operation: O::NAME, index, keys })))
}

/// The keys of an operation.
pub fn keys_of<O: Operation>(operation: &O) -> impl Iterator<Item = Bytes> + use<O> {
    let mut keys = Vec::new();
    operation.arguments(&mut Keys(|key: &Bytes| keys.push(key.clone())));
    keys.into_iter()
}

/// Whether two operations have a key in common.
pub fn share_a_key<O: Operation>(one: &O, other: &O) -> bool {
    let mut shared = false;
    one.arguments(&mut Keys(|key: &Bytes| {
        other.arguments(&mut Keys(|theirs: &Bytes| shared |= key == theirs))
    }));
    shared
}

/// Works out the slots of an operation's keys.
struct Slots {
    first: Option<u16>,
    other: bool,
}

impl Arguments for Slots {
    #[inline]
    fn one(&mut self, _: &'static str, _: &impl Argument) {}

    #[inline]
    fn list(&mut self, _: &'static str, _: &[impl Argument]) {}

    #[inline]
    fn key(&mut self, _: &'static str, key: &Bytes) {
        let slot = slot(key);
        self.other |= *self.first.get_or_insert(slot) != slot;
    }

    #[inline]
    fn keys(&mut self, parameter: &'static str, keys: &[Bytes]) {
        for key in keys {
            self.key(parameter, key);
        }
    }
}

/// Shows an operation's keys to a function.
struct Keys<F>(F);

impl<F: FnMut(&Bytes)> Arguments for Keys<F> {
    fn one(&mut self, _: &'static str, _: &impl Argument) {}

    fn list(&mut self, _: &'static str, _: &[impl Argument]) {}

    fn key(&mut self, _: &'static str, key: &Bytes) {
        self.0(key);
    }

    fn keys(&mut self, _: &'static str, keys: &[Bytes]) {
        keys.iter().for_each(&mut self.0);
    }
}
