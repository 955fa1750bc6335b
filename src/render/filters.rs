//! The filters of templates: what escapes for a language, and what says how the language at hand calls something.

use std::sync::Arc;

use tera::value::Key;
use tera::{Kwargs, Map, State, Tera, TeraResult, Value};

use crate::languages::types::{Leaf, Type};
use crate::languages::{Language, Named, javascript, markdown, text};

/// A Tera with the filters for templates that write a language, and without a template.
pub(super) fn tera(language: &Arc<dyn Language>) -> Tera {
    let mut tera = Tera::new();
    // What is not HTML is escaped by filters, for the language at hand.
    tera.autoescape_on(vec![".html"]);
    // Filters have to be known before the templates that use them.
    tera.register_filter("js", |text: &str, _: Kwargs, _: &State| javascript::string(text));
    tera.register_filter("json", |text: &str, _: Kwargs, _: &State| text::json(text));
    tera.register_filter("markdown", |text: &str, _: Kwargs, _: &State| markdown::text(text));
    tera.register_filter("paragraphs", |text: &str, _: Kwargs, _: &State| markdown::paragraphs(text));
    tera.register_filter("url", |text: &str, _: Kwargs, _: &State| markdown::url(text));
    tera.register_filter("code", |text: &str, options: Kwargs, _: &State| {
        TeraResult::Ok(markdown::code_span(text, options.get("cell")?.unwrap_or(false)))
    });
    tera.register_filter("block", |text: &str, options: Kwargs, _: &State| {
        TeraResult::Ok(markdown::code_block(text, options.must_get("lang")?))
    });
    for (filter, named) in [
        ("method", Named::Method),
        ("class", Named::Class),
        ("argument", Named::Argument),
        ("module", Named::Module),
    ] {
        let language = Arc::clone(language);
        tera.register_filter(filter, move |name: &str, _: Kwargs, _: &State| language.name(name, named));
    }
    let of = Arc::clone(language);
    tera.register_filter("string", move |text: &str, _: Kwargs, _: &State| of.string(text));
    let of = Arc::clone(language);
    tera.register_filter("comment", move |text: &str, options: Kwargs, _: &State| {
        let number = |name| TeraResult::Ok(options.get::<usize>(name)?.unwrap_or(0));
        TeraResult::Ok(of.comment(text, number("indent")?, number("hanging")?))
    });
    let of = Arc::clone(language);
    tera.register_filter("type", move |typed: &Map, options: Kwargs, _: &State| {
        let of_value = options.get("one")?.unwrap_or(false);
        let bytes = options.get::<&str>("bytes")?;
        TeraResult::Ok(of.type_name(&read_type(typed, of_value)?, bytes))
    });
    tera
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
        Some("seconds") => Leaf::Seconds,
        Some("any") => Leaf::Any,
        Some("status") => Leaf::Status,
        Some("flag") => Leaf::Flag,
        Some("bulk") => Leaf::Bulk,
        Some("members") => Leaf::Members,
        Some("word") => {
            let words = field("words").and_then(Value::as_array).unwrap_or_default();
            Leaf::Word(words.iter().filter_map(Value::as_str).map(str::to_owned).collect())
        }
        _ => return Err(tera::Error::message("`type` is for a parameter or a reply")),
    };
    let leaf = Type::Leaf(leaf);
    Ok(if field("nullable").and_then(Value::as_bool) == Some(true) {
        Type::Optional(Box::new(leaf))
    } else if !of_value && word("repeat").is_some_and(|repeat| repeat != "once") {
        Type::List(Box::new(leaf))
    } else {
        leaf
    })
}
