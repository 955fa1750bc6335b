//! Random catalogues: valid ones load as written, and nothing makes the loader panic.

use crate::support::random::{Random, hostile, operation, source, yaml};
use proptest::prelude::*;
use proptest::sample::Index;
use sigma_gen::catalogue::{Source, check, load};
use sigma_gen::export::Export;
use sigma_gen::targets::docs::Docs;
use sigma_gen::targets::snippets::Snippets;
use sigma_gen::targets::{Input, Target};

/// What goes to a terminal must not move its cursor or change its colours.
fn is_safe_to_print(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn valid_catalogues_load_as_written(operations in prop::collection::vec(operation(), 1..6)) {
        let text = yaml(&operations);
        let catalogue = load(&source(text.clone())).unwrap_or_else(|mistakes| panic!("{mistakes}\n{text}"));
        for (loaded, written) in catalogue.operations().zip(&operations) {
            prop_assert_eq!(&loaded.summary, &written.summary);
            prop_assert_eq!(&loaded.reply.failure, &written.failure);
            prop_assert!(loaded.examples[0].results.contains_key(&written.key));
        }
        prop_assert_eq!(catalogue.operations().count(), operations.len());
    }

    #[test]
    fn broken_catalogues_are_refused_with_a_reason(
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0..40usize, hostile()), 1..6),
        start in any::<prop::sample::Index>(),
    ) {
        // A part of the real catalogue, with pieces cut out and others put in.
        let whole = Source::builtin().text;
        let mut text: Vec<char> = whole.chars().skip(start.index(whole.len() / 2) / 40 * 40).take(6000).collect();
        if cuts.len() % 2 == 0 {
            text = whole.chars().collect();
        }
        for (at, length, put) in cuts {
            let from = at.index(text.len() + 1);
            let to = (from + length).min(text.len());
            text.splice(from..to, put.chars());
        }
        let source = source(text.into_iter().collect());
        if let Err(mistakes) = load(&source) {
            prop_assert!(!mistakes.is_empty());
            prop_assert!(is_safe_to_print(&mistakes.text(false)), "{:?}", mistakes.text(false));
        }
        prop_assert_eq!(load(&source).is_err(), check(&source).has_errors());
    }

    #[test]
    fn any_text_is_a_catalogue_or_refused(text in "[\\PC\n\t:\\-{}\\[\\],&*!|>'\"%@`#?0-9a-z ]{0,200}") {
        let mistakes = load(&source(text)).unwrap_err();
        prop_assert!(!mistakes.is_empty());
        prop_assert!(is_safe_to_print(&mistakes.text(false)));
    }
}

proptest! {
    // Each is the whole way from a catalogue to docs.
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    /// What is left is a catalogue that can be generated from, or it is refused.
    #[test]
    fn commands_of_every_shape_whose_parts_are_moved(
        changes in prop::collection::vec((0..4u8, any::<Index>(), any::<Index>()), 1..4),
    ) {
        let text = include_str!("../cases/any/operations.yaml").replace(", ", "\0, ").replace('\n', "\0\n");
        let mut parts: Vec<&str> = text.split('\0').collect();
        for (change, at, other) in changes {
            let (at, other) = (at.index(parts.len()), other.index(parts.len()));
            match change {
                0 => drop(parts.remove(at)),
                1 => parts.insert(at, parts[at]),
                2 => parts.swap(at, other),
                _ => parts[at] = parts[other],
            }
        }
        let source = source(parts.concat());
        match load(&source) {
            Err(mistakes) => prop_assert!(!mistakes.is_empty()),
            Ok(catalogue) => {
                let input = Input::new(&catalogue);
                Docs::default().generate(&input).unwrap();
                Snippets.generate(&input).unwrap();
                Export::new(&catalogue).json();
            }
        }
    }
}

#[test]
fn long_texts_load() {
    let long = "long \"text\" */ ".repeat(7000);
    let operation = Random {
        write: false,
        second: Some("any"),
        summary: long.clone(),
        failure: long.clone(),
        key: "key".to_owned(),
        value: long.clone(),
    };
    let catalogue = load(&source(yaml(&[operation]))).unwrap();
    assert_eq!(catalogue.operations().next().unwrap().summary, long);
}
