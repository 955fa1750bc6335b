//! The arguments.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::diff::{self, DiffArgs};
use super::import::{self, ImportArgs};
use super::panel::{self, PanelArgs};
use super::test::{self, TestArgs};
use super::verify::{self, VerifyArgs};
use crate::calls::{Format, Style};
use crate::catalogue::Builtin;
use crate::diagnostic::Code;
use crate::targets::rust::{Connection, Layout};

/// Generates a typed Rust client, a JavaScript SDK, IDE snippets and reference docs for Redis
/// operations from one catalogue
#[derive(Debug, Parser)]
#[command(name = "sigma-gen", version, propagate_version = true, arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub terminal: TerminalArgs,
}

/// How to print.
#[derive(Debug, ClapArgs)]
pub struct TerminalArgs {
    /// How to print mistakes
    #[arg(long, global = true, value_name = "FORMAT", default_value = "text")]
    pub error_format: ErrorFormat,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
    /// Print nothing when all is well
    #[arg(short, long, global = true)]
    pub quiet: bool,
}

/// How to print mistakes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ErrorFormat {
    /// For people: the source line with a caret
    Text,
    /// For tools: one JSON object per line
    Json,
    /// For GitHub workflows: annotations
    Github,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// When the output is a terminal
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write every target that sigma-gen.toml names
    ///
    /// Without sigma-gen.toml in the current folder, all of them are written, to generated/rust,
    /// generated/js, generated/snippets and generated/docs. The catalogue is operations.yaml beside the
    /// configuration, unless the configuration names another.
    Generate(GenerateArgs),
    /// Write the Rust client
    Rust(RustArgs),
    /// Print the JavaScript code of a call, or write the SDK and the snippets
    ///
    /// Without an operation it prints the VS Code snippets of all operations.
    #[command(after_help = JS_EXAMPLES)]
    Js(JsArgs),
    /// Print the reference in Markdown, or write it with a site, and fill regions of your own Markdown files
    #[command(after_help = DOCS_EXAMPLES)]
    Docs(DocsArgs),
    /// Print the checked catalogue as JSON, as templates see it
    Export(ExportArgs),
    /// List the templates of all targets, print one, or write a built-in one for you to edit
    Templates {
        #[command(subcommand)]
        command: Option<TemplatesCommand>,
    },
    /// Look for mistakes in a catalogue
    Check {
        /// The catalogue [default: operations.yaml]
        file: Option<PathBuf>,
        /// Check a catalogue that comes with sigma-gen
        #[arg(long, value_name = "NAME", num_args = 0..=1, require_equals = true, default_missing_value = "elasticache", conflicts_with = "file")]
        builtin: Option<Builtin>,
    },
    /// Tell what a change of a catalogue means for its users: what breaks code, behaves otherwise, is new, or only says it in
    /// other words
    ///
    /// The exit code is 1 where code in Rust or JavaScript breaks, unless --allow names the language.
    #[command(after_help = diff::EXAMPLES)]
    Diff(DiffArgs),
    /// Run the catalogue's examples on a server, and report what is not as they expect
    ///
    /// Without --server it starts a server of this machine, which ends with the command.
    #[command(after_help = test::EXAMPLES)]
    Test(TestArgs),
    /// Compare the catalogue with what a server tells of its commands: words, keys, flags, versions, options
    ///
    /// No command of the catalogue is run. Without --server a server of this machine is started, which ends with the command.
    #[command(after_help = verify::EXAMPLES)]
    Verify(VerifyArgs),
    /// Draft entries of a catalogue from what a server tells of its commands
    ///
    /// The server is asked for its commands, and runs none of them. Without --from it is one of this machine, started for
    /// that. What a draft leaves open is marked TODO, and `sigma-gen check` warns of it.
    #[command(after_help = import::EXAMPLES)]
    Import(ImportArgs),
    /// Open the docs in a browser, with operations that run
    ///
    /// It serves the pages on 127.0.0.1, for whoever has the address that it prints. Without --server it starts a server of
    /// this machine, which ends with the command.
    #[command(after_help = panel::EXAMPLES)]
    Panel(PanelArgs),
    /// Explain a code such as SG016, with an example, or list all codes
    Explain {
        /// The code of a mistake or a warning
        code: Option<Code>,
    },
    /// Print the JSON Schema of the catalogue, for editors
    Schema,
    /// Write a small catalogue, its JSON Schema and a configuration to start from
    Init,
    /// Check a spec of ElastiCache clusters, generate CloudFormation from it, and print how to connect
    #[command(after_help = CLUSTER_EXAMPLES)]
    Cluster {
        #[command(subcommand)]
        command: ClusterCommand,
    },
    /// Print the completion script of a shell
    Completions { shell: Shell },
    /// Print the man page
    Man,
}

#[derive(Debug, ClapArgs)]
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

#[derive(Debug, ClapArgs)]
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

#[derive(Debug, ClapArgs)]
pub struct JsArgs {
    /// The operation to call
    pub operation: Option<String>,
    /// Its parameters; repeating a name starts the next parameter set, or adds to a list
    #[arg(value_name = "NAME=VALUE")]
    pub parameters: Vec<String>,
    /// A further call over the same connection, such as 'rename key=a name=b'; may be repeated
    #[arg(long, value_name = "CALL", requires = "operation")]
    pub then: Vec<String>,
    /// The cluster to connect to [default: the catalogue's]
    #[arg(long, value_name = "ID", requires = "operation")]
    pub cluster: Option<String>,
    /// Use the connection in the variable redisClient
    #[arg(long, requires = "operation", conflicts_with = "cluster")]
    pub reuse: bool,
    /// How the code gets the response [default: callback]
    #[arg(long, requires = "operation")]
    pub style: Option<Style>,
    /// What to print [default: text; without an operation, vscode]
    #[arg(long)]
    pub format: Option<Format>,
    /// The catalogue [default: operations.yaml if there is one, else the built-in catalogue]
    #[arg(long, value_name = "FILE")]
    pub catalogue: Option<PathBuf>,
    /// Use a catalogue that comes with sigma-gen, even if there is another
    #[arg(long, value_name = "NAME", num_args = 0..=1, require_equals = true, default_missing_value = "elasticache", conflicts_with = "catalogue")]
    pub builtin: Option<Builtin>,
    /// Write the SDK into this folder, and the snippets into its subfolder snippets
    #[arg(short, long, value_name = "DIR", conflicts_with_all = ["operation", "format"])]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub mode: ModeArgs,
}

const JS_EXAMPLES: &str = "\
Examples:
  sigma-gen js get                          the basic call
  sigma-gen js get key=key1 key=key2        two keys in one call
  sigma-gen js sadd key=s values=a values=b
  sigma-gen js set key=a value=1 --then 'rename key=a name=b'
  sigma-gen js get --style promise          what Lambda needs from nodejs24.x on
  sigma-gen js > .vscode/redis.code-snippets
  sigma-gen js -o sigma-redis";

#[derive(Debug, ClapArgs)]
pub struct DocsArgs {
    /// The catalogue [default: operations.yaml if there is one, else the built-in catalogue]
    pub file: Option<PathBuf>,
    /// Use a catalogue that comes with sigma-gen, even if there is another
    #[arg(long, value_name = "NAME", num_args = 0..=1, require_equals = true, default_missing_value = "elasticache", conflicts_with = "file")]
    pub builtin: Option<Builtin>,
    /// Write the Markdown pages and the site into this folder
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// Fill the regions of this Markdown file; may be repeated
    #[arg(long, value_name = "FILE")]
    pub inject: Vec<PathBuf>,
    /// Only these operations, separated by commas
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub operations: Vec<String>,
    /// A folder with your own templates, such as operation.md
    #[arg(long, value_name = "DIR")]
    pub templates: Option<PathBuf>,
    #[command(flatten)]
    pub mode: ModeArgs,
}

const DOCS_EXAMPLES: &str = "\
A region of a Markdown file lies between two such lines:
  <!-- BEGIN SIGMA-GEN operations group=set -->   or names=get,set; without either, all
  <!-- END SIGMA-GEN -->
Or one of these begins it:
  <!-- BEGIN SIGMA-GEN summary -->                page=FILE links to that page
  <!-- BEGIN SIGMA-GEN parameters operation=get -->
  <!-- BEGIN SIGMA-GEN response operation=get -->
  <!-- BEGIN SIGMA-GEN example operation=get -->  number=2 for the second one

Examples:
  sigma-gen docs > reference.md
  sigma-gen docs -o docs
  sigma-gen docs --inject README.md --check";

#[derive(Debug, ClapArgs)]
pub struct ExportArgs {
    /// The catalogue [default: operations.yaml if there is one, else the built-in catalogue]
    pub file: Option<PathBuf>,
    /// Use a catalogue that comes with sigma-gen, even if there is another
    #[arg(long, value_name = "NAME", num_args = 0..=1, require_equals = true, default_missing_value = "elasticache", conflicts_with = "file")]
    pub builtin: Option<Builtin>,
    /// Only these operations, separated by commas
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub operations: Vec<String>,
    /// Print the JSON Schema of the format instead
    #[arg(long, conflicts_with_all = ["file", "builtin", "operations"])]
    pub schema: bool,
}

#[derive(Debug, Subcommand)]
pub enum TemplatesCommand {
    /// List the templates
    List,
    /// Print a built-in template
    Show {
        /// Its name, such as docs/operation.md
        name: String,
    },
    /// Write built-in templates into a folder, for you to edit
    Eject {
        /// Their names, such as docs/operation.md
        #[arg(required = true)]
        names: Vec<String>,
        /// The folder [default: `templates` in sigma-gen.toml, else templates/TARGET]
        #[arg(short, long, value_name = "DIR")]
        output: Option<PathBuf>,
        /// Overwrite existing files
        #[arg(long)]
        force: bool,
    },
}

/// The file of a spec that `cluster init` writes, and the other commands read.
const SPEC: &str = "clusters.yaml";

#[derive(Debug, Subcommand)]
pub enum ClusterCommand {
    /// Write a spec to start from
    Init {
        /// Its file
        #[arg(default_value = SPEC)]
        file: PathBuf,
    },
    /// Look for mistakes in a spec
    Check {
        /// The spec
        #[arg(default_value = SPEC)]
        spec: PathBuf,
        /// The spec that the clusters were created from: warns of changes that AWS would refuse, and of those that replace or
        /// interrupt a cluster
        #[arg(long, value_name = "SPEC")]
        previous: Option<PathBuf>,
    },
    /// Print the spec's JSON Schema, for editors
    Schema,
    /// Print the CloudFormation template of a spec's new clusters, or write it into a file
    Template {
        /// The spec
        #[arg(default_value = SPEC)]
        spec: PathBuf,
        /// The format to write [default: by the ending of the file's name, else yaml]
        #[arg(long)]
        format: Option<TemplateFormat>,
        /// Write it into this file
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        #[command(flatten)]
        mode: ModeArgs,
    },
    /// Print how clients connect to the clusters of a spec
    ///
    /// New clusters are looked up in the outputs of their stack, and existing ones in their listing, or with the aws
    /// command.
    Connections {
        /// The spec
        #[arg(default_value = SPEC)]
        spec: PathBuf,
        /// What to print
        #[arg(long, default_value = "env")]
        format: ConnectionsFormat,
        /// The output of `aws cloudformation describe-stacks --output json`
        #[arg(long, value_name = "FILE")]
        outputs: Option<PathBuf>,
    },
    /// List existing clusters, with the aws command
    List {
        /// The output of `aws elasticache describe-replication-groups --output json`, or of describe-cache-clusters;
        /// - for the standard input
        #[arg(long, value_name = "FILE")]
        from_json: Option<PathBuf>,
        /// How to print it
        #[arg(long, default_value = "table")]
        format: ListFormat,
    },
}

/// How connections are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ConnectionsFormat {
    /// The environment variable SIGMA_REDIS_CLUSTERS, for a shell
    Env,
    /// A module for `new Redis(...)`
    Js,
    /// The value of `clusters`
    Json,
    /// Constants with URLs for the Rust client
    Rust,
}

/// How a listing of clusters is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    Table,
    Json,
}

const CLUSTER_EXAMPLES: &str = "\
Examples:
  sigma-gen cluster init
  sigma-gen cluster check
  sigma-gen cluster template -o template.yaml
  sigma-gen cluster connections --outputs stack.json
  sigma-gen cluster list";

/// How a CloudFormation template is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TemplateFormat {
    /// With comments
    Yaml,
    Json,
}

/// What to do with generated files.
#[derive(Debug, ClapArgs)]
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
