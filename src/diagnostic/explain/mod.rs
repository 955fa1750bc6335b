//! What a code means, with an example that has the mistake and one that is right.
//!
//! The texts stand in `explain/`, a section for each code: some text, then the two examples as blocks of code. The
//! test `explain` runs both. The words after the language of a block say what the lines are a part of.

use super::Code;

const TEXTS: [&str; 4] = [
    include_str!("files.md"),
    include_str!("catalogue.md"),
    include_str!("project.md"),
    include_str!("clusters.md"),
];

impl Code {
    /// All codes with what they mean, one a line.
    pub(crate) fn list() -> String {
        let line = |code: &Code| format!("{code}  {:7}  {}\n", code.level().name(), sentence(*code));
        Self::ALL.iter().map(line).collect()
    }

    /// What it means, at length.
    pub(crate) fn explanation(self) -> String {
        let mut text = format!("{} {self}: {}\n", self.level().name(), sentence(self));
        let mut titles = ["Wrong", "Right"].into_iter();
        let mut is_code = false;
        for line in self.section().lines() {
            match line.strip_prefix("```") {
                Some(language) if !is_code => {
                    let title = titles.next().unwrap_or_default();
                    text += &format!("{title}, {}:\n\n", place(language));
                    is_code = true;
                }
                Some(_) => is_code = false,
                None if is_code => text += &format!("    {line}\n"),
                None => text += &format!("{line}\n"),
            }
        }
        text
    }

    /// Its section, without the heading.
    fn section(self) -> &'static str {
        let heading = format!("## {self}\n");
        let sections = TEXTS.iter().filter_map(|text| text.split_once(&heading));
        let section = sections.map(|(_, rest)| rest.split("\n## ").next().unwrap_or_default()).next();
        section.unwrap_or_default()
    }
}

/// What a code means, as a sentence.
fn sentence(code: Code) -> String {
    let mut rest = code.meaning().chars();
    rest.next().into_iter().flat_map(char::to_uppercase).chain(rest).collect()
}

/// Where the lines of an example stand.
fn place(language: &str) -> &'static str {
    match language {
        "yaml operation" => "in an operation of operations.yaml",
        "yaml catalogue" => "in operations.yaml",
        "yaml cluster" => "in a cluster of clusters.yaml, or above it",
        "yaml spec" => "in clusters.yaml",
        "toml" => "in sigma-gen.toml",
        "markdown" => "in a Markdown file",
        "rust" => "in Rust",
        _ => "in a terminal",
    }
}
