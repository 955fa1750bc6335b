//! The filters of templates: what escapes for a language, and what says how the language at hand calls something.

use std::io::{self, Write};
use std::sync::Arc;

use tera::value::Key;
use tera::{Kwargs, Map, State, Tera, TeraResult, Value};

use crate::diagnostic::quoted;
use crate::languages::types::{Leaf, Part, Type};
use crate::languages::{Language, Named, javascript, markdown, text};

/// A Tera with the filters for templates that write a language, and without a template. A strict one writes no text that
/// went through no filter and could be more than a word.
pub(super) fn tera(language: &Arc<dyn Language>, is_strict: bool) -> Tera {
    let mut tera = Tera::new();
    if is_strict {
        // In every template.
        tera.autoescape_on(vec![""]);
        tera.set_escape_fn(refuse);
    } else {
        // What is not HTML is escaped by filters, for the language at hand.
        tera.autoescape_on(vec![".html"]);
    }
    // Filters have to be known before the templates that use them.
    let mark = move |text: String| if is_strict { Value::safe_string(&text) } else { Value::from(text) };
    macro_rules! filter {
        ($name:literal, $input:ty, |$text:ident, $options:ident| $written:expr) => {
            filter!($name, $input, |$text, $options, _language| $written)
        };
        ($name:literal, $input:ty, |$text:ident, $options:ident, $language:ident| $written:expr) => {{
            let $language = Arc::clone(language);
            tera.register_filter($name, move |$text: $input, $options: Kwargs, _: &State| {
                TeraResult::Ok(mark($written))
            });
        }};
    }
    filter!("js", &str, |text, _options| javascript::string(text));
    filter!("json", &Value, |value, _options| json(value)?);
    filter!("markdown", &str, |text, _options| markdown::text(text));
    filter!("paragraphs", &str, |text, _options| markdown::paragraphs(text));
    filter!("url", &str, |text, _options| markdown::url(text));
    filter!("code", &str, |text, options| {
        markdown::code_span(text, options.get("cell")?.unwrap_or(false))
    });
    filter!("block", &str, |text, options| markdown::code_block(text, options.must_get("lang")?));
    filter!("method", &str, |name, _options, language| language.name(name, Named::Method));
    filter!("class", &str, |name, _options, language| language.name(name, Named::Class));
    filter!("argument", &str, |name, _options, language| language.name(name, Named::Argument));
    filter!("module", &str, |name, _options, language| language.name(name, Named::Module));
    filter!("string", &str, |text, _options, language| known(language.string(text), "string")?);
    filter!("text", &str, |text, options, language| {
        known(language.text(text, column(&options, "indent")?), "string")?
    });
    filter!("comment", &str, |text, options, language| {
        let (indent, hanging) = (column(&options, "indent")?, column(&options, "hanging")?);
        known(language.comment(text, indent, hanging), "comment")?
    });
    filter!("type", &Map, |typed, options, language| {
        let of_value = options.get("one")?.unwrap_or(false);
        known(language.type_name(&read_type(typed, of_value)?, options.get("bytes")?), "types")?
    });
    tera
}

/// Writes a text of plain words as it is. Any other one might end the string or the comment that it stands in, and nobody
/// knows here what that is.
fn refuse(text: &str, output: &mut dyn Write) -> io::Result<()> {
    let is_plain = |c: char| c.is_alphanumeric() || " _-.,".contains(c);
    if text.chars().all(is_plain) && !text.contains("--") {
        return output.write_all(text.as_bytes());
    }
    Err(io::Error::other(format!("the text {} is written without a filter", quoted(text))))
}

/// A value as JSON.
fn json(value: &Value) -> TeraResult<String> {
    match value.as_str() {
        Some(text) => Ok(text::json(text)),
        None => serde_json::to_string(value).map_err(|error| tera::Error::message(error.to_string())),
    }
}

/// How far to the right lines begin, where that was said.
fn column(options: &Kwargs, name: &str) -> TeraResult<usize> {
    /// Half of a line is left for the text.
    const MOST: usize = 40;
    match options.get::<usize>(name)?.unwrap_or(0) {
        column if column <= MOST => Ok(column),
        column => Err(tera::Error::message(format!("`{name}` is {column}; it can be at most {MOST}"))),
    }
}

/// What a language writes, unless target.toml does not say how.
fn known(written: Option<String>, what: &str) -> TeraResult<String> {
    written.ok_or_else(|| tera::Error::message(format!("target.toml has no `{what}`")))
}

/// The type of a parameter or a reply, as the export has them; for a parameter that repeats, of one value if that is
/// asked for.
fn read_type(typed: &Map, of_value: bool) -> TeraResult<Type> {
    let field = |name: &'static str| typed.get(&Key::from(name));
    let word = |name| field(name).and_then(Value::as_str);
    let leaf = match word("type") {
        Some("key") => Leaf::Key,
        Some("string") => Leaf::Text,
        Some("integer") => Leaf::Integer,
        Some("double") => Leaf::Double,
        Some("seconds") => Leaf::Seconds,
        Some("milliseconds") => Leaf::Milliseconds,
        Some("timeout") => Leaf::Timeout,
        Some("unix_seconds") => Leaf::UnixSeconds,
        Some("unix_milliseconds") => Leaf::UnixMilliseconds,
        Some("status") => Leaf::Status,
        Some("bulk") => Leaf::Bulk,
        Some("members") => Leaf::Members,
        // The same words stand for parameters and for replies; only parameters are given.
        Some("any") if field("required").is_some() => Leaf::Any,
        Some("any") => Leaf::Anything,
        Some("flag") if field("required").is_some() => Leaf::Switch,
        Some("flag") => Leaf::Flag,
        Some("word") => {
            let words = field("words").and_then(Value::as_array).unwrap_or_default();
            if field("required").is_some() {
                let token =
                    |word: &Value| word.as_map().and_then(|word| word.get(&Key::from("token")).cloned());
                let tokens = words.iter().filter_map(token);
                Leaf::OneOfWords(tokens.filter_map(|token| token.as_str().map(str::to_owned)).collect())
            } else {
                Leaf::Word(words.iter().filter_map(Value::as_str).map(str::to_owned).collect())
            }
        }
        Some("list" | "map" | "record" | "group" | "one_of") => return with_parts(typed, of_value),
        _ => return Err(tera::Error::message("`type` is for a parameter or a reply")),
    };
    Ok(around(typed, of_value, Type::Leaf(leaf)))
}

/// The same for a type that has parts.
fn with_parts(typed: &Map, of_value: bool) -> TeraResult<Type> {
    let field = |name: &'static str| typed.get(&Key::from(name));
    let held = || match field("of").and_then(Value::as_map) {
        Some(of) => read_type(of, false).map(Box::new),
        None => Err(tera::Error::message("`type` is for a parameter or a reply")),
    };
    let parts = || {
        let parts = field("params").and_then(Value::as_array).unwrap_or_default();
        let part = |part: &Value| {
            let part = part.as_map()?;
            let name = part.get(&Key::from("name"))?.as_str()?.to_owned();
            let is_required = part.get(&Key::from("required"))?.as_bool()?;
            Some(read_type(part, false).map(|of| Part { name, of, is_required }))
        };
        parts.iter().filter_map(part).collect::<TeraResult<Vec<_>>>()
    };
    let of = match field("type").and_then(Value::as_str) {
        Some("list") => Type::List(held()?),
        Some("map") => Type::Map(held()?),
        Some("record") => {
            Type::Record(field("record").and_then(Value::as_str).unwrap_or_default().to_owned())
        }
        Some("group") => Type::Group(parts()?),
        _ => Type::OneOf(parts()?),
    };
    Ok(around(typed, of_value, of))
}

/// A type that may be nil, or that repeats.
fn around(typed: &Map, of_value: bool, of: Type) -> Type {
    let field = |name: &'static str| typed.get(&Key::from(name));
    if field("nullable").and_then(Value::as_bool) == Some(true) {
        Type::Optional(Box::new(of))
    } else if !of_value && field("repeat").and_then(Value::as_str).is_some_and(|repeat| repeat != "once") {
        Type::List(Box::new(of))
    } else {
        of
    }
}
