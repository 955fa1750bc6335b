//! The markers in a Markdown file, and what they ask for.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::catalogue::Catalogue;
use crate::catalogue::model::Operation;
use crate::diagnostic::{Code, Report, Span, quoted};
use crate::document::{Spanned, unknown};

/// What all markers have in common, in front and behind.
pub(super) const OPEN: &str = "<!--";
pub(super) const CLOSE: &str = "-->";
const NAME: &str = "SIGMA-GEN";

const END: &str = "add a line `<!-- END SIGMA-GEN -->` below it, outside of code";

/// A kind of region.
struct RegionKind {
    name: &'static str,
    /// What a marker of it says, as an example.
    usage: &'static str,
    /// The names of the `name=value` words that it takes.
    attributes: &'static [&'static str],
    template: &'static str,
}

const KINDS: &[RegionKind] = &[
    RegionKind {
        name: "operations",
        usage: "operations group=set",
        attributes: &["group", "names"],
        template: "docs/operation.md",
    },
    RegionKind { name: "summary", usage: "summary", attributes: &["page"], template: "docs/summary.md" },
    RegionKind {
        name: "parameters",
        usage: "parameters operation=get",
        attributes: &["operation"],
        template: "docs/parameters.md",
    },
    RegionKind {
        name: "response",
        usage: "response operation=get",
        attributes: &["operation"],
        template: "docs/response.md",
    },
    RegionKind {
        name: "example",
        usage: "example operation=get",
        attributes: &["operation", "number"],
        template: "docs/example.md",
    },
];

/// A part of the file that is generated.
pub struct Region {
    /// The template that its content is made with.
    pub template: &'static str,
    /// What goes into it.
    pub content: Content,
    /// The bytes between its markers' lines.
    pub inside: Range<usize>,
    /// The marker that ends it.
    pub end: Span,
    /// How lines end there.
    pub line_break: &'static str,
    /// The level of its headings: one below the heading before it.
    pub level: usize,
}

/// What goes into a region.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Operations as a whole, each with its number.
    Operations { names: Vec<(usize, String)> },
    /// A table of all operations, with links to their headings in this page.
    Summary { page: Option<String> },
    /// A part of one operation, and for examples the position of the one that is meant.
    Part { operation: String, example: usize },
}

/// A line with a marker.
pub(super) struct Marker<'t> {
    pub is_begin: bool,
    /// From `<!--` to the last word.
    pub span: Span,
    /// The line's bytes with its end.
    line: Range<usize>,
    words: Vec<Spanned<&'t str>>,
}

/// The regions of a Markdown file. Mistakes are reported.
pub fn regions(text: &str, catalogue: &Catalogue, report: &mut Report) -> Vec<Region> {
    let mut code = Vec::new();
    let mut headings = Vec::new();
    for (event, range) in Parser::new_ext(text, Options::all()).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_)) | Event::Code(_) => code.push(range),
            Event::Start(Tag::Heading { level, .. }) => headings.push((range.start, level as usize)),
            _ => {}
        }
    }
    let mut regions: Vec<(Region, Span)> = Vec::new();
    let mut open: Option<Marker> = None;
    for marker in markers(text, &code, report) {
        match (open.take(), marker.is_begin) {
            (None, true) => open = Some(marker),
            (Some(begin), true) => {
                let line = report.line(begin.span);
                report
                    .add(
                        Code::Region,
                        marker.span,
                        format!("a region inside the one that begins in line {line}"),
                    )
                    .help(END.replace("below it", "before it"));
                // It takes the next end, so that one end that is missing is one mistake.
                open = Some(marker);
            }
            (None, false) => {
                report
                    .add(Code::Region, marker.span, "the end of a region that has no beginning")
                    .help("remove it, or add the marker that begins the region above it, outside of code");
            }
            (Some(begin), false) => {
                if let Some(extra) = marker.words.first() {
                    let message = format!("unexpected {} at the end of a region", quoted(extra.value));
                    report.add(Code::Region, extra.span, message).help("write `<!-- END SIGMA-GEN -->`");
                }
                let Some((template, content)) = content(&begin, catalogue, report) else { continue };
                let is_same =
                    |(region, _): &&(Region, _)| region.template == template && region.content == content;
                if let Some((_, first)) = regions.iter().find(is_same) {
                    let line = report.line(*first);
                    report
                        .add(Code::Region, begin.span, format!("the same region as the one in line {line}"))
                        .help("remove one of them, or let it show something else");
                }
                let is_outside = |&(at, _): &(usize, usize)| {
                    regions.iter().all(|(region, _)| !region.inside.contains(&at))
                };
                let above = headings
                    .iter()
                    .filter(|(at, _)| *at < begin.line.start)
                    .rfind(|&heading| is_outside(heading));
                let level = above.map_or(2, |&(_, level)| (level + 1).min(5));
                let line_break = if text[begin.line.clone()].ends_with("\r\n") { "\r\n" } else { "\n" };
                let inside = begin.line.end..marker.line.start;
                let end = marker.span;
                regions.push((Region { template, content, inside, end, line_break, level }, begin.span));
            }
        }
    }
    if let Some(begin) = open {
        report.add(Code::Region, begin.span, "a region that does not end").help(END);
    }
    regions.into_iter().map(|(region, _)| region).collect()
}

/// Every line with a marker that is not inside of code.
fn markers<'t>(text: &'t str, code: &[Range<usize>], report: &mut Report) -> Vec<Marker<'t>> {
    let mut markers = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let range = start..start + line.len();
        start = range.end;
        // The parser knows code also by where it begins in a list or quote.
        let is_code = |marker: &Marker| code.iter().any(|code| code.contains(&marker.span.start));
        let mut comments = comments(line, range.clone(), [OPEN, CLOSE]).filter(|marker| !is_code(marker));
        let Some(marker) = comments.next() else { continue };
        let is_alone = line.trim_start().starts_with(OPEN)
            && line.trim_end().ends_with(CLOSE)
            && line.matches(CLOSE).count() == 1;
        if is_alone {
            markers.push(marker);
        } else {
            report
                .add(Code::Region, marker.span, "a marker that shares its line")
                .help("give it a line of its own, from `<!--` to `-->`");
        }
    }
    markers
}

/// The markers in a line at these bytes of the file, in comments that begin and end like this.
pub(super) fn comments<'t>(
    line: &'t str,
    range: Range<usize>,
    [open, close]: [&'t str; 2],
) -> impl Iterator<Item = Marker<'t>> {
    line.match_indices(open).filter_map(move |(at, _)| {
        let rest = &line[at + open.len()..];
        let rest = &rest[..rest.find(close).unwrap_or(rest.len())];
        let words = words(rest, range.start + at + open.len());
        let [first, second, ..] = words.as_slice() else { return None };
        let is_begin = first.value.eq_ignore_ascii_case("BEGIN");
        let is_marker =
            second.value.eq_ignore_ascii_case(NAME) && (is_begin || first.value.eq_ignore_ascii_case("END"));
        let end = words.last().map_or(0, |last| last.span.end);
        is_marker.then(|| Marker {
            is_begin,
            span: Span { start: range.start + at, end },
            line: range.clone(),
            words: words[2..].to_vec(),
        })
    })
}

/// The words of a text that begins at this byte of the file.
fn words(text: &str, start: usize) -> Vec<Spanned<&str>> {
    let mut at = 0;
    text.split_whitespace()
        .map(|value| {
            let from = at + text[at..].find(value).unwrap_or_default();
            at = from + value.len();
            Spanned { span: Span { start: start + from, end: start + at }, value }
        })
        .collect()
}

/// What the marker that begins a region asks for, with its template; `None` when it is wrong, which is reported.
fn content(marker: &Marker, catalogue: &Catalogue, report: &mut Report) -> Option<(&'static str, Content)> {
    let names = KINDS.iter().map(|kind| kind.name);
    let Some(word) = marker.words.first() else {
        let names: Vec<_> = names.map(quoted).collect();
        report
            .add(Code::Region, marker.span, "this marker does not say what goes into the region")
            .help(format!("add one of {}", names.join(", ")));
        return None;
    };
    let Some(kind) = KINDS.iter().find(|kind| kind.name == word.value) else {
        let message = format!("unknown region {}", quoted(word.value));
        let word = Spanned { span: word.span, value: word.value.to_owned() };
        unknown(Code::Region, message, &word, names, report);
        return None;
    };
    let mut attributes = Attributes { kind, given: Vec::new(), marker: marker.span };
    let before = report.count();
    let mut words = marker.words[1..].iter().peekable();
    while let Some(word) = words.next() {
        // A list that goes on after a blank is one mistake, and not an unknown name and a stray word.
        let (mut list, mut span) = (word.value.to_owned(), word.span);
        while let Some(next) = words.next_if(|next| list.ends_with(',') || next.value.starts_with(',')) {
            list.push_str(next.value);
            span.end = next.span.end;
        }
        if span.end == word.span.end {
            attributes.add(word, report);
        } else {
            report
                .add(Code::Region, span, "a list of names has no spaces")
                .help(format!("write {}", quoted(&list)));
        }
    }
    let content = attributes.content(catalogue, report);
    content.filter(|_| report.count() == before).map(|content| (kind.template, content))
}

/// The `name=value` words of a marker.
struct Attributes<'t> {
    kind: &'static RegionKind,
    marker: Span,
    given: Vec<(&'t str, Spanned<&'t str>)>,
}

impl<'t> Attributes<'t> {
    fn add(&mut self, word: &Spanned<&'t str>, report: &mut Report) {
        let RegionKind { name: kind, usage, attributes, .. } = self.kind;
        let Some((name, value)) = word.value.split_once('=').filter(|(_, value)| !value.is_empty()) else {
            let message = format!("{} is not of the form name=value", quoted(word.value));
            report.add(Code::Region, word.span, message).help(format!("such as `{usage}`"));
            return;
        };
        let value = Spanned { span: Span { start: word.span.end - value.len(), end: word.span.end }, value };
        if !attributes.contains(&name) {
            let word = Spanned { span: word.span, value: name.to_owned() };
            let message = format!("`{kind}` takes no {}", quoted(name));
            unknown(Code::Region, message, &word, attributes.iter().copied(), report);
        } else if self.given.iter().any(|&(earlier, _)| earlier == name) {
            report
                .add(Code::Region, word.span, format!("`{name}` is given twice"))
                .help("remove one of them");
        } else {
            self.given.push((name, value));
        }
    }

    fn get(&self, name: &str) -> Option<&Spanned<&'t str>> {
        self.given.iter().find(|(given, _)| *given == name).map(|(_, value)| value)
    }

    fn content(&self, catalogue: &Catalogue, report: &mut Report) -> Option<Content> {
        match self.kind.name {
            "operations" => return self.operations(catalogue, report),
            "summary" => {
                return Some(Content::Summary { page: self.get("page").map(|page| page.value.to_owned()) });
            }
            _ => {}
        }
        let Some(name) = self.get("operation") else {
            let RegionKind { name, usage, .. } = self.kind;
            report
                .add(Code::Region, self.marker, format!("`{name}` needs the name of an operation"))
                .help(format!("such as `{usage}`"));
            return None;
        };
        let operation = operation(name.value, name.span, catalogue, report)?;
        Some(Content::Part { operation: operation.name.clone(), example: self.number(operation, report)? })
    }

    fn operations(&self, catalogue: &Catalogue, report: &mut Report) -> Option<Content> {
        let numbered = |operations: &[Operation]| {
            (1..)
                .zip(operations)
                .map(|(number, operation)| (number, operation.name.clone()))
                .collect::<Vec<_>>()
        };
        let names = match (self.get("group"), self.get("names")) {
            (Some(group), Some(_)) => {
                report
                    .add(
                        Code::Region,
                        group.span,
                        "a region has the operations of a group or those with these names",
                    )
                    .help("remove `group` or `names`");
                return None;
            }
            (Some(name), None) => {
                let Some(group) = catalogue.groups.iter().find(|group| group.name == name.value) else {
                    let word = Spanned { span: name.span, value: name.value.to_owned() };
                    let known = catalogue.groups.iter().map(|group| group.name.as_str());
                    unknown(
                        Code::Region,
                        format!("unknown group {}", quoted(name.value)),
                        &word,
                        known,
                        report,
                    );
                    return None;
                };
                numbered(&group.operations)
            }
            (None, Some(names)) => {
                let mut at = names.span.start;
                let mut found = Vec::new();
                for name in names.value.split(',') {
                    let span = Span { start: at, end: at + name.len() };
                    at = span.end + 1;
                    if name.is_empty() {
                        report
                            .add(Code::Region, names.span, "a name is missing before or after a comma")
                            .help("add the name, or remove the comma");
                        return None;
                    }
                    found.push(operation(name, span, catalogue, report));
                }
                let found: Vec<_> = found.into_iter().collect::<Option<_>>()?;
                (1..).zip(found).map(|(number, operation)| (number, operation.name.clone())).collect()
            }
            (None, None) => catalogue.groups.iter().flat_map(|group| numbered(&group.operations)).collect(),
        };
        Some(Content::Operations { names })
    }

    /// The position of the example with the number that is given, or of the first.
    fn number(&self, operation: &Operation, report: &mut Report) -> Option<usize> {
        let Some(number) = self.get("number") else { return Some(0) };
        let count = operation.examples.len();
        match number.value.parse() {
            Ok(number @ 1..) if number <= count => Some(number - 1),
            _ => {
                let message = format!("`{}` has no example {}", operation.name, quoted(number.value));
                report
                    .add(Code::Region, number.span, message)
                    .help(format!("give a number from 1 to {count}"));
                None
            }
        }
    }
}

fn operation<'c>(
    name: &str,
    span: Span,
    catalogue: &'c Catalogue,
    report: &mut Report,
) -> Option<&'c Operation> {
    let found = catalogue.operations().find(|operation| operation.name == name);
    if found.is_none() {
        let word = Spanned { span, value: name.to_owned() };
        let known: Vec<_> = catalogue.operations().map(|operation| operation.name.as_str()).collect();
        let message = format!("unknown operation {}", quoted(name));
        unknown(Code::UnknownOperation, message, &word, known.into_iter(), report);
    }
    found
}
