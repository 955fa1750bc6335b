//! Diagnostics as text, as JSON and as GitHub workflow commands.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level as Heading, Origin, Renderer, Snippet};

#[cfg(feature = "cli")]
use super::place::is_invisible;
use super::place::safe_line;
use super::{Diagnostic, Diagnostics, Level};

/// How many diagnostics are shown; after them it says how many more there are. Tools get all of them as JSON.
const MOST_SHOWN: usize = 100;

/// Text for people, as rustc writes it: with the source line, a caret and a help. `styled` adds the escape
/// sequences for colours. It ends with a line break unless it is empty.
pub(crate) fn text(files: &[Diagnostics], styled: bool) -> String {
    let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
    // Wide enough for every excerpt: they are cut already.
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(200);
    let block = |(file, diagnostic): (&Diagnostics, &Diagnostic)| file.block(diagnostic, &renderer) + "\n";
    let more = more(files).map(|more| format!("{more}\n"));
    shown(files).map(block).chain(more).collect()
}

/// One workflow command a line, which GitHub shows beside the source.
pub(crate) fn github(files: &[Diagnostics]) -> String {
    let command = |(file, diagnostic): (&Diagnostics, &Diagnostic)| file.workflow_command(diagnostic) + "\n";
    let more = more(files).map(|more| format!("::notice title=sigma-gen::{more}\n"));
    shown(files).map(command).chain(more).collect()
}

/// The first diagnostics, each with its file.
fn shown(files: &[Diagnostics]) -> impl Iterator<Item = (&Diagnostics, &Diagnostic)> {
    let all = files.iter().flat_map(|file| file.iter().map(move |diagnostic| (file, diagnostic)));
    all.take(MOST_SHOWN)
}

/// A line about those that are not shown.
fn more(files: &[Diagnostics]) -> Option<String> {
    let count: usize = files.iter().map(|file| file.list.len()).sum();
    let more = count.checked_sub(MOST_SHOWN).filter(|more| *more > 0)?;
    Some(format!("and {more} more; `--error-format json` prints all of them"))
}

impl Diagnostics {
    /// Text for people, as rustc writes it: with the source line, a caret and a help; of the first hundred, and how
    /// many more there are. `styled` adds the escape sequences for colours. It ends with a line break unless it is
    /// empty.
    pub fn text(&self, styled: bool) -> String {
        text(std::slice::from_ref(self), styled)
    }

    fn block(&self, diagnostic: &Diagnostic, renderer: &Renderer) -> String {
        let heading = match diagnostic.level() {
            Level::Error => Heading::ERROR,
            Level::Warning => Heading::WARNING,
            Level::Note => Heading::NOTE,
        };
        let title = heading.primary_title(safe_line(&diagnostic.message)).id(diagnostic.code.to_string());
        let mut group = Group::with_title(title);
        if let Some(place) = &diagnostic.place {
            // Blanks stand for what is left out, so that the renderer counts the column right; it
            // does not print blanks that all lines start with.
            let line = " ".repeat(place.omitted) + &place.excerpt;
            let marked = place.marked.start + place.omitted..place.marked.end + place.omitted;
            let snippet = Snippet::source(line).line_start(place.line).path(safe_line(self.file()));
            group = group.element(snippet.annotation(AnnotationKind::Primary.span(marked)));
        } else if !self.file().is_empty() {
            group = group.element(Origin::path(safe_line(self.file())));
        }
        if !diagnostic.help.is_empty() {
            group = group.element(Heading::HELP.message(safe_line(&diagnostic.help)));
        }
        renderer.render(&[group]) + "\n"
    }

    /// One JSON object a line, for tools: `level`, `code`, `message`, `help`, `file`, `line`,
    /// `column` and `end_column` (counted from 1 in characters; null without a place); and where a change breaks code,
    /// the languages in `breaks`.
    #[cfg(feature = "cli")]
    pub fn json(&self) -> String {
        let object = |diagnostic: &Diagnostic| {
            let place = diagnostic.place.as_ref();
            let mut object = serde_json::json!({
                "level": diagnostic.level().name(),
                "code": diagnostic.code.to_string(),
                "message": diagnostic.message,
                "help": diagnostic.help,
                "file": self.file(),
                "line": place.map(|place| place.line),
                "column": place.map(|place| place.column),
                "end_column": place.map(|place| place.end_column),
            });
            if !diagnostic.breaks.is_empty() {
                object["breaks"] = serde_json::json!(diagnostic.breaks);
            }
            object
        };
        self.iter().map(|diagnostic| safe_json(&object(diagnostic).to_string()) + "\n").collect()
    }

    /// One workflow command a line, which GitHub shows beside the source, of the first hundred:
    /// <https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands>.
    pub fn github(&self) -> String {
        github(std::slice::from_ref(self))
    }

    fn workflow_command(&self, diagnostic: &Diagnostic) -> String {
        let level = match diagnostic.level() {
            // What GitHub calls it.
            Level::Note => "notice",
            level => level.name(),
        };
        let mut command = format!("::{level} ");
        if !self.file().is_empty() {
            command += &format!("file={},", property(self.file()));
        }
        if let Some(place) = &diagnostic.place {
            let (line, column, end) = (place.line, place.column, place.end_column);
            command += &format!("line={line},endLine={line},col={column},endColumn={end},");
        }
        command += &format!("title={}::{}", diagnostic.code, data(&diagnostic.message));
        if !diagnostic.help.is_empty() {
            command += &format!("%0Ahelp: {}", data(&diagnostic.help));
        }
        command
    }
}

/// The same JSON with escapes for what is not safe to print, and for what a CI log would take for a command.
#[cfg(feature = "cli")]
fn safe_json(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for c in json.replace("##[", "#\\u0023[").chars() {
        if is_invisible(c) {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| safe += &format!("\\u{unit:04x}"));
        } else {
            safe.push(c);
        }
    }
    safe
}

/// A workflow command's message: a line break would end the command.
fn data(text: &str) -> String {
    safe_line(&text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A"))
}

/// A workflow command's property: `,` would end it, and `::` the properties.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
