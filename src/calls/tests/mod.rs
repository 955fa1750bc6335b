//! The templates of a few operations made by hand.

mod arguments;

use super::*;
use crate::catalogue::model::{
    Access, Answer, Datum, Example, Expected, Group, Kind, Operation, Param, Presence, Repeat, Reply,
    ReplyKind, ReplyType, Retry, Service, Shape,
};

/// An operation whose parameters are written `name`, `name:kind` or, for lists, `name/single`.
fn operation(
    name: &str,
    title: &str,
    params: &[(&str, Kind)],
    reply: ReplyKind,
    sample: &[Datum],
) -> Operation {
    let params: Vec<_> = params
        .iter()
        .map(|&(name, kind)| {
            let (name, single) =
                name.split_once('/').map_or((name, None), |(name, single)| (name, Some(single)));
            Param {
                name: name.into(),
                label: name.into(),
                shape: Shape::Value(kind),
                token: None,
                presence: Presence::Required,
                needs: None,
                count: false,
                since: None,
                repeat: if single.is_some() { Repeat::Variadic } else { Repeat::Once },
                single: single.map(str::to_owned),
                description: String::new(),
            }
        })
        .collect();
    let set = params.iter().map(|param| param.name.clone()).zip(sample.iter().cloned()).collect();
    let results = [("my_key".to_owned(), Expected::Reply(Answer::Is(Datum::Null)))].into();
    let example = Example { title: String::new(), given: vec![], call: vec![set], results, after: vec![] };
    Operation {
        name: name.into(),
        title: title.into(),
        command: title.into(),
        since: "1.0.0".into(),
        summary: "Says \"a < b\" & costs $1 }\nor less.".into(),
        deprecated: None,
        nodes: None,
        blocking: None,
        access: Access::Write(Retry::Never),
        wire: (0..params.len()).collect(),
        params,
        reply: Reply {
            usual: ReplyType { nullable: reply == ReplyKind::Bulk, kind: reply },
            when: Vec::new(),
            success: String::new(),
            failure: String::new(),
        },
        examples: vec![example],
    }
}

fn catalogue() -> Catalogue {
    let text = |text: &str| Datum::Text(text.into());
    let key = ("key", Kind::Key);
    let bulk = ReplyKind::Bulk;
    let words = ReplyKind::Word(vec!["none".into(), "a,b|c".into()]);
    let operations = vec![
        operation("get", "GET", &[key], bulk, &[text("my_key")]),
        operation(
            "set",
            "SET",
            &[key, ("value", Kind::String)],
            ReplyKind::Status,
            &[text("my_key"), text("$1}")],
        ),
        operation(
            "rename",
            "RENAME",
            &[key, ("name", Kind::Key)],
            ReplyKind::Status,
            &[text("my_key"), text("b")],
        ),
        operation("del", "DELETE", &[key], ReplyKind::Flag, &[text("my_key")]),
        operation("type", "TYPE", &[key], words, &[text("my_key")]),
        operation(
            "incr_by",
            "INCRBY",
            &[key, ("increment", Kind::Integer)],
            ReplyKind::Integer,
            &[text("my_key"), Datum::Integer(5)],
        ),
        operation(
            "sadd",
            "SADD",
            &[key, ("values/value", Kind::Any)],
            ReplyKind::Integer,
            &[text("my_key"), Datum::List(vec![text("red"), text("green")])],
        ),
        operation(
            "expire",
            "EXPIRE",
            &[key, ("seconds", Kind::Seconds)],
            ReplyKind::Flag,
            &[text("my_key"), Datum::Integer(60)],
        ),
    ];
    let service = Service {
        name: "elasticache-redis".into(),
        title: "ElastiCache for Redis".into(),
        object: "redis".into(),
        package: "sigma-redis".into(),
        cluster: "sigma-redis".into(),
    };
    let group = Group { name: "all".into(), title: "All".into(), summary: String::new(), operations };
    Catalogue { service, records: Vec::new(), groups: vec![group] }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

fn on_cluster() -> Connection {
    Connection::Cluster("sigma-redis".into())
}

fn text_of(calls: &[&[&str]]) -> Result<String, ArgumentError> {
    let calls: Vec<_> = calls.iter().map(|call| words(call)).collect();
    print(&catalogue(), &calls, Style::Callback, &on_cluster(), Format::Text)
}

fn one(call: &[&str], style: Style, connection: &Connection, format: Format) -> String {
    print(&catalogue(), &[words(call)], style, connection, format).unwrap()
}

/// The parameters of the printed code.
fn params_of(call: &[&str]) -> String {
    let text = text_of(&[call]).unwrap();
    let (start, end) = (text.find("    params:").unwrap(), text.find("}, function").unwrap());
    text[start..end].to_owned()
}

fn error_of(call: &[&str]) -> String {
    text_of(&[call]).unwrap_err().to_string()
}

#[test]
fn a_promise_is_awaited() {
    let calls = [words(&["set", "key=a", "value=1"]), words(&["rename", "key=a", "name=b"])];
    let text = print(&catalogue(), &calls, Style::Promise, &on_cluster(), Format::Text).unwrap();
    let expected = "\
// You must always quit the redis client after it's used
const { response, redisClient } = await redis.set({
    clusterIdentifier: 'sigma-redis',
    params: [{
        key: 'a',
        value: '1'
    }]
});
const { response: response2 } = await redis.rename({
    redisClient: redisClient,
    params: [{
        key: 'a',
        name: 'b'
    }]
});
//await redisClient.quit();
";
    assert_eq!(text, expected);
}

#[test]
fn a_connection_at_hand_is_reused() {
    let text = one(&["get", "key=a"], Style::Callback, &Connection::at_hand(), Format::Text);
    assert!(text.starts_with("redis.get({\n    redisClient: redisClient,\n    params: [\n"), "{text}");
    let text = one(&["get", "key=a"], Style::Promise, &Connection::at_hand(), Format::Text);
    assert!(
        text.starts_with("const { response } = await redis.get({\n    redisClient: redisClient,\n"),
        "{text}"
    );
}

#[test]
fn an_editor_gets_tab_stops_in_order() {
    let snippet = one(&["sadd"], Style::Promise, &on_cluster(), Format::Lsp);
    let expected = "\
// You must always quit the redis client after it's used
const { response, redisClient \\} = await redis.sadd({
    clusterIdentifier: '${1:sigma-redis}',
    params: [{
        key: '${2:my_key}',
        values: ['${3:red}', '${4:green}']
    \\}]
\\});
$0
//await redisClient.quit();
";
    assert_eq!(snippet, expected);
}

#[test]
fn the_words_of_a_reply_are_choices() {
    let snippet = one(&["type"], Style::Callback, &on_cluster(), Format::Lsp);
    let expected = "        if (response.results['${2}'].result === '${3|none,a\\,b\\|c|}') {\n            $0\n        \\}\n";
    assert!(snippet.contains(expected), "{snippet}");
    let template = one(&["type"], Style::Callback, &on_cluster(), Format::Jetbrains);
    assert!(
        template.contains("if (response.results['$key$'].result === '$word$') {&#10;            $END$&#10;"),
        "{template}"
    );
    assert!(
        template.contains(r#"<variable name="word" expression="enum(&quot;none&quot;,&quot;a,b|c&quot;)""#),
        "{template}"
    );
    let text = text_of(&[&["type", "key=a"]]).unwrap();
    assert!(!text.contains("if (response"), "{text}");
}

#[test]
fn snippets_escape_what_the_format_gives_a_meaning() {
    let call = ["set", "key=${1} \\ '", "value=$a}</script>"];
    let snippet = one(&call, Style::Callback, &on_cluster(), Format::Lsp);
    assert!(snippet.contains(r"key: '${2:\${1\} \\\\ \\'}'"), "{snippet}");
    assert!(snippet.contains(r"value: '${3:\$a\}<\\/script>}'"), "{snippet}");
    let template = one(&call, Style::Callback, &on_cluster(), Format::Jetbrains);
    assert!(
        template.contains(r#"name="key" expression="" defaultValue="&quot;${1} \\\\ \\'&quot;""#),
        "{template}"
    );
    assert!(
        template.contains("description=\"SET: Says &quot;a &lt; b&quot; &amp; costs $1 }&#10;or less.\""),
        "{template}"
    );
}

#[test]
fn json_has_the_code_the_body_and_the_stops() {
    let json = one(&["expire", "key=a", "seconds=5"], Style::Callback, &on_cluster(), Format::Json);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let text = text_of(&[&["expire", "key=a", "seconds=5"]]).unwrap();
    assert_eq!(json[0]["text"].as_str().unwrap(), text.trim_end());
    assert_eq!(json[0]["stops"][2], serde_json::json!({ "name": "seconds", "value": "5", "choices": [] }));
    assert!(json[0]["snippet"].as_str().unwrap().contains("seconds: ${3:5}"));
}

#[test]
fn every_operation_has_four_snippets_with_names_of_their_own() {
    let snippets = Snippet::all(&catalogue());
    assert_eq!(snippets.len(), 4 * 8);
    for unique in [|snippet: &Snippet| snippet.name.clone(), |snippet: &Snippet| snippet.prefix.clone()] {
        let names: std::collections::HashSet<_> = snippets.iter().map(unique).collect();
        assert_eq!(names.len(), snippets.len());
    }
}

/// The samples of the product page, word for word.
mod page {
    use super::text_of;

    const REMINDER: &str = "// You must always quit the redis client after it's used\n";

    #[test]
    fn basic_code_template() {
        let sample = "\
// You must always quit the redis client after it's used
redis.get({
    clusterIdentifier: 'sigma-redis',
    params: [
        //Operation parameters
    ]
}, function (error, response, redisClient) {
    if (error) {
        callback(error);
    } else {
        //redisClient.quit();
    }
});
";
        assert_eq!(text_of(&[&["get"]]).unwrap(), sample);
    }

    #[test]
    fn operations_on_multiple_keys() {
        let sample = "\
redis.get({
    clusterIdentifier: 'sigma-redis',
    params: [
        'key1', 'key2', 
    ]
}, function (error, response, redisClient) {
    if (error) {
        callback(error);
    } else {
        //redisClient.quit();
    }
});
";
        assert_eq!(text_of(&[&["get", "key=key1", "key=key2"]]).unwrap(), format!("{REMINDER}{sample}"));
    }

    #[test]
    fn how_to_reuse_connection() {
        let sample = "\
// You must always quit the redis client after it's used
redis.set({
    clusterIdentifier: 'sigma-redis',
    params: [{
        key: 'my_key',
        value: 'test_value'
    }]
}, function (error, response, redisClient) {
    if (error) {
        callback(error);
    } else {
        redis.rename({
            redisClient: redisClient,
            params: [{
                key: 'my_key',
                name: 'new_key'
            }]
        }, function (error, response, redisClient) {
            if (error) {
                callback(error);
            } else {
                //redisClient.quit();
            }
        });
    }
});
";
        let set: &[_] = &["set", "key=my_key", "value=test_value"];
        assert_eq!(text_of(&[set, &["rename", "key=my_key", "name=new_key"]]).unwrap(), sample);
    }
}

/// A catalogue with commands of every shape.
fn any() -> Catalogue {
    let text = include_str!("../../../tests/cases/any/operations.yaml").to_owned();
    crate::catalogue::load(&crate::catalogue::Source { path_shown: String::new(), text }).unwrap()
}

/// Without an example, a template shows what has to be given, and nothing else.
#[test]
fn a_sample_is_made_of_what_has_to_be_given() {
    let mut catalogue = any();
    catalogue.groups.iter_mut().flat_map(|group| &mut group.operations).for_each(|one| one.examples.clear());
    let print = |name: &str, format| {
        let call = vec![vec![name.to_owned()]];
        super::print(&catalogue, &call, Style::Promise, &Connection::at_hand(), format).unwrap()
    };
    for (name, expected) in [
        ("set", "params: [{\n        key: '${1:key}',\n        value: '${2:value}'\n    \\}]"),
        ("hgetall", "params: [\n        '${1:key}', \n    ]"),
        ("mget", "keys: ['${1:key}']"),
        ("bitfield", "steps: [{ get: { encoding: '${2:encoding}', offset: '${3:offset}' \\} \\}]"),
        (
            "geosearch",
            "frommember: '${2:frommember}',\n        byradius: { radius: ${3:1}, unit: '${4|m,km,ft,mi|}' \\}\n",
        ),
        ("xreadgroup", "streams: [{ key: '${3:key}' \\}]"),
        ("expire", "seconds: ${2:60}"),
        ("ping", "params: [{\\}]\n"),
        ("dbsize", "params: [{\\}]\n"),
        ("scan", "params: [{\\}]\n"),
        ("blpop", "keys: ['${1:key}'],\n        timeout: ${2:5}"),
    ] {
        let printed = print(name, Format::Lsp);
        assert!(printed.contains(expected), "{name}: {printed}");
    }
    // A word can be chosen in every format that has choices.
    assert!(print("linsert", Format::Vscode).contains("where: '${2|BEFORE,AFTER|}'"));
    assert!(print("linsert", Format::Jetbrains).contains("enum(&quot;BEFORE&quot;,&quot;AFTER&quot;)"));
    assert!(
        print("linsert", Format::Json).contains("\"choices\": [\n          \"BEFORE\",\n          \"AFTER\"")
    );
}
