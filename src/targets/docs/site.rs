//! The site: HTML pages that open from disk, without a server or a network.
//!
//! `index.html` has the guide, `groups/` a page for each group, and `operations/` one for each operation, with
//! all of its examples. All links are relative.

use serde_json::{Value, json};

use super::Reference;
use super::html::{self, Anchors, code_block};
use crate::error::Result;
use crate::languages::markdown::paragraphs;
use crate::languages::text::HEADER;
use crate::render::{Overrides, text_of};
use crate::targets::Files;

/// Files of the site that are the same for every catalogue.
pub const ASSETS: &[(&str, &str)] = &[
    ("docs/site/site.js", include_str!("../../../templates/docs/site/site.js")),
    ("docs/site/style.css", include_str!("../../../templates/docs/site/style.css")),
];

/// Adds the site to the files.
pub fn add(files: &mut Files, reference: &Reference, overrides: &Overrides) -> Result {
    let mut site = Site { files, reference };
    site.index()?;
    let all = reference.groups.iter().flat_map(|group| super::list(&group["operations"]));
    let links: Vec<_> = all.map(|each| json!({ "name": each["name"], "title": each["title"] })).collect();
    let mut at = 0;
    for group in &reference.groups {
        let mut about = json!({ "name": group["name"], "title": group["title"] });
        if let Some(summary) = group["summary"].as_str() {
            about["summary"] = html::render(&paragraphs(summary)).into();
        }
        let mut operations = Vec::new();
        for operation in super::list(&group["operations"]) {
            let path = format!("operations/{}.html", name(operation));
            let operation = site.operation(operation)?;
            let context = json!({
                "root": "../",
                "group": about,
                "operation": operation,
                "previous": (at > 0).then(|| &links[at - 1]),
                "next": links.get(at + 1),
            });
            at += 1;
            site.page(&path, "docs/site/operation.html", context)?;
            operations.push(operation);
        }
        let context = json!({ "root": "../", "group": about, "operations": operations });
        site.page(&format!("groups/{}.html", name(group)), "docs/site/group.html", context)?;
    }
    for &(name, embedded) in ASSETS {
        let path = name.replace("docs/site/", "site/assets/");
        site.files.add(path, format!("/* {HEADER} */\n{}", text_of(name, embedded, overrides)));
    }
    site.files.add("site/assets/search.js", search_index(&reference.groups));
    Ok(())
}

struct Site<'a> {
    files: &'a mut Files,
    reference: &'a Reference,
}

impl Site<'_> {
    fn page(&mut self, path: &str, template: &str, context: Value) -> Result {
        let html = self.reference.renderer.render(template, &context)?;
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
            let operations = super::list(&group["operations"]).iter();
            let operations =
                operations.map(|each| json!({ "name": each["name"], "title": each["title"], "brief": each["brief"] }));
            json!({ "name": group["name"], "title": group["title"], "operations": operations.collect::<Vec<_>>() })
        });
        let context = json!({
            "root": "",
            "guide": guide,
            "sections": sections,
            "groups": groups.collect::<Vec<_>>(),
        });
        self.page("index.html", "docs/site/index.html", context)
    }

    /// An operation with its texts as HTML.
    fn operation(&self, operation: &Value) -> Result<Value> {
        let part = |template: &str| {
            let markdown = self.reference.renderer.render(template, &json!({ "operation": operation }))?;
            Ok::<_, crate::Error>(html::render(&markdown))
        };
        let (parameters, response) = (part("docs/parameters.md")?, part("docs/response.md")?);
        let mut operation = operation.clone();
        operation["summary"] = html::render(&paragraphs(text(&operation["summary"]))).into();
        operation["parameters"] = parameters.into();
        operation["response"] = response.into();
        let mut anchors = Anchors::default();
        for example in operation["examples"].as_array_mut().into_iter().flatten() {
            example["anchor"] = format!("example-{}", anchors.add(text(&example["title"]))).into();
            for (field, language) in
                [("promise", "js"), ("callback", "js"), ("rust", "rust"), ("response", "js")]
            {
                example[field] = code_block(text(&example[field]), language).into();
            }
        }
        Ok(operation)
    }
}

/// What the search looks through: a script, because a page that is opened from disk may not read other files.
fn search_index(groups: &[Value]) -> String {
    let entries = groups.iter().flat_map(|group| {
        super::list(&group["operations"]).iter().map(|operation| {
            let entry = json!({
                "title": operation["title"],
                "method": operation["method"],
                "command": operation["command"],
                "group": group["title"],
                "brief": operation["brief"],
                "page": format!("operations/{}.html", name(operation)),
            });
            format!("    {entry}")
        })
    });
    let entries = entries.collect::<Vec<_>>().join(",\n");
    format!("/* {HEADER} */\nwindow.searchIndex = [\n{entries}\n];\n")
}

fn name(value: &Value) -> &str {
    text(&value["name"])
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
