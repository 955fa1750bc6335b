use super::*;
use crate::catalogue::{Source, load};

fn builtin() -> Catalogue {
    load(&Source::builtin()).unwrap()
}

/// The parameter sets of the only call in a text.
fn sets(text: &str) -> Option<Vec<IndexMap<String, Datum>>> {
    let catalogue = builtin();
    let mut found = calls(&catalogue, text);
    assert_eq!(found.len(), 1, "{text}: {found:?}");
    found.remove(0).sets
}

/// The value that `set` is called with.
fn value(code: &str) -> Option<Datum> {
    let mut sets = sets(&format!("redis.set({{ params: [{{ key: 'k', value: {code} }}] }})"))?;
    sets.remove(0).shift_remove("value")
}

#[test]
fn expressions_are_told_from_what_would_end_the_call() {
    for text in [
        "key",
        "event.key",
        "event?.keys?.[0] ?? 'none'",
        "`user:${id}:${`${1}`}`",
        "(a, b)",
        "[1, ...more]",
        "{ a: 1, ...b }",
        "a ? b : c ? d : e",
        "await load()",
        "new Date()",
        "typeof a === 'b' && !c",
        "keys.map((key) => ({ key }))",
        "async (a) => { await b; return c; }",
        "async a => a",
        "-1 + +2 ** ~3",
        "a / b / c",
        "(a + b) / 2",
        "f`text`",
        "i++",
        "'}' + \"]\" + `)`",
        "a.if.for",
        "'a' in b",
        "x\n    .y",
    ] {
        assert!(is_expression(text), "{text}");
    }
    for text in [
        "",
        " ",
        "a b",
        "a, b",
        "a; b",
        "a }",
        "1 }] }); process.exit(",
        "(",
        ")",
        "(]",
        "a +",
        "* a",
        "a ? b",
        "a : b",
        "...a",
        "'a",
        "`a ${b",
        "a // b",
        "a /* b */",
        "a <!-- b",
        "a --> b",
        "/a/",
        "a = /'/",
        "(() => { if (a) /'/; })() , evil( /'/ )",
        "++/'/.a",
        "function () {}",
        "class {}",
        "return a",
        "if (a) {}",
        "a {}",
        "async function () {}",
        "let",
        "a\u{202e}b",
        "a\u{2028}b",
        "#a",
        "@a",
        "a.",
        "a.'b'",
        "1..2 3",
    ] {
        assert!(!is_expression(text), "{text}");
    }
}

#[test]
fn literals_are_read() {
    let text = |text: &str| Some(Datum::Text(text.to_owned()));
    assert_eq!(
        value(
            r"'it\'s \\ \n\x41\u0042\u{43}\ud83d\ude00\0\
!'"
        ),
        text("it's \\ \nABC\u{1f600}\0!")
    );
    assert_eq!(value("\"a\""), text("a"));
    assert_eq!(value("`a\r\nb`"), text("a\nb"));
    assert_eq!(value("1_000"), Some(Datum::Integer(1000)));
    assert_eq!(value("- 0x1F"), Some(Datum::Integer(-31)));
    assert_eq!(value("0b101"), Some(Datum::Integer(5)));
    assert_eq!(value("9223372036854775807n"), Some(Datum::Integer(i64::MAX.into())));
    assert_eq!(value("1.5e-3"), Some(Datum::Float(0.0015)));
    assert_eq!(value("-Infinity"), Some(Datum::Float(f64::NEG_INFINITY)));
    assert_eq!(value("null"), Some(Datum::Null));
    assert_eq!(
        value("[true, ['a',], { 'b': 1, ['c']: false }]"),
        Some(Datum::List(vec![
            Datum::Bool(true),
            Datum::List(vec![Datum::Text("a".into())]),
            Datum::Map([("b".to_owned(), Datum::Integer(1)), ("c".to_owned(), Datum::Bool(false))].into()),
        ]))
    );
}

#[test]
fn what_is_no_literal_is_an_expression() {
    for code in [
        "event.value",
        "'a' + b",
        "1 + 1",
        "`a${b}`",
        "[a][0]",
        "{ __proto__: a }",
        "{ 2: 'a', 1: 'b' }",
        "{ get() { return 1; } }",
        "{ ...a }",
        "017",
        r"'\ud83d'",
        r"'\1'",
        "new Date()",
        "(await redis.get({ params: ['a'] })).response",
    ] {
        assert_eq!(value(code), Some(Datum::Code(code.to_owned())), "{code}");
    }
    let deep = format!("{}1{}", "[".repeat(40), "]".repeat(40));
    assert!(value(&deep).is_some());
    // These cannot stand in another call.
    for code in ["/a/", "a /* b */ + c", "function () {}", ""] {
        assert_eq!(value(code), None, "{code}");
    }
}

#[test]
fn calls_are_found_wherever_they_are() {
    let text = "
        // redis.get({ params: ['comment'] })
        const text = 'redis.get({ params: [] })', template = `redis.get({ params: [] })`, regex = /redis.get({/;
        other.redis.get({ params: ['no'] }); redis.nothing({}); redis.get; redis.get(x);
        redis.set({ clusterIdentifier: 'c', params: [{ key: 'a', value: 'b' }] }, function (error, response, redisClient) {
            redis /* here */ .get({ redisClient: redisClient, params: [key, 'b'] }, (error) => {});
        });
        log(`${await redis.del({ params })}`);";
    let catalogue = builtin();
    let found = calls(&catalogue, text);
    let names: Vec<_> = found.iter().map(|found| found.operation.name.as_str()).collect();
    assert_eq!(names, ["set", "get", "del"]);
    assert_eq!(found[0].connection, Some(Connection::Cluster("c".into())));
    assert_eq!(&text[found[0].params.clone().unwrap()], "[{ key: 'a', value: 'b' }]");
    assert!(text[found[0].bytes.clone()].ends_with("(error) => {});\n        })"));
    assert_eq!(found[1].connection, Some(Connection::at_hand()));
    assert_eq!(found[1].sets.as_ref().unwrap()[0]["key"], Datum::Code("key".into()));
    assert_eq!((&text[found[2].params.clone().unwrap()], &found[2].sets), ("params", &None));
}

#[test]
fn what_the_operation_does_not_take_is_not_read() {
    assert_eq!(sets("redis.get({ params: [{ key: 'a', other: 1 }] })"), None);
    assert_eq!(sets("redis.get({ params: [5] })"), None);
    assert_eq!(sets("redis.set({ params: ['a'] })"), None);
    assert_eq!(sets("redis.get({ ...request, params: ['a'] })"), None);
    assert_eq!(sets("redis.get({ clusterIdentifier: 'a' })"), None);
    assert_eq!(sets("redis.get({ params: [{ key: 'a', other: undefined }] })"), None);
    assert_eq!(sets("redis.get({ params: [{ key: undefined }] })"), Some(vec![IndexMap::new()]));
}

#[test]
fn a_call_that_does_not_end_is_none() {
    let catalogue = builtin();
    for text in [
        "redis.get({",
        "redis.get({ params: ['a'] }",
        "redis.get({ params: ['a",
        "redis.get(",
        "redis",
        // As many brackets close as open, but others.
        "redis.set({ params: [{ key: 'a', value: })}}",
    ] {
        assert!(calls(&catalogue, text).is_empty(), "{text}");
    }
}
