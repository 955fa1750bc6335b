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
