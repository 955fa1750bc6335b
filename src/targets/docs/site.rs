//! The site: HTML pages that open from disk, without a server or a network.
//!
//! `index.html` has the guide, `groups/` a page for each group, and `operations/` one for each operation, with
//! all of its examples. All links are relative.

use serde::Serialize;
use serde_json::{Value, json};

use super::Reference;
use super::context::{Code, Group, Link, Operation};
use super::html::{self, Anchors, code_block};
use super::tables::Seen;
use crate::error::Result;
use crate::export;
use crate::languages::camel;
use crate::languages::markdown::paragraphs;
use crate::languages::text::HEADER;
use crate::render::text_of;
use crate::targets::{Files, Input, panel};

/// Files of the site that are the same for every catalogue.
pub const ASSETS: &[(&str, &str)] = &[
    ("docs/site/site.js", include_str!("../../../templates/docs/site/site.js")),
    ("docs/site/style.css", include_str!("../../../templates/docs/site/style.css")),
];

/// Adds the site to the files.
pub fn add(files: &mut Files, reference: &Reference, input: &Input) -> Result {
    let mut site = Site { files, reference };
    site.index()?;
    let all = reference.groups.iter().flat_map(|group| &group.operations);
    let links: Vec<_> = all.map(|Operation { operation, .. }| link(operation)).collect();
    let mut at = 0;
    for group in &reference.groups {
        let about = json!({
            "name": group.name,
            "title": group.title,
            "summary": html::render(&paragraphs(group.summary)),
        });
        let mut operations = Vec::new();
        let mut seen = Seen::default();
        for operation in &group.operations {
            let entry = site.entry(operation, &mut seen)?;
            let context = OperationPage {
                root: "../",
                group: &about,
                entry: &entry,
                previous: (at > 0).then(|| links[at - 1]),
                next: links.get(at + 1).copied(),
            };
            at += 1;
            let path = format!("operations/{}.html", operation.operation.name);
            site.page(&path, "docs/site/operation.html", &context)?;
            operations.push(entry);
        }
        let context = json!({ "root": "../", "group": about, "operations": operations });
        site.page(&format!("groups/{}.html", group.name), "docs/site/group.html", &context)?;
    }
    for &(name, embedded) in ASSETS {
        let path = name.replace("docs/site/", "site/assets/");
        site.files.add(path, format!("/* {HEADER} */\n{}", text_of(name, embedded, &input.overrides)));
    }
    site.files.add("site/assets/search.js", search_index(&reference.groups));
    if let Some(text) = input.text {
        site.page("panel.html", "docs/site/panel.html", &json!({ "root": "" }))?;
        panel::add(site.files, "site/assets", input.catalogue, text);
    }
    Ok(())
}

/// An operation, with its texts as HTML.
#[derive(Serialize)]
struct Entry<'a> {
    operation: &'a Operation<'a>,
    html: Html<'a>,
}

#[derive(Serialize)]
struct Html<'a> {
    summary: String,
    /// Where it runs and how long it waits; may be empty.
    execution: String,
    parameters: String,
    response: String,
    records: Vec<RecordHtml<'a>>,
    examples: Vec<ExampleHtml<'a>>,
}

/// A record that the replies are made of.
#[derive(Serialize)]
struct RecordHtml<'a> {
    title: &'a str,
    anchor: &'a str,
    /// Whether no operation before in its group has it.
    is_first: bool,
    /// Its table.
    text: String,
}

#[derive(Serialize)]
struct ExampleHtml<'a> {
    anchor: String,
    /// The code in colours.
    #[serde(flatten)]
    code: Code<'a>,
}

#[derive(Serialize)]
struct OperationPage<'a> {
    /// What leads to the site's first page.
    root: &'static str,
    group: &'a Value,
    #[serde(flatten)]
    entry: &'a Entry<'a>,
    previous: Option<Link<'a>>,
    next: Option<Link<'a>>,
}

struct Site<'s, 'a> {
    files: &'s mut Files,
    reference: &'s Reference<'a>,
}

impl<'s, 'a> Site<'s, 'a> {
    fn page(&mut self, path: &str, template: &str, context: &impl Serialize) -> Result {
        let html = self.reference.renderer.render(template, context)?;
        let (doctype, rest) = html.split_once('\n').unwrap_or(("", &html));
        // Before the doctype a comment would do no harm, but some tools want the doctype first.
        self.files.add(format!("site/{path}"), format!("{doctype}\n<!-- {HEADER} -->\n{rest}"));
        Ok(())
    }

    fn index(&mut self) -> Result {
        let guide = self.reference.renderer.render("docs/guide.md", &json!({}))?;
        let (guide, headings) = html::render_with_headings(&guide);
        let sections = headings.iter().filter(|heading| heading.level == 2);
        let sections: Vec<_> =
            sections.map(|section| json!({ "anchor": section.anchor, "title": section.text })).collect();
        let groups = self.reference.groups.iter().map(|group| {
            let operations = group.operations.iter().map(|Operation { operation, .. }| {
                json!({ "name": operation.name, "title": operation.title, "brief": operation.brief })
            });
            json!({ "name": group.name, "title": group.title, "operations": operations.collect::<Vec<_>>() })
        });
        let context = json!({
            "root": "",
            "guide": guide,
            "sections": sections,
            "groups": groups.collect::<Vec<_>>(),
        });
        self.page("index.html", "docs/site/index.html", &context)
    }

    fn entry(&self, operation: &'s Operation<'a>, seen: &mut Seen) -> Result<Entry<'s>> {
        let render = |template: &str, context: Value| {
            Ok::<_, crate::Error>(html::render(&self.reference.renderer.render(template, &context)?))
        };
        let part = |template: &str| render(template, json!({ "operation": operation }));
        let records = operation.records.iter().map(|record| {
            let text = render("docs/record.md", json!({ "record": record }))?;
            let is_first = seen.is_first(record);
            Ok(RecordHtml { title: &record.title, anchor: &record.anchor, is_first, text })
        });
        let records = records.collect::<Result<_>>()?;
        let mut anchors = Anchors::default();
        let examples = operation.code.iter().map(|code| ExampleHtml {
            anchor: format!("example-{}", anchors.add(code.title)),
            code: Code {
                promise: code_block(&code.promise, "js"),
                callback: code_block(&code.callback, "js"),
                rust: code_block(&code.rust, "rust"),
                response: code_block(&code.response, "js"),
                ..code.clone()
            },
        });
        let html = Html {
            summary: html::render(&paragraphs(operation.operation.summary)),
            execution: part("docs/execution.md")?,
            parameters: part("docs/parameters.md")?,
            response: part("docs/response.md")?,
            records,
            examples: examples.collect(),
        };
        Ok(Entry { operation, html })
    }
}

/// What the search looks through: a script, because a page that is opened from disk may not read other files.
fn search_index(groups: &[Group]) -> String {
    let entries = groups.iter().flat_map(|group| {
        group.operations.iter().map(|Operation { operation, .. }| {
            let entry = json!({
                "title": operation.title,
                "method": camel(operation.name),
                "command": operation.command.join(" "),
                "group": group.title,
                "brief": operation.brief,
                "page": format!("operations/{}.html", operation.name),
            });
            format!("    {entry}")
        })
    });
    let entries = entries.collect::<Vec<_>>().join(",\n");
    format!("/* {HEADER} */\nwindow.searchIndex = [\n{entries}\n];\n")
}

fn link<'a>(operation: &export::Operation<'a>) -> Link<'a> {
    Link { name: operation.name, title: operation.title }
}
