//! Commands out.

use crate::operation::Words;

/// Writes commands into a buffer.
#[derive(Debug, Default)]
pub(crate) struct Encoder {
    buffer: Vec<u8>,
}

impl Encoder {
    /// An encoder with room for so many bytes.
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self { buffer: Vec::with_capacity(bytes) }
    }

    /// Begins a command of these words and as many arguments.
    #[inline]
    pub fn command(&mut self, words: &[&str], arguments: usize) {
        self.header(b'*', words.len() + arguments);
        for word in words {
            self.bytes(word.as_bytes());
        }
    }

    /// What was written, for whoever sends it.
    pub(crate) fn buffer(&mut self) -> &mut Vec<u8> {
        &mut self.buffer
    }

    #[inline]
    fn header(&mut self, kind: u8, count: usize) {
        // Most are short; where the number is a constant, this is one too.
        match count {
            0..10 => self.buffer.extend_from_slice(&[kind, b'0' + count as u8, b'\r', b'\n']),
            10..100 => {
                let (tens, ones) = ((count / 10) as u8, (count % 10) as u8);
                self.buffer.extend_from_slice(&[kind, b'0' + tens, b'0' + ones, b'\r', b'\n']);
            }
            _ => self.long_header(kind, count),
        }
    }

    fn long_header(&mut self, kind: u8, count: usize) {
        let mut digits = [0; 20];
        let start = decimal(count as u64, &mut digits);
        self.buffer.push(kind);
        self.buffer.extend_from_slice(&digits[start..]);
        self.buffer.extend_from_slice(b"\r\n");
    }
}

impl Words for Encoder {
    #[inline]
    fn bytes(&mut self, argument: &[u8]) {
        self.header(b'$', argument.len());
        self.buffer.extend_from_slice(argument);
        self.buffer.extend_from_slice(b"\r\n");
    }

    fn integer(&mut self, argument: i64) {
        let mut digits = [0; 20];
        let mut start = decimal(argument.unsigned_abs(), &mut digits);
        if argument < 0 {
            start -= 1;
            digits[start] = b'-';
        }
        self.bytes(&digits[start..]);
    }
}

/// Writes a number's digits at the end of `digits`; returns where they start.
fn decimal(mut number: u64, digits: &mut [u8; 20]) -> usize {
    let mut start = digits.len();
    loop {
        start -= 1;
        digits[start] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            return start;
        }
    }
}
