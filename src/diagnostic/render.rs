//! Diagnostics as text, as JSON and as GitHub workflow commands.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level as Heading, Origin, Renderer, Snippet};

use super::place::safe;
use super::{Diagnostic, Diagnostics, Level};

impl Diagnostics {
    /// Text for people, as rustc writes it: with the source line, a caret and a help. `styled`
    /// adds the escape sequences for colours. It ends with a line break unless it is empty.
    pub fn text(&self, styled: bool) -> String {
        let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
        // Wide enough for every excerpt: they are cut already.
        let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(200);
        self.iter().map(|diagnostic| self.block(diagnostic, &renderer) + "\n").collect()
    }

    fn block(&self, diagnostic: &Diagnostic, renderer: &Renderer) -> String {
        let heading = match diagnostic.level() {
            Level::Error => Heading::ERROR,
            Level::Warning => Heading::WARNING,
        };
        let title = heading.primary_title(diagnostic.message.as_str()).id(diagnostic.code.to_string());
        let mut group = Group::with_title(title);
        if let Some(place) = &diagnostic.place {
            // Blanks stand for what is left out, so that the renderer counts the column right; it
            // does not print blanks that all lines start with.
            let line = " ".repeat(place.omitted) + &place.excerpt;
            let marked = place.marked.start + place.omitted..place.marked.end + place.omitted;
            let snippet = Snippet::source(line).line_start(place.line).path(safe(self.file()));
            group = group.element(snippet.annotation(AnnotationKind::Primary.span(marked)));
        } else if !self.file().is_empty() {
            group = group.element(Origin::path(safe(self.file())));
        }
        if !diagnostic.help.is_empty() {
            group = group.element(Heading::HELP.message(diagnostic.help.as_str()));
        }
        renderer.render(&[group]) + "\n"
    }

    /// One JSON object a line, for tools: `level`, `code`, `message`, `help`, `file`, `line`,
    /// `column` and `end_column` (counted from 1 in characters; null without a place).
    #[cfg(feature = "cli")]
    pub fn json(&self) -> String {
        let object = |diagnostic: &Diagnostic| {
            let place = diagnostic.place.as_ref();
            serde_json::json!({
                "level": diagnostic.level().name(),
                "code": diagnostic.code.to_string(),
                "message": diagnostic.message,
                "help": diagnostic.help,
                "file": self.file(),
                "line": place.map(|place| place.line),
                "column": place.map(|place| place.column),
                "end_column": place.map(|place| place.end_column),
            })
        };
        self.iter().map(|diagnostic| format!("{}\n", object(diagnostic))).collect()
    }

    /// One workflow command a line, which GitHub shows beside the source:
    /// <https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands>.
    pub fn github(&self) -> String {
        self.iter().map(|diagnostic| self.workflow_command(diagnostic) + "\n").collect()
    }

    fn workflow_command(&self, diagnostic: &Diagnostic) -> String {
        let mut command = format!("::{} ", diagnostic.level().name());
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

/// A workflow command's message: a line break would end the command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A workflow command's property: `,` would end it, and `::` the properties.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
