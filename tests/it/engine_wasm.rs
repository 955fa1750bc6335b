//! The committed engine in WebAssembly answers as the library does.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value as Json, json};
use sigma_gen::catalogue::Source;
use sigma_gen::clusters::STARTER;
use sigma_gen::engine::Engine;

use crate::engine::{ANY, engine, load};
use crate::support::requests::Random;

/// Thousands of requests, the same each time.
fn requests() -> Vec<Vec<u8>> {
    let hostile = include_str!("../cases/hostile/operations.yaml");
    let mut requests: Vec<Vec<u8>> = Vec::new();
    let mut push = |request: Json| requests.push(request.to_string().into_bytes());
    let pieces = [
        "'",
        "\"",
        "`",
        "${",
        "}",
        "{",
        "[",
        "]",
        ")",
        "(",
        ",",
        "//",
        "/*",
        "\\",
        "\n",
        "é",
        "redis.get({ params: [",
    ];
    push(json!({ "do": "find", "text": "before a catalogue is open" }));
    for (seed, catalogue) in [&*Source::builtin().text, ANY, hostile].into_iter().enumerate() {
        push(json!({ "do": "open", "catalogue": catalogue }));
        let model = load(catalogue);
        let mut random = Random::new(seed as u8, 10);
        for operation in model.operations() {
            push(json!({ "do": "fill", "operation": operation.name }));
            for example in 0..operation.examples.len() {
                push(json!({ "do": "fill", "operation": operation.name, "example": example }));
            }
        }
        let mut engine = engine(catalogue);
        for _ in 0..1000 {
            let (style, connection) = (random.style(), random.connection());
            let code = json!({ "do": "code", "calls": random.calls(&model), "style": style, "connection": connection });
            if random.below(4) == 0 {
                push(json!({ "do": "validate", "calls": code["calls"] }));
            }
            // What was written, and what somebody has made of it since.
            let answer: Json = serde_json::from_str(&engine.answer(code.to_string().as_bytes())).unwrap();
            if let Some(text) = answer["ok"]["text"].as_str() {
                let language = random.of(&["js", "ts", "rust", "yaml", "json", "shell"]);
                push(
                    json!({ "do": "highlight", "text": random.broken(text, &pieces), "language": language }),
                );
                push(json!({ "do": "find", "text": text }));
                push(json!({ "do": "find", "text": random.broken(text, &pieces) }));
            }
            push(code);
        }
    }
    let mut cases: Vec<_> = fs::read_dir("tests/cases/mistakes").unwrap().collect::<Result<_, _>>().unwrap();
    cases.sort_by_key(|case| case.path());
    for case in cases {
        let path = case.path();
        let file = fs::read_dir(path)
            .unwrap()
            .map(|file| file.unwrap().path())
            .find(|path| path.extension().is_some_and(|end| end == "yaml"));
        if let Some(text) = file.and_then(|file| fs::read_to_string(file).ok()) {
            push(json!({ "do": "open", "catalogue": text }));
            push(json!({ "do": "check_catalogue", "catalogue": text }));
        }
    }
    let mut random = Random::new(9, 0);
    about_specs(&mut random).into_iter().for_each(&mut push);
    for _ in 0..500 {
        let request = requests[random.below(requests.len())].clone();
        if request.len() < 10_000 {
            requests.push(random.broken(&String::from_utf8_lossy(&request), &pieces).into_bytes());
        }
        requests.push(random.bytes());
    }
    requests
}

/// Requests about specs of clusters: right ones, and what somebody has made of them.
fn about_specs(random: &mut Random) -> Vec<Json> {
    let cases = fs::read_dir("tests/cases/cluster").unwrap().map(|case| case.unwrap().path());
    let files = cases.flat_map(|case| fs::read_dir(case).unwrap().map(|file| file.unwrap().path()));
    let yaml = files.filter(|file| file.extension().is_some_and(|end| end == "yaml"));
    let mut specs: Vec<_> = yaml.map(|file| fs::read_to_string(file).unwrap()).collect();
    specs.sort();
    specs.push(STARTER.to_owned());
    let pieces = [
        "~",
        "[]",
        "{}",
        "\"\"",
        "*a",
        "&a x",
        "|",
        "- ",
        ": ",
        "#",
        "\u{202e}",
        "é",
        "type: existing",
        "aws",
        "\n",
    ];
    let places = [
        json!(["region"]),
        json!(["clusters", 0, "name"]),
        json!(["clusters", 0, "vpc", "subnets", 1, "cidr"]),
        json!(["clusters", 0, "encryption", "atRest"]),
        json!(["clusters", 1]),
        json!(["existing", 0, "name"]),
        json!([]),
    ];
    let values = [
        json!(null),
        json!("new"),
        json!(5),
        json!(0.5),
        json!({ "a": ["b", { "c": "d: e" }] }),
        json!("é\u{0}"),
    ];
    let mut requests = vec![
        json!({ "do": "sections", "profile": "sigma", "region": "us-east-1" }),
        json!({ "do": "sections", "profile": "aws", "region": "eu-west-1" }),
        json!({ "do": "starter" }),
    ];
    for _ in 0..400 {
        let spec = random.of(&specs).clone();
        let text = if random.below(3) == 0 { spec.clone() } else { random.broken(&spec, &pieces) };
        let outputs =
            random.of(&["", "[]", "{", r#"[{"OutputKey":"SigmaRedisEndpoint","OutputValue":"h"}]"#]);
        requests.push(match random.below(5) {
            0 => json!({ "do": "check", "text": text, "previous": spec }),
            1 => json!({ "do": "check", "text": text }),
            2 => json!({ "do": "template", "text": text, "format": random.of(&["yaml", "json"]) }),
            3 => json!({ "do": "connections", "text": text, "outputs": outputs, "format": random.of(&["env", "js", "json", "rust"]) }),
            _ => json!({ "do": "edit", "text": text, "path": random.of(&places), "value": random.of(&values) }),
        });
    }
    requests
}

#[test]
fn webassembly_answers_the_same() {
    let requests = requests();
    let mut engine = Engine::default();
    let native: Vec<_> = requests.iter().map(|request| engine.answer(request)).collect();

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("requests");
    let mut lines = String::new();
    for request in &requests {
        request.iter().for_each(|byte| write!(lines, "{byte:02x}").unwrap());
        lines.push('\n');
    }
    fs::write(&file, lines).unwrap();
    let committed = "assets/engine.wasm.gz".into();
    let wasm = std::env::var_os("ENGINE").unwrap_or(committed);
    let size = fs::metadata(&wasm).unwrap().len();
    // A page that is read from disk carries it.
    assert!(size < 400_000, "{size} bytes are too many for a page");
    let script = Path::new("tests/engine/answer.mjs");
    let output = Command::new("node").arg(script).arg(&wasm).arg(&file).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let answers = String::from_utf8(output.stdout).unwrap();
    let answers: Vec<_> = answers.lines().collect();
    assert_eq!(answers.len(), native.len());
    for ((request, native), answer) in requests.iter().zip(&native).zip(&answers) {
        assert!(
            native == answer,
            "the engine is older than the library: run `engine/build`\n{}\n{native}\n{answer}",
            String::from_utf8_lossy(request)
        );
    }
}
