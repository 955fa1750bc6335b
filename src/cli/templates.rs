//! `templates`: the templates of all targets, and copies of the built-in ones to edit.

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::{Terminal, is_there};
use crate::config::{self, Config};
use crate::diagnostic::{Diagnostics, quoted};
use crate::error::Result;
use crate::output::eject::eject;
use crate::render::unknown_template;
use crate::targets;

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

pub fn run(command: Option<TemplatesCommand>, terminal: &Terminal) -> Result {
    let standard = Path::new(config::FILE_NAME);
    let config = if is_there(standard) { Config::read(standard)? } else { Config::standard() };
    match command.unwrap_or(TemplatesCommand::List) {
        TemplatesCommand::List => {
            terminal.print(&all(&config).map(|(name, _)| format!("{name}\n")).collect::<String>())
        }
        TemplatesCommand::Show { name } => terminal.print(find(&config, &[name])?[0].1),
        TemplatesCommand::Eject { names, output, force } => {
            for (name, text) in find(&config, &names)? {
                let (target, path) = name.split_once('/').unwrap_or(("", name));
                if !targets::templates().any(|(builtin, _)| builtin == name) {
                    terminal.status(&format!("{} is already your own template", quoted(name)))?;
                    continue;
                }
                let folder = output.clone().or_else(|| config.templates(target));
                let is_known = folder.is_some();
                let folder = folder.unwrap_or_else(|| PathBuf::from("templates").join(target));
                let written = eject(&folder, path, text, force)?;
                terminal.status(&format!("created {}", written.display()))?;
                if !is_known {
                    let line = format!("templates = \"{}\"", folder.display());
                    terminal
                        .status(&format!("next: write `{line}` under [{target}] in {}", config::FILE_NAME))?;
                }
            }
            Ok(())
        }
    }
}

/// The templates that are built in, and those of the user's own targets.
fn all(config: &Config) -> impl Iterator<Item = (&str, &str)> + Clone {
    let builtin: Vec<(&str, &str)> = targets::templates().collect();
    builtin.into_iter().chain(config.own_templates())
}

/// The templates with these names, or all names that none has.
fn find<'c>(config: &'c Config, names: &[String]) -> Result<Vec<(&'c str, &'c str)>> {
    let mut found = Vec::new();
    let mut mistakes = Vec::new();
    for name in names {
        match all(config).find(|(known, _)| known == name) {
            Some(template) => found.push(template),
            None => mistakes.push(unknown_template(name, all(config).map(|(name, _)| name))),
        }
    }
    if mistakes.is_empty() { Ok(found) } else { Err(Diagnostics::general(mistakes).into()) }
}
