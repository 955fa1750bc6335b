//! Markers that do not count: where they are, and why.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};

use super::marker::{CLOSE, OPEN, comments};
use crate::diagnostic::{Code, Report, Span};

/// How a comment of MDX begins and ends.
const MDX: [&str; 2] = ["{/*", "*/}"];

/// Code in the file: nothing in it is a marker.
struct Shown {
    range: Range<usize>,
    kind: Markup,
}

enum Markup {
    /// Between fences; `fence` is the one that is missing at its end, or empty.
    Fenced {
        fence: String,
    },
    Indented,
    Inline,
}

/// Reports every marker that begins a region, but is in code or in a comment of another language.
pub fn report(text: &str, report: &mut Report) {
    let code: Vec<_> = Parser::new_ext(text, Options::all())
        .into_offset_iter()
        .filter_map(|each| shown(text, each))
        .collect();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let range = start..start + line.len();
        start = range.end;
        for marker in comments(line, range.clone(), MDX).filter(|marker| marker.is_begin) {
            report
                .add(Code::Region, marker.span, "no region: this marker is in a comment of MDX")
                .help("write it as `<!-- ... -->`, in a file of plain Markdown: MDX has no such comments");
        }
        for marker in comments(line, range, [OPEN, CLOSE]).filter(|marker| marker.is_begin) {
            if let Some(code) = code.iter().find(|code| code.range.contains(&marker.span.start)) {
                let begin = Span { start: code.range.start, end: code.range.start };
                let (why, help) = code.kind.explain(report.line(begin));
                report.add(Code::Region, marker.span, format!("no region: this marker {why}")).help(help);
            }
        }
    }
}

fn shown(text: &str, (event, range): (Event, Range<usize>)) -> Option<Shown> {
    let kind = match event {
        Event::Code(_) => Markup::Inline,
        Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => Markup::Indented,
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => {
            Markup::Fenced { fence: missing_fence(&text[range.clone()]) }
        }
        _ => return None,
    };
    Some(Shown { range, kind })
}

/// The fence that a block of code begins with, when it has none at its end.
fn missing_fence(block: &str) -> String {
    let fence = |line: &str| {
        let line = line.trim_start_matches(|c: char| c.is_whitespace() || c == '>');
        let mark = line.chars().next().unwrap_or_default();
        line.chars().take_while(|&c| c == mark).collect::<String>()
    };
    let mut lines = block.trim_end().lines();
    let opening = fence(lines.next().unwrap_or_default());
    let is_closed = lines
        .next_back()
        .is_some_and(|line| line.trim_end().ends_with(&fence(line)) && fence(line).starts_with(&opening));
    if is_closed { String::new() } else { opening }
}

impl Markup {
    /// Why a marker in it does not count, and what to do about it.
    fn explain(&self, line: usize) -> (String, String) {
        match self {
            Self::Fenced { fence } if fence.is_empty() => (
                format!("is inside the code block that begins in line {line}"),
                "move it out of the code block".to_owned(),
            ),
            Self::Fenced { fence } => (
                format!("is below the fence in line {line}, which is never closed"),
                format!("add a line {fence} where that code block ends"),
            ),
            Self::Indented => (
                "is indented by four spaces or more, which makes it code".to_owned(),
                "indent it less".to_owned(),
            ),
            Self::Inline => {
                ("is in backticks, which make it code".to_owned(), "remove the backticks".to_owned())
            }
        }
    }
}
