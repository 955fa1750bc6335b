//! Random catalogues: valid ones load as written, and nothing makes the loader panic.

use proptest::prelude::*;
use sigma_gen::catalogue::{Source, check, load};

fn source(text: String) -> Source {
    Source { path_shown: "random.yaml".to_owned(), text }
}

/// A text as a double-quoted YAML scalar.
fn quote(text: &str) -> String {
    let escaped = text.chars().map(|c| match c {
        ' '..='~' if c != '"' && c != '\\' => c.to_string(),
        c => format!("\\U{:08x}", c as u32),
    });
    format!("\"{}\"", escaped.collect::<String>())
}

fn hostile() -> impl Strategy<Value = String> {
    let nasty = prop::sample::select(vec![
        "\"",
        "'",
        "\\",
        "*/",
        "\"#",
        "{{ }}",
        "\0",
        "\r\n",
        "\n\n",
        "\u{202e}",
        "\u{200b}",
        "\u{1f600}",
        "# ",
        ": ",
        "- ",
        "%",
        "`",
        "|",
        "]]>",
        "</script>",
        "\u{2028}",
        "${x}",
        "\u{1b}[31m",
        "\t",
    ]);
    let piece = prop_oneof![nasty.prop_map(str::to_owned), any::<String>()];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

/// An operation: whether it writes, its key parameter and second parameter, texts and a value.
#[derive(Clone, Debug)]
struct Random {
    write: bool,
    second: Option<&'static str>,
    summary: String,
    failure: String,
    key: String,
    value: String,
}

fn operation() -> impl Strategy<Value = Random> {
    let second = prop::option::of(prop::sample::select(vec!["string", "any"]));
    (any::<bool>(), second, hostile(), hostile(), hostile(), hostile()).prop_map(
        |(write, second, summary, failure, key, value)| Random {
            write,
            second,
            summary,
            failure,
            key,
            value,
        },
    )
}

fn yaml(operations: &[Random]) -> String {
    let mut yaml = String::from(
        "version: 1
service: { name: redis, title: Redis, object: redis, package: sigma-redis, cluster: sigma-redis }
groups:
  - name: all
    title: All
    operations:
",
    );
    for (index, operation) in operations.iter().enumerate() {
        let Random { write, second, summary, failure, key, value } = operation;
        let (key, value) = (quote(key), quote(value));
        let access = if *write { "access: write, retry: never" } else { "access: read" };
        let (param, call) = match second {
            None => (String::new(), key.clone()),
            Some(kind) => (
                format!(", {{ name: value, label: Value, type: {kind}, description: {value} }}"),
                format!("{{ value: {value}, key: {key} }}"),
            ),
        };
        yaml += &format!(
            "      - {{ name: op_{index}x, title: OP, command: OP, since: 1.0.0, summary: {}, {access},
          params: [{{ name: key, label: Key, type: key, description: It. }}{param}],
          reply: {{ type: bulk, success: It., failure: {} }},
          examples: [{{ title: It, call: [{call}], results: {{ {key}: {value} }} }}] }}\n",
            quote(summary),
            quote(failure),
        );
    }
    yaml
}

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
