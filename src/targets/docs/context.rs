//! What the templates of the docs see: the catalogue, and what a page adds to it.

use serde::Serialize;

use super::html;
use super::response::Responses;
use super::tables::{self, ParamRow, RecordTable, ReplyRow, Seen};
use crate::calls::{Call, Connection, Format, Snippet, Style};
use crate::catalogue::Catalogue;
use crate::catalogue::model::{self, Datum, Example, Expected, Service};
use crate::export::{self, Export};
use crate::languages::{camel, text};
use crate::targets::rust;

/// Every page of the site lists so many operations at most, or the site would grow with the square of the catalogue:
/// all of them, or else its own group's, or else none.
const MOST_IN_NAVIGATION: usize = 200;

/// What is the same for every page.
#[derive(Serialize)]
pub struct Everywhere<'a> {
    version: &'static str,
    service: AnyService<'a>,
    /// The address of a node.
    node: &'static str,
    guide: Guide<'a>,
    navigation: Navigation<'a>,
    /// Whether the site has the panel.
    has_panel: bool,
}

#[derive(Serialize)]
struct AnyService<'a> {
    #[serde(flatten)]
    service: &'a Service,
    #[serde(rename = "crate")]
    crate_name: String,
}

/// What the guide shows: one operation on several keys, two operations over one connection, and one that fails.
#[derive(Serialize)]
struct Guide<'a> {
    several: Option<GuideCall<'a>>,
    reuse: Option<GuideCall<'a>>,
    failed: Option<Code<'a>>,
    /// Whether an operation has results without a key.
    has_positions: bool,
}

#[derive(Serialize)]
struct GuideCall<'a> {
    titles: Vec<&'a str>,
    methods: Vec<String>,
    promise: String,
    callback: String,
}

/// What every page of the site links to.
#[derive(Serialize)]
struct Navigation<'a> {
    groups: Vec<NavigationGroup<'a>>,
    lists_all: bool,
}

#[derive(Serialize)]
struct NavigationGroup<'a> {
    name: &'a str,
    title: &'a str,
    operations: Vec<Link<'a>>,
}

/// A link to the page of an operation.
#[derive(Clone, Copy, Serialize)]
pub struct Link<'a> {
    pub name: &'a str,
    pub title: &'a str,
}

/// A group with its operations.
#[derive(Serialize)]
pub struct Group<'a> {
    pub name: &'a str,
    pub title: &'a str,
    pub summary: &'a str,
    pub operations: Vec<Operation<'a>>,
}

/// An operation, and what a page says of it in the languages.
#[derive(Clone, Serialize)]
pub struct Operation<'a> {
    #[serde(flatten)]
    pub operation: export::Operation<'a>,
    /// Its place in its group, counted from 1.
    pub number: usize,
    /// What a link to its heading ends with.
    pub anchor: String,
    /// The rows of its parameters.
    pub rows: Vec<ParamRow>,
    /// What comes back, unless a case fits.
    #[serde(flatten)]
    pub usual: ReplyRow,
    /// What comes back with certain parameters.
    pub cases: Vec<ReplyRow>,
    /// The records that its replies are made of.
    pub records: Vec<RecordTable>,
    /// Each example in the languages, in the order of the examples.
    pub code: Vec<Code<'a>>,
}

/// An example in the languages.
#[derive(Clone, Serialize)]
pub struct Code<'a> {
    pub title: &'a str,
    /// Commands that prepare the data.
    pub given: Vec<String>,
    pub promise: String,
    pub callback: String,
    pub rust: String,
    /// What the call answers, as a literal of JavaScript.
    pub response: String,
    pub after: Vec<After>,
}

/// A command afterwards, and what it answers.
#[derive(Clone, Serialize)]
pub struct After {
    run: String,
    is: String,
}

impl<'a> Everywhere<'a> {
    pub fn new(catalogue: &'a Catalogue, responses: &Responses, has_panel: bool) -> Self {
        let service = &catalogue.service;
        Self {
            version: env!("CARGO_PKG_VERSION"),
            service: AnyService { service, crate_name: rust::crate_name(catalogue) },
            node: model::NODE_SHOWN,
            guide: Guide::new(catalogue, responses),
            navigation: Navigation::new(catalogue),
            has_panel,
        }
    }
}

impl<'a> Guide<'a> {
    fn new(catalogue: &'a Catalogue, responses: &Responses) -> Self {
        let service = &catalogue.service;
        let several = Call::on_keys(catalogue);
        let failed = failed(catalogue, several.as_ref().map(|call| call.operation));
        Self {
            several: several.map(|call| GuideCall::new(service, &[call])),
            reuse: Call::chain(catalogue).map(|calls| GuideCall::new(service, &calls)),
            failed: failed.map(|(operation, example)| Code::new(catalogue, operation, example, responses)),
            has_positions: catalogue.operations().any(|operation| operation.key().is_none()),
        }
    }
}

impl<'a> GuideCall<'a> {
    fn new(service: &Service, calls: &[Call<'a>]) -> Self {
        Self {
            titles: calls.iter().map(|call| call.operation.title.as_str()).collect(),
            methods: calls.iter().map(|call| camel(&call.operation.name)).collect(),
            promise: javascript(service, calls, Style::Promise),
            callback: javascript(service, calls, Style::Callback),
        }
    }
}

/// An example in which an operation fails: of the first operation if it can be, and beside one that succeeds.
fn failed<'c>(
    catalogue: &'c Catalogue,
    first: Option<&'c model::Operation>,
) -> Option<(&'c model::Operation, &'c Example)> {
    let examples = || {
        let operations = first.into_iter().chain(catalogue.operations());
        operations.flat_map(|operation| operation.examples.iter().map(move |example| (operation, example)))
    };
    let fails =
        |(_, example): &(_, &Example)| example.results.values().any(|is| matches!(is, Expected::Error(_)));
    let is_mixed =
        |(_, example): &(_, &Example)| example.results.values().any(|is| matches!(is, Expected::Reply(_)));
    examples().filter(fails).find(is_mixed).or_else(|| examples().find(fails))
}

impl<'a> Navigation<'a> {
    fn new(catalogue: &'a Catalogue) -> Self {
        let groups = catalogue.groups.iter().map(|group| {
            let is_short = group.operations.len() <= MOST_IN_NAVIGATION;
            let listed = group.operations.iter().filter(|_| is_short);
            let operations = listed.map(|operation| Link { name: &operation.name, title: &operation.title });
            NavigationGroup { name: &group.name, title: &group.title, operations: operations.collect() }
        });
        Self { groups: groups.collect(), lists_all: catalogue.operations().count() <= MOST_IN_NAVIGATION }
    }
}

/// The groups, each with its operations.
pub fn groups<'a>(catalogue: &'a Catalogue, responses: &Responses) -> Vec<Group<'a>> {
    let groups = Export::new(catalogue).groups.into_iter().zip(&catalogue.groups);
    let mut seen = Seen::default();
    let groups = groups.map(|(export::Group { name, title, summary, operations }, group)| {
        let operations = (1..).zip(operations).zip(&group.operations);
        let operations = operations.map(|((number, operation), model)| {
            let examples = model.examples.iter();
            let mut replies = tables::replies(model);
            Operation {
                anchor: html::slug(&format!("{number}. {}", operation.title)),
                operation,
                number,
                rows: tables::params(model),
                usual: replies.remove(0),
                cases: replies,
                records: seen.tables(model, catalogue),
                code: examples.map(|example| Code::new(catalogue, model, example, responses)).collect(),
            }
        });
        Group { name, title, summary, operations: operations.collect() }
    });
    groups.collect()
}

impl<'a> Code<'a> {
    fn new(
        catalogue: &Catalogue,
        operation: &model::Operation,
        example: &'a Example,
        responses: &Responses,
    ) -> Self {
        let service = &catalogue.service;
        let calls = [Call::example(operation, example)];
        let after = example.after.iter().map(|after| After {
            run: command(&after.run),
            is: match &after.is {
                Datum::Text(text) => word(text),
                other => other.json(),
            },
        });
        Self {
            title: &example.title,
            given: example.given.iter().map(|words| command(words)).collect(),
            promise: javascript(service, &calls, Style::Promise),
            callback: javascript(service, &calls, Style::Callback),
            rust: rust::call::call(operation, &example.call, rust::call::Style::Async).join("\n"),
            response: responses.print(catalogue, operation, example),
            after: after.collect(),
        }
    }
}

fn javascript(service: &Service, calls: &[Call], style: Style) -> String {
    let connection = Connection::Cluster(service.cluster.clone());
    Format::Text.print(service, &[Snippet::new(service, calls, style, &connection)])
}

/// A command as one would type it into redis-cli.
fn command(words: &[Datum]) -> String {
    words.iter().map(|datum| word(&datum.text())).collect::<Vec<_>>().join(" ")
}

fn word(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "_-.:{}/+@".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    // What cannot be seen is written as an escape.
    text::json(text)
}
