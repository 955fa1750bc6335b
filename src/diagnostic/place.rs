//! Where something is: from byte offsets to lines, columns and a piece of the source to show.

use std::ops::Range;

/// A range of bytes in a file's text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub start: usize,
    pub end: usize,
}

/// Where a mistake is, with the source line to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted from 1, in characters.
    pub column: usize,
    /// The column after the last marked character of the same line.
    pub end_column: usize,
    /// The bytes of the text, over all of its lines.
    pub bytes: Range<usize>,
    /// The source line, or the part of a long line around the place; safe to print.
    pub(super) excerpt: String,
    /// The bytes of the excerpt to mark.
    pub(super) marked: Range<usize>,
    /// How many characters of the line are left out before the excerpt.
    pub(super) omitted: usize,
}

/// The lines of a text, found by byte offset. A place costs the same however long its line is.
pub(crate) struct Lines<'a> {
    text: &'a str,
    /// Made when the first place is asked for.
    index: std::cell::OnceCell<Index>,
}

/// What would be counted anew for every place.
struct Index {
    /// Where each line starts.
    starts: Vec<usize>,
    /// How many characters begin before each block of [`BLOCK`] bytes.
    characters: Vec<usize>,
}

const BLOCK: usize = 256;

impl<'a> Lines<'a> {
    pub fn new(text: &'a str) -> Self {
        Lines { text, index: std::cell::OnceCell::new() }
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            // As in YAML, a line ends with a line feed, or with a carriage return on its own.
            let bytes = self.text.as_bytes();
            let is_break = |&at: &usize| match bytes[at] {
                b'\n' => true,
                b'\r' => bytes.get(at + 1) != Some(&b'\n'),
                _ => false,
            };
            let starts = std::iter::once(0).chain((0..bytes.len()).filter(is_break).map(|at| at + 1));
            let mut characters = vec![0];
            for block in bytes.chunks(BLOCK) {
                characters.push(characters[characters.len() - 1] + begun(block));
            }
            Index { starts: starts.collect(), characters }
        })
    }

    /// How many characters there are before a place in the text.
    fn characters(&self, at: usize) -> usize {
        let block = at / BLOCK;
        self.index().characters[block] + begun(&self.text.as_bytes()[block * BLOCK..at])
    }

    /// The line of a place, counted from 1.
    pub fn line(&self, span: Span) -> usize {
        self.index().starts.partition_point(|&start| start <= span.start)
    }

    /// The place of a span; of a span over several lines, its part in the first line.
    pub fn place(&self, span: Span) -> Place {
        let line = self.line(span);
        let starts = &self.index().starts;
        let start = starts[line - 1];
        let text = &self.text[start..starts.get(line).copied().unwrap_or(self.text.len())];
        let text = text.trim_end_matches(['\n', '\r']);
        let from = floor(text, span.start.saturating_sub(start));
        let to = floor(text, span.end.saturating_sub(start)).max(from);
        let count = |from: usize, to: usize| self.characters(start + to) - self.characters(start + from);
        let (before, width) = (count(0, from), count(from, to));
        let (excerpt, marked) = excerpt(text, from..to);
        let omitted = before - excerpt[..marked.start].chars().count();
        let (column, bytes) = (before + 1, span.start..span.end);
        Place { line, column, end_column: column + width, bytes, excerpt, marked, omitted }
    }
}

/// How many characters begin in these bytes of UTF-8.
fn begun(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xc0 != 0x80).count()
}

/// The last character boundary up to `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// What to show of a line: all of a short one, else a window around the marked bytes.
fn excerpt(line: &str, marked: Range<usize>) -> (String, Range<usize>) {
    const BEFORE: usize = 40;
    const LONGEST: usize = 120;
    let (mut start, mut end) = (0, line.len());
    if line.len() > LONGEST {
        start = line[..marked.start].char_indices().rev().nth(BEFORE).map_or(0, |(at, _)| at);
        end = line[start..].char_indices().nth(LONGEST).map_or(end, |(at, _)| start + at);
    }
    let marked = marked.start..marked.end.min(end);

    let mut shown = safe(&line[start..marked.start]);
    let from = shown.len();
    shown += &safe(&line[marked.clone()]);
    let to = shown.len();
    shown += &safe(&line[marked.end..end]);
    if end < line.len() {
        shown.push('…');
    }
    (shown, from..to)
}

/// A line that is safe to print, whatever is in it: `\u{fffd}` stands for each line break and each character that
/// [`safe`] replaces, and no CI log takes it for a command (GitHub's begin with `::`, or have `##[` anywhere).
pub(crate) fn safe_line(line: &str) -> String {
    let line = safe(line).replace("##[", "#\u{fffd}[");
    let indent = line.len() - line.trim_start().len();
    match line[indent..].strip_prefix("::") {
        Some(rest) => format!("{}:\u{fffd}{rest}", &line[..indent]),
        None => line,
    }
}

/// A text with `\u{fffd}` for each character that is not safe to print; tabs stay.
pub(crate) fn safe(text: &str) -> String {
    text.chars().map(|c| if is_invisible(c) && c != '\t' { '\u{fffd}' } else { c }).collect()
}

/// Whether a character could move the cursor, change a terminal, or reorder or hide text; or cannot be written in XML. What
/// joins letters or pictures, such as U+200D, is seen in what it joins.
pub fn is_invisible(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e007f}')
}
