//! Text from templates: Tera, the templates that the binary carries, the user's own in their place,
//! and filters that escape for each language.

mod filters;

use std::collections::BTreeMap;
use std::error::Error as _;
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, ErrorKind, Tera};

use crate::diagnostic::closest;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Report, Span, quoted};
use crate::error::Result;
use crate::languages::Language;

/// Template texts by name, such as `js/index.js`: the user's replacements for embedded ones.
pub type Overrides = BTreeMap<String, String>;

/// The templates of one target, ready to render.
pub struct Renderer {
    tera: Tera,
    /// The templates' texts by name, to show where a mistake is.
    texts: BTreeMap<String, String>,
}

impl Renderer {
    /// Reads templates that write a language, each replaced by the override of the same name where there is one.
    ///
    /// # Errors
    /// With every template that is not one.
    pub fn new(
        templates: &[(&str, &str)],
        overrides: &Overrides,
        language: impl Language + 'static,
    ) -> Result<Self> {
        Self::read(templates, overrides, Arc::new(language), false)
    }

    /// Reads a user's own templates. They write no text without a filter that could leave what it stands in.
    ///
    /// # Errors
    /// With every template that is not one.
    pub fn strict(templates: &[(&str, &str)], language: impl Language + 'static) -> Result<Self> {
        Self::read(templates, &Overrides::new(), Arc::new(language), true)
    }

    fn read(
        templates: &[(&str, &str)],
        overrides: &Overrides,
        language: Arc<dyn Language>,
        is_strict: bool,
    ) -> Result<Self> {
        let empty = || filters::tera(&language, is_strict);
        let texts = || templates.iter().map(|&(name, text)| (name, text_of(name, text, overrides)));
        let mut tera = empty();
        let Err(error) = tera.add_raw_templates(texts()) else {
            let texts = texts().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
            return Ok(Self { tera, texts });
        };
        // It stops at the first one that is not a template; read one by one, each shows its own mistake.
        let alone = |(name, text)| empty().add_raw_template(name, text).err();
        let not_templates =
            texts().filter_map(alone).filter(|error| matches!(error.kind(), ErrorKind::SyntaxError(_)));
        let mut mistakes: Vec<_> = not_templates.flat_map(|error| diagnostics(&error, texts())).collect();
        if mistakes.is_empty() {
            mistakes = diagnostics(&error, texts());
        }
        Err(mistakes.into())
    }

    /// What every template may name, besides the context that it is filled with.
    ///
    /// # Errors
    /// When the globals are not an object.
    pub fn with_globals(mut self, globals: &impl Serialize) -> Result<Self> {
        *self.tera.global_context() = self.context(globals)?;
        Ok(self)
    }

    /// Fills a template.
    ///
    /// # Errors
    /// When the template names something that the context does not have.
    pub fn render(&self, name: &str, context: &impl Serialize) -> Result<String> {
        self.tera.render(name, &self.context(context)?).map_err(|error| match error.kind() {
            // Only what escapes a text can fail to write it, and nobody knows where the text stands in the template.
            ErrorKind::Io(_) => {
                let refused = error.source().map_or_else(|| error.to_string(), ToString::to_string);
                let mut problem = Diagnostic::new(Code::Template, refused);
                problem.help("add a filter after it: `| string` or `| comment`, for example, or `| safe` if it is code");
                Diagnostics::one(name, problem).into()
            }
            _ => self.mistake(&error),
        })
    }

    fn context(&self, values: &impl Serialize) -> Result<Context> {
        Context::from_serialize(values).map_err(|error| self.mistake(&error))
    }

    fn mistake(&self, error: &tera::Error) -> crate::error::Error {
        diagnostics(error, self.texts.iter().map(|(name, text)| (name.as_str(), text.as_str()))).into()
    }
}

/// What Tera says, as diagnostics: each mistake with its place, and what led to it.
fn diagnostics<'t>(
    error: &tera::Error,
    templates: impl Iterator<Item = (&'t str, &'t str)>,
) -> Vec<Diagnostics> {
    let text = error.to_string();
    let mut causes = Vec::new();
    let mut cause = error.source();
    while let Some(error) = cause {
        causes.push(error.to_string());
        cause = error.source();
    }
    // Several mistakes come as the text of their reports, and where a template was included is nowhere else.
    let reports = text.strip_prefix("error: ").into_iter().flat_map(|reports| reports.split("\nerror: "));
    let reports: Vec<_> = reports.filter_map(Mistake::read).collect();
    if reports.is_empty() {
        causes.insert(0, text);
        return vec![Diagnostics::general(vec![Diagnostic::new(Code::Template, causes.join(": "))])];
    }
    let templates: BTreeMap<_, _> = templates.collect();
    let diagnostics = reports.into_iter().map(|Mistake { message, name, line, column, width, notes }| {
        let text = templates.get(name).copied().unwrap_or_default();
        let mut report = Report::new(name, text);
        let line_start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
        let offset = |count| text[line_start..].chars().take(count).map(char::len_utf8).sum::<usize>();
        let span =
            Span { start: line_start + offset(column - 1), end: line_start + offset(column - 1 + width) };
        let help = causes.iter().map(String::as_str).chain(notes).collect::<Vec<_>>().join("; ");
        report.add(Code::Template, span, message).help(help);
        report.finish()
    });
    diagnostics.collect()
}

/// One of Tera's reports: `MESSAGE`, ` --> NAME:LINE:COLUMN`, the line, carets under it, and notes.
struct Mistake<'r> {
    message: &'r str,
    name: &'r str,
    /// Counted from 1, as is the column.
    line: usize,
    column: usize,
    width: usize,
    notes: Vec<&'r str>,
}

impl<'r> Mistake<'r> {
    fn read(report: &'r str) -> Option<Self> {
        let (message, rest) = report.split_once("--> ")?;
        let mut lines = rest.lines();
        let mut place = lines.next()?.rsplitn(3, ':');
        let column = place.next()?.parse().ok().filter(|&column| column > 0)?;
        let line = place.next()?.parse().ok().filter(|&line| line > 0)?;
        let name = place.next()?;
        let width = lines.find(|line| line.ends_with('^')).map_or(1, |carets| carets.matches('^').count());
        let notes = rest.lines().filter_map(|line| line.strip_prefix("note: ")).collect();
        Some(Self { message: message.trim(), name, line, column, width, notes })
    }
}

/// A file of the embedded templates, or the user's own in its place.
pub fn text_of<'t>(name: &str, embedded: &'t str, overrides: &'t Overrides) -> &'t str {
    overrides.get(name).map_or(embedded, String::as_str)
}

/// Checks that each override replaces something.
///
/// # Errors
/// With all that do not, and the names that were probably meant.
pub fn check_overrides<'n>(overrides: &Overrides, known: impl Iterator<Item = &'n str> + Clone) -> Result {
    let unknown = overrides.keys().filter(|name| !known.clone().any(|known| known == name.as_str()));
    let mistakes: Vec<_> = unknown.map(|name| unknown_template(name, known.clone())).collect();
    if mistakes.is_empty() { Ok(()) } else { Err(Diagnostics::general(mistakes).into()) }
}

/// There is no template of this name.
pub fn unknown_template<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Diagnostic {
    let mut mistake = Diagnostic::new(Code::Template, format!("there is no template {}", quoted(name)));
    mistake.help(match closest(name, known) {
        Some(close) => format!("did you mean {}?", quoted(close)),
        None => "`sigma-gen templates` lists them".to_owned(),
    });
    mistake
}
