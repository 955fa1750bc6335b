//! The man page: one page with every command.

use std::io::{self, Write};

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use super::args::Args;
use super::terminal::refused;
use crate::error::Result;

/// What each exit code says.
const EXIT_CODES: [(&str, &str); 3] = [
    ("0", "All is well."),
    ("1", "The input has mistakes, or a check failed."),
    ("2", "The command line is wrong."),
];

/// The files that are read where none is named.
const FILES: [(&str, &str); 3] = [
    ("operations.yaml", "The catalogue."),
    ("sigma-gen.toml", "Which targets `sigma-gen generate` writes, and where."),
    ("clusters.yaml", "The spec of `sigma-gen cluster`."),
];

/// The page, for `man`.
pub fn page() -> Result<String> {
    let mut page = Vec::new();
    write(&mut page).map_err(|error| refused("make the man page", &error))?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}

fn write(page: &mut Vec<u8>) -> io::Result<()> {
    let mut root = Args::command().disable_help_subcommand(true);
    root.build();
    let man = Man::new(root.clone()).manual("sigma-gen manual");
    man.render_title(page)?;
    man.render_name_section(page)?;
    man.render_synopsis_section(page)?;
    man.render_description_section(page)?;
    man.render_options_section(page)?;
    writeln!(page, ".SH COMMANDS")?;
    root.get_subcommands().try_for_each(|command| write_command(command, page))?;
    write_list("EXIT STATUS", &EXIT_CODES, page)?;
    write_list("FILES", &FILES, page)
}

/// A command with its own options, and the commands below it.
fn write_command(command: &Command, page: &mut Vec<u8>) -> io::Result<()> {
    // The options of all commands have their place further up.
    let is_common =
        |arg: &clap::Arg| arg.is_global_set() || ["help", "version"].contains(&arg.get_id().as_str());
    let own = command.clone().mut_args(|arg| if is_common(&arg) { arg.hide(true) } else { arg });
    let has_options = own.get_arguments().any(|arg| !arg.is_hide_set());
    let examples = own.get_after_help().map(ToString::to_string);
    let name = own.get_bin_name().unwrap_or_default().to_owned();
    let man = Man::new(own);

    let mut heading = Roff::default();
    heading.control("SS", [name.as_str()]);
    heading.to_writer(page)?;
    without_heading(|part| man.render_synopsis_section(part), page)?;
    writeln!(page, ".PP")?;
    without_heading(|part| man.render_description_section(part), page)?;
    if has_options {
        without_heading(|part| man.render_options_section(part), page)?;
    }
    if let Some(examples) = examples {
        let mut text = Roff::default();
        text.control("PP", []);
        // Line by line, as it is.
        text.control("nf", []);
        for line in examples.lines() {
            text.text([roman(line)]);
        }
        text.control("fi", []);
        text.to_writer(page)?;
    }
    command.get_subcommands().try_for_each(|command| write_command(command, page))
}

/// Writes a section as a part of another one.
fn without_heading(
    render: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    page: &mut Vec<u8>,
) -> io::Result<()> {
    let mut part = Vec::new();
    render(&mut part)?;
    let lines = part.split_inclusive(|byte| *byte == b'\n').filter(|line| !line.starts_with(b".SH"));
    lines.for_each(|line| page.extend_from_slice(line));
    Ok(())
}

fn write_list(heading: &str, items: &[(&str, &str)], page: &mut Vec<u8>) -> io::Result<()> {
    let mut text = Roff::default();
    text.control("SH", [heading]);
    for (name, meaning) in items {
        text.control("TP", []);
        text.text([clap_mangen::roff::bold(*name)]);
        text.text([roman(*meaning)]);
    }
    text.to_writer(page)
}
