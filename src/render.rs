//! Text from templates: Tera, the templates that the binary carries, the user's own in their place,
//! and filters that escape for each language.

mod escape;

use std::collections::BTreeMap;
use std::fmt;

use tera::{Context, Kwargs, State, Tera};

pub use escape::javascript;

use crate::names;

/// Template texts by name, such as `js/index.js`: the user's replacements for embedded ones.
pub type Overrides = BTreeMap<String, String>;

/// The templates of one target, ready to render.
pub struct Renderer(Tera);

/// Why a template could not be used: Tera's message, with the template's name, line and column.
#[derive(Debug)]
pub struct Error(String);

impl Renderer {
    /// Reads templates, each replaced by the override of the same name where there is one.
    ///
    /// # Errors
    /// When a template is not a Tera template.
    pub fn new(templates: &[(&str, &str)], overrides: &Overrides) -> Result<Self, Error> {
        let mut tera = Tera::new();
        // Nothing is HTML; the filters escape for the language at hand.
        tera.autoescape_on(Vec::<&str>::new());
        // Filters have to be known before the templates that use them.
        tera.register_filter("js", |text: &str, _: Kwargs, _: &State| escape::javascript(text));
        tera.register_filter("json", |text: &str, _: Kwargs, _: &State| escape::json(text));
        tera.register_filter("markdown", |text: &str, _: Kwargs, _: &State| escape::markdown(text));
        tera.register_filter("comment", |text: &str, options: Kwargs, _: &State| {
            let number = |name| Ok::<_, tera::Error>(options.get::<usize>(name)?.unwrap_or(0));
            Ok::<_, tera::Error>(escape::comment(text, number("indent")?, number("hanging")?))
        });
        let texts = templates.iter().map(|&(name, text)| (name, text_of(name, text, overrides)));
        tera.add_raw_templates(texts).map_err(Error::of)?;
        Ok(Self(tera))
    }

    /// Fills a template.
    ///
    /// # Errors
    /// When the template names something that the context does not have.
    pub fn render(&self, name: &str, context: &serde_json::Value) -> Result<String, Error> {
        let context = Context::from_serialize(context).map_err(Error::of)?;
        self.0.render(name, &context).map_err(Error::of)
    }
}

/// A file of the embedded templates, or the user's own in its place.
pub fn text_of<'t>(name: &str, embedded: &'t str, overrides: &'t Overrides) -> &'t str {
    overrides.get(name).map_or(embedded, String::as_str)
}

/// Checks that each override replaces something.
///
/// # Errors
/// With the first that does not, and the name that was probably meant.
pub fn check_overrides<'n>(
    overrides: &Overrides,
    known: impl Iterator<Item = &'n str> + Clone,
) -> Result<(), Error> {
    let Some(unknown) = overrides.keys().find(|name| !known.clone().any(|known| known == name.as_str()))
    else {
        return Ok(());
    };
    let help =
        names::closest(unknown, known).map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
    Err(Error(format!("there is no template `{unknown}` to replace{help}")))
}

impl Error {
    fn of(error: tera::Error) -> Self {
        let mut text = error.to_string();
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            text.push_str(&format!(": {cause}"));
            source = cause.source();
        }
        Self(text)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}
