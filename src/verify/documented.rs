//! What `COMMAND DOCS` tells of a command: versions, and the words of its options.

use super::words::{self, Token, Told};
use super::{Check, import_words};
use crate::catalogue::model::is_newer;
use crate::commands::{Command, Docs};
use crate::diagnostic::{Code, Span, closest, quoted};

impl Check<'_, '_> {
    pub(super) fn docs(&mut self, Command { docs, .. }: &Command) {
        let Some(docs) = docs else { return };
        let operation = self.operation;
        let name = quoted(&operation.command);
        if !docs.since.is_empty()
            && (is_newer(&docs.since, &operation.since) || is_newer(&operation.since, &docs.since))
        {
            let message = format!(
                "the server has {name} since {}, and the catalogue says {}",
                docs.since, operation.since
            );
            let at = self.at("since");
            self.tell(Code::ServerTells, at, message, format!("write `since: {}`", docs.since));
        }
        if let (Some(since), None) = (&docs.deprecated_since, &operation.deprecated) {
            let instead = docs.replaced_by.as_ref().map(|text| format!(": use {text}")).unwrap_or_default();
            let at = self.at("command");
            let help = format!("write `deprecated: '{since}{instead}'`");
            self.tell(
                Code::ServerTells,
                at,
                format!("{name} should not be used any more since {since}{instead}"),
                help,
            );
        }
        self.options(docs);
    }

    /// Words that only one of the two has.
    fn options(&mut self, docs: &Docs) {
        // Without documented arguments nothing can be said of them.
        let Some(arguments) = docs.arguments.as_ref().filter(|_| !docs.is_of_module) else { return };
        let operation = self.operation;
        let told = words::of_arguments(arguments, None);
        let known: Vec<_> = told.iter().map(|told| told.text).collect();
        let own = words::of_params(&operation.params, &[], None, &known);
        for token in &own {
            let since = token.since.unwrap_or(&operation.since);
            if words::is_among(token.text, &known) {
                self.since_of(token, since, &told);
                continue;
            }
            if is_newer(since, &self.commands.version) {
                continue;
            }
            let at =
                self.places.map_or_else(Span::default, |places| places.param(&operation.name, &token.path));
            let message = format!(
                "the server, Redis {}, does not know the word {} of {}",
                self.commands.version,
                quoted(token.text),
                quoted(&operation.command)
            );
            let help = match closest(token.text, known.iter().copied()) {
                Some(known) => format!("did you mean {}?", quoted(known)),
                None => "correct it, or write `since` if a newer server has it".to_owned(),
            };
            self.tell(Code::ServerTells, at, message, help);
        }
        if self.options.all {
            // A sign such as `*` is one of the values of its argument.
            let is_word = |token: &&str| token.starts_with(|c: char| c.is_ascii_alphabetic());
            let mut missing: Vec<_> = known
                .into_iter()
                .filter(is_word)
                .filter(|known| !own.iter().any(|token| token.text.eq_ignore_ascii_case(known)))
                .collect();
            missing.dedup();
            if !missing.is_empty() {
                let at = self.at("params");
                let message = format!("{} can take more: {}", quoted(&operation.command), missing.join(", "));
                let help = format!("`sigma-gen import {}` drafts it", import_words(&operation.command));
                self.tell(Code::ServerTells, at, message, help);
            }
        }
    }

    /// Whether the server has a token since the version that the catalogue says.
    fn since_of(&mut self, token: &Token<'_>, since: &str, told: &[Told<'_>]) {
        let same: Vec<_> = told.iter().filter(|told| told.text.eq_ignore_ascii_case(token.text)).collect();
        // Where it stands at several places, or the server does not say, nothing is known.
        let [Told { since: Some(told), .. }] = same[..] else { return };
        if token.is_choice {
            return;
        }
        if !is_newer(told, since) && !is_newer(since, told) {
            return;
        }
        let at =
            self.places.map_or_else(Span::default, |places| places.param(&self.operation.name, &token.path));
        let (word, command) = (quoted(token.text), quoted(&self.operation.command));
        let message =
            format!("the server has {word} of {command} since {told}, and the catalogue says {since}");
        self.tell(Code::ServerTells, at, message, format!("write `since: {told}`"));
    }
}
