//! From text to a tree of values with their places.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use granit_parser::{Event, Parser, ScalarStyle, StructureStyle};

use super::Spanned;
use crate::diagnostic::{Code, Report, Span, quoted};

/// How deep lists and mappings may be nested. Recursion over the tree relies on it.
const DEEPEST: usize = 64;
/// How many bytes of text and values anchors and aliases may copy, counted together.
const MOST_COPIED: usize = 1 << 20;

/// A value and its place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub span: Span,
    pub value: Value,
}

/// A value of YAML's core schema.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Integer(i128),
    Float(f64),
    Text(String),
    List(Vec<Node>),
    /// A mapping, in the order written; no two keys are the same.
    Map(Vec<Entry>),
    /// An expression of JavaScript, whose value nobody knows yet. A file has none.
    #[cfg_attr(not(feature = "engine"), expect(dead_code, reason = "only the engine makes one"))]
    Code(String),
}

/// An entry of a mapping. The key is the text as written, also where YAML would see a number.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub key: Spanned<String>,
    pub value: Node,
}

impl Value {
    /// What the value is called in messages.
    pub fn noun(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "true or false",
            Value::Integer(_) | Value::Float(_) => "a number",
            Value::Text(_) => "text",
            Value::List(_) => "a list",
            Value::Map(_) => "a mapping",
            Value::Code(_) => "an expression",
        }
    }
}

/// Reads one YAML document. `None` when there is nothing to go on with; the report says why. For a file without
/// content it says `start`: where there is one to start from.
pub(crate) fn parse(text: &str, start: &str, report: &mut Report) -> Option<Node> {
    let mut options = granit_parser::Options::default();
    options.set_emit_comments(false);
    options.flow_nesting_limit = DEEPEST;
    options.block_nesting_limit = DEEPEST;

    let mut builder =
        Builder { text, report, open: Vec::new(), anchors: HashMap::new(), copied: 0, root: None };
    for event in Parser::new_from_str_with_options(text, options) {
        let done = match event {
            Ok((event, span)) => builder.event(event, bytes(span)),
            Err(error) => builder.syntax_error(&error),
        };
        done?;
    }
    let root = builder.root;
    if root.is_none() {
        report.add(Code::Empty, Span::default(), "the file has no content").help(start);
    }
    root
}

fn bytes(span: granit_parser::Span) -> Span {
    let offset = |marker: granit_parser::Marker| marker.byte_offset().unwrap_or_default();
    Span { start: offset(span.start), end: offset(span.end) }
}

/// Builds the tree from the parser's events, without recursion.
struct Builder<'a, 'r, 's> {
    text: &'a str,
    report: &'r mut Report<'s>,
    /// The lists and mappings that are not closed yet, from the outside in.
    open: Vec<Open>,
    anchors: HashMap<usize, Anchored>,
    /// What anchors and aliases have copied so far.
    copied: usize,
    root: Option<Node>,
}

/// A list or mapping that is not closed yet.
struct Open {
    style: StructureStyle,
    anchor: usize,
    node: Node,
    /// The key whose value comes next.
    key: Option<Spanned<String>>,
}

/// A value that aliases can stand for.
struct Anchored {
    node: Node,
    size: usize,
    depth: usize,
}

impl Builder<'_, '_, '_> {
    /// Takes one event in. `None` stops the reading.
    fn event(&mut self, event: Event, span: Span) -> Option<()> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse_tag(tag.is_some(), span)?;
                self.add(Node { span, value: scalar(text, style == ScalarStyle::Plain) }, anchor)
            }
            Event::SequenceStart(style, anchor, tag) => {
                self.refuse_tag(tag.is_some(), span)?;
                self.open(style, anchor, Node { span, value: Value::List(Vec::new()) })
            }
            Event::MappingStart(style, anchor, tag) => {
                self.refuse_tag(tag.is_some(), span)?;
                self.open(style, anchor, Node { span, value: Value::Map(Vec::new()) })
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Alias(anchor) => self.alias(anchor, span),
            Event::DocumentStart(..) if self.root.is_some() => {
                let problem = self.report.add(Code::NotYaml, span, "a second document starts here");
                problem.help("the file can have one document: remove the `---`, or what follows it");
                None
            }
            _ => Some(()),
        }
    }

    fn open(&mut self, style: StructureStyle, anchor: usize, node: Node) -> Option<()> {
        if self.open.len() >= DEEPEST {
            return self.too_deep(node.span);
        }
        self.open.push(Open { style, anchor, node, key: None });
        Some(())
    }

    /// Ends the innermost list or mapping: its place becomes known, and keys that came twice are
    /// reported.
    fn close(&mut self, end: Span) -> Option<()> {
        let Open { style, anchor, mut node, .. } = self.open.pop()?;
        if let Value::Map(entries) = &mut node.value {
            self.remove_duplicates(entries);
        }
        match (style, &node.value) {
            (StructureStyle::Flow, _) => node.span.end = end.end,
            // There is no bracket to point at: point at the first key.
            (StructureStyle::Block, Value::Map(entries)) => {
                node.span = entries.first().map_or(node.span, |entry| entry.key.span);
            }
            (StructureStyle::Block, _) => {}
        }
        self.add(node, anchor)
    }

    /// Adds a complete value to the list or mapping that is open.
    fn add(&mut self, node: Node, anchor: usize) -> Option<()> {
        if anchor != 0 {
            let (size, depth) = measure(&node);
            self.count_copy(size, node.span)?;
            self.anchors.insert(anchor, Anchored { node: node.clone(), size, depth });
        }
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Some(());
        };
        match (&mut open.node.value, open.key.take()) {
            (Value::Map(entries), Some(key)) => {
                // A value that is not there has no place: point at its key.
                let span = if node.span.start == node.span.end { key.span } else { node.span };
                entries.push(Entry { key, value: Node { span, ..node } });
            }
            (Value::Map(_), None) => open.key = Some(key(node, self.text, self.report)?),
            (Value::List(items), _) => items.push(node),
            _ => {}
        }
        Some(())
    }

    /// Keeps the first of the entries with the same key.
    fn remove_duplicates(&mut self, entries: &mut Vec<Entry>) {
        let mut order: Vec<usize> = (0..entries.len()).collect();
        order.sort_by(|&a, &b| entries[a].key.value.cmp(&entries[b].key.value));
        let mut again = Vec::new();
        for same in order.chunk_by(|&a, &b| entries[a].key.value == entries[b].key.value) {
            again.extend(same[1..].iter().map(|&index| (index, entries[same[0]].key.span)));
        }
        for &(index, first) in &again {
            let Spanned { span, value } = &entries[index].key;
            let message = format!("duplicate key {}", quoted(value));
            let first = self.report.line(first);
            let problem = self.report.add(Code::DuplicateKey, *span, message);
            problem.help(format!("the first one is on line {first}: remove or rename one of them"));
        }
        let again: HashSet<usize> = again.into_iter().map(|(index, _)| index).collect();
        let mut index = 0..;
        entries.retain(|_| index.next().is_none_or(|index| !again.contains(&index)));
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Option<()> {
        let Some(anchored) = self.anchors.get(&anchor) else {
            let problem =
                self.report.add(Code::NotYaml, span, "this alias stands for the value it is part of");
            problem.help("write the value out");
            return None;
        };
        let (size, depth) = (anchored.size, anchored.depth);
        let node = Node { span, ..anchored.node.clone() };
        self.count_copy(size, span)?;
        if self.open.len() + depth > DEEPEST {
            return self.too_deep(span);
        }
        self.add(node, 0)
    }

    /// Counts what anchors and aliases copy, so that a small file cannot fill the memory.
    fn count_copy(&mut self, size: usize, span: Span) -> Option<()> {
        self.copied += size;
        if self.copied <= MOST_COPIED {
            return Some(());
        }
        let problem =
            self.report.add(Code::TooBig, span, "the file grows too much by its anchors and aliases");
        problem.help(format!("they may add at most {MOST_COPIED} bytes and values: write the text out"));
        None
    }

    fn refuse_tag(&mut self, tagged: bool, span: Span) -> Option<()> {
        if tagged {
            let problem = self.report.add(Code::NotYaml, span, "a tag (`!…`) before this value");
            problem.help("remove the tag; put the value in quotes where it must be text");
        }
        (!tagged).then_some(())
    }

    fn too_deep(&mut self, span: Span) -> Option<()> {
        let message = format!("more than {DEEPEST} lists and mappings inside each other");
        self.report.add(Code::TooBig, span, message).help("nothing needs that: is it the right file?");
        None
    }

    fn syntax_error(&mut self, error: &granit_parser::ScanError) -> Option<()> {
        use granit_parser::ErrorKind;
        let at = error.marker().byte_offset().unwrap_or_default();
        let span = Span { start: at, end: at };
        match error.kind() {
            ErrorKind::RecursionLimitExceeded => return self.too_deep(span),
            _ => {
                let message = format!("not YAML: {}", error.kind());
                self.report.add(Code::NotYaml, span, message).help(
                    "fix this first: the rest was not read. Text needs quotes when it has `: ` or ` #` in it, or a sign such as `*` at its start",
                );
            }
        }
        None
    }
}

fn key(node: Node, text: &str, report: &mut Report) -> Option<Spanned<String>> {
    let span = node.span;
    let written = text.get(span.start..span.end).unwrap_or_default();
    match node.value {
        Value::Text(value) => Some(Spanned { span, value }),
        // `1: a` means the key `1`, as it is written; only an alias has no text of its own.
        Value::Bool(_) | Value::Integer(_) | Value::Float(_) | Value::Null
            if !written.is_empty() && !written.starts_with('*') =>
        {
            Some(Spanned { span, value: written.to_owned() })
        }
        value => {
            let message = format!("a key must be text, not {}", value.noun());
            report.add(Code::NotYaml, span, message).help("write the key out, in quotes");
            None
        }
    }
}

/// How much a value holds (values and bytes of text), and how deep it is.
fn measure(node: &Node) -> (usize, usize) {
    let sum = |nodes: &mut dyn Iterator<Item = (usize, usize)>| {
        nodes.fold((1, 1), |(size, depth), (more, deep)| (size + more, depth.max(deep + 1)))
    };
    match &node.value {
        Value::Text(text) => (1 + text.len(), 0),
        Value::List(items) => sum(&mut items.iter().map(measure)),
        Value::Map(entries) => sum(&mut entries.iter().map(|Entry { key, value }| {
            let (size, depth) = measure(value);
            (key.value.len() + size, depth)
        })),
        _ => (1, 0),
    }
}

/// A scalar as YAML 1.2's core schema reads it: <https://yaml.org/spec/1.2.2/#103-core-schema>.
/// Infinity and "not a number" stay text: JSON and Redis have no such numbers.
fn scalar(text: Cow<str>, plain: bool) -> Value {
    let value = match &*text {
        _ if !plain => None,
        "" | "~" | "null" | "Null" | "NULL" => Some(Value::Null),
        "true" | "True" | "TRUE" => Some(Value::Bool(true)),
        "false" | "False" | "FALSE" => Some(Value::Bool(false)),
        text => number(text),
    };
    value.unwrap_or_else(|| Value::Text(text.into_owned()))
}

/// A number as YAML writes it.
pub(crate) fn number(text: &str) -> Option<Value> {
    integer(text).map(Value::Integer).or_else(|| float(text).map(Value::Float))
}

fn integer(text: &str) -> Option<i128> {
    let (digits, radix) = match text.as_bytes() {
        [b'0', b'x', ..] => (&text[2..], 16),
        [b'0', b'o', ..] => (&text[2..], 8),
        _ => (text, 10),
    };
    // `from_str_radix` takes a sign, which the core schema has only before decimal digits.
    if radix != 10 && digits.starts_with(['+', '-']) {
        return None;
    }
    i128::from_str_radix(digits, radix).ok()
}

fn float(text: &str) -> Option<f64> {
    // Rust also reads `inf` and `nan`, which are text here.
    let digits = text.trim_start_matches(['+', '-']).trim_start_matches('.');
    if !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    text.parse().ok().filter(|number: &f64| number.is_finite())
}
