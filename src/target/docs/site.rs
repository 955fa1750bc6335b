//! The site: HTML pages that open from disk, without a server or a network.
//!
//! `index.html` has the guide, `groups/` a page for each group, and `operations/` one for each operation, with
//! all of its examples. All links are relative.

use serde_json::{Value, json};

use super::html::{self, code_block};
use super::{HEADER, Reference};
use crate::error::Result;
use crate::render::{Overrides, text_of};
use crate::target::Files;

/// Files of the site that are the same for every catalogue.
pub const ASSETS: &[(&str, &str)] = &[
    ("docs/site/site.js", include_str!("../../../templates/docs/site/site.js")),
    ("docs/site/style.css", include_str!("../../../templates/docs/site/style.css")),
];

/// Adds the site to the files.
pub fn add(files: &mut Files, reference: &Reference, overrides: &Overrides) -> Result {
    let mut site = Site { files, reference };
    let guide = reference.renderer.render("docs/guide.md", &json!({}))?;
    site.page("index.html", "docs/site/index.html", json!({ "root": "", "guide": html::render(&guide) }))?;
    for group in &reference.groups {
        let about_group =
            json!({ "name": group["name"], "title": group["title"], "summary": group["summary"] });
        let mut operations = Vec::new();
        for operation in super::list(&group["operations"]) {
            let path = format!("operations/{}.html", name(operation));
            let operation = site.operation(operation)?;
            let context = json!({ "root": "../", "group": about_group, "operation": operation });
            site.page(&path, "docs/site/operation.html", context)?;
            operations.push(operation);
        }
        let context = json!({ "root": "../", "group": about_group, "operations": operations });
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

    /// An operation with its texts as HTML.
    fn operation(&self, operation: &Value) -> Result<Value> {
        let part = |template: &str| {
            let markdown = self.reference.renderer.render(template, &json!({ "operation": operation }))?;
            Ok::<_, crate::Error>(html::render(&markdown))
        };
        let (parameters, response) = (part("docs/parameters.md")?, part("docs/response.md")?);
        let mut operation = operation.clone();
        operation["parameters"] = parameters.into();
        operation["response"] = response.into();
        for example in operation["examples"].as_array_mut().into_iter().flatten() {
            for (field, language) in
                [("javascript", "js"), ("typescript", "ts"), ("rust", "rust"), ("response", "js")]
            {
                example[field] = code_block(example[field].as_str().unwrap_or_default(), language).into();
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
    value["name"].as_str().unwrap_or_default()
}
