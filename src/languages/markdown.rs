//! Markdown: text that stays text, and code that stays code.

use std::fmt::Write;

use super::text::is_invisible;

/// A word in Markdown, also inside a table's cell.
pub fn word(word: &str) -> String {
    let mut escaped = String::with_capacity(word.len());
    for c in word.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '$' | '#' => {
                escaped.extend(['\\', c])
            }
            c => escaped.push(c),
        }
    }
    escaped
}

/// The words of a text. What cannot be seen separates them, as a blank does.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || is_invisible(c)).filter(|word| !word.is_empty())
}

/// A line of [`word`]s that begins no list, rule or definition.
pub fn line(line: String) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    match line.as_bytes().get(digits) {
        Some(b'+' | b'-' | b'=' | b':') if digits == 0 => format!("\\{line}"),
        Some(b'.' | b')') if digits > 0 => format!("{}\\{}", &line[..digits], &line[digits..]),
        _ => line,
    }
}

/// The paragraphs of a text, which blank lines separate.
pub fn split(text: &str) -> Vec<String> {
    if !text.contains('\r') {
        return text.split("\n\n").map(str::to_owned).collect();
    }
    text.replace("\r\n", "\n").replace('\r', "\n").split("\n\n").map(str::to_owned).collect()
}

/// Text on one line, also inside a table's cell.
pub fn text(text: &str) -> String {
    words(text).map(word).collect::<Vec<_>>().join(" ")
}

/// Text as paragraphs: blank lines stay.
pub fn paragraphs(text: &str) -> String {
    let paragraphs = split(text).into_iter().map(|paragraph| line(self::text(&paragraph)));
    paragraphs.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// A code span of Markdown, outside a table or in a cell of one. It has no line break: where lines break in the
/// text, it has a space.
pub fn code_span(text: &str, in_cell: bool) -> String {
    let text: String = text.chars().map(|c| if is_invisible(c) { ' ' } else { c }).collect();
    if in_cell && text.contains("\\|") {
        // A cell has no way to write a backslash before a pipe in a code span.
        let mut html = String::from("<code>");
        for c in text.chars() {
            let _ = match c {
                // A letter or digit is never markup.
                c if c.is_alphanumeric() || c == ' ' => html.write_char(c),
                c => write!(html, "&#{};", c as u32),
            };
        }
        return html + "</code>";
    }
    let fence = "`".repeat(longest_run(&text, '`') + 1);
    let text = if in_cell { text.replace('|', "\\|") } else { text };
    // The parser takes away one space on either side, and needs one beside a backtick.
    let beside = |c: char| c == '`' || c == ' ';
    let pad = if text.is_empty() || text.starts_with(beside) || text.ends_with(beside) { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A fenced code block of Markdown.
pub fn code_block(text: &str, language: &str) -> String {
    let fence = "`".repeat(longest_run(text, '`').max(2) + 1);
    let text = text.strip_suffix('\n').unwrap_or(text);
    format!("{fence}{language}\n{text}\n{fence}")
}

/// A path as the target of a link in Markdown or HTML.
pub fn url(path: &str) -> String {
    let mut url = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/:?#@!$&'+,;=%".contains(&byte) {
            url.push(char::from(byte));
        } else {
            let _ = write!(url, "%{byte:02X}");
        }
    }
    url
}

/// The length of the longest run of a character.
fn longest_run(text: &str, of: char) -> usize {
    text.split(|c| c != of).map(str::len).max().unwrap_or(0) / of.len_utf8()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_cannot_be_left() {
        assert_eq!(text("a | b\n`c` <d>"), r"a \| b \`c\` \<d\>");
    }

    #[test]
    fn paragraphs_begin_nothing() {
        assert_eq!(paragraphs("- a\nb\r\n\r\n1. c\n\n\n\n# d"), "\\- a b\n\n1\\. c\n\n\\# d");
    }

    #[test]
    fn code_cannot_be_left() {
        assert_eq!(code_span("a``b|c\nd", false), "```a``b|c d```");
        assert_eq!(code_span("`a|b", true), "`` `a\\|b ``");
        assert_eq!(code_span(r"a\|b", true), "<code>a&#92;&#124;b</code>");
        assert_eq!(code_span("", false), "`  `");
        assert_eq!(code_block("```\nx\n", "js"), "````js\n```\nx\n````");
    }
}
