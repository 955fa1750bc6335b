//! The reference docs as their readers see them, whatever the catalogue's texts are.
#![cfg(feature = "cli")]

use std::collections::BTreeSet;

use crate::support::hostile::{HOSTILE, any_with_text, builtin, with_text};
use crate::support::markdown::anchor;
use pulldown_cmark::{Event, Options as Markdown, Parser, Tag, TagEnd};
use sigma_gen::catalogue::Catalogue;
use sigma_gen::catalogue::model::Datum;
use sigma_gen::targets::docs::{Docs, Responses, page};
use sigma_gen::targets::{Files, Input, Target};

/// A catalogue with the responses that were recorded for the built-in one.
pub fn input(catalogue: &Catalogue) -> Input<'_> {
    Input { responses: Responses::builtin(), ..Input::new(catalogue) }
}

pub fn page_of(catalogue: &Catalogue) -> String {
    page(&input(catalogue)).unwrap()
}

pub fn generate(input: &Input<'_>) -> Files {
    Docs::default().generate(input).unwrap()
}

/// What a Markdown parser sees.
#[derive(Debug, Default, PartialEq)]
pub struct Seen {
    pub headings: Vec<(usize, String)>,
    /// The text of every cell, by table and row.
    tables: Vec<Vec<Vec<String>>>,
    code: Vec<String>,
    paragraphs: Vec<String>,
    pub links: Vec<String>,
    html: Vec<String>,
}

pub fn read(markdown: &str) -> Seen {
    let mut seen = Seen::default();
    let mut text = String::new();
    for event in Parser::new_ext(markdown, Markdown::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Heading { .. } | Tag::TableCell | Tag::Paragraph | Tag::CodeBlock(_)) => {
                text.clear()
            }
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                seen.links.push(dest_url.into_string())
            }
            Event::Start(Tag::Table(_)) => seen.tables.push(Vec::new()),
            Event::Start(Tag::TableRow | Tag::TableHead) => seen.tables.last_mut().unwrap().push(Vec::new()),
            Event::End(TagEnd::TableCell) => {
                seen.tables.last_mut().unwrap().last_mut().unwrap().push(text.clone())
            }
            Event::End(TagEnd::Heading(level)) => seen.headings.push((level as usize, text.clone())),
            Event::End(TagEnd::Paragraph) => seen.paragraphs.push(text.clone()),
            Event::End(TagEnd::CodeBlock) => seen.code.push(text.clone()),
            Event::Text(more) | Event::Code(more) => text.push_str(&more),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            Event::Html(html) | Event::InlineHtml(html) => seen.html.push(html.into_string()),
            _ => {}
        }
    }
    seen
}

/// A text as a reader sees it: on one line, with spaces for what cannot be seen.
fn visible(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|c| if c.is_control() || "\u{2028}\u{2029}\u{202e}".contains(c) { ' ' } else { c })
        .collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_operation_has_its_tables() {
    let catalogue = builtin();
    let seen = read(&page_of(&catalogue));
    let headings: Vec<_> =
        seen.headings.iter().filter(|(level, _)| *level == 4).map(|(_, text)| text.clone()).collect();
    let expected = catalogue.groups.iter().flat_map(|group| {
        (1..).zip(&group.operations).map(|(number, operation)| format!("{number}. {}", operation.title))
    });
    assert_eq!(headings, expected.collect::<Vec<_>>());

    // The table of the response format, the summary, and two tables for each operation.
    let mut tables = seen.tables.iter().skip(2);
    for operation in catalogue.operations() {
        let parameters = tables.next().unwrap();
        assert_eq!(parameters[0][..3], ["Parameter", "Type", "Required"]);
        let labels: Vec<_> = parameters[1..].iter().map(|row| row[0].as_str()).collect();
        assert_eq!(labels, operation.params.iter().map(|param| param.label.as_str()).collect::<Vec<_>>());
        let response = tables.next().unwrap();
        let columns = if operation.reply.failure.is_empty() { 2 } else { 3 };
        assert_eq!(response[0], ["Return type", "Success", "Failure"][..columns]);
        assert_eq!(response[1][1], visible(&operation.reply.success));
    }
    assert_eq!(tables.next(), None);
}

/// The tables of the product page about new clusters, in its order.
#[test]
fn the_configuration_has_the_tables_of_the_product_page() {
    let files = generate(&input(&builtin()));
    let page = files.get("configuration.md").unwrap();
    let seen = read(page);
    let tables: [&[&str]; 8] = [
        &[
            "Engine",
            "Engine Version",
            "Node Type",
            "Cluster mode",
            "Multi-AZ with Auto-failover",
            "Number of Shards",
            "Number of Replicas",
        ],
        &["Engine", "Cluster mode", "Multi-AZ with Auto-failover", "Number of Shards", "Number of Replicas"],
        &["Cluster Name", "Cluster Description", "Port"],
        &["Cluster Name", "Cluster Description", "Port"],
        &["VPC type"],
        &["VPC type"],
        &["VPC Name", "CIDR block", "Subnet Name", "CIDR block for subnet"],
        &["VPC Name", "CIDR block", "Subnet Name", "CIDR block for subnet"],
    ];
    for (table, labels) in seen.tables.iter().zip(tables) {
        let columns: &[&str] = if table[0].len() == 3 {
            &["Field", "Required", "Description"]
        } else {
            &["Field", "Constraints"]
        };
        assert_eq!(table[0], columns);
        assert_eq!(table[1..].iter().map(|row| row[0].as_str()).collect::<Vec<_>>(), labels);
    }
    assert_eq!(page.matches("**Important:**").count(), 2);
}

#[test]
fn required_and_repeated_parameters_are_told_apart() {
    let page = page_of(&builtin().select(&["sadd", "srem", "get"]).unwrap());
    assert!(page.contains("| Key | String | :white_check_mark: | `key`: "), "{page}");
    assert!(
        page.contains("| Value | Any | At least one | `values`, or `value` for one without a list: "),
        "{page}"
    );
}

/// The facts of the product page that are no table: each must be somewhere.
#[test]
fn the_facts_of_the_product_page_are_there() {
    let page = page_of(&builtin());
    let flat = page.split_whitespace().collect::<Vec<_>>().join(" ");
    for fact in [
        "// You must always quit the redis client after it's used redis.[operation-name]({",
        "clusterIdentifier: 'sigma-redis', params: [ //Operation parameters ]",
        "'key1', 'key2',",
        "redis.rename({ redisClient: redisClient,",
        "const { response, redisClient } = await redis.[operation-name]({",
        "const { Redis } = require('sigma-redis'); // or: import { Redis } from 'sigma-redis';",
        "`error`: what went wrong",
        "Otherwise it is `null`",
        "`response`: ",
        "`redisClient`: the connection",
        "| `success` | Number |",
        "| `failed` | Number |",
        "| `results` | Object |",
        "keyN: {",
        "close the connection",
        "**Existing Cluster** tab",
        "**Use existing connection**",
        "the test Lambda of Sigma IDE cannot run ElastiCache operations",
        "* Key * Strings * Set",
        "64-bit signed integers",
        "12. SUNIONSTORE",
    ] {
        assert!(flat.contains(fact), "{fact}");
    }
}

#[test]
fn texts_stay_what_they_are() {
    for with_text in [with_text, any_with_text] {
        texts_stay(with_text);
    }
}

fn texts_stay(with_text: fn(&str) -> Catalogue) {
    let plain = read(&page_of(&with_text("text")));
    for hostile in HOSTILE {
        let catalogue = with_text(hostile);
        let seen = read(&page_of(&catalogue));
        let shown = visible(hostile);
        assert_eq!(seen.html, plain.html, "{hostile:?}");
        assert_eq!(seen.headings.len(), plain.headings.len(), "{hostile:?}");
        assert_eq!(seen.code, plain.code, "{hostile:?}");
        assert_eq!(seen.links.len(), plain.links.len(), "{hostile:?}");
        for (table, expected) in seen.tables.iter().zip(&plain.tables) {
            let cells = |table: &Vec<Vec<String>>| table.iter().map(Vec::len).collect::<Vec<_>>();
            assert_eq!(cells(table), cells(expected));
            for (cell, expected) in table.iter().flatten().zip(expected.iter().flatten()) {
                let expected = expected.replace("text", &shown);
                // A summary's first sentence is enough for its table.
                assert!(
                    *cell == expected || shown.starts_with(cell.as_str()) && !cell.is_empty(),
                    "{cell} {expected}"
                );
            }
        }
    }
}

#[test]
fn code_and_commands_stay_what_they_are() {
    let with_value = |value: &str| {
        let mut catalogue = builtin().select(&["set"]).unwrap();
        let example = &mut catalogue.groups[0].operations[0].examples[0];
        let datum = Datum::Text(value.to_owned());
        example.given = vec![vec![Datum::Text("SET".into()), datum.clone(), datum.clone()]];
        example.call[0].insert("value".into(), datum);
        page_of(&catalogue)
    };
    let plain = read(&with_value("text"));
    for hostile in HOSTILE.iter().chain(&["```", "````\n~~~", "`", "| \\| ``", ""]) {
        let page = with_value(hostile);
        let seen = read(&page);
        assert_eq!(seen.code.len(), plain.code.len(), "{page}");
        assert_eq!(seen.headings, plain.headings, "{page}");
        assert_eq!(seen.tables, plain.tables, "{page}");
        assert_eq!(seen.paragraphs.len(), plain.paragraphs.len(), "{page}");
        assert_eq!(seen.html, plain.html, "{page}");
        assert_eq!(seen.code.last(), plain.code.last(), "{page}");
    }
}

#[test]
fn links_in_the_page_lead_to_headings() {
    let seen = read(&page_of(&builtin()));
    let anchors: BTreeSet<_> = seen.headings.iter().map(|(_, text)| format!("#{}", anchor(text))).collect();
    let (outside, inside): (Vec<_>, Vec<_>) =
        seen.links.into_iter().partition(|link| link.starts_with("https://"));
    assert_eq!(outside, ["https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html"]);
    assert_eq!(inside.len(), 24);
    for link in inside {
        assert!(anchors.contains(&link), "{link}");
    }
}

/// The code that connects is the one that the crate's README has, where it is compiled.
#[test]
fn the_rust_client_is_connected_as_its_crate_says() {
    let page = page_of(&builtin());
    let start = page.find("let client = ").unwrap();
    let code = page[start..].lines().next().unwrap();
    let readme = include_str!("../../generated/rust/README.md");
    assert!(readme.lines().any(|line| line.trim_start() == code), "{code}");
}

/// What a newcomer needs comes first: how to get the object, and the client.
#[test]
fn the_page_begins_with_how_to_get_the_packages() {
    let page = page_of(&builtin());
    let start = &page[..page.find("## Basic Code Template").unwrap()];
    for told in ["npm install ", "require('sigma-redis')", "new Redis(", "cargo add ", "Client::connect("] {
        assert!(start.contains(told), "{told}");
    }
    assert!(!start.contains("Sigma IDE") && start.lines().count() < 50, "{start}");
}

#[test]
fn responses_that_were_recorded_are_shown_in_full() {
    let catalogue = builtin();
    let site = generate(&input(&catalogue));
    let get = site.get("site/operations/get.html").unwrap();
    assert!(get.contains("WRONGTYPE Operation against a key holding the wrong kind of value"), "{get}");
    let site = generate(&Input::new(&catalogue));
    let get = site.get("site/operations/get.html").unwrap();
    assert!(get.contains("… WRONGTYPE …"), "{get}");
}

#[test]
fn what_is_no_recording_says_where() {
    for (text, expected) in [
        ("[]", "line 1"),
        ("{\"get\": 1}", "`get` has no object of examples"),
        ("{\"get\": {\"One\": {\"success\": 1}}}", "what `get` has under `One` is not a response"),
        (
            r#"{"get":{"One":{"success":0,"failed":1,"results":{"k":{"result":null,"error":"ERR no"}}}}}"#,
            "what `get` has under `One` is not a response: a key has `result` and `error`, or these for each value",
        ),
        ("{", "line 1 column 1"),
    ] {
        let message = Responses::parse(text).unwrap_err();
        assert!(message.contains(expected), "{text}: {message}");
    }
}

#[test]
fn every_file_says_where_it_comes_from() {
    let files = generate(&input(&builtin()));
    assert_eq!(files, generate(&input(&builtin())), "the same input gives the same bytes");
    for (path, text) in files.iter() {
        let head: String = text.lines().take(2).collect();
        assert!(head.contains("Generated by sigma-gen"), "{path}");
        assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{path}");
    }
}

#[test]
fn templates_can_be_replaced_in_part() {
    let catalogue = builtin();
    let mut input = input(&catalogue);
    input.overrides.insert("docs/response.md".into(), "Answers {{ operation.reply | type }}.\n".into());
    input.overrides.insert("docs/site/style.css".into(), "body { color: {{red}} }\n".into());
    let files = generate(&input);
    let page = files.get("operations.md").unwrap();
    assert!(page.contains("##### Response\n\nAnswers Integer.\n\n##### Example\n"), "{page}");
    assert!(page.contains("| Parameter | Type | Required |"));
    assert!(files.get("site/assets/style.css").unwrap().ends_with("body { color: {{red}} }\n"));
}

#[test]
fn mistakes_in_templates_have_a_place_and_all_causes() {
    let catalogue = builtin();
    let message = |overrides: &[(&str, &str)]| {
        let overrides = overrides.iter().map(|&(name, text)| (name.to_owned(), text.to_owned())).collect();
        let input = Input { overrides, ..input(&catalogue) };
        Docs::default().generate(&input).unwrap_err().to_string()
    };
    let told = message(&[("docs/response.md", "\n{{ operation.repl.type }}")]);
    assert!(told.contains("docs/response.md:2:14"), "{told}");
    assert!(told.contains("from docs/operation.md:") && told.contains("from docs/page.md:"), "{told}");
    let told = message(&[("docs/response.md", "{{ é | }}"), ("docs/page.md", "a\n {% if %}")]);
    assert!(told.contains("docs/response.md:1:") && told.contains("docs/page.md:2:8"), "{told}");
    let told =
        message(&[("docs/response.md", "é{{ 'a' | nofilter }}"), ("docs/page.md", "\n{{ 1 | other }}")]);
    assert!(told.contains("docs/response.md:1:11") && told.contains("docs/page.md:2:8"), "{told}");
    let told = message(&[("docs/response.md", "error: {{ nothing.here }} error: ")]);
    assert!(told.contains("docs/response.md:1:11") && told.contains("^^^^^^^"), "{told}");
    assert!(told.contains("from docs/page.md:"), "{told}");
    let told = message(&[("docs/respons.md", ""), ("docs/pag.md", "")]);
    assert!(told.contains("`docs/respons.md`") && told.contains("did you mean `docs/page.md`?"), "{told}");
    let told = message(&[("docs/response.md", "{{ operation | markdown }}")]);
    assert!(told.contains("docs/response.md:1:"), "{told}");
    assert!(Docs::default().templates().len() > 10);
}
