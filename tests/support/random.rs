//! Random catalogues: valid, with hostile text everywhere.

use proptest::prelude::*;
use sigma_gen::catalogue::Source;

pub fn source(text: String) -> Source {
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

pub fn hostile() -> impl Strategy<Value = String> {
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
pub struct Random {
    pub write: bool,
    pub second: Option<&'static str>,
    pub summary: String,
    pub failure: String,
    pub key: String,
    pub value: String,
}

pub fn operation() -> impl Strategy<Value = Random> {
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

pub fn yaml(operations: &[Random]) -> String {
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
