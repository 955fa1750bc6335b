//! Code in colours: HTML with a class for each kind of token.
//!
//! A lexer of our own, because the code is this program's own too: a few forms of JavaScript, TypeScript and Rust,
//! in so many pages that a grammar for each language would take longer than all the rest.

use std::fmt::Write;

/// The words that are coloured as keywords.
const JAVASCRIPT: &[&str] =
    &["async", "await", "const", "else", "false", "for", "function", "if", "new", "null", "of", "true"];
const RUST: &[&str] = &["async", "await", "false", "fn", "let", "mut", "true", "use"];

/// Code as HTML; of a language that is not known, without colours.
pub fn html(code: &str, language: &str) -> String {
    let keywords = match language {
        "js" | "ts" => JAVASCRIPT,
        "rust" => RUST,
        _ => return escape(code),
    };
    let mut html = String::with_capacity(code.len() * 2);
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let (length, class) = token(rest, first, keywords);
        let (token, after) = rest.split_at(length.max(first.len_utf8()));
        rest = after;
        let token = escape(token);
        let _ = match class {
            "" => html.write_str(&token),
            class => write!(html, "<span class=\"{class}\">{token}</span>"),
        };
    }
    html
}

/// The length of the first token, and its class: `c` a comment, `s` a string, `n` a number, `k` a keyword, `p` the
/// name of a property, `f` of what is called.
fn token(code: &str, first: char, keywords: &[&str]) -> (usize, &'static str) {
    if code.starts_with("//") {
        return (code.find('\n').unwrap_or(code.len()), "c");
    }
    if first == '"' || first == '\'' {
        return (string(code, first), "s");
    }
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let length = code.find(|c| !is_word(c)).unwrap_or(code.len());
    let (word, after) = code.split_at(length);
    let class = if first.is_ascii_digit() {
        "n"
    } else if keywords.contains(&word) {
        "k"
    } else if after.starts_with('(') {
        "f"
    } else if after.starts_with(": ") {
        "p"
    } else {
        ""
    };
    (length, if word.is_empty() { "" } else { class })
}

/// The length of a string literal with its quotes; it ends with its line at the latest.
fn string(code: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, c) in code.char_indices().skip(1) {
        match c {
            '\n' => return at,
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    code.len()
}

/// Text between tags. Quotes mean nothing there, and code is full of them.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_have_classes() {
        assert_eq!(
            html("f({ a: 'x\\'<' }); // 1\nnull", "js"),
            "<span class=\"f\">f</span>({ <span class=\"p\">a</span>: <span class=\"s\">'x\\'&lt;'</span> }); \
             <span class=\"c\">// 1</span>\n<span class=\"k\">null</span>"
        );
    }

    #[test]
    fn nothing_is_lost() {
        for code in ["", "'", "\"a\nb", "é1 ü(", "//", "\\", "'\\"] {
            let html = html(code, "rust");
            let text: String =
                html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
            assert_eq!(text, code);
        }
    }
}
