//! Markdown as HTML: with anchors, tables that scroll by themselves, and code in colours.

use std::collections::HashMap;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd, html};

use super::highlight;

/// How the Markdown says that a parameter is required.
const CHECK_MARK: &str = ":white_check_mark:";

/// Markdown as HTML.
pub fn render(markdown: &str) -> String {
    let mut events: Vec<Event> = Parser::new_ext(markdown, Options::ENABLE_TABLES).collect();
    add_anchors(&mut events);
    let mut code: Option<(String, String)> = None;
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
            None if text.contains(CHECK_MARK) => {
                Event::InlineHtml(text.replace(CHECK_MARK, "<span class=\"yes\">yes</span>").into())
            }
            None => Event::Text(text),
        },
        Event::Start(Tag::Table(alignment)) => {
            let mut open = String::from("<div class=\"table\" tabindex=\"0\">");
            html::push_html(&mut open, std::iter::once(Event::Start(Tag::Table(alignment))));
            Event::Html(open.into())
        }
        other => other,
    });
    let mut html = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut html, events);
    html.replace("</table>", "</table></div>")
}

fn nothing() -> Event<'static> {
    Event::Text(CowStr::Borrowed(""))
}

/// A block of code in colours.
pub fn code_block(text: &str, language: &str) -> String {
    format!("<pre tabindex=\"0\"><code>{}</code></pre>\n", highlight::html(text, language))
}

/// Gives every heading an anchor of its text, as GitHub does; the page's own, where two have the same text.
fn add_anchors(events: &mut [Event]) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for at in 0..events.len() {
        if !matches!(events[at], Event::Start(Tag::Heading { .. })) {
            continue;
        }
        let inside =
            events[at + 1..].iter().take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))));
        let text: String = inside
            .filter_map(|event| match event {
                Event::Text(text) | Event::Code(text) => Some(text.as_ref()),
                _ => None,
            })
            .collect();
        let mut slug = slug(&text);
        let count = seen.entry(slug.clone()).or_default();
        if *count > 0 {
            slug = format!("{slug}-{count}");
        }
        *count += 1;
        if let Event::Start(Tag::Heading { id, .. }) = &mut events[at] {
            *id = Some(slug.into());
        }
    }
}

/// The anchor of a heading: as GitHub and GitBook make it from the heading's text.
pub fn slug(text: &str) -> String {
    let kept = text.trim().chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}
