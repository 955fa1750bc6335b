//! `sigma-gen.toml`: which targets go where, with which options.
//!
//! It is read like the catalogue: every mistake is reported, with its place.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use toml::Spanned as Toml;
use toml::de::{DeTable, DeValue};

use crate::catalogue::{Catalogue, Source};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Report, Span, quoted};
use crate::error::Result;
use crate::render::Overrides;
use crate::target::{Files, js, rust, snippets};
use crate::yaml::{Entry, Field, Label, List, Node, Shape, Spanned, Value, one_of, record, text, unknown};

/// The configuration's file name.
pub const FILE_NAME: &str = "sigma-gen.toml";

/// Which targets to generate.
#[derive(Debug)]
pub struct Config {
    /// The catalogue, relative to the current folder; without it the default one.
    pub catalogue: Option<PathBuf>,
    /// What to generate; never empty.
    pub jobs: Vec<Job>,
    source: Option<Source>,
    selected: Vec<Spanned<String>>,
}

/// One target and where it goes.
#[derive(Clone, Debug)]
pub struct Job {
    /// The output folder, relative to the current folder.
    pub output: PathBuf,
    /// The operations to generate; all when there is none.
    pub operations: Vec<String>,
    /// What to make of them.
    pub target: Target,
}

/// A target with its options.
#[derive(Clone, Debug)]
pub enum Target {
    /// The Rust client.
    Rust(rust::Options),
    /// The JavaScript SDK, with the folder of the user's own templates.
    Js(Option<PathBuf>),
    /// The IDE snippets, likewise.
    Snippets(Option<PathBuf>),
}

impl Job {
    /// Generates the target.
    ///
    /// # Errors
    /// When the catalogue lacks an operation, or one of the user's templates cannot be used.
    pub fn generate(&self, catalogue: &Catalogue) -> Result<Files> {
        let selected;
        let catalogue = if self.operations.is_empty() {
            catalogue
        } else {
            selected = catalogue.select(&self.operations)?;
            &selected
        };
        Ok(match &self.target {
            Target::Rust(options) => rust::generate(catalogue, options),
            Target::Js(templates) => {
                let overrides = overrides(templates.as_deref(), "js")?;
                js::generate(catalogue, &js::Options { overrides, ..Default::default() })?
            }
            Target::Snippets(templates) => {
                let overrides = overrides(templates.as_deref(), "snippets")?;
                snippets::generate(catalogue, &snippets::Options { overrides, ..Default::default() })?
            }
        })
    }
}

/// The user's templates in a folder, by their paths in it; they replace embedded ones of the same names.
fn overrides(folder: Option<&Path>, target: &str) -> Result<Overrides> {
    let mut overrides = Overrides::new();
    let mut folders: Vec<_> =
        folder.map(|folder| (folder.to_owned(), target.to_owned())).into_iter().collect();
    while let Some((folder, name)) = folders.pop() {
        let unreadable = |error: std::io::Error| {
            let problem = Diagnostic::new(Code::Unreadable, format!("cannot read the folder: {error}"));
            Diagnostics::one(&folder.display().to_string(), problem)
        };
        for entry in std::fs::read_dir(&folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            let name = format!("{name}/{}", path.file_name().unwrap_or_default().to_string_lossy());
            if path.is_dir() {
                folders.push((path, name));
            } else {
                overrides.insert(name, Source::read(&path)?.text);
            }
        }
    }
    Ok(overrides)
}

record! {
    /// What sigma-gen generates, and where.
    Root = "the configuration" {
        /// The file with the operations; without it operations.yaml beside this file, or the built-in catalogue.
        optional catalogue: PathText,
        /// The Rust client.
        optional rust: Rust,
        /// The JavaScript SDK.
        optional js: Js,
        /// The IDE snippets.
        optional snippets: Snippets,
    }
}

record! {
    /// The Rust client.
    Rust = "`rust`" {
        /// The output folder.
        required output: PathText,
        /// The names of the operations to generate; without it all.
        optional operations: List<String>,
        /// A crate, or a module of another crate; without it a crate.
        optional layout: rust::Layout,
    }
}

record! {
    /// The JavaScript SDK.
    Js = "`js`" {
        /// The output folder.
        required output: PathText,
        /// The names of the operations to generate; without it all.
        optional operations: List<String>,
        /// A folder with templates that replace the embedded ones of the same names.
        optional templates: PathText,
    }
}

record! {
    /// The IDE snippets.
    Snippets = "`snippets`" {
        /// The output folder.
        required output: PathText,
        /// The names of the operations to generate; without it all.
        optional operations: List<String>,
        /// A folder with templates that replace the embedded ones of the same names.
        optional templates: PathText,
    }
}

text! {
    /// The path of a file or folder.
    PathText: BadText, r"\S", |path| !path.trim().is_empty(), "write a path, such as `generated`"
}

one_of! {
    rust::Layout = "layout" {
        /// A crate of its own.
        "crate" => rust::Layout::Crate,
        /// A module to include into another crate.
        "module" => rust::Layout::Module,
    }
}

impl Config {
    /// Reads a configuration. Paths in it are relative to its folder.
    ///
    /// # Errors
    /// With all mistakes in it.
    pub fn read(path: &Path) -> Result<Self, Diagnostics> {
        let source = Source::read(path)?;
        let mut report = Report::new(&source.path_shown, &source.text);
        let root = parse(&source.text, &mut report)
            .and_then(|root| Root::read(root, Label::Field("the configuration"), &mut report));
        let Some(Root { catalogue, rust, js, snippets }) = root else { return Err(report.finish()) };

        let folder = path.parent().unwrap_or(Path::new(""));
        let mut config = Self { catalogue: None, jobs: Vec::new(), source: None, selected: Vec::new() };
        config.catalogue = catalogue.value().map(|path| folder.join(path.0));
        if let Some(Rust { output, operations, layout }) = rust.value() {
            let layout = layout.value().unwrap_or_default();
            config.add(folder, output, operations, Target::Rust(rust::Options { layout }));
        }
        if let Some(Js { output, operations, templates }) = js.value() {
            let templates = templates.value().map(|path| folder.join(path.0));
            config.add(folder, output, operations, Target::Js(templates));
        }
        if let Some(Snippets { output, operations, templates }) = snippets.value() {
            let templates = templates.value().map(|path| folder.join(path.0));
            config.add(folder, output, operations, Target::Snippets(templates));
        }
        if config.jobs.is_empty() && !report.has_errors() {
            report
                .add(Code::MissingField, Span::default(), "nothing is configured to be generated")
                .help("add a target, such as `rust.output = \"generated/rust\"`");
        }
        for (index, job) in config.jobs.iter().enumerate() {
            if config.jobs[..index].iter().any(|other| other.output == job.output) {
                let output = quoted(&job.output.display().to_string());
                report
                    .add(
                        Code::DuplicateName,
                        Span::default(),
                        format!("two targets have the output {output}"),
                    )
                    .help("give each target a folder of its own");
            }
        }
        if report.has_errors() {
            return Err(report.finish());
        }
        config.source = Some(source);
        Ok(config)
    }

    /// What is generated where there is no configuration.
    pub fn standard() -> Self {
        let job = |output: &str, target| Job { output: output.into(), operations: Vec::new(), target };
        let jobs = vec![
            job("generated/rust", Target::Rust(rust::Options::default())),
            job("generated/js", Target::Js(None)),
            job("generated/snippets", Target::Snippets(None)),
        ];
        Self { catalogue: None, jobs, source: None, selected: Vec::new() }
    }

    /// Checks that the catalogue has every operation that is selected.
    ///
    /// # Errors
    /// With all names that it lacks, and their places.
    pub fn check(&self, catalogue: &Catalogue) -> Result<(), Diagnostics> {
        let Some(source) = &self.source else { return Ok(()) };
        let mut report = Report::new(&source.path_shown, &source.text);
        let known: BTreeSet<_> = catalogue.operations().map(|operation| operation.name.as_str()).collect();
        for name in self.selected.iter().filter(|name| !known.contains(name.value.as_str())) {
            let message = format!("unknown operation {}", quoted(&name.value));
            unknown(Code::UnknownOperation, message, name, known.iter().copied(), &mut report);
        }
        if report.has_errors() { Err(report.finish()) } else { Ok(()) }
    }

    fn add(&mut self, folder: &Path, output: Field<PathText>, selected: Field<List<String>>, target: Target) {
        let selected = selected.value().map_or(Vec::new(), |list| list.items);
        self.jobs.push(Job {
            output: folder.join(output.value().map_or_else(String::new, |path| path.0)),
            operations: selected.iter().map(|name| name.value.clone()).collect(),
            target,
        });
        self.selected.extend(selected);
    }
}

fn parse(text: &str, report: &mut Report) -> Option<Node> {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let span = error.span().map(span).unwrap_or_default();
        report.add(Code::NotToml, span, format!("this is not TOML: {}", error.message().trim()));
    }
    let span = span(table.span());
    errors.is_empty().then(|| Node { span, value: map(table.into_inner()) })
}

fn map(table: DeTable) -> Value {
    let entry = |(key, value): (Toml<_>, _)| {
        let key = Spanned { span: span(key.span()), value: std::borrow::Cow::into_owned(key.into_inner()) };
        Entry { key, value: node(value) }
    };
    Value::Map(table.into_iter().map(entry).collect())
}

fn node(value: Toml<DeValue>) -> Node {
    let span = span(value.span());
    let value = match value.into_inner() {
        DeValue::String(text) => Value::Text(text.into_owned()),
        DeValue::Integer(number) => {
            Value::Integer(i128::from_str_radix(number.as_str(), number.radix()).unwrap_or(i128::MAX))
        }
        DeValue::Float(number) => Value::Float(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(value) => Value::Bool(value),
        DeValue::Datetime(date) => Value::Text(date.to_string()),
        DeValue::Array(items) => Value::List(items.into_iter().map(node).collect()),
        DeValue::Table(table) => map(table),
    };
    Node { span, value }
}

fn span(range: std::ops::Range<usize>) -> Span {
    Span { start: range.start, end: range.end }
}
