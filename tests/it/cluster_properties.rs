//! Whatever stands in a spec, it is used or refused with a reason.
#![cfg(feature = "cli")]

use crate::support::spec;
use crate::support::spec::{source, with};
use proptest::prelude::*;
use sigma_gen::clusters::cloudformation::{Format, template};
use sigma_gen::clusters::{STARTER, check, load};

/// What goes to a terminal must not move its cursor or change its colours.
fn is_safe_to_print(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c))
}

/// Checks a text, and gives a template where it is a spec.
fn look_at(text: &str) {
    let told = check(&source(text), None);
    let shown = told.text(false);
    assert!(is_safe_to_print(&shown), "{shown:?}");
    match load(&source(text)) {
        Ok(spec) => {
            assert!(!told.has_errors());
            template(&spec, Format::Yaml);
            template(&spec, Format::Json);
        }
        Err(mistakes) => assert!(mistakes.has_errors() && told.has_errors()),
    }
}

/// Pieces that mean something in YAML or in a spec.
fn piece() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "~",
        "[]",
        "{}",
        "[[1]]",
        "{ a: b }",
        "true",
        "-1",
        "1e9",
        "7.10",
        "99999999999999999999",
        "\"\"",
        "''",
        "*a",
        "&a x",
        "|",
        ">",
        "- ",
        ": ",
        "#",
        "\u{202e}",
        "\u{0}",
        "é",
        "\t",
        "type: existing",
        "type: new",
        "mode: clustered",
        "10.0.0.0/0",
        "10.0.0.0/32",
        "0.0.0.0/16",
        "none",
        "token",
        "aws",
        "name: ",
    ]);
    prop_oneof![words.prop_map(str::to_owned), any::<String>()]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn broken_specs_are_refused_with_a_reason(
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0..30usize, piece()), 1..5),
        start in 0..3usize,
    ) {
        let whole = [STARTER.to_owned(), with(&[]), with(&["auth: { type: token, secret: é }", "mode: clustered", "shards: 2"])];
        let mut text: Vec<char> = whole[start].chars().collect();
        for (at, length, put) in cuts {
            let from = at.index(text.len() + 1);
            let to = (from + length).min(text.len());
            text.splice(from..to, put.chars());
        }
        look_at(&text.into_iter().collect::<String>());
    }

    #[test]
    fn any_value_of_any_field_is_taken_or_refused(
        field in prop::sample::select(vec![
            "version", "profile", "region", "clusters", "name", "description", "engine", "engineVersion", "nodeType",
            "mode", "multiAz", "shards", "replicas", "port", "vpc", "encryption", "auth", "lambda",
        ]),
        value in piece(),
    ) {
        look_at(&with(&[&format!("{field}: {value}")]));
    }

    #[test]
    fn right_specs_are_taken(text in spec::random::spec()) {
        prop_assert!(load(&source(&text)).is_ok(), "{}", check(&source(&text), None));
    }
}
