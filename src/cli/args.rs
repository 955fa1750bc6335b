//! The arguments.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::cluster::{self, ClusterCommand};
use super::diff::{self, DiffArgs};
use super::docs::{self, DocsArgs};
use super::export::ExportArgs;
use super::generate::{GenerateArgs, RustArgs};
use super::import::{self, ImportArgs};
use super::js::{self, JsArgs};
use super::panel::{self, PanelArgs};
use super::templates::TemplatesCommand;
use super::test::{self, TestArgs};
use super::verify::{self, VerifyArgs};
use crate::catalogue::Builtin;
use crate::diagnostic::Code;

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
    #[command(after_help = js::EXAMPLES)]
    Js(JsArgs),
    /// Print the reference in Markdown, or write it with a site, and fill regions of your own Markdown files
    #[command(after_help = docs::EXAMPLES)]
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
    /// Explain a code such as SG018, with an example, or list all codes
    Explain {
        /// The code of a mistake or a warning
        code: Option<Code>,
    },
    /// Print the JSON Schema of the catalogue, for editors
    Schema,
    /// Write a small catalogue, its JSON Schema and a configuration to start from
    Init,
    /// Check a spec of ElastiCache clusters, generate CloudFormation from it, and print how to connect
    #[command(after_help = cluster::EXAMPLES)]
    Cluster {
        #[command(subcommand)]
        command: ClusterCommand,
    },
    /// Print the completion script of a shell
    Completions { shell: Shell },
    /// Print the man page
    Man,
}
