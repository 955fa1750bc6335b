//! `sigma-gen verify`: a catalogue against what a server tells of its commands. None of them is run.
//!
//! `COMMAND` tells their arity and their flags, `COMMAND DOCS` since Redis 7.0 their versions and options, and
//! `COMMAND GETKEYS` which words of a line are keys: lines of all examples, and of every option alone.

mod documented;
mod length;
mod lines;
mod words;

use sigma_redis_runtime::Client;

use crate::catalogue::model::{Access, Nodes, Operation, is_newer};
use crate::catalogue::{Catalogue, Places, Source, waits};
use crate::commands::{Command, Commands};
use crate::diagnostic::{Code, Diagnostics, Report, Span, quoted};
use crate::run::Failure;
use length::Length;
use lines::Line;

/// What came of it.
#[derive(Debug)]
pub struct Verified {
    /// What differs.
    pub diagnostics: Diagnostics,
    /// The version of the server.
    pub version: String,
    /// How many operations are as the server tells.
    pub alike: usize,
    /// How many lines the server found the keys of.
    pub lines: usize,
    /// Whether the server is older than 7.0, and tells nothing of versions, options, subcommands and nodes.
    pub is_undocumented: bool,
}

/// What to look at beside what is wrong.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Whether to tell of options of the server that the catalogue does not have.
    pub all: bool,
    /// A user of the server who has to be allowed to run the examples.
    pub user: Option<String>,
}

/// Compares a catalogue with what a server tells.
///
/// # Errors
/// What the server answered, or why nothing did.
pub async fn verify(
    client: &Client,
    catalogue: &Catalogue,
    source: &Source,
    options: &Options,
) -> Result<Verified, Failure> {
    let commands = Commands::ask(client).await?;
    let is_undocumented = commands.are_undocumented();
    let places = Places::of(source);
    let (mut alike, mut lines) = (0, 0);
    let mut report = Report::new(&source.path_shown, &source.text);
    for operation in catalogue.operations() {
        let before = report.count();
        let mut check =
            Check { operation, commands: &commands, places: places.as_ref(), report: &mut report, options };
        let Some(command) = check.command() else { continue };
        check.arity(command);
        check.access(command);
        check.waiting(command);
        check.nodes(command);
        check.docs(command);
        for line in lines::of(operation, &commands.version) {
            if check.keys(client, command, &line).await? {
                lines += 1;
            }
            check.permission(client, &line).await?;
        }
        if check.report.count() == before {
            alike += 1;
        }
        check.danger(command);
    }
    let version = commands.version;
    Ok(Verified { diagnostics: report.finish(), version, alike, lines, is_undocumented })
}

/// The check of one operation.
struct Check<'a, 'r> {
    operation: &'a Operation,
    commands: &'a Commands,
    places: Option<&'a Places>,
    report: &'a mut Report<'r>,
    options: &'a Options,
}

impl<'a> Check<'a, '_> {
    /// The place of a field of the operation.
    fn at(&self, field: &str) -> Span {
        self.places.map_or_else(Span::default, |places| places.operation(&self.operation.name, &[field]))
    }

    fn tell(&mut self, code: Code, at: Span, message: String, help: impl Into<String>) {
        self.report.add(code, at, message).help(help);
    }

    /// The server's command. Servers before 7.0 tell of no subcommands.
    fn command(&mut self) -> Option<&'a Command> {
        let name = self.operation.command.to_ascii_uppercase();
        let version = &self.commands.version;
        if let Some(command) = self.commands.commands.get(&name) {
            return Some(command);
        }
        if self.commands.are_undocumented() && self.commands.has_container(&name) {
            return None;
        }
        let at = self.at("command");
        if is_newer(&self.operation.since, version) {
            let message = format!("Redis {version} does not have {} yet", quoted(&name));
            let help =
                format!("the catalogue says since {}: verify it on a newer server", self.operation.since);
            self.tell(Code::ServerTells, at, message, help);
        } else {
            let (message, help) = self.commands.unknown(&name);
            let help =
                help.unwrap_or_else(|| "correct `command`, or `since` if a newer server has it".to_owned());
            self.tell(Code::ServerDiffers, at, message, help);
        }
        None
    }

    fn arity(&mut self, Command { info, .. }: &Command) {
        let Length { least, most } = Length::of(self.operation, &self.commands.version);
        let name = &self.operation.command;
        let wanted = usize::try_from(info.arity.unsigned_abs()).unwrap_or(usize::MAX);
        let message = if info.arity >= 0 && (least, most) != (wanted, Some(wanted)) {
            let has = match most {
                Some(most) if most == least => format!("{least}"),
                Some(most) => format!("{least} to {most}"),
                None => format!("{least} or more"),
            };
            format!("a call of {} has {wanted} words, and here it has {has}", quoted(name))
        } else if info.arity < 0 && least < wanted {
            format!("a call of {} has {wanted} words or more, and here it may have {least}", quoted(name))
        } else {
            return;
        };
        let at = self.at("params");
        let help = format!("compare the parameters with `sigma-gen import {}`", import_words(name));
        self.tell(Code::ServerDiffers, at, message, help);
    }

    fn access(&mut self, Command { info, .. }: &Command) {
        let at = self.at("access");
        let name = quoted(&self.operation.command);
        match &self.operation.access {
            Access::Read if info.has_flag("write") => {
                let message = format!("{name} changes data, and the catalogue says that it reads");
                self.tell(
                    Code::ServerDiffers,
                    at,
                    message,
                    "write `access: write`: reads are sent again after a lost reply",
                );
            }
            Access::Write(_) if info.has_flag("readonly") => {
                let message = format!("{name} only reads, and the catalogue says that it changes data");
                self.tell(
                    Code::ServerTells,
                    at,
                    message,
                    "write `access: read`, and it is sent again after a lost reply",
                );
            }
            _ => {}
        }
    }

    fn waiting(&mut self, Command { info, docs }: &Command) {
        let name = &self.operation.command;
        let is_flagged = if docs.is_some() { info.has_flag("blocking") } else { waits(name) };
        match &self.operation.blocking {
            Some(param) if !is_flagged && docs.is_some() => {
                let message =
                    format!("{} does not wait, and `blocking` names {}", quoted(name), quoted(param));
                let at = self.at("blocking");
                self.tell(Code::ServerDiffers, at, message, "remove `blocking`");
            }
            // With an option only, such as BLOCK of XREAD, which need not be in the catalogue.
            None if is_flagged && waits(name) => {
                let at = self.at("command");
                let message = format!("{} waits, and the operation does not say how long", quoted(name));
                self.tell(
                    Code::ServerDiffers,
                    at,
                    message,
                    "name the parameter that says so with `blocking`",
                );
            }
            _ => {}
        }
    }

    fn nodes(&mut self, Command { info, docs }: &Command) {
        let has_key = self.operation.params.iter().any(|param| param.has_key());
        if docs.is_none() || has_key {
            return;
        }
        let name = quoted(&self.operation.command);
        let told = info.nodes();
        match (self.operation.nodes, told) {
            (None, Some(nodes)) => {
                let word = lines::nodes_word(nodes.set);
                let message = format!("in a cluster {name} is for {}", lines::nodes_words(nodes.set));
                let at = self.at("command");
                self.tell(
                    Code::ServerTells,
                    at,
                    message,
                    format!("write `nodes: {word}`, unless one node is enough"),
                );
            }
            (Some(Nodes { set, .. }), Some(nodes)) if set != nodes.set => {
                let word = lines::nodes_word(nodes.set);
                let message = format!("in a cluster {name} is for {}", lines::nodes_words(nodes.set));
                let at = self.at("nodes");
                self.tell(Code::ServerTells, at, message, format!("write `nodes: {word}`"));
            }
            _ => {}
        }
    }

    fn danger(&mut self, Command { info, .. }: &Command) {
        let category = ["@dangerous", "@admin"].into_iter().find(|category| info.is_in(category));
        if let Some(category) = category {
            let message = format!("{} is one of {category}", quoted(&self.operation.command));
            let at = self.at("command");
            self.tell(
                Code::DangerousCommand,
                at,
                message,
                "services such as ElastiCache refuse most of these, and so may your users' permissions",
            );
        }
    }

    /// Whether the server finds the same keys in a line; false where it cannot tell.
    async fn keys(
        &mut self,
        client: &Client,
        Command { info, .. }: &Command,
        line: &Line,
    ) -> Result<bool, Failure> {
        // Words that only decide the node are no keys to the server. Older ones find no keys in a single word.
        if info.has_routing || line.words.len() == 1 {
            return Ok(false);
        }
        let told = match self.commands.keys(client, &line.words).await? {
            Ok(keys) => keys,
            Err(reason) if line.keys.is_empty() && is_without_keys(&reason) => Vec::new(),
            // What was made up need not make sense together.
            Err(reason) if line.example.is_none() && reason.contains("Invalid arguments") => {
                return Ok(false);
            }
            Err(reason) => {
                let message = format!("the server does not understand {}: {reason}", quoted(&line.shown()));
                let at = line.place(self.places, &self.operation.name);
                self.tell(
                    Code::ServerDiffers,
                    at,
                    message,
                    "correct the parameters, or their order in `wire`",
                );
                return Ok(true);
            }
        };
        // Each version has an order of its own.
        let sorted = |keys: &[String]| {
            let mut keys = keys.to_vec();
            keys.sort_unstable();
            keys
        };
        if sorted(&told) != sorted(&line.keys) {
            let shown = |keys: &mut dyn Iterator<Item = String>| {
                let keys: Vec<_> = keys.collect();
                if keys.is_empty() { "none".to_owned() } else { keys.join(", ") }
            };
            let message = format!(
                "the keys of {} are {}, and by the parameters of type `key` {}",
                quoted(&line.shown()),
                shown(&mut told.iter().map(|key| quoted(key))),
                shown(&mut line.keys.iter().map(|key| quoted(key)))
            );
            let at = line.place(self.places, &self.operation.name);
            self.tell(
                Code::ServerDiffers,
                at,
                message,
                "a cluster finds the node of an operation by its keys: correct the types of the parameters",
            );
        }
        Ok(true)
    }

    /// Whether a user may run the line of an example.
    async fn permission(&mut self, client: &Client, line: &Line) -> Result<(), Failure> {
        let Some(user) = self.options.user.as_ref().filter(|_| line.example.is_some()) else { return Ok(()) };
        if let Some(reason) = self.commands.refusal(client, user, &line.words).await? {
            let message = format!("{} may not run {}: {reason}", quoted(user), quoted(&line.shown()));
            let at = line.place(self.places, &self.operation.name);
            self.tell(
                Code::ServerDiffers,
                at,
                message,
                "change the user's rules, or leave the operation out",
            );
        }
        Ok(())
    }
}

/// Whether a server says that a line has no keys. Those before 7.0 say so of `EVAL script 0` in other words.
fn is_without_keys(reason: &str) -> bool {
    reason.contains("no key arguments") || reason.contains("Invalid arguments")
}

/// A command as an argument of `sigma-gen import`.
fn import_words(name: &str) -> String {
    if name.contains(' ') { format!("'{name}'") } else { name.to_owned() }
}
