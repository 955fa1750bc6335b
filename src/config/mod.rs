//! `sigma-gen.toml`: which targets go where, with which options.
//!
//! It is read like the catalogue: every mistake is reported, with its place.

mod job;
mod templates;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

pub(crate) use job::select;
pub use job::{Job, Product};
pub(crate) use templates::overrides;

use crate::catalogue::{Catalogue, Source};
use crate::diagnostic::{Code, Diagnostics, Report, Span, quoted};
use crate::document::{
    Definitions, Entry, Field, Label, List, Node, Shape, Spanned, one_of, record, schema, text, toml, unknown,
};
use crate::error::Result;
use crate::languages;
use crate::targets::{docs, js, rust, snippets};

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

record! {
    /// What sigma-gen generates, and where.
    Root = "the configuration" {
        /// The file with the operations; without it operations.yaml beside this file.
        optional catalogue: PathText,
        /// The Rust client.
        optional rust: Rust,
        /// The JavaScript SDK.
        optional js: Js,
        /// The IDE snippets.
        optional snippets: Snippets,
        /// The reference docs.
        optional docs: Docs,
        /// Targets of your own, each under its name.
        optional custom: Customs,
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
        /// The folder of the crate sigma-redis-runtime as the crate's `Cargo.toml` names it: relative to the output, or
        /// absolute; without it Cargo takes the one in the registry.
        optional runtime: PathText,
        /// What a module's operations run over; without it connections of the client's own.
        optional connection: rust::Connection,
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

record! {
    /// The reference docs.
    Docs = "`docs`" {
        /// The output folder; without it only the files of `inject` are written.
        optional output: PathText,
        /// The file name of the Markdown page in it; without it operations.md.
        optional page: FileName,
        /// Markdown files of yours with regions to fill.
        optional inject: List<PathText>,
        /// The names of the operations to generate; without it all.
        optional operations: List<String>,
        /// A folder with templates that replace the embedded ones of the same names.
        optional templates: PathText,
    }
}

record! {
    /// A target of your own.
    CustomTarget = "a custom target" {
        /// The output folder.
        required output: PathText,
        /// The folder with target.toml and the templates.
        required templates: PathText,
        /// The names of the operations to generate; without it all.
        optional operations: List<String>,
    }
}

/// Targets of the user's own, by their names.
#[derive(Debug)]
pub(crate) struct Customs(Vec<(Spanned<String>, CustomTarget)>);

impl Shape for Customs {
    const EXPECTED: &'static str = <Vec<Entry> as Shape>::EXPECTED;

    fn read(node: Node, label: Label, report: &mut Report) -> Option<Self> {
        let mut targets = Vec::new();
        for Entry { key, value } in Vec::<Entry>::read(node, label, report)? {
            if !languages::is_snake(&key.value) {
                let message = format!("{} is not a name for a target", quoted(&key.value));
                report
                    .add(Code::BadName, key.span, message)
                    .help("write it in lower snake case, such as `python`");
            }
            if crate::targets::all().iter().any(|target| target.name() == key.value) {
                let message = format!("there is a built-in target {}", quoted(&key.value));
                report.add(Code::DuplicateName, key.span, message).help("choose another name");
            }
            let label = format!("custom.{}", key.value);
            targets
                .extend(CustomTarget::read(value, Label::Field(&label), report).map(|target| (key, target)));
        }
        Some(Self(targets))
    }

    fn schema(definitions: &mut Definitions) -> schema::Schema {
        <Vec<Entry> as Shape>::schema(definitions)
    }
}

text! {
    /// The name of a file in the output folder.
    FileName: BadText, r"^[^/\\:]*\.md$", |name| name.ends_with(".md") && !name.contains(['/', '\\', ':']),
    "write a file name that ends in .md, such as `reference.md`"
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

one_of! {
    rust::Connection = "connection" {
        /// Connections of the client's own.
        "own" => rust::Connection::Own,
        /// Connections of the redis crate.
        "redis" => rust::Connection::Redis,
    }
}

impl Config {
    /// Reads a configuration. Paths in it are relative to its folder.
    ///
    /// # Errors
    /// With all mistakes in it.
    pub fn read(path: &Path) -> Result<Self> {
        let source = Source::read_regular(
            path,
            "check the path; `sigma-gen init` writes a configuration to start from",
        )?;
        let mut report = Report::new(&source.path_shown, &source.text);
        let root = toml::parse(&source.text, &mut report)
            .and_then(|root| Root::read(root, Label::Field("the configuration"), &mut report));
        let Some(Root { catalogue, rust, js, snippets, docs, custom }) = root else {
            return Err(report.finish().into());
        };

        let folder = path.parent().unwrap_or(Path::new(""));
        let path = |path: Field<PathText>| path.value().map(|path| folder.join(path.0));
        let mut config =
            Self { catalogue: path(catalogue), jobs: Vec::new(), source: None, selected: Vec::new() };
        if let Some(Rust { output, operations, layout, runtime, connection }) = rust.value() {
            let spans =
                [runtime.as_given().map(|path| path.span), connection.as_given().map(|word| word.span)];
            let options = rust::Options {
                layout: layout.value().unwrap_or_default(),
                runtime: runtime.value().map(|path| path.0),
                connection: connection.value().unwrap_or_default(),
            };
            if let Some((field, reason)) = options.misplaced() {
                let [runtime, connection] = spans.map(Option::unwrap_or_default);
                let span = if field == "runtime" { runtime } else { connection };
                report.add(Code::NotChosen, span, format!("`{field}` {reason}"));
            }
            let operations = config.select(operations);
            config.add(path(output), &operations, Product::of(options), None);
        }
        if let Some(Js { output, operations, templates }) = js.value() {
            let operations = config.select(operations);
            config.add(path(output), &operations, Product::of(js::Js), path(templates));
        }
        if let Some(Snippets { output, operations, templates }) = snippets.value() {
            let operations = config.select(operations);
            config.add(path(output), &operations, Product::of(snippets::Snippets), path(templates));
        }
        if let Some(Docs { output, page, inject, operations, templates }) = docs.value() {
            let operations = config.select(operations);
            let templates = path(templates);
            let page = page.value().map(|page| page.0);
            let target = page.map_or_else(docs::Docs::default, |page| docs::Docs { page });
            config.add(path(output), &operations, Product::of(target), templates.clone());
            for file in inject.value().map_or(Vec::new(), |list| list.items) {
                let output = Some(folder.join(file.value.0));
                config.add(output, &operations, Product::Regions, templates.clone());
            }
        }
        let mut mistakes: Vec<Diagnostics> = Vec::new();
        for (name, target) in custom.value().map_or_else(Vec::new, |targets| targets.0) {
            let CustomTarget { output, templates: folder, operations } = target;
            let operations = config.select(operations);
            let (Some(output), Some(folder)) = (path(output), path(folder)) else { continue };
            match templates::custom(&name.value, &folder) {
                Ok(target) => config.add(Some(output), &operations, Product::of(target), None),
                Err(error) => mistakes.extend(error.diagnostics().iter().cloned()),
            }
        }
        if config.jobs.is_empty() && mistakes.is_empty() && !report.has_errors() {
            report
                .add(Code::MissingField, Span::default(), "the configuration has no target")
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
            mistakes.insert(0, report.finish());
        }
        if !mistakes.is_empty() {
            return Err(mistakes.into());
        }
        config.source = Some(source);
        Ok(config)
    }

    /// The folder of the user's templates for a target, such as `docs`.
    pub fn templates(&self, target: &str) -> Option<PathBuf> {
        let mut folders = self.jobs.iter().filter_map(|job| job.templates());
        folders.find(|&(_, name)| name == target).map(|(folder, _)| folder.to_owned())
    }

    /// The templates of the user's own targets, by their names.
    pub fn own_templates(&self) -> impl Iterator<Item = (&str, &str)> + Clone {
        let own = self.jobs.iter().filter_map(|job| match &job.product {
            Product::Files(target) => Some(target).filter(|target| target.naming().is_some()),
            Product::Regions => None,
        });
        own.flat_map(|target| target.templates())
    }

    /// What is generated where there is no configuration.
    pub fn standard() -> Self {
        let job = |output: &str, product| Job {
            output: output.into(),
            operations: Vec::new(),
            product,
            templates: None,
        };
        let jobs = vec![
            job("generated/rust", Product::of(rust::Options::default())),
            job("generated/js", Product::of(js::Js)),
            job("generated/snippets", Product::of(snippets::Snippets)),
            job("generated/docs", Product::of(docs::Docs::default())),
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

    /// Adds a job, where it has an output.
    fn add(
        &mut self,
        output: Option<PathBuf>,
        operations: &[String],
        product: Product,
        templates: Option<PathBuf>,
    ) {
        let job = |output| Job { output, operations: operations.to_owned(), product, templates };
        self.jobs.extend(output.map(job));
    }

    /// The names of the operations that a target is for, which are checked later.
    fn select(&mut self, names: Field<List<String>>) -> Vec<String> {
        let selected = names.value().map_or(Vec::new(), |list| list.items);
        let names = selected.iter().map(|name| name.value.clone()).collect();
        self.selected.extend(selected);
        names
    }
}
