//! Random requests for the engine: forms that are filled in well or badly, code, and requests that are none.

use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};
use serde_json::{Map, Value as Json, json};
use sigma_gen::catalogue::Catalogue;
use sigma_gen::catalogue::model::{Kind, Operation, Param, Repeat, Shape};

use super::hostile::HOSTILE;

/// What makes the same requests each time.
pub struct Random {
    rng: TestRng,
    /// How many values of a hundred are not what their parameter takes.
    wrong: u64,
}

/// Texts in forms. Some mean something in JavaScript, in Rust or to a shell.
const TEXTS: &[&str] = &[
    "",
    "key1",
    "user:1",
    "two words",
    "it's",
    "é😀",
    "0",
    "-5",
    "1e9",
    "null",
    "--reuse",
    "a=b",
    "line\nline",
    "\\",
    "\"",
    "$HOME",
    "`x`",
    "*",
    "{tag}",
    "__proto__",
    "</script>",
    "redis.get({ params: ['a'] })",
];

/// Expressions, some of which are none.
const CODE: &[&str] = &[
    "event.key",
    "`user:${id}`",
    "items.map((item) => item.id)",
    "a ? b : c",
    "{ a: 1 }",
    "[...keys]",
    "await load()",
    " spaced ",
    "",
    "a, b",
    "1 }] }); process.exit(",
    "/x/",
    "a // b",
    "undefined",
    "null",
    "'text'",
    "42",
];

const NUMBERS: &[&str] = &[
    "0",
    "1",
    "-1",
    "60",
    "+7",
    "007",
    "0x1F",
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "170141183460469231731687303715884105728",
    "0.5",
    "1.25e-3",
    "-0.0",
    "1e400",
    "Infinity",
    "-Infinity",
    "NaN",
    "",
    " 5 ",
    "five",
];

impl Random {
    pub fn new(seed: u8, wrong: u64) -> Self {
        Self { rng: TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]), wrong }
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.rng.next_u64() % end as u64) as usize
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.rng.next_u64() % 100 < percent
    }

    pub fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    fn text(&mut self) -> &'static str {
        let list = if self.chance(15) { HOSTILE } else { TEXTS };
        list[self.below(list.len())]
    }

    /// A call of an operation.
    pub fn call(&mut self, operation: &Operation) -> Json {
        let count = 1 + self.below(3);
        let sets: Vec<_> = (0..count).map(|_| self.set(&operation.params)).collect();
        json!({ "operation": operation.name, "sets": sets })
    }

    fn set(&mut self, params: &[Param]) -> Json {
        let mut set = Map::new();
        for param in params {
            if !param.is_required() && self.chance(60) || self.chance(self.wrong / 2) {
                continue;
            }
            // An alternative has its own name.
            let given = match &param.shape {
                Shape::OneOf(parts) if param.repeat == Repeat::Once => self.of(parts).clone(),
                _ => param.clone(),
            };
            set.insert(given.name.clone(), self.value(&given));
            // What it needs.
            let needed =
                param.needs.as_ref().and_then(|name| params.iter().find(|param| param.name == *name));
            if let Some(needed) = needed.filter(|needed| !set.contains_key(&needed.name)) {
                set.insert(needed.name.clone(), self.value(needed));
            }
        }
        if self.chance(self.wrong / 2) {
            set.insert(self.text().to_owned(), self.any());
        }
        Json::Object(set)
    }

    fn value(&mut self, param: &Param) -> Json {
        if param.repeat != Repeat::Once && !self.chance(self.wrong) {
            let count = 1 + self.below(3);
            return json!({ "list": (0..count).map(|_| self.one(param)).collect::<Vec<_>>() });
        }
        self.one(param)
    }

    fn one(&mut self, param: &Param) -> Json {
        if self.chance(self.wrong) {
            return self.any();
        }
        if self.chance(5) {
            return json!({ "code": "event.value" });
        }
        match &param.shape {
            Shape::Group(parts) => json!({ "group": self.set(parts) }),
            Shape::OneOf(parts) => {
                let part = self.of(parts).clone();
                json!({ "group": { part.name.clone(): self.value(&part) } })
            }
            Shape::Word(words) => json!({ "text": self.of(words).token }),
            Shape::Value(kind) => match kind {
                Kind::Key | Kind::String => json!({ "text": self.text() }),
                Kind::Flag => json!({ "flag": true }),
                Kind::Any if self.chance(30) => {
                    let values = [
                        json!(null),
                        json!(5),
                        json!([1, "a", { "b": null }]),
                        json!({ "a": true, "1": 0.5 }),
                    ];
                    json!({ "json": self.of(&values) })
                }
                Kind::Any => json!({ "text": self.text() }),
                Kind::Double => json!({ "number": self.of(&["0", "-1.5", "3", "1e21", "Infinity", "0.1"]) }),
                Kind::Timeout => json!({ "number": self.of(&["0.25", "5", "0.001"]) }),
                Kind::Integer => json!({ "number": self.of(&["0", "-7", "42", "9007199254740993"]) }),
                _ => json!({ "number": self.of(&["1", "60", "1893456000"]) }),
            },
        }
    }

    /// Whatever a form may have.
    fn any(&mut self) -> Json {
        match self.below(9) {
            0 => json!({ "text": self.text() }),
            1 => json!({ "number": self.of(NUMBERS) }),
            2 => json!({ "flag": self.chance(50) }),
            3 => json!({ "list": (0..self.below(3)).map(|_| self.any()).collect::<Vec<_>>() }),
            4 => json!({ "group": { self.text(): self.any() } }),
            5 => {
                json!({ "json": self.of(&[json!(1.5), json!([]), json!(u64::MAX), json!({ "a": [null] })]) })
            }
            6 => json!({ "code": self.of(CODE) }),
            7 => json!({ "list": [] }),
            _ => json!({ "number": self.of(NUMBERS) }),
        }
    }

    pub fn style(&mut self) -> &'static str {
        ["callback", "promise", "typescript", "rust", "terminal"][self.below(5)]
    }

    pub fn connection(&mut self) -> Json {
        match self.below(4) {
            0 => Json::Null,
            1 => json!({ "cluster": self.text() }),
            2 => json!({ "reuse": "redisClient" }),
            _ => json!({ "reuse": self.of(CODE) }),
        }
    }

    /// One to three calls.
    pub fn calls(&mut self, catalogue: &Catalogue) -> Vec<Json> {
        let operations: Vec<_> = catalogue.operations().collect();
        let count = if self.chance(80) { 1 } else { 1 + self.below(3) };
        (0..count)
            .map(|_| {
                let operation = *self.of(&operations);
                self.call(operation)
            })
            .collect()
    }

    /// A text with pieces of it left out, repeated, or put elsewhere.
    pub fn broken(&mut self, text: &str, pieces: &[&str]) -> String {
        let mut chars: Vec<char> = text.chars().collect();
        for _ in 0..1 + self.below(3) {
            let from = self.below(chars.len() + 1);
            let to = (from + self.below(12)).min(chars.len());
            let put: Vec<char> = match self.below(3) {
                0 => Vec::new(),
                1 => chars[from..to].repeat(2),
                _ => self.of(pieces).chars().collect(),
            };
            chars.splice(from..to, put);
        }
        chars.into_iter().collect()
    }

    /// Bytes.
    pub fn bytes(&mut self) -> Vec<u8> {
        let mut bytes = vec![0; self.below(200)];
        self.rng.fill_bytes(&mut bytes);
        bytes
    }
}
