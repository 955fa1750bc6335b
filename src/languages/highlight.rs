//! Code in colours: what each piece of it is.
//!
//! A lexer of our own, because the code is this program's own too: a few forms of JavaScript, TypeScript, Rust, YAML, JSON
//! and a shell's commands, on so many pages that a grammar for each language would take longer than all the rest.

/// A language that has colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "engine", derive(serde::Deserialize), serde(rename_all = "lowercase"))]
pub enum Language {
    /// JavaScript.
    Js,
    /// TypeScript.
    Ts,
    /// Rust.
    Rust,
    /// YAML.
    Yaml,
    /// JSON.
    Json,
    /// The commands of a shell.
    Shell,
}

/// What a piece of code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "engine", derive(serde::Serialize), serde(rename_all = "lowercase"))]
pub enum Kind {
    /// A comment.
    Comment,
    /// A string, with its quotes.
    String,
    /// A number.
    Number,
    /// A keyword; of a command, an option.
    Keyword,
    /// The name of a property.
    Property,
    /// The name of what is called.
    Function,
    /// All else.
    Plain,
}

/// The words that are coloured as keywords.
const JAVASCRIPT: &[&str] = &[
    "async", "await", "const", "else", "false", "for", "from", "function", "if", "import", "new", "null",
    "of", "true",
];
const RUST: &[&str] = &["async", "await", "false", "fn", "let", "mut", "true", "use"];
const DATA: &[&str] = &["false", "null", "true"];

/// The pieces of a code, in their order; together they are the code.
pub fn tokens(code: &str, language: Language) -> Vec<(Kind, &str)> {
    let mut tokens: Vec<(Kind, &str)> = Vec::new();
    // Where the plain text begins that is not in a token yet.
    let mut plain = 0;
    let mut at = 0;
    while let Some(first) = code[at..].chars().next() {
        let (length, kind) = token(code, at, first, language);
        let end = at + length.max(first.len_utf8());
        if kind != Kind::Plain {
            tokens.extend((plain < at).then(|| (Kind::Plain, &code[plain..at])));
            tokens.push((kind, &code[at..end]));
            plain = end;
        }
        at = end;
    }
    tokens.extend((plain < code.len()).then(|| (Kind::Plain, &code[plain..])));
    tokens
}

/// The length of the token at a place, and what it is.
fn token(code: &str, at: usize, first: char, language: Language) -> (usize, Kind) {
    let rest = &code[at..];
    let before = code[..at].chars().next_back().unwrap_or('\n');
    let has_slashes = matches!(language, Language::Js | Language::Ts | Language::Rust);
    let has_hashes = matches!(language, Language::Yaml | Language::Shell);
    if has_slashes && rest.starts_with("//") || has_hashes && first == '#' && before.is_whitespace() {
        return (rest.find('\n').unwrap_or(rest.len()), Kind::Comment);
    }
    let is_quoted = match first {
        '"' => true,
        // A word of YAML may have one in it.
        '\'' => language != Language::Json && (language != Language::Yaml || !before.is_alphanumeric()),
        '`' => matches!(language, Language::Js | Language::Ts),
        _ => false,
    };
    if is_quoted {
        let length = string(rest, first, language);
        let is_name = matches!(language, Language::Yaml | Language::Json) && is_name_before(&rest[length..]);
        return (length, if is_name { Kind::Property } else { Kind::String });
    }
    match language {
        Language::Js | Language::Ts => word(rest, first, before, JAVASCRIPT),
        Language::Rust => word(rest, first, before, RUST),
        Language::Json => word(rest, first, before, DATA),
        Language::Yaml => scalar(rest, first, before),
        Language::Shell => argument(code, at, before),
    }
}

/// A word or a number of a programming language.
fn word(rest: &str, first: char, before: char, keywords: &[&str]) -> (usize, Kind) {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    if first.is_ascii_digit() && !is_word(before) {
        return (number(rest), Kind::Number);
    }
    let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
    let (word, after) = rest.split_at(length);
    let kind = if word.is_empty() {
        Kind::Plain
    } else if keywords.contains(&word) {
        Kind::Keyword
    } else if after.starts_with('(') {
        Kind::Function
    } else if after.starts_with(": ") {
        Kind::Property
    } else {
        Kind::Plain
    };
    (length, kind)
}

/// The length of a number: with a fraction and an exponent, but without the dots of a range.
fn number(rest: &str) -> usize {
    let mut before = ' ';
    let is_other = |(at, c): &(usize, char)| {
        let is_part = match c {
            '.' => rest[at + 1..].starts_with(|c: char| c.is_ascii_digit()),
            '+' | '-' => matches!(before, 'e' | 'E') && !rest.starts_with("0x"),
            c => c.is_alphanumeric() || *c == '_',
        };
        before = *c;
        !is_part
    };
    rest.char_indices().find(is_other).map_or(rest.len(), |(at, _)| at)
}

/// A name or a value of YAML without quotes.
fn scalar(rest: &str, first: char, before: char) -> (usize, Kind) {
    if first.is_whitespace() || "[]{},".contains(first) || first == '-' && rest[1..].starts_with(' ') {
        return (first.len_utf8(), Kind::Plain);
    }
    let mut last = ' ';
    let is_end = |(at, c): &(usize, char)| {
        let is_end = match c {
            '\n' | ',' | '[' | ']' | '{' | '}' => true,
            ':' => is_name_before(&rest[*at..]),
            '#' => last.is_whitespace(),
            _ => false,
        };
        last = *c;
        is_end
    };
    let length = rest.char_indices().find(is_end).map_or(rest.len(), |(at, _)| at);
    let word = rest[..length].trim_end();
    if before.is_alphanumeric() || word.is_empty() {
        return (word.len(), Kind::Plain);
    }
    let is_tag = first == '!';
    let kind = if is_name_before(&rest[length..]) {
        Kind::Property
    } else if DATA.contains(&word) || is_tag {
        Kind::Keyword
    } else if word.starts_with(|c: char| c.is_ascii_digit() || c == '-') && word.parse::<f64>().is_ok() {
        Kind::Number
    } else {
        Kind::Plain
    };
    // A tag ends before the value that it is for.
    (if is_tag { word.find(' ').unwrap_or(word.len()) } else { word.len() }, kind)
}

/// Whether what comes next says that a name was before.
fn is_name_before(rest: &str) -> bool {
    rest.strip_prefix(':').is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\n', '\r']))
}

/// A word of a command; the first one is what is called.
fn argument(code: &str, at: usize, before: char) -> (usize, Kind) {
    let rest = &code[at..];
    let length = rest.find(|c: char| c.is_whitespace() || "'\"|;&".contains(c)).unwrap_or(rest.len());
    let line = code[..at].rfind(['\n', '|', ';', '&']).map_or(0, |before| before + 1);
    let kind = if length == 0 || !before.is_whitespace() {
        Kind::Plain
    } else if code[line..at].trim().is_empty() && !code[..line].ends_with("\\\n") {
        Kind::Function
    } else if rest.starts_with('-') {
        Kind::Keyword
    } else {
        Kind::Plain
    };
    (length, kind)
}

/// The length of a string with its quotes. Where it cannot have several lines, it ends with its line at the latest.
fn string(code: &str, quote: char, language: Language) -> usize {
    let has_lines = quote == '`' || language == Language::Shell;
    // There it stands for itself between single quotes.
    let has_escapes = quote == '"' || !matches!(language, Language::Shell | Language::Yaml);
    let mut is_escaped = false;
    for (at, c) in code.char_indices().skip(1) {
        match c {
            '\n' if !has_lines => return at,
            _ if is_escaped => is_escaped = false,
            '\\' if has_escapes => is_escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    code.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tokens, each plain one as it is and the others with the first letter of their kind.
    fn shown(code: &str, language: Language) -> String {
        let shown = |(kind, text): (Kind, &str)| match kind {
            Kind::Plain => text.to_owned(),
            kind => format!("{}<{text}>", format!("{kind:?}")[..1].to_lowercase()),
        };
        tokens(code, language).into_iter().map(shown).collect()
    }

    #[test]
    fn code_has_its_kinds() {
        assert_eq!(
            shown("f({ a: 'x\\'' }); // 1\nnull", Language::Js),
            "f<f>({ p<a>: s<'x\\''> }); c<// 1>\nk<null>"
        );
        assert_eq!(
            shown("x1 56.44 -1.5e-3 0..10 12n", Language::Ts),
            "x1 n<56.44> -n<1.5e-3> n<0>..n<10> n<12n>"
        );
        assert_eq!(
            shown("import { Redis } from `a\nb`;", Language::Ts),
            "k<import> { Redis } k<from> s<`a\nb`>;"
        );
        assert_eq!(
            shown("let r = c.get([1]).await;", Language::Rust),
            "k<let> r = c.f<get>([n<1>]).k<await>;"
        );
        assert_eq!(
            shown("{\"a\": [1, null, \"b: \"]}", Language::Json),
            "{p<\"a\">: [n<1>, k<null>, s<\"b: \">]}"
        );
    }

    #[test]
    fn yaml_has_its_kinds() {
        let yaml = "\
# A spec
clusters:
  - name: it's-a # b
    \"quoted name\": 'it''s'
    vpc: { cidr: 10.0.0.0/16, port: 6379, open: true }
    ref: !Ref Other
    empty:
";
        let expected = "\
c<# A spec>
p<clusters>:
  - p<name>: it's-a c<# b>
    p<\"quoted name\">: s<'it'>s<'s'>
    p<vpc>: { p<cidr>: 10.0.0.0/16, p<port>: n<6379>, p<open>: k<true> }
    p<ref>: k<!Ref> Other
    p<empty>:
";
        assert_eq!(shown(yaml, Language::Yaml), expected);
    }

    #[test]
    fn commands_have_their_kinds() {
        assert_eq!(
            shown("sigma-gen js set 'a\nb' --then \"get k\" \\\n  -x # y\naws | jq .", Language::Shell),
            "f<sigma-gen> js set s<'a\nb'> k<--then> s<\"get k\"> \\\n  k<-x> c<# y>\nf<aws> | f<jq> ."
        );
    }

    #[test]
    fn nothing_is_lost() {
        use Language::*;
        for code in [
            "",
            "'",
            "\"a\nb",
            "é1 ü(",
            "//",
            "\\",
            "'\\",
            "`",
            "é: é",
            "!é",
            "-",
            ":",
            "# #",
            "1.é",
            "a:\u{2028}b",
        ] {
            for language in [Js, Ts, Rust, Yaml, Json, Shell] {
                let text: String = tokens(code, language).into_iter().map(|(_, text)| text).collect();
                assert_eq!(text, code, "{language:?}");
            }
        }
    }
}
