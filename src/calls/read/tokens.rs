//! The tokens of JavaScript: enough to tell code from strings, comments and regular expressions, and which brackets belong
//! together. TypeScript's types and JSX are tokens too, though not always those that their own parsers see.

/// A token, by its bytes in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An identifier or a keyword.
    Word,
    Number,
    String,
    /// A template literal without anything to put in.
    Template,
    Regex,
    /// `(`, `[`, `{`, or a template literal up to its `${`.
    Open,
    /// `)`, `]`, `}`, or the end of a template literal.
    Close,
    /// A template literal from one `}` to the next `${`.
    Middle,
    /// An operator, a comma and the like.
    Sign,
    Comment,
    /// What does not end, or is none of these.
    Broken,
}

/// Operators of more than one character, the longest first.
const SIGNS: &[&str] = &[
    ">>>=", "...", "===", "!==", "**=", "<<=", ">>=", ">>>", "&&=", "||=", "??=", "=>", "==", "!=", "<=",
    ">=", "&&", "||", "??", "?.", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<", ">>",
    "**",
];

/// Words after which an operand comes, so that `/` begins a regular expression.
const BEFORE_OPERAND: &[&str] = &[
    "await",
    "case",
    "delete",
    "do",
    "else",
    "in",
    "instanceof",
    "new",
    "of",
    "return",
    "throw",
    "typeof",
    "void",
    "yield",
];

/// All tokens of a text, in their order.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut lexer = Lexer { text, at: 0, tokens: Vec::new(), open: Vec::new() };
    while lexer.at < text.len() {
        lexer.next();
    }
    lexer.tokens
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    tokens: Vec<Token>,
    /// The brackets that are open: whether each is the `${` of a template literal.
    open: Vec<bool>,
}

impl Lexer<'_> {
    fn next(&mut self) {
        let rest = &self.text[self.at..];
        let Some(first) = rest.chars().next() else { return };
        if first.is_whitespace() || first == '\u{feff}' {
            self.at += first.len_utf8();
            return;
        }
        let (kind, length) = match first {
            '\'' | '"' => string(rest, first),
            '`' => self.template(rest, 1, Kind::Template, Kind::Open),
            '}' if self.open.last() == Some(&true) => {
                self.open.pop();
                self.template(rest, 1, Kind::Close, Kind::Middle)
            }
            '(' | '[' | '{' => {
                self.open.push(false);
                (Kind::Open, 1)
            }
            ')' | ']' | '}' => {
                // One too many does not end a template literal.
                if self.open.last() == Some(&false) {
                    self.open.pop();
                }
                (Kind::Close, 1)
            }
            // Browsers take these for comments, too.
            _ if rest.starts_with("//") || rest.starts_with("<!--") || rest.starts_with("-->") => {
                (Kind::Comment, rest.find(['\n', '\r', '\u{2028}', '\u{2029}']).unwrap_or(rest.len()))
            }
            _ if rest.starts_with("/*") => match rest[2..].find("*/") {
                Some(end) => (Kind::Comment, end + 4),
                None => (Kind::Broken, rest.len()),
            },
            '/' if self.is_operand_next() => regex(rest),
            c if c.is_ascii_digit() || c == '.' && rest[1..].starts_with(|c: char| c.is_ascii_digit()) => {
                (Kind::Number, number(rest))
            }
            c if is_word(c) => (Kind::Word, rest.find(|c| !is_word(c)).unwrap_or(rest.len())),
            _ => match SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
                Some(sign) => (Kind::Sign, sign.len()),
                None if first.is_ascii_punctuation() => (Kind::Sign, 1),
                None => (Kind::Broken, first.len_utf8()),
            },
        };
        self.tokens.push(Token { kind, start: self.at, end: self.at + length });
        self.at += length;
    }

    /// A part of a template literal, which is of one kind when the literal ends with it and of another before a `${`.
    fn template(&mut self, rest: &str, from: usize, last: Kind, before: Kind) -> (Kind, usize) {
        let mut chars = rest.char_indices().skip(from).peekable();
        while let Some((at, c)) = chars.next() {
            match c {
                '\\' => drop(chars.next()),
                '`' => return (last, at + 1),
                '$' if chars.peek().is_some_and(|(_, c)| *c == '{') => {
                    self.open.push(true);
                    return (before, at + 2);
                }
                _ => {}
            }
        }
        (Kind::Broken, rest.len())
    }

    /// Whether what comes next begins a value, as far as the token before it tells.
    fn is_operand_next(&self) -> bool {
        let Some(before) = self.tokens.iter().rev().find(|token| token.kind != Kind::Comment) else {
            return true;
        };
        let text = &self.text[before.start..before.end];
        match before.kind {
            Kind::Word => BEFORE_OPERAND.contains(&text),
            Kind::Sign => !matches!(text, "++" | "--"),
            Kind::Open | Kind::Middle => true,
            // More often the end of a block than of an object.
            Kind::Close => text == "}",
            _ => false,
        }
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$' | '\u{200c}' | '\u{200d}')
}

fn string(rest: &str, quote: char) -> (Kind, usize) {
    let mut chars = rest.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            '\n' | '\r' => return (Kind::Broken, at),
            c if c == quote => return (Kind::String, at + 1),
            _ => {}
        }
    }
    (Kind::Broken, rest.len())
}

/// A regular expression with its flags.
fn regex(rest: &str) -> (Kind, usize) {
    let mut is_in_class = false;
    let mut chars = rest.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            '\n' | '\r' => break,
            '[' => is_in_class = true,
            ']' => is_in_class = false,
            '/' if !is_in_class => {
                let flags = &rest[at + 1..];
                return (Kind::Regex, at + 1 + flags.find(|c| !is_word(c)).unwrap_or(flags.len()));
            }
            _ => {}
        }
    }
    // It was a sign after all.
    (Kind::Sign, 1)
}

/// The length of a number, with everything that looks like a part of it.
fn number(rest: &str) -> usize {
    let is_hexadecimal = rest.starts_with("0x") || rest.starts_with("0X");
    let mut before = ' ';
    let is_other = |c: char| {
        let is_sign = matches!(c, '+' | '-') && matches!(before, 'e' | 'E') && !is_hexadecimal;
        before = c;
        !(is_word(c) || c == '.' || is_sign)
    };
    rest.find(is_other).unwrap_or(rest.len())
}

/// Which brackets belong together.
pub(super) struct Brackets {
    /// For each opening bracket the closing one, and for every other token itself.
    ends: Vec<usize>,
    /// Whether each bracket has its other one.
    pub are_balanced: bool,
}

impl Brackets {
    pub fn of(text: &str, tokens: &[Token]) -> Self {
        let mut ends: Vec<_> = (0..tokens.len()).collect();
        let mut open: Vec<usize> = Vec::new();
        let mut are_balanced = true;
        for (at, token) in tokens.iter().enumerate() {
            match token.kind {
                Kind::Open => open.push(at),
                Kind::Close => {
                    let bytes = text.as_bytes();
                    let opened = open.pop();
                    let pair = opened.map(|opened| (bytes[tokens[opened].end - 1], bytes[token.start]));
                    let is_pair = matches!(pair, Some((b'(', b')') | (b'[', b']') | (b'{', b'}')));
                    are_balanced &= is_pair;
                    if let Some(opened) = opened {
                        // One of another kind does not end it.
                        ends[opened] = if is_pair { at } else { tokens.len() };
                    }
                }
                _ => {}
            }
        }
        are_balanced &= open.is_empty();
        // What does not end takes all the rest.
        open.iter().for_each(|opened| ends[*opened] = tokens.len());
        Self { ends, are_balanced }
    }

    /// The token after this one, or after all that is in the brackets that it opens.
    pub fn after(&self, at: usize) -> usize {
        self.ends.get(at).map_or(at, |end| end + 1)
    }
}
