//! Templates and snippets under Node.js: expanded by VS Code's own snippet parser and by the rules of
//! JetBrains' live templates, and run on a real Redis server.
//!
//! Needs Node.js and npm; what the tests use from npm is installed when they first run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use redis_servers::{Server, Version};
use serde_json::{Value, json};
use sigma_gen::calls::{Call, Connection, Format, Snippet, Style};
use sigma_gen::catalogue::model::{Answer, Datum, Example, Expected, Operation, ReplyKind};
use sigma_gen::catalogue::{Catalogue, Source, load};
use sigma_gen::targets::snippets::Snippets;
use sigma_gen::targets::{Files, Input, Target};

/// Where an example's call stands.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    /// Alone, with a new connection.
    Alone,
    /// Alone, with the connection at hand.
    Reuse,
    /// After another call, over that one's connection.
    Then,
}

fn catalogue() -> Catalogue {
    load(&Source::builtin()).unwrap()
}

fn generated(catalogue: &Catalogue) -> Files {
    Snippets.generate(&Input::new(catalogue)).unwrap()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snippets")
}

/// The installed npm packages that the tests use.
pub static PACKAGES: LazyLock<PathBuf> = LazyLock::new(|| {
    let packages = folder().join("node_modules");
    if !packages.join(".package-lock.json").exists() {
        run(Command::new("npm")
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .current_dir(folder()));
    }
    packages
});

/// Runs a program; what it says is the test's output when it fails.
fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}\n{out}{err}");
    out.into_owned()
}

/// Runs one of the scripts with this JSON as its input.
fn node(script: &str, input: &Value) -> String {
    let folder_of_input = tempfile::tempdir().unwrap();
    let path = folder_of_input.path().join("input.json");
    fs::write(&path, input.to_string()).unwrap();
    // The SDK finds node-redis there.
    run(Command::new("node").arg(folder().join(script)).arg(path).env("NODE_PATH", &*PACKAGES))
}

/// A snippet in the formats that have code.
fn formats(catalogue: &Catalogue, snippet: &Snippet) -> Value {
    let print = |format: Format| format.print(&catalogue.service, std::slice::from_ref(snippet));
    json!({
        "text": print(Format::Text),
        "lsp": print(Format::Lsp),
        "vscode": print(Format::Vscode),
        "jetbrains": print(Format::Jetbrains),
    })
}

#[test]
fn every_example_runs_in_every_form_and_format() {
    let catalogue = catalogue();
    let server = Server::start(Version::Debian);
    let output = tempfile::tempdir().unwrap();
    let snippets = vscode_file(&catalogue, output.path());

    let mut cases = Vec::new();
    for operation in catalogue.operations() {
        for example in &operation.examples {
            for style in [Style::Callback, Style::Promise] {
                for form in [Form::Alone, Form::Reuse, Form::Then] {
                    cases.push(case(&catalogue, operation, example, style, form));
                }
            }
        }
    }
    let input = json!({ "port": server.port(), "sdk": sdk(), "snippets": snippets, "cases": cases });
    node("examples.mjs", &input);
}

/// Writes the generated snippet file of VS Code, and tells its path.
fn vscode_file(catalogue: &Catalogue, folder: &Path) -> PathBuf {
    let file = format!("vscode/snippets/{}.code-snippets", catalogue.service.package);
    let path = folder.join("snippets.json");
    fs::write(&path, generated(catalogue).get(&file).unwrap()).unwrap();
    path
}

fn sdk() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("generated/js")
}

fn case(catalogue: &Catalogue, operation: &Operation, example: &Example, style: Style, form: Form) -> Value {
    let mut calls = vec![Call::example(operation, example)];
    let mut connection = Connection::Cluster("sigma-redis".into());
    match form {
        Form::Alone => {}
        Form::Reuse => connection = Connection::at_hand(),
        Form::Then => calls.insert(0, Call::parse(catalogue, &["get".into(), "key=other".into()]).unwrap()),
    }
    let snippet = Snippet::new(&catalogue.service, &calls, style, &connection);
    let words = match &operation.reply.usual.kind {
        ReplyKind::Word(words) => words.as_slice(),
        _ => &[],
    };
    // The choice of the reply that the first key has.
    let word = example.results.values().next().filter(|_| !words.is_empty()).map(expected);
    let mut case = formats(catalogue, &snippet);
    let results: Vec<_> = example.results.iter().map(|(key, is)| json!([key, expected(is)])).collect();
    let fields = json!({
        "title": example.title,
        "prefix": snippet.prefix,
        "stops": snippet.template.stops.iter().map(|stop| &stop.value).collect::<Vec<_>>(),
        "reuse": form == Form::Reuse,
        "response": if (style, form) == (Style::Promise, Form::Then) { "response2" } else { "response" },
        "words": words,
        "word": word.map(|word| word["reply"].clone()),
        "given": example.given.iter().map(|words| texts(words)).collect::<Vec<_>>(),
        "results": results,
        "after": example.after.iter().map(|after| json!({ "run": texts(&after.run), "is": reply(&after.is) })).collect::<Vec<_>>(),
    });
    case.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    case
}

fn expected(expected: &Expected) -> Value {
    match expected {
        Expected::Reply(answer) => json!({ "reply": self::answer(answer) }),
        Expected::Error(text) => json!({ "error": text }),
        Expected::Each(values) => {
            json!({ "each": values.iter().map(|(value, is)| json!([value, self::expected(is)])).collect::<Vec<_>>() })
        }
    }
}

/// A reply as JSON; the templates' catalogue has no patterns.
fn answer(answer: &Answer) -> Value {
    match answer {
        Answer::Is(datum) => reply(datum),
        Answer::Like { like } => panic!("a pattern: {like}"),
        Answer::List(items) => items.iter().map(self::answer).collect(),
        Answer::Map(values) => {
            values.iter().map(|(name, value)| (name.clone(), self::answer(value))).collect()
        }
    }
}

/// A reply as JSON, with integers in digits because JSON's are not exact in JavaScript.
fn reply(datum: &Datum) -> Value {
    match datum {
        Datum::Integer(value) => json!({ "integer": value.to_string() }),
        Datum::List(items) => items.iter().map(reply).collect(),
        other => plain(other),
    }
}

fn plain(datum: &Datum) -> Value {
    match datum {
        Datum::Null => Value::Null,
        Datum::Bool(value) => json!(value),
        Datum::Integer(value) => json!(i64::try_from(*value).unwrap()),
        Datum::Float(value) => json!(value),
        Datum::Text(text) => json!(text),
        Datum::List(items) => items.iter().map(plain).collect(),
        Datum::Map(entries) => entries.iter().map(|(name, value)| (name.clone(), plain(value))).collect(),
        Datum::Code(_) => unreachable!("an example has none"),
    }
}

/// The words of a command as they go to the server.
fn texts(words: &[Datum]) -> Vec<String> {
    let text = |word: &Datum| match plain(word) {
        Value::String(text) => text,
        other => other.to_string(),
    };
    words.iter().map(text).collect()
}

#[test]
fn every_snippet_is_typescript() {
    let output = tempfile::tempdir().unwrap();
    let snippets = vscode_file(&catalogue(), output.path());
    let module = output.path().join("use.mts");
    node("types.mjs", &json!({ "snippets": snippets, "sdk": sdk().join("index.mjs"), "output": module }));
    let options = ["--noEmit", "--strict", "--target", "es2022", "--module", "nodenext"];
    run(Command::new(PACKAGES.join(".bin/tsc")).args(options).arg(module));
}

/// The catalogue with one text in the places that take any text.
fn with_text(catalogue: &Catalogue, text: &str) -> Catalogue {
    let mut catalogue = catalogue.clone();
    catalogue.service.title = text.to_owned();
    for operation in catalogue.groups.iter_mut().flat_map(|group| &mut group.operations) {
        operation.title = text.to_owned();
        operation.summary = text.to_owned();
    }
    catalogue
}

#[test]
fn hostile_values_come_out_as_they_went_in() {
    let catalogue = catalogue();
    let mut values: Vec<String> = [
        "",
        "'",
        "\"",
        "`",
        "\\",
        "\\'",
        "\\\\",
        "\n",
        "\r",
        "\r\n",
        "\t",
        "\0",
        "\x001",
        "\x1b[31m",
        "\x7f",
        "\u{85}",
        "\u{2028}",
        "\u{2029}",
        "\u{202e}",
        "\u{feff}",
        "\u{fffe}",
        "\u{ffff}",
        "$",
        "$$",
        "$1",
        "${1:x}",
        "${1|a,b|}",
        "$0",
        "$END$",
        "$key$",
        "}",
        "{",
        "|",
        ",",
        "\\$",
        "\\}",
        "$}",
        "</script>",
        "</SCRIPT ",
        "<!--",
        "<\\/",
        "]]>",
        "&amp;",
        "&#10;",
        "<a b=\"c\">",
        "*/",
        "//",
        "/*",
        "a=b",
        "=",
        "key=a",
        "__proto__",
        "é",
        "e\u{301}",
        "🦀",
        " a ",
        "%s",
        "#{x}",
        "${process.exit(1)}",
        "' + process.exit(1) + '",
    ]
    .map(str::to_owned)
    .into();
    values.push(values.concat());
    let mut cases = Vec::new();
    for value in &values {
        let catalogue = with_text(&catalogue, value);
        let call =
            ["sadd", &format!("key={value}"), &format!("values={value}"), "values=b"].map(str::to_owned);
        let call = Call::parse(&catalogue, &call).unwrap();
        let connection = Connection::Cluster(value.clone());
        for style in [Style::Callback, Style::Promise] {
            let snippet = Snippet::new(&catalogue.service, std::slice::from_ref(&call), style, &connection);
            let mut case = formats(&catalogue, &snippet);
            let text = case["text"].as_str().unwrap();
            assert!(!text.contains("</") && !text.contains("<!--"), "{text}");
            case["set"] = json!({ "key": value, "values": [value, "b"] });
            case["cluster"] = json!(value);
            case["description"] = json!(snippet.description);
            cases.push(case);
        }
    }
    node("values.mjs", &Value::Array(cases));
}

/// The commands of the extension's README, in a terminal whose user says no to every question.
#[cfg(unix)]
#[test]
fn the_extension_is_packaged_and_installed_without_a_question() {
    let output = tempfile::tempdir().unwrap();
    for (path, text) in generated(&catalogue()).iter() {
        let path = output.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let folder = output.path().join("vscode");
    // Where npm finds the real vsce, without asking a registry. A link it would remove.
    run(Command::new("cp").arg("--recursive").arg(&*PACKAGES).arg(folder.join("node_modules")));
    let readme = fs::read_to_string(folder.join("README.md")).unwrap();
    let commands = readme.split("```sh\n").nth(1).unwrap().split("```").next().unwrap();
    // In the place of VS Code: it takes an extension that is there.
    let code = "code() { test \"$1\" = --install-extension && test -s \"$2\" && echo installed; }\n";
    let no = output.path().join("no");
    fs::write(&no, "n\n".repeat(9)).unwrap();
    let said = run(Command::new("script")
        .args(["--quiet", "--return", "--command", &format!("set -e\n{code}{commands}"), "/dev/null"])
        .current_dir(&folder)
        .env("npm_config_offline", "true")
        .env("SHELL", "/bin/sh")
        .stdin(fs::File::open(no).unwrap()));
    assert!(!said.contains("WARNING") && !said.contains("[y/N]"), "{said}");
    for told in ["LICENSE.txt", "readme.md", "sigma-redis.code-snippets", "installed"] {
        assert!(said.contains(told), "{told}: {said}");
    }
}
