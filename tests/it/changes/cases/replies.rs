//! Changes of replies and their records.

use super::users::*;
use super::{BOTH, Case, JS, NONE, RUST, case};

/// The changes.
pub const CASES: &[Case] = &[
    // Replies.
    case(
        "nil is an answer too",
        &[(
            "reply: { type: bulk, success: The part. }",
            "reply: { type: bulk, nullable: true, success: The part. }",
        )],
        RANGE,
        "const { response } = await redis.getrange({ clusterIdentifier, params: [{ key: 'a', start: 0, stop: 9 }] });\n  const one = response.results['a'];\n  if (one && one.error === null) one.result.toUpperCase();",
        BOTH,
    ),
    case(
        "nil is no answer any more",
        &[(
            "reply: { type: bulk, nullable: true, success: The value. }",
            "reply: { type: bulk, success: The value. }",
        )],
        GET,
        GET_JS,
        RUST,
    ),
    case(
        "bytes become a number",
        &[("reply: { type: bulk, success: The part. }", "reply: { type: integer, success: The part. }")],
        RANGE,
        RANGE_JS,
        BOTH,
    ),
    case(
        "a flag becomes a number",
        &[(
            "reply: { type: flag, success: 1 for a member. }",
            "reply: { type: integer, success: 1 for a member. }",
        )],
        ISMEMBER,
        ISMEMBER_JS,
        BOTH,
    ),
    case(
        "a number becomes a flag",
        &[(
            "reply: { type: integer, success: How many are new. }\n      - name: sismember",
            "reply: { type: flag, success: How many are new. }\n      - name: sismember",
        )],
        SADD,
        SADD_JS,
        RUST,
    ),
    case(
        "members become a list",
        &[(
            "reply: { type: members, success: The members. }",
            "reply: { type: list, of: bulk, success: The members. }",
        )],
        MEMBERS,
        MEMBERS_JS,
        NONE,
    ),
    case(
        "an answer is new",
        &[("words: [string, list, none]", "words: [string, list, none, hash]")],
        TYPE,
        TYPE_JS,
        NONE,
    ),
    case(
        "an answer is gone",
        &[("words: [string, list, none]", "words: [string, none]")],
        TYPE,
        TYPE_JS,
        RUST,
    ),
    case(
        "words become text",
        &[(
            "reply: { type: word, words: [string, list, none], success: The type. }",
            "reply: { type: bulk, success: The type. }",
        )],
        TYPE,
        TYPE_JS,
        RUST,
    ),
    case(
        "a reply depends on what is given",
        &[
            (
                "optional: true, description: When. }\n",
                "optional: true, description: When. }\n          - { name: get, label: Get, token: GET, type: flag, description: The old value. }\n",
            ),
            (
                "            - { given: condition, type: status, nullable: true }\n",
                "            - { given: get, type: bulk, nullable: true }\n            - { given: condition, type: status, nullable: true }\n",
            ),
        ],
        SET,
        SET_JS,
        JS,
    ),
    case(
        "a reply no longer depends on what is given",
        &[("          when:\n            - { given: condition, type: status, nullable: true }\n", "")],
        "let set: Option<()> = client.set([Set::new(\"a\", 1).nx()]).await.one()?;",
        SET_JS,
        RUST,
    ),
    case(
        "a reply depends on something else",
        &[(
            "{ given: condition, type: status, nullable: true }",
            "{ given: ex, type: status, nullable: true }",
        )],
        "let () = client.set([Set::new(\"a\", 1).ex(Duration::from_secs(9))]).await.one()?;",
        "const { response } = await redis.set({ clusterIdentifier, params: [{ key: 'a', value: 1, ex: 9 }] });\n  const one = response.results['a'];\n  if (one && one.error === null) one.result.toLowerCase();",
        BOTH,
    ),
    // Records.
    case(
        "a record is renamed",
        &[
            ("  - name: scored_member\n", "  - name: scored\n"),
            ("type: list, of: scored_member", "type: list, of: scored"),
        ],
        ZRANGE,
        ZRANGE_JS,
        BOTH,
    ),
    case(
        "a field is new",
        &[(
            "      - { name: score, type: double }\n",
            "      - { name: score, type: double }\n      - { name: rank, type: integer, since: 7.2.0 }\n",
        )],
        ZRANGE,
        ZRANGE_JS,
        NONE,
    ),
    case(
        "a field that is a number is new",
        &[(
            "      - { name: element, type: bulk }\n",
            "      - { name: element, type: bulk }\n      - { name: score, type: double }\n",
        )],
        BLPOP,
        BLPOP_JS,
        RUST,
    ),
    case("a field is gone", &[("      - { name: element, type: bulk }\n", "")], BLPOP, BLPOP_JS, BOTH),
    case(
        "a field has another type",
        &[("{ name: score, type: double }", "{ name: score, type: bulk }")],
        ZRANGE,
        ZRANGE_JS,
        BOTH,
    ),
    case(
        "a field may be missing",
        &[("{ name: score, type: double }", "{ name: score, type: double, since: 7.2.0 }")],
        ZRANGE,
        "const scored = await redis.zrange({ clusterIdentifier, params: [{ key: 'a', start: 0, stop: -1, withscores: true }] });\n  const all: number[] | undefined = scored.response.results['a']?.result?.map((one) => one.score);",
        BOTH,
    ),
    case(
        "a record is found by names",
        &[(
            "    description: An element, and where it was.\n",
            "    description: An element, and where it was.\n    by: name\n",
        )],
        BLPOP,
        BLPOP_JS,
        NONE,
    ),
];
