//! Who may ask, on raw sockets.

use std::fs;
use std::io::{Read, Write};
use std::time::Duration;

use serde_json::json;

use super::support::Panel;
use crate::support::folder::Folder;

/// A request for the state with these lines after the token's, or in place of the host's.
fn with(panel: &Panel, host: &str, lines: &str) -> u16 {
    let host = host.replace("PORT", &panel.port.to_string());
    let lines = lines.replace("PORT", &panel.port.to_string());
    let token = panel.token();
    let request = format!(
        "GET /api/state HTTP/1.1\r\n{host}authorization: Bearer {token}\r\n{lines}connection: close\r\n\r\n"
    );
    panel.raw(request.as_bytes()).status
}

#[test]
fn only_its_own_hosts_and_pages_are_answered() {
    let panel = Panel::start("--builtin");
    let own = "host: 127.0.0.1:PORT\r\n";
    assert_eq!(with(&panel, own, ""), 200);
    assert_eq!(with(&panel, "host: localhost:PORT\r\n", ""), 200);
    let foreign = [
        "".to_owned(),
        format!("{own}{own}"),
        format!("{own}host: example.com\r\n"),
        format!("host: 127.0.0.1:{}\r\n", panel.port ^ 1),
        "host: 127.0.0.1\r\n".to_owned(),
        "host: LOCALHOST:PORT\r\n".to_owned(),
        "host: localhost.:PORT\r\n".to_owned(),
        "host: 127.0.0.1.:PORT\r\n".to_owned(),
        "host: 127.1:PORT\r\n".to_owned(),
        "host: [::1]:PORT\r\n".to_owned(),
        "host: 0.0.0.0:PORT\r\n".to_owned(),
        "host: example.com:PORT\r\n".to_owned(),
        "host: me@127.0.0.1:PORT\r\n".to_owned(),
        "host: 127.0.0.1:PORT, example.com\r\n".to_owned(),
    ];
    for host in foreign {
        assert_eq!(with(&panel, &host, ""), 403, "{host}");
    }

    let pages = [
        ("origin: http://127.0.0.1:PORT\r\n", 200),
        ("origin: http://localhost:PORT\r\n", 200),
        ("origin: null\r\n", 403),
        ("origin: http://127.0.0.1\r\n", 403),
        ("origin: https://127.0.0.1:PORT\r\n", 403),
        ("origin: http://example.com\r\n", 403),
        ("origin: http://127.0.0.1:PORT.example.com\r\n", 403),
        ("origin: http://127.0.0.1:PORT\r\norigin: http://127.0.0.1:PORT\r\n", 403),
        ("origin: \r\n", 403),
        ("sec-fetch-site: same-origin\r\n", 200),
        ("sec-fetch-site: none\r\n", 200),
        ("sec-fetch-site: same-site\r\n", 403),
        ("sec-fetch-site: cross-site\r\n", 403),
    ];
    for (lines, expected) in pages {
        assert_eq!(with(&panel, own, lines), expected, "{lines}");
    }

    // The pages too: they are no secret, but a foreign name that leads here must not show them.
    let page = |head: &str| panel.raw(head.replace("PORT", &panel.port.to_string()).as_bytes()).status;
    assert_eq!(page("GET / HTTP/1.1\r\nhost: example.com\r\nconnection: close\r\n\r\n"), 403);
    assert_eq!(page("GET / HTTP/1.1\r\nhost: 127.0.0.1:PORT\r\nconnection: close\r\n\r\n"), 200);
    assert_eq!(page("GET / HTTP/1.0\r\n\r\n"), 403);
    for absolute in ["http://127.0.0.1:PORT/", "http://example.com/", "http://127.0.0.1:PORT/api/state"] {
        let head = format!("GET {absolute} HTTP/1.1\r\nhost: 127.0.0.1:PORT\r\nconnection: close\r\n\r\n");
        assert_eq!(page(&head), 403, "{head}");
    }
    assert_eq!(
        page("CONNECT 127.0.0.1:PORT HTTP/1.1\r\nhost: 127.0.0.1:PORT\r\nconnection: close\r\n\r\n"),
        403
    );
}

#[test]
fn data_needs_the_token_and_pages_do_not() {
    let panel = Panel::start("--builtin");
    let (port, token) = (panel.port, panel.token());
    let ask = |method: &str, target: &str, lines: &str| {
        let head = format!(
            "{method} {target} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n{lines}connection: close\r\n\r\n"
        );
        panel.raw(head.as_bytes())
    };
    let wrong = [
        String::new(),
        format!("authorization: {token}\r\n"),
        format!("authorization: Bearer {}\r\n", &token[1..]),
        format!("authorization: Bearer {token}0\r\n"),
        format!("authorization: Bearer {}\r\n", token.to_uppercase()),
        format!("authorization: Bearer {}\r\n", "0".repeat(64)),
        format!("authorization: Basic {token}\r\n"),
        "authorization: Bearer \r\n".to_owned(),
        format!("authorization: Bearer {token}\r\nauthorization: Bearer {token}\r\n"),
        format!("cookie: token={token}\r\n"),
    ];
    let routes = [
        ("GET", "/api/state"),
        ("GET", "/api/spec"),
        ("GET", "/api/events"),
        ("POST", "/api/run"),
        ("POST", "/api/prepare"),
        ("POST", "/api/connections"),
        ("POST", "/api/embedded/start"),
        ("POST", "/api/embedded/empty"),
        ("POST", "/api/clusters"),
        ("PUT", "/api/spec"),
        ("DELETE", "/api/connections/a"),
    ];
    for lines in &wrong {
        for (method, route) in routes {
            let json = "content-type: application/json\r\n";
            let answer = ask(method, route, &format!("{lines}{json}"));
            assert_eq!(
                (answer.status, answer.code()),
                (401, "NoToken".to_owned()),
                "{method} {route} {lines}"
            );
        }
    }
    assert_eq!(ask("GET", &format!("/api/state?token={token}"), "").status, 401);
    assert_eq!(ask("GET", &format!("/api/state?authorization=Bearer%20{token}"), "").status, 401);

    // They can be read by any program of this machine, and have nothing of the kind.
    for page in ["/", "/index.html", "/operations/get.html", "/assets/panel.js", "/assets/catalogue.js"] {
        let answer = ask("GET", page, "");
        assert_eq!(answer.status, 200, "{page}");
        assert!(!answer.body.contains(&token) && !answer.body.contains(&panel.code), "{page}");
    }
    assert!(ask("GET", "/assets/catalogue.js", "").body.contains("\"host\": \"server\""));
}

#[test]
fn no_other_methods_types_or_paths_are_taken() {
    let panel = Panel::start("--builtin");
    for path in ["/", "/api/state", "/api/run", "/api/launch", "/nothing"] {
        for method in ["OPTIONS", "TRACE", "PATCH", "BREW"] {
            let answer = panel.ask(method, path, "");
            assert_eq!((answer.status, answer.code().as_str()), (405, "NotAllowed"), "{method} {path}");
            assert!(!answer.head.contains("access-control"), "{answer:?}");
        }
    }
    assert_eq!(panel.ask("POST", "/", "{}").status, 405);
    assert_eq!(panel.ask("DELETE", "/api/state", "").status, 405);
    let head = panel.ask("HEAD", "/assets/panel.css", "");
    assert_eq!((head.status, head.body.as_str()), (200, ""));

    let bytes = String::from_utf8(panel.bytes("POST", "/api/launch", r#"{"code":"a"}"#)).unwrap();
    for kind in
        ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp"]
    {
        let request = bytes.replace("application/json", kind);
        assert_eq!(panel.raw(request.as_bytes()).status, 415, "{kind}");
    }
    let with_charset = bytes.replace("application/json", "application/json; charset=utf-8");
    assert_eq!(panel.raw(with_charset.as_bytes()).status, 401);
    assert_eq!(panel.raw(bytes.replace("content-type: application/json\r\n", "").as_bytes()).status, 415);
    let broken = panel.ask("POST", "/api/run", "{");
    assert_eq!((broken.status, broken.code().as_str()), (400, "NotJson"));
    assert_eq!(
        panel.ask("POST", "/api/run", r#"{"connection":"embedded","calls":[],"command":"FLUSHALL"}"#).status,
        400
    );

    let outside = [
        "/../Cargo.toml",
        "/assets/../../operations.yaml",
        "/assets/..%2f..%2foperations.yaml",
        "/assets/%2e%2e/%2e%2e/operations.yaml",
        "/..%5coperations.yaml",
        "//etc/passwd",
        "/assets//panel.js",
        "/site/index.html",
        "/operations.md",
        "/%00",
        "/%61pi/state",
        "/api/",
        "/api/nothing",
    ];
    for path in outside {
        let answer = panel.get(path);
        assert_eq!((answer.status, answer.code().as_str()), (404, "NotFound"), "{path}");
    }
    assert_eq!(panel.ask("GET", "*", "").status, 404);
}

#[test]
fn every_answer_says_what_browsers_may_do() {
    let panel = Panel::start("--builtin");
    let (port, token) = (panel.port, panel.token());
    let foreign =
        format!("GET / HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\r\n");
    let large = format!(
        "POST /api/run HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nauthorization: Bearer {token}\r\ncontent-type: \
         application/json\r\ncontent-length: 8388609\r\n\r\n"
    );
    let answers = [
        panel.get("/"),
        panel.get("/assets/engine.js"),
        panel.get("/api/state"),
        panel.get("/nothing"),
        panel.ask("OPTIONS", "/api/run", ""),
        panel.ask("POST", "/api/run", "{"),
        panel.raw(foreign.as_bytes()),
        panel.raw(large.as_bytes()),
    ];
    assert_eq!(answers.each_ref().map(|answer| answer.status), [200, 200, 200, 404, 405, 400, 403, 413]);
    for answer in &answers {
        for line in [
            "content-security-policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
             img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "x-content-type-options: nosniff",
            "referrer-policy: no-referrer",
            "cross-origin-opener-policy: same-origin",
            "cross-origin-resource-policy: same-origin",
            "cache-control: no-store",
        ] {
            assert_eq!(answer.head.lines().filter(|found| *found == line).count(), 1, "{line}: {answer:?}");
        }
        assert!(!answer.head.contains("access-control"), "{answer:?}");
    }
}

#[test]
fn requests_have_limits() {
    let panel = Panel::start("--builtin");
    let limit = 8 << 20;
    let padded = |length: usize| {
        let start = r#"{"connection":"embedded","calls":[]"#;
        format!("{start}{}}}", " ".repeat(length - start.len() - 1))
    };
    assert_eq!(panel.ask("POST", "/api/run", &padded(limit)).status, 200);
    let too_large = panel.ask("POST", "/api/run", &padded(limit + 1));
    assert_eq!((too_large.status, too_large.code().as_str()), (413, "TooLarge"));
    let (port, token) = (panel.port, panel.token());
    // Without saying how much comes.
    let chunked = format!(
        "POST /api/run HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nauthorization: Bearer {token}\r\ncontent-type: \
         application/json\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n{:x}\r\n{}\r\n0\r\n\r\n",
        limit + 1,
        padded(limit + 1)
    );
    assert_eq!(panel.raw(chunked.as_bytes()).status, 413);

    let sets = |count: usize| json!(vec![json!({ "key": { "text": "a" } }); count]);
    let most = panel.run("embedded", "get", &sets(10_000)).json();
    assert_eq!(most["answers"][0]["response"]["success"], 10_000);
    let more = panel.run("embedded", "get", &sets(10_001));
    assert_eq!((more.status, more.code().as_str()), (413, "TooManySets"));
    let calls = vec![json!({ "operation": "get", "sets": [] }); 10_001];
    let many = panel.post("/api/run", &json!({ "connection": "embedded", "calls": calls }));
    assert_eq!((many.status, many.code().as_str()), (413, "TooManySets"));

    let long = format!("GET / HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\na: {}\r\n\r\n", "a".repeat(70_000));
    assert_eq!(panel.raw(long.as_bytes()).status, 431);
    let many = format!("GET / HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n{}\r\n", "a: b\r\n".repeat(1_000));
    assert_eq!(panel.raw(many.as_bytes()).status, 431);
    for nonsense in [&b"\x16\x03\x01\x02\x00\x01"[..], b"*1\r\n$4\r\nPING\r\n", b"\r\n\r\nGET\r\n\r\n"] {
        assert!(panel.raw(nonsense).status.max(400) == 400, "{nonsense:?}");
    }
    assert_eq!(panel.get("/").status, 200);
}

/// Sixteen that send nothing, or half a request, hold the panel up for half a minute, and no longer.
#[test]
fn who_sends_too_slowly_is_cut_off() {
    let panel = Panel::start("--builtin");
    let half = format!("GET / HTTP/1.1\r\nhost: 127.0.0.1:{}\r\n", panel.port);
    let mut slow: Vec<_> = (0..15)
        .map(|at| {
            let mut stream = panel.connect();
            stream.write_all(if at % 2 == 0 { b"" } else { half.as_bytes() }).unwrap();
            stream
        })
        .collect();
    let mut body = panel.connect();
    let request = panel.bytes("POST", "/api/run", &" ".repeat(100));
    body.write_all(&request[..request.len() - 1]).unwrap();
    let mut next = panel.connect();
    next.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
    next.write_all(&panel.bytes("GET", "/", "")).unwrap();
    let mut answer = [0; 12];
    assert!(next.read(&mut answer).is_err(), "the seventeenth waits");
    next.set_read_timeout(None).unwrap();
    next.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200");
    for stream in &mut slow {
        let mut rest = String::new();
        // It is closed, with or without a word.
        let _ = stream.read_to_string(&mut rest);
        assert!(!rest.contains("200 OK"), "{rest}");
    }
    let mut rest = String::new();
    body.read_to_string(&mut rest).unwrap();
    assert!(rest.starts_with("HTTP/1.1 408"), "{rest}");
}

#[test]
fn a_launch_code_works_once() {
    let panel = Panel::launch(Folder::new(), "--builtin", |_| {});
    let exchange = |code: &str| panel.post("/api/launch", &json!({ "code": code }));
    assert_eq!(exchange("").status, 401);
    assert_eq!(exchange(&panel.code[1..]).status, 401);
    assert_eq!(exchange(&"0".repeat(64)).status, 401);
    let first = exchange(&panel.code);
    assert_eq!(first.status, 200);
    let token = first.json()["token"].as_str().unwrap().to_owned();
    assert_eq!(token.len(), 64);
    assert_ne!(token, panel.code);
    let again = exchange(&panel.code);
    assert_eq!((again.status, again.code().as_str()), (401, "NoToken"));
    assert!(again.body.contains("press Enter"), "{again:?}");
    // Nobody learns it otherwise.
    assert_eq!(exchange(&token).status, 401);
}

#[test]
fn it_listens_on_this_machine_alone() {
    let panel = Panel::start("--builtin");
    let port = format!(":{:04X}", panel.port);
    let mut found = 0;
    for table in ["/proc/net/tcp", "/proc/net/tcp6"] {
        for line in fs::read_to_string(table).unwrap_or_default().lines() {
            let fields: Vec<_> = line.split_whitespace().collect();
            // In state 0A a socket listens.
            if fields[3] == "0A" && fields[1].ends_with(&port) {
                assert_eq!(fields[1], format!("0100007F{port}"), "{table}");
                found += 1;
            }
        }
    }
    assert_eq!(found, 1);
}
