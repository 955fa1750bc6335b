//! Random catalogues: valid ones load as written, and nothing makes the loader panic.

use crate::support::random::{Random, hostile, operation, source, yaml};
use proptest::prelude::*;
use sigma_gen::catalogue::{Source, check, load};

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
