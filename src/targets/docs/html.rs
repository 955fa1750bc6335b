//! Markdown as HTML: with anchors, tables that scroll by themselves, and code in colours.

use std::collections::HashSet;
use std::fmt::Write;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd, html};

use crate::languages::highlight::{Kind, Language, tokens};

/// How the Markdown says that a parameter is required.
const CHECK_MARK: &str = ":white_check_mark:";

/// A heading of a page.
#[derive(Debug)]
pub struct Heading {
    /// 1 for the page's title, 2 for its sections, and so on.
    pub level: u8,
    /// The heading's text, without markup.
    pub text: String,
    /// What a link to it ends with after the `#`.
    pub anchor: String,
}

/// What a table scrolls in, also by keyboard.
const TABLE: &str = "<div class=\"table\" role=\"group\" aria-label=\"Table\" tabindex=\"0\">";

/// Markdown as HTML.
pub fn render(markdown: &str) -> String {
    render_with_headings(markdown).0
}

/// Markdown as HTML, and its headings, each with an anchor of its own.
pub fn render_with_headings(markdown: &str) -> (String, Vec<Heading>) {
    let mut events: Vec<Event> = Parser::new_ext(markdown, Options::ENABLE_TABLES).collect();
    let headings = add_anchors(&mut events);
    let mut code: Option<(String, String)> = None;
    let mut table = Table::default();
    let events = events.into_iter().map(|event| match event {
        Event::Start(Tag::CodeBlock(kind)) => {
            let language = match kind {
                CodeBlockKind::Fenced(language) => language.into_string(),
                CodeBlockKind::Indented => String::new(),
            };
            code = Some((language, String::new()));
            nothing()
        }
        Event::End(TagEnd::CodeBlock) => {
            let (language, text) = code.take().unwrap_or_default();
            Event::Html(code_block(&text, &language).into())
        }
        Event::Text(text) => match &mut code {
            Some((_, code)) => {
                code.push_str(&text);
                nothing()
            }
            None if table.is_in_head => {
                table.heading(&text);
                Event::Text(text)
            }
            None if text.contains(CHECK_MARK) => {
                Event::InlineHtml(text.replace(CHECK_MARK, "<span class=\"yes\">yes</span>").into())
            }
            None => Event::Text(text),
        },
        Event::Code(text) if table.is_in_head => {
            table.heading(&text);
            Event::Code(text)
        }
        Event::Start(tag @ (Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell)) => {
            Event::Html(table.open(&tag).into())
        }
        Event::End(tag @ (TagEnd::Table | TagEnd::TableHead | TagEnd::TableRow | TagEnd::TableCell)) => {
            Event::Html(table.close(tag).into())
        }
        other => other,
    });
    let mut html = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut html, events);
    (html, headings)
}

/// A table on its way to HTML. Each cell says what its column is called: on a phone the cells of a row stand below one
/// another. No cell has a style for its alignment, because the page's policy allows none.
#[derive(Default)]
struct Table {
    headings: Vec<String>,
    is_in_head: bool,
    /// How many cells of the row have begun.
    cells: usize,
}

impl Table {
    fn heading(&mut self, text: &str) {
        if let Some(heading) = self.headings.last_mut() {
            heading.push_str(text);
        }
    }

    fn open(&mut self, tag: &Tag) -> String {
        match tag {
            Tag::Table(_) => {
                *self = Self::default();
                return format!("{TABLE}<table>");
            }
            Tag::TableHead => {
                self.is_in_head = true;
                return "<thead><tr>".to_owned();
            }
            Tag::TableRow => {
                self.cells = 0;
                return "<tr>".to_owned();
            }
            _ if self.is_in_head => {
                self.headings.push(String::new());
                return "<th>".to_owned();
            }
            _ => self.cells += 1,
        }
        let heading = self.headings.get(self.cells - 1).map_or("", String::as_str);
        format!("<td data-label=\"{}\">", escape(heading).replace('"', "&quot;"))
    }

    fn close(&mut self, tag: TagEnd) -> &'static str {
        match tag {
            TagEnd::Table => "</tbody></table></div>\n",
            TagEnd::TableHead => {
                self.is_in_head = false;
                "</tr></thead><tbody>\n"
            }
            TagEnd::TableRow => "</tr>\n",
            _ if self.is_in_head => "</th>",
            _ => "</td>",
        }
    }
}

fn nothing() -> Event<'static> {
    Event::Text(CowStr::Borrowed(""))
}

/// A block of code in colours; the text of its `code` element is exactly the code, without a last line break.
pub fn code_block(text: &str, language: &str) -> String {
    let text = text.strip_suffix('\n').unwrap_or(text);
    let code = coloured(text, language);
    format!("<div class=\"code\"><pre><code>{code}</code></pre></div>\n")
}

/// Code as HTML with a class for each kind of token, its first letter; of a language that has no colours, without.
fn coloured(code: &str, language: &str) -> String {
    let language = match language {
        "js" => Language::Js,
        "ts" => Language::Ts,
        "rust" => Language::Rust,
        _ => return escape(code),
    };
    let mut html = String::with_capacity(code.len() * 2);
    for (kind, text) in tokens(code, language) {
        let class = match kind {
            Kind::Comment => "c",
            Kind::String => "s",
            Kind::Number => "n",
            Kind::Keyword => "k",
            Kind::Property => "p",
            Kind::Function => "f",
            Kind::Plain => {
                html.push_str(&escape(text));
                continue;
            }
        };
        let _ = write!(html, "<span class=\"{class}\">{}</span>", escape(text));
    }
    html
}

/// Text between tags. Quotes mean nothing there, and code is full of them.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Gives every heading an anchor of its text, as GitHub does.
fn add_anchors(events: &mut [Event]) -> Vec<Heading> {
    let (mut anchors, mut headings) = (Anchors::default(), Vec::new());
    for at in 0..events.len() {
        let Event::Start(Tag::Heading { level, .. }) = events[at] else { continue };
        let inside =
            events[at + 1..].iter().take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))));
        let text: String = inside
            .filter_map(|event| match event {
                Event::Text(text) | Event::Code(text) => Some(text.as_ref()),
                _ => None,
            })
            .collect();
        let anchor = anchors.add(&text);
        if let Event::Start(Tag::Heading { id, .. }) = &mut events[at] {
            *id = Some(anchor.clone().into());
        }
        headings.push(Heading { level: level as u8, text, anchor });
    }
    headings
}

/// The anchors of a page: each its own, where two headings have the same text.
#[derive(Debug, Default)]
pub struct Anchors(HashSet<String>);

impl Anchors {
    /// The anchor of the next heading.
    pub fn add(&mut self, text: &str) -> String {
        let slug = match slug(text) {
            slug if slug.is_empty() => "section".to_owned(),
            slug => slug,
        };
        let numbered = (1..).map(|count| format!("{slug}-{count}"));
        let mut candidates = std::iter::once(slug.clone()).chain(numbered);
        let anchor = candidates.find(|anchor| !self.0.contains(anchor)).unwrap_or(slug);
        self.0.insert(anchor.clone());
        anchor
    }
}

/// The anchor of a heading: as GitHub and GitBook make it from the heading's text.
pub fn slug(text: &str) -> String {
    let kept = text.trim().chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_unique() {
        let mut anchors = Anchors::default();
        let all = ["A b", "a b", "A b-1", "!", "?"].map(|text| anchors.add(text));
        assert_eq!(all, ["a-b", "a-b-1", "a-b-1-1", "section", "section-1"]);
    }

    #[test]
    fn code_is_exactly_the_code() {
        assert_eq!(
            render("```\n<a>\n\nb\n```\n"),
            "<div class=\"code\"><pre><code>&lt;a&gt;\n\nb</code></pre></div>\n"
        );
    }

    #[test]
    fn cells_say_what_their_column_is_called() {
        let html = render("| a | `\"<b>\"` *c* |\n| - | - |\n| 1 | 2 |\n| 3 | 4 |\n");
        assert_eq!(html.matches("<td data-label=\"a\">").count(), 2, "{html}");
        assert_eq!(html.matches("<td data-label=\"&quot;&lt;b&gt;&quot; c\">").count(), 2, "{html}");
    }

    #[test]
    fn no_style_is_inline() {
        let table = render("| a | b |\n| :-: | --: |\n| :white_check_mark: | 1 |\n");
        assert!(table.starts_with(TABLE) && table.contains("<span class=\"yes\">yes</span></td>"));
        assert!(!table.contains("style"), "{table}");
    }
}
