//! `generate`, and the commands that write one target.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::{Input, Terminal, Wanted, is_there, wrong_usage};
use crate::catalogue::{self, Builtin};
use crate::config::{self, Config, Job, Product};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::error::Result;
use crate::output::{self, Action, Change, Mode, Output, Plan, manifest};
use crate::targets::docs::Responses;
use crate::targets::rust::{self, Connection, Layout};

#[derive(Debug, Args)]
pub struct GenerateArgs {
    /// The configuration [default: sigma-gen.toml if there is one]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Use a catalogue that comes with sigma-gen, even if there is another
    #[arg(long, value_name = "NAME", num_args = 0..=1, require_equals = true, default_missing_value = "elasticache")]
    pub builtin: Option<Builtin>,
    #[command(flatten)]
    pub mode: ModeArgs,
}

#[derive(Debug, Args)]
pub struct RustArgs {
    /// The catalogue [default: operations.yaml if there is one, else the built-in catalogue]
    pub file: Option<PathBuf>,
    /// Use a catalogue that comes with sigma-gen, even if there is another
    #[arg(long, value_name = "NAME", num_args = 0..=1, require_equals = true, default_missing_value = "elasticache", conflicts_with = "file")]
    pub builtin: Option<Builtin>,
    /// The output folder
    #[arg(short, long, value_name = "DIR")]
    pub output: PathBuf,
    /// Only these operations, separated by commas
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub operations: Vec<String>,
    /// A crate, or a module to include into another crate
    #[arg(long, default_value = "crate")]
    pub layout: Layout,
    /// The folder of the crate sigma-redis-runtime, relative to DIR or absolute [default: the one in the registry]
    #[arg(long, value_name = "PATH")]
    pub runtime: Option<String>,
    /// What a module's operations run over: the client's own connections, or those of the redis crate
    #[arg(long, default_value = "own")]
    pub connection: Connection,
    #[command(flatten)]
    pub mode: ModeArgs,
}

/// What to do with generated files.
#[derive(Debug, Args)]
pub struct ModeArgs {
    /// Write nothing; fail and list the files that are not up to date
    #[arg(long)]
    pub check: bool,
    /// Write nothing; show what would change as a unified diff
    #[arg(long)]
    pub diff: bool,
    /// Write nothing; list what would change
    #[arg(long)]
    pub dry_run: bool,
    /// Also overwrite files that were edited by hand or that sigma-gen did not write
    #[arg(long)]
    pub force: bool,
}

impl ValueEnum for Layout {
    fn value_variants<'a>() -> &'a [Self] {
        &[Layout::Crate, Layout::Module]
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(match self {
            Layout::Crate => "crate",
            Layout::Module => "module",
        }))
    }
}

impl ValueEnum for Connection {
    fn value_variants<'a>() -> &'a [Self] {
        &[Connection::Own, Connection::Redis]
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(match self {
            Connection::Own => "own",
            Connection::Redis => "redis",
        }))
    }
}

/// Writes every target of the configuration.
pub fn all(args: GenerateArgs, terminal: &Terminal) -> Result {
    let standard = Path::new(config::FILE_NAME);
    let (config, folder) = match args.config.as_deref() {
        Some(path) => (Config::read(path)?, path.parent()),
        None if is_there(standard) => (Config::read(standard)?, None),
        None => (Config::standard(), None),
    };
    config.catalogue.as_deref().map_or(Ok(()), catalogue::refuse_special)?;
    let wanted = Wanted {
        file: config.catalogue.as_deref(),
        folder: folder.unwrap_or(Path::new("")),
        builtin: args.builtin,
        is_own: true,
    };
    let input = Input::read(&wanted, terminal)?;
    config.check(&input.catalogue)?;
    let outputs = outputs(&config.jobs, &input)?;
    for job in &config.jobs {
        if let Some(warnings) = job.stale_templates()? {
            terminal.diagnostics(&warnings);
        }
    }
    apply(&outputs, &args.mode, terminal)
}

/// Writes the Rust client.
pub fn rust(args: RustArgs, terminal: &Terminal) -> Result {
    let wanted = Wanted::here(args.file.as_deref(), args.builtin);
    let source = wanted.source(terminal)?;
    let input = Input { catalogue: catalogue::load(&source)?, source, responses: Responses::default() };
    let options = rust::Options { layout: args.layout, runtime: args.runtime, connection: args.connection };
    if let Some((option, reason)) = options.misplaced() {
        wrong_usage(&format!("--{option} {reason}"));
    }
    let product = Product::of(options);
    let job = Job { output: args.output, operations: args.operations, product, templates: None };
    apply(&outputs(&[job], &input)?, &args.mode, terminal)
}

/// What the jobs make, or all of their mistakes.
pub fn outputs(jobs: &[Job], input: &Input) -> Result<Vec<Output>> {
    let mut outputs = Vec::new();
    let mut mistakes: Vec<Diagnostics> = Vec::new();
    for job in jobs {
        match job.generate(&input.catalogue, &input.source, &input.responses) {
            Ok(output) => outputs.push(output),
            // Two jobs may have the same templates, with the same mistakes.
            Err(error) => error.diagnostics().iter().for_each(|file| {
                if !mistakes.contains(file) {
                    mistakes.push(file.clone());
                }
            }),
        }
    }
    if mistakes.is_empty() { Ok(outputs) } else { Err(mistakes.into()) }
}

/// Writes, lists, or shows what changes, as the mode says.
pub fn apply(outputs: &[Output], args: &ModeArgs, terminal: &Terminal) -> Result {
    let is_preview = args.check || args.diff || args.dry_run;
    let mode = if is_preview { Mode::Preview } else { Mode::Write };
    let plans = output::apply(outputs, mode, args.force)?;
    if args.diff {
        plans.iter().try_for_each(|plan| terminal.lines(plan.diff().split_terminator('\n')))?;
    } else if args.check && !terminal.is_for_people() {
        // Tools get the list as mistakes.
    } else if is_preview {
        outputs.iter().zip(&plans).try_for_each(|(output, plan)| match output {
            // What changes in a file of the user's, they want to see.
            Output::File { .. } if args.check => terminal.lines(plan.diff().split_terminator('\n')),
            _ => terminal.lines(list(plan).iter().map(String::as_str)),
        })?;
    } else {
        outputs.iter().zip(&plans).try_for_each(|(output, plan)| {
            terminal.status(&format!("{}: {}", output.path().display(), summary(plan)))
        })?;
    }
    if args.check && plans.iter().any(|plan| !plan.is_current()) {
        return Err(out_of_date(&plans, terminal).into());
    }
    Ok(())
}

/// What is not up to date: file by file for tools; people have seen the list.
fn out_of_date(plans: &[Plan], terminal: &Terminal) -> Vec<Diagnostics> {
    let help = format!("run `{}`", command());
    let problem = |message: &str| {
        let mut problem = Diagnostic::new(Code::OutOfDate, message);
        problem.help(&*help);
        problem
    };
    if terminal.is_for_people() {
        return vec![Diagnostics::general(vec![problem("the generated files are not up to date")])];
    }
    let changed = plans.iter().flat_map(|plan| changed(plan).map(move |change| (plan, change)));
    let of_file = |(plan, change): (&Plan, &Change)| {
        let problem = problem(match change.action {
            Action::Create => "this generated file is missing",
            Action::Remove => "this file is no longer generated",
            Action::Update | Action::Keep => "this generated file is not up to date",
        });
        Diagnostics::one(&plan.path(change).display().to_string(), problem)
    };
    changed.map(of_file).collect()
}

/// The files that change.
fn changed(plan: &Plan) -> impl Iterator<Item = &Change> {
    plan.changes().iter().filter(|change| change.action != Action::Keep)
}

/// The same, one a line.
fn list(plan: &Plan) -> Vec<String> {
    changed(plan).map(|change| format!("{} {}", change.action.name(), plan.path(change).display())).collect()
}

/// What was done, such as `2 created, 20 unchanged`. The manifest goes without saying.
fn summary(plan: &Plan) -> String {
    let done = [
        (Action::Create, "created"),
        (Action::Update, "updated"),
        (Action::Remove, "removed"),
        (Action::Keep, "unchanged"),
    ];
    let counts = done.map(|(action, word)| {
        let files = plan.changes().iter().filter(|change| change.path != manifest::FILE_NAME);
        let count = files.filter(|change| change.action == action).count();
        (count > 0).then(|| format!("{count} {word}"))
    });
    counts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// This command, as it would write.
fn command() -> String {
    let arguments = std::env::args_os().skip(1);
    let arguments = arguments.map(|argument| argument.to_string_lossy().into_owned());
    let arguments =
        arguments.filter(|argument| !["--check", "--diff", "--dry-run"].contains(&argument.as_str()));
    let is_plain =
        |text: &str| !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "-_./,=:+@".contains(c));
    let quote = |text: String| {
        if is_plain(&text) { text } else { format!("'{}'", text.replace('\'', r"'\''")) }
    };
    std::iter::once("sigma-gen".to_owned()).chain(arguments.map(quote)).collect::<Vec<_>>().join(" ")
}
