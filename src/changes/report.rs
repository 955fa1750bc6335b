//! The changes as diagnostics, each at its place in one of the two files.

use super::{At, Change, Client, Meaning};
use crate::catalogue::{Places, Source};
use crate::diagnostic::{Code, Diagnostics, Report, Span};

/// How many changes there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    /// Those that break code and are not allowed.
    pub breaking: usize,
    /// Those that break code where that is allowed.
    pub allowed: usize,
    pub behaving: usize,
    pub new: usize,
    pub words: usize,
}

/// The changes, the worst first, and how many of each kind there are. Code in the `allowed` languages may break.
pub(crate) fn report(
    changes: &[Change],
    sources: [&Source; 2],
    allowed: &[Client],
) -> (Vec<Diagnostics>, Count) {
    let places = sources.map(Places::of);
    let mut count = Count::default();
    let mut coded = Vec::new();
    for change in changes {
        let (code, counted) = match &change.meaning {
            Meaning::Breaks(clients) if clients.iter().all(|client| allowed.contains(client)) => {
                (Code::AllowedBreak, &mut count.allowed)
            }
            Meaning::Breaks(_) => (Code::BreakingChange, &mut count.breaking),
            Meaning::Behaves => (Code::OtherBehaviour, &mut count.behaving),
            Meaning::New => (Code::Addition, &mut count.new),
            Meaning::Words => (Code::OtherWords, &mut count.words),
        };
        *counted += 1;
        coded.push((code, change));
    }
    let codes =
        [Code::BreakingChange, Code::AllowedBreak, Code::OtherBehaviour, Code::Addition, Code::OtherWords];
    let mut files = Vec::new();
    for code in codes {
        for (which, source) in sources.into_iter().enumerate() {
            let mut report = Report::new(&source.path_shown, &source.text);
            for (_, change) in coded.iter().filter(|(other, change)| *other == code && change.file() == which)
            {
                let (At::Old(path) | At::New(path)) = &change.at;
                let span = places[which].as_ref().map_or(Span::default(), |places| places.at(path));
                let problem = report.add(code, span, &change.message);
                problem.help(&change.help);
                if let Meaning::Breaks(clients) = &change.meaning {
                    problem.breaks = clients.iter().map(|client| client.name()).collect();
                }
            }
            files.push(report.finish());
        }
    }
    files.retain(|file| !file.is_empty());
    (files, count)
}

impl Change {
    /// Whether it is in the first file or in the second one.
    fn file(&self) -> usize {
        match self.at {
            At::Old(_) => 0,
            At::New(_) => 1,
        }
    }
}

impl Client {
    /// What `--allow` and JSON call it.
    fn name(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::JavaScript => "js",
        }
    }
}
