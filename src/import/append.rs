//! Drafts in a catalogue that is there already: the rest of its text stays as it is.

use super::{Drafts, Refusal, print};
use crate::diagnostic::{Report, quoted};
use crate::document::layout::{dash, end, is_flow, line_break, line_end, line_start};
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
/// When the text is written in a way that nothing can be added to, or has something else under the name of a draft.
pub fn append(text: &str, drafts: &Drafts) -> Result<(String, Vec<String>), Refusal> {
    let mut report = Report::new("", text);
    let root = document::parse(text, "", &mut report).filter(|_| !report.has_errors());
    let groups = root.as_ref().and_then(|root| entry(root, "groups")).ok_or_else(no_groups)?;
    let records = root.as_ref().and_then(|root| entry(root, "records"));
    let operations_of =
        |group: &Node| entry(group, "operations").map(|list| items(&list.value)).unwrap_or_default().to_vec();
    let known: Vec<Node> = items(&groups.value).iter().flat_map(operations_of).collect();

    let mut insertions = Vec::new();
    let mut left_out = Vec::new();
    let mut added_operations = Vec::new();
    let mut new_groups = Vec::new();
    for (name, operations) in &drafts.groups {
        let mut new = Vec::new();
        for operation in operations {
            match known.iter().find(|node| named(node) == Some(&operation.name)) {
                None => new.push(operation),
                Some(there) if is_command(there, &operation.command) => left_out.push(operation.name.clone()),
                Some(_) => {
                    let message = format!("the catalogue has another operation {}", quoted(&operation.name));
                    let help = format!("give it another name than that of {}", quoted(&operation.command));
                    return Err(Refusal { message, help });
                }
            }
        }
        added_operations.extend(new.iter().copied());
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
                let list = entry(group, "operations").ok_or_else(no_groups)?;
                insertions.push(added(text, list, &blocks)?);
            }
            None => {
                let title = super::draft::Param::new(name).label;
                let blocks = blocks.iter().map(|block| indented(block, 4)).collect::<Vec<_>>().join("\n");
                new_groups.push(format!("- name: {name}\n  title: {title}\n  operations:\n{blocks}"));
            }
        }
    }
    if !new_groups.is_empty() {
        insertions.push(added(text, groups, &new_groups)?);
    }
    let mut new_records = Vec::new();
    for record in super::records_of(added_operations.into_iter()) {
        let there =
            records.and_then(|list| items(&list.value).iter().find(|item| named(item) == Some(record.name)));
        match there {
            None => new_records.push(record.yaml()),
            Some(there) if record.has_fields(&fields_of(there)) => {}
            Some(_) => {
                let message = format!("the catalogue has another record {}", quoted(record.name));
                let help = "give that one another name, or paste what is drafted without `--into`".to_owned();
                return Err(Refusal { message, help });
            }
        }
    }
    match records {
        _ if new_records.is_empty() => {}
        Some(list) => insertions.push(added(text, list, &new_records)?),
        None => {
            let blocks = new_records.iter().map(|record| indented(record, 2));
            let text = format!("records:\n{}\n", blocks.collect::<String>());
            insertions.push(Insertion { at: groups.key.span.start, text });
        }
    }
    // From the end on, so that places stay; what goes in at one place stays in its order.
    insertions.sort_by_key(|insertion| insertion.at);
    let mut after = text.to_owned();
    for Insertion { at, text } in insertions.iter().rev() {
        after.insert_str(*at, &text.replace('\n', line_break(&after)));
    }
    Ok((after, left_out))
}

fn no_groups() -> Refusal {
    let message = "the catalogue has no groups with operations to add to".to_owned();
    Refusal { message, help: "begin with what `sigma-gen init` writes".to_owned() }
}

/// Whether an operation is of a command.
fn is_command(operation: &Node, command: &str) -> bool {
    entry(operation, "command").is_none_or(|known| match &known.value.value {
        Value::Text(known) => known.split_whitespace().eq(command.split_whitespace()),
        _ => true,
    })
}

/// The names of a record's fields.
fn fields_of(record: &Node) -> Vec<&str> {
    let fields = entry(record, "fields").map(|fields| items(&fields.value)).unwrap_or_default();
    fields.iter().filter_map(named).collect()
}

/// Adds blocks, each an item with its dash, after the last item of a list; with blank lines where its items have them.
fn added(text: &str, list: &Entry, blocks: &[String]) -> Result<Insertion, Refusal> {
    let refused = || {
        let message = format!(
            "{} is empty or written in brackets, and nothing can be added there",
            quoted(&list.key.value)
        );
        Refusal { message, help: "give it an item on a line of its own, with a dash".to_owned() }
    };
    let list = &list.value;
    let items = items(list);
    let last = items.last().filter(|_| !is_flow(list, text)).ok_or_else(refused)?;
    let dash = dash(last, text).ok_or_else(refused)?;
    let column = text[line_start(dash, text)..dash].chars().count();
    let before = items.iter().rev().nth(1).and_then(|before| text.get(end(before, text)..dash));
    let gap = if before.is_none_or(|between| between.matches('\n').count() > 1) { "\n" } else { "" };
    let at = line_end(end(last, text), text);
    let blocks = blocks.iter().map(|block| format!("\n{gap}{}", indented(block, column).trim_end()));
    Ok(Insertion { at, text: blocks.collect() })
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
