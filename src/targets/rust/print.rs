//! From tokens to the text of a file, formatted as people format it: prettyplease puts no blank lines
//! between items, so every item is printed on its own.

use std::num::NonZero;

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
    pub fn implementation(&mut self, macro_name: &str, head: &str, members: Vec<String>) {
        self.0.push_str(&format!("\n{macro_name} {{\n    {head} {{\n"));
        for line in members.join("\n").lines() {
            let indent = if line.is_empty() { "" } else { "    " };
            self.0.push_str(&format!("{indent}{line}\n"));
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

/// Applies a function to every element, on all cores, and keeps the order.
pub(super) fn in_parallel<T: Sync>(elements: &[T], print: impl Fn(&T) -> String + Sync) -> Vec<String> {
    // Below this a thread costs more than it saves.
    const ENOUGH: usize = 8;
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let share = elements.len().div_ceil(threads).max(ENOUGH);
    if elements.len() <= share {
        return elements.iter().map(print).collect();
    }
    std::thread::scope(|scope| {
        let workers: Vec<_> = elements
            .chunks(share)
            .map(|chunk| scope.spawn(|| chunk.iter().map(&print).collect::<Vec<_>>()))
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("printing does not panic")).collect()
    })
}
