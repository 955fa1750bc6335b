//! A language that a user describes: how names, strings, comments and types are written in it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write;

use super::markdown::{split, words};
use super::text::{is_invisible, push_utf16, wrap};
use super::types::{Leaf, Part, Type, Types};
use super::{Case, Language, Named, Naming, Role};

/// Lines of comments and of strings end before this column where words allow it.
const WIDTH: usize = 100;

/// A language that a user describes.
#[derive(Clone, Debug)]
pub struct Custom {
    /// Its name for people.
    pub name: String,
    /// The case of methods, classes, arguments and modules.
    pub cases: Cases,
    /// Words that cannot be names.
    pub reserved: BTreeSet<String>,
    /// What makes a name of a reserved word; without it, such a name is a mistake in the catalogue.
    pub suffix: Option<String>,
    /// Its strings, where they are described.
    pub strings: Option<Strings>,
    /// Its comments, where they are described.
    pub comments: Option<Comments>,
    /// Its types, where they are described.
    pub types: Option<TypeTable>,
}

/// The case of each kind of name.
#[derive(Clone, Copy, Debug)]
pub struct Cases {
    /// Of functions that run operations.
    pub method: Case,
    /// Of types.
    pub class: Case,
    /// Of parameters.
    pub argument: Case,
    /// Of what holds a group.
    pub module: Case,
}

/// String literals. A backslash begins an escape, as in most languages; `\n`, `\r` and `\t` are known.
#[derive(Clone, Debug)]
pub struct Strings {
    /// What stands around them.
    pub quote: char,
    /// Other characters that need a backslash, such as `$`.
    pub escaped: String,
    /// How a character is written that cannot be seen.
    pub unicode: Unicode,
}

/// How a character is written by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unicode {
    /// `\u2028`, and two of them beyond U+FFFF.
    Utf16,
    /// `\u2028`, and `\U0001f600` beyond U+FFFF.
    Long,
    /// `\u{2028}`
    Braces,
}

/// Comments.
#[derive(Clone, Debug)]
pub struct Comments {
    /// What begins one; empty where each line begins one.
    pub begin: String,
    /// What stands before each of its lines; where `begin` is empty, the sign of a comment.
    pub line: String,
    /// What ends one; empty where the line's end does.
    pub end: String,
}

/// The types by the catalogue's words.
#[derive(Clone, Debug)]
pub struct TypeTable {
    /// A key.
    pub key: String,
    /// A parameter of text or bytes.
    pub string: String,
    /// A whole number.
    pub integer: String,
    /// A number of seconds.
    pub seconds: String,
    /// A parameter of any value.
    pub any: String,
    /// The reply `OK`.
    pub status: String,
    /// The reply 1 or 0.
    pub flag: String,
    /// A reply of bytes.
    pub bulk: String,
    /// The members of a set.
    pub members: String,
    /// One of a few words.
    pub word: String,
    /// Something or nothing, with `{}` for the something.
    pub optional: String,
    /// Any number of values, with `{}` for one of them.
    pub list: String,
    /// A floating-point number.
    pub double: Option<String>,
    /// A number of milliseconds.
    pub milliseconds: Option<String>,
    /// A time to wait, in seconds with decimals.
    pub timeout: Option<String>,
    /// A time, in seconds since 1970.
    pub unix_seconds: Option<String>,
    /// A time, in milliseconds since 1970.
    pub unix_milliseconds: Option<String>,
    /// A parameter that is on or off.
    pub switch: Option<String>,
    /// A parameter with parts, or one of several alternatives.
    pub group: Option<String>,
    /// Values by their names, with `{}` for one of them.
    pub map: Option<String>,
    /// A record, with `{}` for its class.
    pub record: Option<String>,
    /// A reply of any kind.
    pub anything: Option<String>,
}

impl Custom {
    /// A whole comment on one line; nothing where comments are not described.
    pub fn comment_line(&self, text: &str) -> Option<String> {
        let comments @ Comments { begin, line, end } = self.comments.as_ref()?;
        let text = comments.safe(text);
        Some(if begin.is_empty() { format!("{line} {text}") } else { format!("{begin} {text} {end}") })
    }

    fn case(&self, of: Named) -> Case {
        match of {
            Named::Method => self.cases.method,
            Named::Class => self.cases.class,
            Named::Argument => self.cases.argument,
            Named::Module => self.cases.module,
        }
    }

    fn named(role: Role) -> &'static [Named] {
        match role {
            Role::Operation => &[Named::Method, Named::Class],
            Role::Param | Role::Field => &[Named::Argument],
            Role::Record => &[Named::Class],
            Role::Group => &[Named::Module],
            Role::Word | Role::Object | Role::Type => &[],
        }
    }
}

impl Language for Custom {
    fn name(&self, name: &str, of: Named) -> String {
        let name = self.case(of).of(name);
        match &self.suffix {
            Some(suffix) if self.reserved.contains(&name) => name + suffix,
            _ => name,
        }
    }

    fn string(&self, text: &str) -> Option<String> {
        let strings = self.strings.as_ref()?;
        let mut literal = String::from(strings.quote);
        text.chars().for_each(|c| strings.push(c, &mut literal));
        literal.push(strings.quote);
        Some(literal)
    }

    fn text(&self, text: &str, indent: usize) -> Option<String> {
        let strings = self.strings.as_ref()?;
        let word = |word: &str| {
            let mut escaped = String::new();
            word.chars().for_each(|c| strings.push(c, &mut escaped));
            escaped
        };
        let width = WIDTH.saturating_sub(indent);
        let paragraphs = split(text).into_iter().map(|text| wrap(words(&text).map(word), (width, width)));
        let start = format!("\n{:indent$}", "");
        let paragraphs: Vec<_> =
            paragraphs.filter(|lines| !lines.is_empty()).map(|lines| lines.join(&start)).collect();
        Some(paragraphs.join(&format!("\n{start}")))
    }

    fn comment(&self, text: &str, indent: usize, hanging: usize) -> Option<String> {
        let comments = self.comments.as_ref()?;
        let width = WIDTH.saturating_sub(indent + comments.line.chars().count() + 1);
        let safe = comments.safe(text);
        let lines = wrap(safe.split_whitespace(), (width, width.saturating_sub(hanging)));
        let lines = lines.into_iter().map(|line| match line {
            // In C such a line would go on in the next one.
            line if line.ends_with('\\') || line.ends_with("??/") => line + ".",
            line => line,
        });
        let start = format!("\n{:indent$}{} {:hanging$}", "", comments.line, "");
        Some(lines.collect::<Vec<_>>().join(&start))
    }

    fn type_name(&self, of: &Type, bytes: Option<&str>) -> Option<String> {
        let table = self.types.as_ref()?;
        Some(of.write(&Written { language: self, table, bytes }))
    }
}

impl Naming for Custom {
    fn forms(&self, role: Role, name: &str) -> Vec<(Cow<'static, str>, String)> {
        let form = |&of: &Named| {
            // A class may have the name of a method.
            let kind = if of == Named::Class { " (a class)" } else { "" };
            (format!("{}{kind}", self.name).into(), Language::name(self, name, of))
        };
        Self::named(role).iter().map(form).collect()
    }

    fn taken(&self, role: Role, name: &str) -> Option<String> {
        let mut forms = Self::named(role).iter().map(|&of| Language::name(self, name, of));
        let taken = forms.find(|form| self.reserved.contains(form))?;
        Some(format!("`{taken}` is a reserved word of {}", self.name))
    }

    fn help(&self) -> &'static str {
        "choose another name, or give target.toml a `reserved_suffix`, which is added to such names"
    }
}

impl Strings {
    /// Adds a character as it stands in a literal.
    fn push(&self, c: char, literal: &mut String) {
        match c {
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            c if c == '\\' || c == self.quote || self.escaped.contains(c) => literal.extend(['\\', c]),
            c if is_invisible(c) => self.unicode.push(c, literal),
            c => literal.push(c),
        }
    }
}

impl Unicode {
    fn push(self, c: char, literal: &mut String) {
        // Writing to a string does not fail.
        let _ = match (self, c as u32) {
            (Self::Braces, number) => write!(literal, "\\u{{{number:x}}}"),
            (Self::Long, number @ 0x1_0000..) => write!(literal, "\\U{number:08x}"),
            _ => {
                push_utf16(literal, c);
                Ok(())
            }
        };
    }
}

impl Comments {
    /// A text that ends no comment, begins none inside of it, and is nothing else in one.
    fn safe(&self, text: &str) -> String {
        let mut safe: String = text.chars().map(|c| if is_invisible(c) { ' ' } else { c }).collect();
        // Java reads `\u002a` as a star, also in comments.
        safe = safe.replace("\\u", "\\ u");
        // A comment of HTML also ends with `--!>`.
        let dashes = if self.end == "-->" { "--" } else { "" };
        for sign in
            [self.begin.as_str(), self.end.as_str(), dashes].into_iter().filter(|sign| !sign.is_empty())
        {
            // What is left of a sign and what is right of it can be one again.
            while safe.contains(sign) {
                let mut chars = sign.chars();
                let first = chars.next().map_or_else(String::new, String::from);
                let rest = chars.as_str();
                let apart = if rest.is_empty() { String::from(' ') } else { format!("{first} {rest}") };
                safe = safe.replace(sign, &apart);
            }
        }
        safe
    }
}

/// Types as the table has them. Of those that need not be in it, numbers have the types of other numbers, and the rest is
/// like any value.
struct Written<'a> {
    language: &'a Custom,
    table: &'a TypeTable,
    bytes: Option<&'a str>,
}

impl Types for Written<'_> {
    type Written = String;

    fn leaf(&self, leaf: &Leaf) -> String {
        let table = self.table;
        let or = |name: &Option<String>, other: &str| name.as_deref().unwrap_or(other).to_owned();
        match leaf {
            Leaf::Key => table.key.clone(),
            Leaf::Text | Leaf::OneOfWords(_) => table.string.clone(),
            Leaf::Integer => table.integer.clone(),
            Leaf::Seconds => table.seconds.clone(),
            Leaf::Any => table.any.clone(),
            Leaf::Status => table.status.clone(),
            Leaf::Flag => table.flag.clone(),
            Leaf::Bulk => self.bytes.unwrap_or(&table.bulk).to_owned(),
            Leaf::Members => table.members.clone(),
            Leaf::Word(_) => table.word.clone(),
            Leaf::Double => or(&table.double, &table.any),
            Leaf::Milliseconds => or(&table.milliseconds, &table.integer),
            Leaf::Timeout => or(&table.timeout, table.double.as_ref().unwrap_or(&table.any)),
            Leaf::UnixSeconds => or(&table.unix_seconds, &table.integer),
            Leaf::UnixMilliseconds => or(&table.unix_milliseconds, &table.integer),
            Leaf::Switch => or(&table.switch, &table.any),
            Leaf::Anything => or(&table.anything, &table.any),
        }
    }

    fn optional(&self, of: String) -> String {
        self.table.optional.replace("{}", &of)
    }

    fn list(&self, of: String) -> String {
        self.table.list.replace("{}", &of)
    }

    fn map(&self, of: String) -> String {
        self.table.map.as_ref().map_or_else(|| self.table.any.clone(), |map| map.replace("{}", &of))
    }

    fn record(&self, name: &str) -> String {
        let class = Language::name(self.language, name, Named::Class);
        self.table
            .record
            .as_ref()
            .map_or_else(|| self.table.any.clone(), |record| record.replace("{}", &class))
    }

    fn group(&self, _: Vec<(&Part, String)>) -> String {
        self.table.group.as_ref().unwrap_or(&self.table.any).clone()
    }

    fn any_of(&self, parts: Vec<(&Part, String)>) -> String {
        self.group(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(comments: [&str; 3], unicode: Unicode) -> Custom {
        let [begin, line, end] = comments.map(str::to_owned);
        Custom {
            name: "Test".to_owned(),
            cases: Cases {
                method: Case::Kebab,
                class: Case::Pascal,
                argument: Case::Upper,
                module: Case::Snake,
            },
            reserved: ["del".to_owned()].into(),
            suffix: Some("_".to_owned()),
            strings: Some(Strings { quote: '"', escaped: "$".to_owned(), unicode }),
            comments: Some(Comments { begin, line, end }),
            types: None,
        }
    }

    #[test]
    fn a_string_cannot_be_left() {
        let text = "a\"\\$\n\u{2028}\u{e0001}'";
        let written = |unicode| Language::string(&language(["", "#", ""], unicode), text).unwrap();
        assert_eq!(written(Unicode::Utf16), r#""a\"\\\$\n\u2028\udb40\udc01'""#);
        assert_eq!(written(Unicode::Long), r#""a\"\\\$\n\u2028\U000e0001'""#);
        assert_eq!(written(Unicode::Braces), r#""a\"\\\$\n\u{2028}\u{e0001}'""#);
        let long = Language::text(&language(["", "#", ""], Unicode::Long), "a \"\"\"\n b\\\n\n\n\nc", 4);
        assert_eq!(long.unwrap(), "a \\\"\\\"\\\" b\\\\\n\n    c");
    }

    #[test]
    fn a_comment_cannot_be_left() {
        let of = |comments, text| Language::comment(&language(comments, Unicode::Long), text, 2, 1).unwrap();
        assert_eq!(of(["/*", " *", "*/"], "a */ /* **// \\u002a/ b"), "a * / / * ** // \\ u002a/ b");
        assert_eq!(of(["{", "", "}"], "a } {{}}"), "a");
        assert_eq!(of(["", "#", ""], "a\nb\u{2028}c\\"), "a b c\\.");
        let long = of(["", "#", ""], &"word ".repeat(40));
        assert!(long.contains("\n  #  word") && long.lines().all(|line| line.len() <= WIDTH));
        let line = language(["<!--", "", "-->"], Unicode::Long).comment_line("a --> b");
        assert_eq!(line.unwrap(), "<!-- a - -> b -->");
    }

    #[test]
    fn a_reserved_word_has_a_suffix_or_is_taken() {
        let mut language = language(["", "#", ""], Unicode::Long);
        assert_eq!(Language::name(&language, "del", Named::Method), "del_");
        assert_eq!(Language::name(&language, "del", Named::Class), "Del");
        assert_eq!(Language::name(&language, "a_b", Named::Method), "a-b");
        assert_eq!(Language::name(&language, "a_b", Named::Argument), "A_B");
        assert_eq!(language.taken(Role::Operation, "del"), None);
        language.suffix = None;
        assert!(language.taken(Role::Operation, "del").unwrap().contains("`del` is a reserved word of Test"));
        assert_eq!(language.taken(Role::Operation, "get"), None);
    }
}
