//! From tokens to the text of a file, formatted as people format it: prettyplease puts no blank lines
//! between items, so every item is printed on its own.

use proc_macro2::TokenStream;

use crate::languages::text::HEADER;

/// A Rust file in the making.
pub(super) struct File(String);

impl File {
    /// A file with nothing but its header.
    pub fn new() -> Self {
        Self(format!("// {HEADER}\n"))
    }

    /// Documents the file itself.
    pub fn docs(&mut self, lines: &[String]) {
        self.0.push('\n');
        for line in lines {
            let space = if line.is_empty() { "" } else { " " };
            self.0.push_str(&format!("//!{space}{line}\n"));
        }
    }

    /// Adds an item.
    pub fn item(&mut self, tokens: TokenStream) {
        self.text(&item(tokens));
    }

    /// Adds text that was printed before.
    pub fn text(&mut self, text: &str) {
        self.0.push('\n');
        self.0.push_str(text);
    }

    /// Adds an implementation of these members inside a macro, each with a blank line before the next.
    pub fn implementation<'a>(
        &mut self,
        macro_name: &str,
        head: &str,
        members: impl Iterator<Item = &'a str>,
    ) {
        self.0.push_str(&format!("\n{macro_name} {{\n    {head} {{\n"));
        for (index, member) in members.enumerate() {
            if index > 0 {
                self.0.push('\n');
            }
            for line in member.lines() {
                let indent = if line.is_empty() { "" } else { "    " };
                self.0.extend([indent, line, "\n"]);
            }
        }
        self.0.push_str("    }\n}\n");
    }

    pub fn finish(self) -> String {
        self.0
    }
}

/// The width of prettyplease's lines.
const WIDTH: usize = 89;

/// Prints an implementation. Its members are written as prettyplease prints them, but for lines that are too long: those
/// it breaks. To parse all of them would take a third of the whole time.
pub(super) fn implementation(head: &str, members: impl IntoIterator<Item = String>) -> String {
    let head = format!("{head} {{\n");
    let mut text = head.clone();
    for member in members {
        if fits(&member) {
            text.push_str(&member);
        } else {
            let (open, close) = ("impl Self {\n", "}\n");
            let printed = text_item(&format!("{open}{member}{close}"));
            let member = printed.strip_prefix(open).and_then(|printed| printed.strip_suffix(close));
            text.push_str(member.expect("the implementation is printed as it was written"));
        }
    }
    text.push_str("}\n");
    if fits(&head) { text } else { text_item(&text) }
}

/// A struct's literal as the last line of a member.
pub(super) fn literal(name: &str, fields: &[String]) -> String {
    // Longer ones prettyplease breaks, whatever the width of its lines.
    const SHORT: usize = 35;
    let line = format!("{name} {{ {} }}", fields.join(", "));
    if fields.is_empty() {
        format!("{name} {{}}")
    } else if line.len() <= SHORT {
        line
    } else {
        let fields: String = fields.iter().map(|field| format!("            {field},\n")).collect();
        format!("{name} {{\n{fields}        }}")
    }
}

/// Whether prettyplease would break no line of this. A comment it leaves as it is.
fn fits(text: &str) -> bool {
    text.lines().all(|line| line.len() <= WIDTH || line.trim_start().starts_with("///"))
}

fn text_item(text: &str) -> String {
    item(text.parse().expect("the generator writes valid Rust"))
}

/// Prints one item.
pub(super) fn item(tokens: TokenStream) -> String {
    let item = syn::parse2(tokens).expect("the generator writes valid Rust");
    prettyplease::unparse(&syn::File {
        shebang: None,
        frontmatter: None,
        attrs: Vec::new(),
        items: vec![item],
    })
}
