//! `templates`: the built-in templates, and copies of them to edit.

use std::path::{Path, PathBuf};

use super::args::TemplatesCommand;
use super::{Terminal, is_there};
use crate::config::{self, Config};
use crate::diagnostic::Diagnostics;
use crate::error::Result;
use crate::output::eject::eject;
use crate::render::unknown_template;
use crate::targets;

pub fn run(command: Option<TemplatesCommand>, terminal: &Terminal) -> Result {
    match command.unwrap_or(TemplatesCommand::List) {
        TemplatesCommand::List => {
            terminal.print(&targets::templates().map(|(name, _)| format!("{name}\n")).collect::<String>())
        }
        TemplatesCommand::Show { name } => terminal.print(find(&[name])?[0].1),
        TemplatesCommand::Eject { names, output, force } => {
            let standard = Path::new(config::FILE_NAME);
            let config = if is_there(standard) { Config::read(standard)? } else { Config::standard() };
            for (name, text) in find(&names)? {
                let (target, path) = name.split_once('/').unwrap_or(("", name));
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

/// The built-in templates with these names, or all names that none has.
fn find(names: &[String]) -> Result<Vec<(&'static str, &'static str)>> {
    let mut found = Vec::new();
    let mut mistakes = Vec::new();
    for name in names {
        match targets::templates().find(|(known, _)| known == name) {
            Some(template) => found.push(template),
            None => mistakes.push(unknown_template(name, targets::templates().map(|(name, _)| name))),
        }
    }
    if mistakes.is_empty() { Ok(found) } else { Err(Diagnostics::general(mistakes).into()) }
}
