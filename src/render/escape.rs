//! Any text, safe inside a string, a comment or a table.

use std::fmt::Write;

use crate::languages::text::{is_invisible, wrap};

/// Lines of comments end before this column where words allow it.
const WIDTH: usize = 100;

/// A string literal of JavaScript in single quotes. It is also safe inside an HTML script element.
pub fn javascript(text: &str) -> String {
    let mut literal = String::from("'");
    let mut previous = ' ';
    for c in text.chars() {
        match c {
            '\'' | '\\' => literal.extend(['\\', c]),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            // `</script>` and `<!--`.
            '/' | '!' if previous == '<' => literal.extend(['\\', c]),
            c if is_invisible(c) => push_utf16(&mut literal, c),
            c => literal.push(c),
        }
        previous = c;
    }
    literal + "'"
}

/// A string of JSON.
pub fn json(text: &str) -> String {
    let mut literal = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => literal.extend(['\\', c]),
            c if is_invisible(c) => push_utf16(&mut literal, c),
            c => literal.push(c),
        }
    }
    literal + "\""
}

/// Text inside a block comment whose lines start with `indent` spaces and ` * `, broken between words.
/// Lines after the first get `hanging` more spaces. What would end the comment or start a tag does not.
pub fn comment(text: &str, indent: usize, hanging: usize) -> String {
    let start = format!("\n{:indent$} * {:hanging$}", "", "");
    let visible: String = text.chars().map(|c| if is_invisible(c) { ' ' } else { c }).collect();
    // A tag such as `@deprecated` counts at the start of a line only, but any word may come there.
    let words = visible.split_whitespace().map(|word| match word.replace("*/", "*\\/") {
        word if word.starts_with('@') => format!("\\{word}"),
        word => word,
    });
    let width = WIDTH - indent - 3;
    wrap(words, (width, width - hanging)).join(&start)
}

/// Text in Markdown, also inside a table's cell.
pub fn markdown(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '$' | '#' => {
                escaped.extend(['\\', c])
            }
            c if is_invisible(c) => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text in Markdown as paragraphs: blank lines stay, and nothing begins a heading, a list or a rule.
pub fn paragraphs(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let paragraphs = text.split("\n\n").map(|text| {
        let line = markdown(text);
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        match line.as_bytes().get(digits) {
            Some(b'+' | b'-' | b'=' | b':') if digits == 0 => format!("\\{line}"),
            Some(b'.' | b')') if digits > 0 => format!("{}\\{}", &line[..digits], &line[digits..]),
            _ => line,
        }
    });
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

fn push_utf16(literal: &mut String, c: char) {
    for unit in c.encode_utf16(&mut [0; 2]) {
        let _ = write!(literal, "\\u{unit:04x}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_cannot_be_left() {
        assert_eq!(javascript("it's \\ \n</script>\u{2028}"), r"'it\'s \\ \n<\/script>\u2028'");
        assert_eq!(javascript("a\0\u{31}<!--\u{ffff}$}"), r"'a\u00001<\!--\uffff$}'");
        assert_eq!(json("\"\\\n\u{202e}"), r#""\"\\\u000a\u202e""#);
    }

    #[test]
    fn comments_cannot_be_left() {
        assert_eq!(comment("a */ b\n@c\u{2029}d", 2, 0), "a *\\/ b \\@c d");
        let long = comment(&"word ".repeat(40), 2, 2);
        assert!(long.contains("\n   *   word") && long.lines().all(|line| line.len() <= WIDTH));
    }

    #[test]
    fn cells_cannot_be_left() {
        assert_eq!(markdown("a | b\n`c` <d>"), r"a \| b \`c\` \<d\>");
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
