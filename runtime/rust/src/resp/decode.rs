//! Replies in.

/// One reply, borrowed from the receive buffer.
#[derive(Clone, Debug, PartialEq)]
pub enum Frame<'a> {
    /// A simple string, or a RESP 3 double or big number, as its text.
    Simple(&'a [u8]),
    /// A floating-point number, from a connection that reads it.
    Double(f64),
    /// An error: its code, a space and its message.
    Error(&'a [u8]),
    /// An integer.
    Integer(i64),
    /// A string of bytes.
    Bulk(&'a [u8]),
    /// Nil.
    Nil,
    /// A RESP 3 boolean.
    Boolean(bool),
    /// An array, a set, or a map as its keys and values in turn.
    Array(Vec<Frame<'a>>),
    /// What a server sends without having been asked; no reply.
    Push(Vec<Frame<'a>>),
}

impl Frame<'_> {
    /// What it is, for an error message.
    pub(crate) fn describe(&self) -> String {
        match self {
            Frame::Simple(text) => format!("the status `{}`", shown(text)),
            Frame::Error(text) => format!("the error `{}`", shown(text)),
            Frame::Double(number) => format!("the number {number}"),
            Frame::Integer(number) => format!("the integer {number}"),
            Frame::Bulk(bytes) => format!("the {} bytes `{}`", bytes.len(), shown(bytes)),
            Frame::Nil => "nil".into(),
            Frame::Boolean(value) => format!("the boolean {value}"),
            Frame::Array(items) | Frame::Push(items) => format!("an array of {} items", items.len()),
        }
    }
}

/// Bytes as text for a message, shortened.
pub(crate) fn shown(bytes: &[u8]) -> String {
    match bytes.split_at_checked(32) {
        Some((start, rest)) if !rest.is_empty() => format!("{}...", start.escape_ascii()),
        _ => bytes.escape_ascii().to_string(),
    }
}

/// Bytes that are no reply.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Malformed(pub String);

/// The receive buffer of one connection: bytes in, frames out.
///
/// An incomplete frame is remembered as far as it was read, so that a reply of any size is scanned
/// once however small the pieces are in which it comes.
#[derive(Debug)]
pub(crate) struct Incoming {
    /// Storage; only the part from `start` to `end` holds received bytes.
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// How far the first frame was scanned, relative to `start`.
    scanned: usize,
    /// How many values that frame still lacks at each level; empty before its first byte.
    missing: Vec<u64>,
    /// How many bytes a frame may have.
    limit: usize,
}

/// Enough for a few thousand small replies; more is allocated as a reply needs it.
const READ_SIZE: usize = 32 * 1024;

impl Incoming {
    /// An empty buffer for frames of so many bytes at most.
    pub fn new(limit: usize) -> Self {
        Self { buffer: Vec::new(), start: 0, end: 0, scanned: 0, missing: Vec::new(), limit }
    }

    /// Room for the next read; never empty.
    pub fn space(&mut self) -> &mut [u8] {
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
            // One large reply must not keep its memory for as long as the connection lives.
            if self.buffer.len() > 64 * READ_SIZE {
                self.buffer = Vec::new();
            }
        } else if self.end == self.buffer.len() && self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
        }
        if self.buffer.len() - self.end < READ_SIZE / 2 {
            self.buffer.resize(READ_SIZE.max(self.end * 2), 0);
        }
        &mut self.buffer[self.end..]
    }

    /// Takes notice of bytes that were read into [`Incoming::space`].
    pub fn received(&mut self, count: usize) {
        self.end += count;
    }

    /// Whether nothing was received that [`Incoming::next`] has not given out.
    pub fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// Whether what comes next was not asked for.
    #[inline]
    pub fn is_push(&self) -> bool {
        self.buffer[self.start..self.end].first() == Some(&b'>')
    }

    /// Drops what the server sends without having been asked, as far as it is all there.
    #[inline]
    pub fn skip_pushes(&mut self) -> Result<(), Malformed> {
        while self.is_push() && self.next()?.is_some() {}
        Ok(())
    }

    /// The next complete frame, if it is all there.
    #[inline]
    pub fn next(&mut self) -> Result<Option<Frame<'_>>, Malformed> {
        // Most replies are a line or a string, and all there.
        if self.missing.is_empty()
            && let Some((from, to)) = simple(&self.buffer[self.start..self.end])
        {
            let frame = &self.buffer[self.start..self.start + to];
            self.start += to + 2;
            return Ok(Some(match frame[0] {
                b'+' => Frame::Simple(&frame[from..]),
                b'-' => Frame::Error(&frame[from..]),
                b':' => Frame::Integer(number(&frame[from..])?),
                _ => Frame::Bulk(&frame[from..]),
            }));
        }
        self.next_of_any_kind()
    }

    fn next_of_any_kind(&mut self) -> Result<Option<Frame<'_>>, Malformed> {
        let bytes = &self.buffer[self.start..self.end];
        if self.missing.is_empty() {
            self.scanned = 0;
            self.missing.push(1);
        }
        while !self.missing.is_empty() {
            let Some((header, body)) = Header::read(bytes, self.scanned)? else { return Ok(None) };
            let (length, values) = match header {
                Header::Line(_) | Header::Number(_) | Header::Nil => (0, 0),
                Header::Block(length) => (length.saturating_add(2), 0),
                Header::Items { values, .. } => (0, values),
            };
            // The shortest value, nil, is `_` and a line end.
            let least =
                length.saturating_add(usize::try_from(values).unwrap_or(usize::MAX).saturating_mul(3));
            check_size(body.saturating_add(least), self.limit)?;
            if bytes.len() - body < length {
                return Ok(None);
            }
            self.scanned = body + length;
            self.missing.push(values);
            // Before more of it comes: a reply that only gets deeper would have no end.
            if self.missing.len() > MAX_DEPTH + 1 && values > 0 {
                return Err(Malformed(format!("a reply is nested more than {MAX_DEPTH} levels deep")));
            }
            while self.missing.pop_if(|values| *values == 0).is_some() {
                if let Some(values) = self.missing.last_mut() {
                    *values -= 1;
                }
            }
        }
        let mut at = 0;
        let frame = parse(bytes, &mut at)?;
        self.start += self.scanned;
        Ok(Some(frame))
    }
}

/// Refuses a frame that has so many bytes at least, before they are there.
fn check_size(least: usize, limit: usize) -> Result<(), Malformed> {
    if least <= limit {
        return Ok(());
    }
    let message =
        format!("a reply has more than {limit} bytes; `Config::max_reply_size` says how many it may have");
    Err(Malformed(message))
}

/// Deeper replies do not exist; a hostile one must not exhaust the stack.
const MAX_DEPTH: usize = 64;

/// No server sends longer lines; each is scanned from its beginning whenever more of it comes.
const MOST_OF_A_LINE: usize = 1024 * 1024;

/// From where to where the content of the first frame goes, when it is a line, or a string of less than a
/// million bytes, and all there; a line end follows it.
#[inline]
fn simple(bytes: &[u8]) -> Option<(usize, usize)> {
    let line_end = |from: usize| {
        let rest = bytes.get(from..)?;
        let end = from + rest[..rest.len().min(MOST_OF_A_LINE)].iter().position(|&byte| byte == b'\n')?;
        (end > from && bytes[end - 1] == b'\r').then_some(end - 1)
    };
    match bytes.first()? {
        b'+' | b'-' | b':' => Some((1, line_end(1)?)),
        b'$' => {
            let end = line_end(1)?;
            let digits = &bytes[1..end];
            if !(1..=6).contains(&digits.len()) || !digits.iter().all(u8::is_ascii_digit) {
                return None;
            }
            let length = digits.iter().fold(0, |length, digit| length * 10 + usize::from(digit - b'0'));
            let (from, to) = (end + 2, end + 2 + length);
            (bytes.get(to..to + 2)? == b"\r\n").then_some((from, to))
        }
        _ => None,
    }
}

/// The first line of a value: what follows it, and how much.
enum Header<'a> {
    /// The whole value stands on the line.
    Line(&'a [u8]),
    Number(i64),
    Nil,
    /// So many bytes and a line end follow.
    Block(usize),
    /// So many values follow: those of the `count` items and, for attributes, the value they describe.
    Items {
        count: u64,
        values: u64,
    },
}

impl<'a> Header<'a> {
    /// Reads the line at `at`; gives the header and where its body starts, or `None` when the line is
    /// incomplete.
    fn read(bytes: &'a [u8], at: usize) -> Result<Option<(Self, usize)>, Malformed> {
        let rest = &bytes[at.min(bytes.len())..];
        let Some((&kind, rest)) = rest.split_first() else { return Ok(None) };
        if !b"+-:$*_#,(!=%~>|".contains(&kind) {
            let shown = &bytes[at..bytes.len().min(at + 16)];
            return Err(Malformed(format!("no reply begins with `{}`", shown.escape_ascii())));
        }
        let line = &rest[..rest.len().min(MOST_OF_A_LINE)];
        let Some(length) = line.iter().position(|&byte| byte == b'\n') else {
            let too_long = rest.len() > MOST_OF_A_LINE;
            return if too_long { Err(Malformed("a line of a reply does not end".into())) } else { Ok(None) };
        };
        let body = at + 1 + length + 1;
        let Some(line) = rest[..length].strip_suffix(b"\r") else {
            return Err(Malformed("a line of a reply ends without a carriage return".into()));
        };
        let items = |factor: u64, extra: u64| match number(line)? {
            -1 => Ok(Header::Nil),
            count => {
                let count = u64::try_from(count).map_err(|_| negative(line))?;
                Ok(Header::Items { count, values: count.saturating_mul(factor).saturating_add(extra) })
            }
        };
        let header = match kind {
            b':' => Header::Number(number(line)?),
            b'_' => Header::Nil,
            b'$' | b'!' | b'=' => match number(line)? {
                -1 => Header::Nil,
                length => Header::Block(usize::try_from(length).map_err(|_| negative(line))?),
            },
            b'*' | b'~' | b'>' => items(1, 0)?,
            b'%' => items(2, 0)?,
            b'|' => items(2, 1)?,
            _ => Header::Line(line),
        };
        Ok(Some((header, body)))
    }
}

/// Parses the value at `at`, which was scanned before: it is complete, and not too deep.
fn parse<'a>(bytes: &'a [u8], at: &mut usize) -> Result<Frame<'a>, Malformed> {
    let incomplete = || Malformed("a reply ends in the middle".into());
    let kind = *bytes.get(*at).ok_or_else(incomplete)?;
    let (header, body) = Header::read(bytes, *at)?.ok_or_else(incomplete)?;
    *at = body;
    Ok(match header {
        Header::Nil => Frame::Nil,
        Header::Number(number) => Frame::Integer(number),
        Header::Line(line) => match (kind, line) {
            (b'-', text) => Frame::Error(text),
            (b'#', b"t") => Frame::Boolean(true),
            (b'#', b"f") => Frame::Boolean(false),
            (_, text) => Frame::Simple(text),
        },
        Header::Block(length) => {
            let block = bytes.get(body..body + length).ok_or_else(incomplete)?;
            *at = body + length + 2;
            if bytes.get(body + length..*at) != Some(b"\r\n") {
                return Err(Malformed("a string of a reply is longer than announced".into()));
            }
            match kind {
                b'!' => Frame::Error(block),
                // A verbatim string begins with its format and a colon: `txt:`.
                b'=' => Frame::Bulk(block.get(4..).unwrap_or(block)),
                _ => Frame::Bulk(block),
            }
        }
        Header::Items { count, values } if kind == b'|' => {
            for _ in 0..count * 2 {
                parse(bytes, at)?;
            }
            debug_assert_eq!(values, count * 2 + 1);
            parse(bytes, at)?
        }
        Header::Items { values, .. } => {
            let items = (0..values).map(|_| parse(bytes, at)).collect::<Result<_, _>>()?;
            if kind == b'>' { Frame::Push(items) } else { Frame::Array(items) }
        }
    })
}

fn number(text: &[u8]) -> Result<i64, Malformed> {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    let parsed = digits.iter().try_fold(0i64, |number, digit| {
        let digit = i64::from(digit.is_ascii_digit().then(|| digit - b'0')?);
        let number = number.checked_mul(10)?;
        if negative { number.checked_sub(digit) } else { number.checked_add(digit) }
    });
    parsed
        .filter(|_| !digits.is_empty())
        .ok_or_else(|| Malformed(format!("`{}` is not a 64-bit integer", text.escape_ascii())))
}

fn negative(line: &[u8]) -> Malformed {
    Malformed(format!("`{}` is no length", line.escape_ascii()))
}
