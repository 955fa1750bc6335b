//! What `target.toml` looks like: the one description of its fields and words.

use crate::diagnostic::{Code, Report, Span};
use crate::document::{Field, Label, List, Shape, one_of, record, text, toml};
use crate::languages::Case;
use crate::languages::custom::{Cases, Comments, Custom, Strings, TypeTable, Unicode};

record! {
    /// A target of the user's own.
    Target = "the target" {
        /// The language that its files are in.
        required language: Language,
        /// String literals.
        optional string: StringRules,
        /// Comments.
        optional comment: CommentRules,
        /// How the language writes types.
        optional types: TypeNames,
        /// What it writes.
        required files: List<File>,
    }
}

record! {
    /// The language that the files are in.
    Language = "`language`" {
        /// Its name for people, such as Python.
        required name: Name,
        /// The case of functions that run operations; without it snake.
        optional method: Case,
        /// The case of types; without it pascal.
        optional class: Case,
        /// The case of parameters; without it snake.
        optional argument: Case,
        /// The case of what holds a group; without it snake.
        optional module: Case,
        /// Words that cannot be names.
        optional reserved: List<Sign>,
        /// What makes a name of a reserved word; without it such a name is a mistake in the catalogue.
        optional reserved_suffix: Sign,
    }
}

record! {
    /// String literals, in which a backslash begins an escape.
    StringRules = "`string`" {
        /// The character around them.
        required quote: Character,
        /// Other characters that need a backslash, such as $.
        optional escape: String,
        /// How characters are written that cannot be seen.
        required unicode: Unicode,
    }
}

record! {
    /// Comments: with a sign on each line, or with a beginning and an end.
    CommentRules = "`comment`" {
        /// What stands before each line, such as #.
        optional line: String,
        /// What begins a comment, such as /*.
        optional begin: Sign,
        /// What ends it, such as */.
        optional end: Sign,
    }
}

record! {
    /// How the language writes types.
    TypeNames = "`types`" {
        /// A key.
        required key: String,
        /// A parameter of text or bytes.
        required string: String,
        /// A whole number.
        required integer: String,
        /// A number of seconds.
        required seconds: String,
        /// A parameter of any value.
        required any: String,
        /// The reply OK.
        required status: String,
        /// The reply 1 or 0.
        required flag: String,
        /// A reply of bytes.
        required bulk: String,
        /// The members of a set.
        required members: String,
        /// One of a few words.
        required word: String,
        /// Something or nothing, with {} for the something.
        required optional: Around,
        /// Any number of values, with {} for one of them.
        required list: Around,
        /// A floating-point number; without it like any.
        optional double: String,
        /// A number of milliseconds; without it like integer.
        optional milliseconds: String,
        /// A time to wait, in seconds with decimals; without it like double.
        optional timeout: String,
        /// A time, in seconds since 1970; without it like integer.
        optional unix_seconds: String,
        /// A time, in milliseconds since 1970; without it like integer.
        optional unix_milliseconds: String,
        /// A parameter that is on or off; without it like any.
        optional switch: String,
        /// A parameter with parts, or one of several alternatives; without it like any.
        optional group: String,
        /// Values by their names, with {} for one of them; without it like any.
        optional map: Around,
        /// A record, with {} for its class; without it like any.
        optional record: Around,
        /// A reply of any kind; without it like any.
        optional anything: String,
    }
}

record! {
    /// A file, or one for each group or operation.
    File = "a file" {
        /// The template: the path of a file beside target.toml, without .tera at its end.
        required template: Sign,
        /// The path of what is written; may have the names of the group and the operation, as a template has them.
        required path: Path,
        /// How often it is written; without it once.
        optional each as "for": Each,
        /// Whether its first line says where it comes from; without it yes.
        optional header: bool,
    }
}

/// For what a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Each {
    Catalogue,
    Group,
    Operation,
}

one_of! {
    Each = "word" {
        /// For the whole catalogue.
        "catalogue" => Each::Catalogue,
        /// For each group.
        "group" => Each::Group,
        /// For each operation.
        "operation" => Each::Operation,
    }
}

one_of! {
    Case = "case" {
        /// sdiff_store
        "snake" => Case::Snake,
        /// sdiffStore
        "camel" => Case::Camel,
        /// SdiffStore
        "pascal" => Case::Pascal,
        /// sdiff-store
        "kebab" => Case::Kebab,
        /// SDIFF_STORE
        "upper" => Case::Upper,
    }
}

one_of! {
    Unicode = "form" {
        /// \u2028, and two of them beyond U+FFFF.
        "utf16" => Unicode::Utf16,
        /// \u2028, and \U0001f600 beyond U+FFFF.
        "long" => Unicode::Long,
        /// \u{2028}
        "braces" => Unicode::Braces,
    }
}

text! {
    /// A name for people.
    Name: BadText, r"\S", |name| !name.trim().is_empty() && !name.contains(char::is_control), "write a name, such as `Python`"
}

text! {
    /// Text without blanks.
    Sign: BadText, r"^\S+$", |text| !text.is_empty() && !text.contains(char::is_whitespace),
    "write it without blanks"
}

text! {
    /// One character.
    Character: BadText, r"^[^\s\\]$", |text| text.chars().count() == 1 && !text.contains(['\\', ' ']) && !text.contains(char::is_control),
    "write one visible character other than a backslash"
}

text! {
    /// A type with a place for another one.
    Around: BadText, r"\{\}", |text| text.contains("{}"), "write `{}` where the other type stands, such as `list[{}]`"
}

text! {
    /// A path.
    Path: BadText, r"\S", |path| !path.trim().is_empty(), "write a path, such as `client.py`"
}

/// What is written with a template.
#[derive(Clone, Debug)]
pub(super) struct Output {
    pub template: String,
    pub path: String,
    pub each: Each,
    pub has_header: bool,
}

/// Reads a target.toml: the language, and what is written. `has_template` says which templates there are.
pub(super) fn read(
    text: &str,
    has_template: &dyn Fn(&str) -> bool,
    report: &mut Report,
) -> Option<(Custom, Vec<Output>)> {
    let root = toml::parse(text, report)?;
    let Target { language, string, comment, types, files } =
        Target::read(root, Label::Field("the target"), report)?;
    let comments = comment.given().and_then(|rules| comments(rules.value, rules.span, report));
    let mut outputs = Vec::new();
    for file in files.value().map_or_else(Vec::new, |list| list.items) {
        let File { template, path, each, header } = file.value;
        let (Some(template), Some(path)) = (template.given(), path.value()) else { continue };
        if !has_template(&template.value.0) {
            let message = format!("there is no file `{}.tera` beside target.toml", template.value.0);
            report.add(Code::Template, template.span, message).help("write it, or name another one");
        }
        let has_header = header.value().unwrap_or(true);
        let each = each.value().unwrap_or(Each::Catalogue);
        outputs.push(Output { template: template.value.0, path: path.0, each, has_header });
    }
    let Language { name, method, class, argument, module, reserved, reserved_suffix } = language.value()?;
    let language = Custom {
        name: name.value()?.0,
        cases: Cases {
            method: method.value().unwrap_or(Case::Snake),
            class: class.value().unwrap_or(Case::Pascal),
            argument: argument.value().unwrap_or(Case::Snake),
            module: module.value().unwrap_or(Case::Snake),
        },
        reserved: reserved.value().into_iter().flat_map(|list| list.items).map(|word| word.value.0).collect(),
        suffix: reserved_suffix.value().map(|suffix| suffix.0),
        strings: string.value().and_then(strings),
        comments,
        types: types.value().and_then(type_table),
    };
    Some((language, outputs))
}

fn strings(rules: StringRules) -> Option<Strings> {
    Some(Strings {
        quote: rules.quote.value()?.0.chars().next()?,
        escaped: rules.escape.value().unwrap_or_default(),
        unicode: rules.unicode.value()?,
    })
}

fn comments(rules: CommentRules, span: Span, report: &mut Report) -> Option<Comments> {
    let CommentRules { line, begin, end } = rules;
    let has = |field: &Field<Sign>| !field.is_absent();
    let has_line = !line.is_absent() && line.as_given().is_none_or(|line| !line.value.trim().is_empty());
    if has(&begin) != has(&end) || !has_line && !has(&begin) {
        report
            .add(Code::MissingField, span, "`comment` does not say how a comment ends")
            .help("write `line`, or `begin` and `end`, or all three");
        return None;
    }
    let sign = |field: Field<Sign>| field.value().map_or_else(String::new, |sign| sign.0);
    Some(Comments { begin: sign(begin), line: line.value().unwrap_or_default(), end: sign(end) })
}

fn type_table(names: TypeNames) -> Option<TypeTable> {
    Some(TypeTable {
        key: names.key.value()?,
        string: names.string.value()?,
        integer: names.integer.value()?,
        seconds: names.seconds.value()?,
        any: names.any.value()?,
        status: names.status.value()?,
        flag: names.flag.value()?,
        bulk: names.bulk.value()?,
        members: names.members.value()?,
        word: names.word.value()?,
        optional: names.optional.value()?.0,
        list: names.list.value()?.0,
        double: names.double.value(),
        milliseconds: names.milliseconds.value(),
        timeout: names.timeout.value(),
        unix_seconds: names.unix_seconds.value(),
        unix_milliseconds: names.unix_milliseconds.value(),
        switch: names.switch.value(),
        group: names.group.value(),
        map: names.map.value().map(|map| map.0),
        record: names.record.value().map(|record| record.0),
        anything: names.anything.value(),
    })
}
