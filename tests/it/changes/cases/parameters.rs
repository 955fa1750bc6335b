//! Changes of an operation's parameters.

use super::users::*;
use super::{BOTH, Case, NONE, RUST, case};

/// The changes.
pub const CASES: &[Case] = &[
    case(
        "a required parameter is new",
        &[(
            RANGE_STOP,
            "          - { name: stop, label: Stop, type: integer, description: The last byte. }\n          - { name: step, label: Step, type: integer, description: The step. }\n",
        )],
        RANGE,
        RANGE_JS,
        BOTH,
    ),
    case("an optional parameter is new", &[(RANGE_STOP, EXTRA)], RANGE, RANGE_JS, RUST),
    case(
        "an optional parameter is new beside another one",
        &[(
            "optional: true, description: When. }\n",
            "optional: true, description: When. }\n          - { name: get, label: Get, token: GET, type: flag, description: The old value. }\n",
        )],
        SET,
        SET_JS,
        NONE,
    ),
    case(
        "an optional parameter is new beside a single key",
        &[(
            "summary: The value of a key.\n        access: read\n        params:\n          - { name: key, label: Key, type: key, description: The key. }\n",
            "summary: The value of a key.\n        access: read\n        params:\n          - { name: key, label: Key, type: key, description: The key. }\n          - { name: ex, label: Ex, token: EX, type: seconds, optional: true, description: For how long. }\n",
        )],
        GET,
        GET_JS,
        RUST,
    ),
    case(
        "an optional key is new beside a single key",
        &[(
            "summary: The value of a key.\n        access: read\n        params:\n          - { name: key, label: Key, type: key, description: The key. }\n",
            "summary: The value of a key.\n        access: read\n        params:\n          - { name: key, label: Key, type: key, description: The key. }\n          - { name: store, label: Store, token: STORE, type: key, optional: true, description: Where to. }\n",
        )],
        GET,
        GET_JS,
        BOTH,
    ),
    case("a parameter is gone", &[(RANGE_STOP, "")], RANGE, RANGE_JS, BOTH),
    case(
        "an optional parameter is gone",
        &[(
            "              - { name: keepttl, label: Keep, token: KEEPTTL, type: flag, description: As long as before. }\n",
            "",
        )],
        SET,
        SET_JS,
        BOTH,
    ),
    case(
        "a parameter is renamed",
        &[(
            "{ name: stop, label: Stop, type: integer, description: The last byte. }",
            "{ name: last, label: Stop, type: integer, description: The last byte. }",
        )],
        RANGE,
        RANGE_JS,
        BOTH,
    ),
    case(
        "the only key is renamed",
        &[(
            "summary: The value of a key.\n        access: read\n        params:\n          - { name: key,",
            "summary: The value of a key.\n        access: read\n        params:\n          - { name: name,",
        )],
        "let get = Get { key: \"a\".into() };",
        GET_JS,
        RUST,
    ),
    case(
        "parameters of other types have another order",
        &[
            (
                "          - { name: key, label: Key, type: key, description: The key. }\n          - { name: members,",
                "          - { name: members,",
            ),
            (
                "single: member, description: The members. }\n",
                "single: member, description: The members. }\n          - { name: key, label: Key, type: key, description: The key. }\n",
            ),
        ],
        SADD,
        SADD_JS,
        RUST,
    ),
    Case {
        swaps: true,
        ..case(
            "parameters of the same type have another order",
            &[(
                "          - { name: key, label: Key, type: key, description: The key. }\n          - { name: to, label: To, type: key, description: Its new name. }\n",
                "          - { name: to, label: To, type: key, description: Its new name. }\n          - { name: key, label: Key, type: key, description: The key. }\n",
            )],
            RENAME,
            RENAME_JS,
            RUST,
        )
    },
    case(
        "parameters are sent in another order",
        &[(
            "reply: { type: bulk, success: The part. }",
            "wire: [key, stop, start]\n        reply: { type: bulk, success: The part. }",
        )],
        RANGE,
        RANGE_JS,
        NONE,
    ),
    case(
        "a parameter may be left out",
        &[(
            "{ name: stop, label: Stop, type: integer, description: The last byte. }",
            "{ name: stop, label: Stop, type: integer, optional: true, description: The last byte. }",
        )],
        RANGE,
        RANGE_JS,
        RUST,
    ),
    case(
        "a parameter has a default",
        &[(
            "{ name: stop, label: Stop, type: integer, description: The last byte. }",
            "{ name: stop, label: Stop, type: integer, default: -1, description: The last byte. }",
        )],
        RANGE,
        RANGE_JS,
        RUST,
    ),
    case(
        "a parameter has to be given",
        &[
            (
                "words: [NX, XX], optional: true, description: When. }",
                "words: [NX, XX], description: When. }",
            ),
            (
                "          type: status\n          success: \"`OK`.\"\n          when:\n            - { given: condition, type: status, nullable: true }\n",
                "          type: status\n          nullable: true\n          success: \"`OK`.\"\n",
            ),
        ],
        "client.set([Set::new(\"a\", 1)]).await.all()?;",
        SET_JS,
        BOTH,
    ),
    case(
        "what may be left out has a default",
        &[(
            "{ name: times, label: Times, type: integer, optional: true,",
            "{ name: times, label: Times, type: integer, default: 1,",
        )],
        ECHO,
        ECHO_JS,
        RUST,
    ),
    case(
        "what has to be given has a default",
        &[(
            "{ name: message, label: Message, type: string, description: The message. }",
            "{ name: message, label: Message, type: string, default: hi, description: The message. }",
        )],
        ECHO,
        ECHO_JS,
        RUST,
    ),
    case(
        "a parameter that needs another",
        &[(
            "optional: true, description: When. }\n",
            "optional: true, needs: expiration, description: When. }\n",
        )],
        SET,
        SET_JS,
        NONE,
    ),
];

const RANGE_STOP: &str =
    "          - { name: stop, label: Stop, type: integer, description: The last byte. }\n";
const EXTRA: &str = "          - { name: stop, label: Stop, type: integer, description: The last byte. }
          - { name: unit, label: Unit, type: word, words: [BYTE, BIT], optional: true, description: The unit. }\n";
