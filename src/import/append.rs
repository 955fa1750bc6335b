//! Drafts in a catalogue that is there already: the rest of its text stays as it is.

use super::{Drafts, print};
use crate::diagnostic::Report;
use crate::document::layout::{dash, end, is_flow, line_end, line_start};
use crate::document::{self, Entry, Node, Value};

/// A text that goes in at a place.
struct Insertion {
    at: usize,
    text: String,
}

/// A catalogue's text with the drafts in it: each operation at the end of its group, which is made where there is none. What
/// the catalogue has already is left out, and its name is among those that come back.
///
/// # Errors
/// When the text is written in a way that nothing can be added to: the reason.
pub fn append(text: &str, drafts: &Drafts) -> Result<(String, Vec<String>), &'static str> {
    const READ: &str = "the catalogue cannot be read: `sigma-gen check` tells its mistakes";
    const WRITTEN: &str =
        "the lists of the catalogue are written in brackets: put their items on lines of their own";
    let mut report = Report::new("", text);
    let root = document::parse(text, "", &mut report).filter(|_| !report.has_errors()).ok_or(READ)?;
    let groups = entry(&root, "groups").ok_or(READ)?;
    let is_known = |list: &Entry, name: &str| items(&list.value).iter().any(|item| named(item) == Some(name));

    let mut insertions = Vec::new();
    let mut left_out = Vec::new();
    let records = entry(&root, "records");
    let missing =
        drafts.records().into_iter().filter(|record| records.is_none_or(|list| !is_known(list, record.name)));
    let missing: Vec<_> = missing.map(|record| record.yaml()).collect();
    match records {
        _ if missing.is_empty() => {}
        Some(list) => insertions.push(added(text, &list.value, &missing).ok_or(WRITTEN)?),
        None => {
            let blocks = missing.iter().map(|record| indented(record, 2));
            let text = format!("records:\n{}\n", blocks.collect::<String>());
            insertions.push(Insertion { at: groups.key.span.start, text });
        }
    }
    let operations_of =
        |group: &Node| entry(group, "operations").map(|list| items(&list.value)).unwrap_or_default().to_vec();
    let known: Vec<Node> = items(&groups.value).iter().flat_map(operations_of).collect();
    let mut new_groups = Vec::new();
    for (name, operations) in &drafts.groups {
        let (new, old): (Vec<_>, Vec<_>) = operations
            .iter()
            .partition(|operation| !known.iter().any(|node| named(node) == Some(&operation.name)));
        left_out.extend(old.into_iter().map(|operation| operation.name.clone()));
        let blocks: Vec<_> = new.iter().map(|operation| print::yaml(&[operation])).collect();
        if blocks.is_empty() {
            continue;
        }
        // The server's group `string` may be `strings` here.
        let is_it = |group: &&Node| {
            self::named(group)
                .is_some_and(|known| known.strip_suffix('s').unwrap_or(known) == name || known == name)
        };
        match items(&groups.value).iter().find(is_it) {
            Some(group) => {
                let list = entry(group, "operations").ok_or(READ)?;
                insertions.push(added(text, &list.value, &blocks).ok_or(WRITTEN)?);
            }
            None => {
                let title = super::draft::Param::new(name).label;
                let blocks = blocks.iter().map(|block| indented(block, 4)).collect::<Vec<_>>().join("\n");
                new_groups.push(format!("- name: {name}\n  title: {title}\n  operations:\n{blocks}"));
            }
        }
    }
    if !new_groups.is_empty() {
        insertions.push(added(text, &groups.value, &new_groups).ok_or(WRITTEN)?);
    }
    // From the end on, so that places stay; what goes in at one place stays in its order.
    insertions.sort_by_key(|insertion| insertion.at);
    let mut after = text.to_owned();
    for Insertion { at, text } in insertions.iter().rev() {
        after.insert_str(*at, text);
    }
    Ok((after, left_out))
}

/// Blocks, each an item with its dash, after the last item of a list; with blank lines where its items have them.
fn added(text: &str, list: &Node, blocks: &[String]) -> Option<Insertion> {
    let items = items(list);
    let last = items.last().filter(|_| !is_flow(list, text))?;
    let dash = dash(last, text)?;
    let column = text[line_start(dash, text)..dash].chars().count();
    let before = items.iter().rev().nth(1).and_then(|before| text.get(end(before, text)..dash));
    let gap = if before.is_none_or(|between| between.matches('\n').count() > 1) { "\n" } else { "" };
    let at = line_end(end(last, text), text);
    let blocks = blocks.iter().map(|block| format!("\n{gap}{}", indented(block, column).trim_end()));
    Some(Insertion { at, text: blocks.collect() })
}

fn indented(block: &str, column: usize) -> String {
    let lines = block.lines().map(|line| match line {
        "" => "\n".to_owned(),
        line => format!("{:column$}{line}\n", ""),
    });
    lines.collect()
}

fn entry<'n>(node: &'n Node, name: &str) -> Option<&'n Entry> {
    match &node.value {
        Value::Map(entries) => entries.iter().find(|entry| entry.key.value == name),
        _ => None,
    }
}

fn items(node: &Node) -> &[Node] {
    match &node.value {
        Value::List(items) => items,
        _ => &[],
    }
}

fn named(node: &Node) -> Option<&str> {
    match &entry(node, "name")?.value.value {
        Value::Text(name) => Some(name),
        _ => None,
    }
}
