//! Changes of the service and its operations, and of where these run.

use super::users::*;
use super::{BOTH, Case, NONE, RUST, case};

/// The changes.
pub const CASES: &[Case] = &[
    // The service and its operations.
    case("another package", &[("package: store-client", "package: shop-client")], GET, GET_JS, BOTH),
    case("another object", &[("object: store,", "object: shop,")], GET, GET_JS, NONE),
    case("an operation is renamed", &[("name: getrange", "name: part")], RANGE, RANGE_JS, BOTH),
    case(
        "an operation with another command",
        &[("command: GETRANGE", "command: SUBSTR")],
        RANGE,
        RANGE_JS,
        NONE,
    ),
    case(
        "an operation with other words",
        &[("summary: A part of a value.", "summary: Some bytes of it.")],
        RANGE,
        RANGE_JS,
        NONE,
    ),
    case("an operation that is gone", &[(ECHO_YAML, "")], ECHO, ECHO_JS, BOTH),
    case("an operation that is new", &[(ECHO_REPLY, ECHO_AND_PING)], ECHO, ECHO_JS, NONE),
    case(
        "an operation has the name of a type of replies",
        &[(ECHO_REPLY, ECHO_AND_MAP)],
        "let all: Map<Bytes> = client.hgetall([\"a\"]).await.one()?;",
        ECHO_JS,
        RUST,
    ),
    case(
        "a deprecated operation",
        &[("summary: A part of a value.", "summary: A part of a value.\n        deprecated: Use GET.")],
        RANGE,
        RANGE_JS,
        NONE,
    ),
    case("a group with another name", &[("  - name: sets\n", "  - name: many\n")], SADD, SADD_JS, NONE),
    case(
        "an operation that may not run twice",
        &[(
            "summary: Adds members.\n        access: write\n        retry: safe",
            "summary: Adds members.\n        access: write\n        retry: never",
        )],
        SADD,
        SADD_JS,
        NONE,
    ),
    // Where an operation runs.
    case("each node has a result of its own", &[("        combine: sum\n", "")], DBSIZE, DBSIZE_JS, BOTH),
    case(
        "the nodes' answers come together in another way",
        &[("combine: sum", "combine: same")],
        DBSIZE,
        DBSIZE_JS,
        NONE,
    ),
    case(
        "it runs on one node",
        &[("        nodes: shards\n        combine: sum\n", "")],
        DBSIZE,
        DBSIZE_JS,
        NONE,
    ),
    case(
        "it runs on several nodes",
        &[(
            "summary: The message.\n        access: read\n",
            "summary: The message.\n        access: read\n        nodes: all\n        combine: same\n",
        )],
        ECHO,
        ECHO_JS,
        RUST,
    ),
    case(
        "it no longer waits",
        &[("        blocking: timeout\n", ""), ("command: BLPOP", "command: LPOP")],
        BLPOP,
        BLPOP_JS,
        NONE,
    ),
];

const ECHO_YAML: &str = "      - name: echo
        title: ECHO
        command: ECHO
        since: 1.0.0
        summary: The message.
        access: read
        params:
          - { name: message, label: Message, type: string, description: The message. }
          - { name: times, label: Times, type: integer, optional: true, description: How often. }
        reply: { type: bulk, success: The message. }
";

/// Its last line, after which another operation comes.
const ECHO_REPLY: &str = "        reply: { type: bulk, success: The message. }\n";

const ECHO_AND_PING: &str = "        reply: { type: bulk, success: The message. }
      - name: ping
        title: PING
        command: PING
        since: 1.0.0
        summary: Whether it is there.
        access: read
        params: []
        reply: { type: bulk, success: PONG. }
";

const ECHO_AND_MAP: &str = "        reply: { type: bulk, success: The message. }
      - name: map
        title: MAP
        command: MAP
        since: 1.0.0
        summary: Whether it is there.
        access: read
        params: []
        reply: { type: bulk, success: PONG. }
";
