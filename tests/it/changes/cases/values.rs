//! Changes of what a parameter takes: its type, its list, its group.

use super::users::*;
use super::{BOTH, Case, JS, NONE, RUST, case};

/// The changes.
pub const CASES: &[Case] = &[
    // The types of parameters.
    case(
        "a whole number becomes text",
        &[(
            "{ name: stop, label: Stop, type: integer, description: The last byte. }",
            "{ name: stop, label: Stop, type: string, description: The last byte. }",
        )],
        RANGE,
        RANGE_JS,
        BOTH,
    ),
    case(
        "a whole number becomes a number",
        &[(
            "{ name: stop, label: Stop, type: integer, description: The last byte. }",
            "{ name: stop, label: Stop, type: double, description: The last byte. }",
        )],
        RANGE,
        "await redis.getrange({ clusterIdentifier, params: [{ key: 'b', start: 0n, stop: 9n }] });",
        BOTH,
    ),
    case(
        "any value becomes text",
        &[(
            "{ name: value, label: Value, type: any, description: The value. }",
            "{ name: value, label: Value, type: string, description: The value. }",
        )],
        SET,
        SET_JS,
        JS,
    ),
    case(
        "text becomes any value",
        &[(
            "{ name: value, label: Value, type: string, description: Its value. }",
            "{ name: value, label: Value, type: any, description: Its value. }",
        )],
        HSET,
        HSET_JS,
        NONE,
    ),
    case(
        "seconds become milliseconds",
        &[("token: EX, type: seconds,", "token: EX, type: milliseconds,")],
        SET,
        SET_JS,
        NONE,
    ),
    case(
        "seconds become a time",
        &[("token: EX, type: seconds,", "token: EX, type: unix_seconds,")],
        SET,
        SET_JS,
        RUST,
    ),
    case(
        "a key becomes text",
        &[(
            "{ name: to, label: To, type: key, description: Its new name. }",
            "{ name: to, label: To, type: string, description: Its new name. }",
        )],
        RENAME,
        RENAME_JS,
        NONE,
    ),
    case(
        "text becomes words",
        &[(
            "{ name: message, label: Message, type: string, description: The message. }",
            "{ name: message, label: Message, type: word, words: [hello, bye], description: The message. }",
        )],
        ECHO,
        "const message: string = 'hello';\n  await redis.echo({ clusterIdentifier, params: [{ message }] });",
        BOTH,
    ),
    case("words have another order", &[("words: [NX, XX]", "words: [XX, NX]")], SET, SET_JS, NONE),
    case("a word is new", &[("words: [NX, XX]", "words: [NX, XX, GT]")], SET, SET_JS, NONE),
    case("a word is gone", &[("words: [NX, XX]", "words: [NX]")], SET, SET_JS, BOTH),
    case(
        "a word has another name",
        &[("words: [NX, XX]", "words: [NX, { name: old, token: XX }]")],
        SET,
        SET_JS,
        RUST,
    ),
    case(
        "a word has another token",
        &[("words: [NX, XX]", "words: [NX, { name: xx, token: KEEP }]")],
        SET,
        SET_JS,
        JS,
    ),
    case(
        "an alternative is new",
        &[(
            "type: seconds, description: Seconds. }\n",
            "type: seconds, description: Seconds. }\n              - { name: px, label: Milliseconds, token: PX, type: milliseconds, description: Milliseconds. }\n",
        )],
        SET,
        SET_JS,
        NONE,
    ),
    case(
        "an alternative that is a number is new",
        &[(
            "type: seconds, description: Seconds. }\n",
            "type: seconds, description: Seconds. }\n              - { name: share, label: Share, token: SHARE, type: double, description: A share. }\n",
        )],
        "let all: HashSet<Set> = HashSet::from([Set::new(\"a\", 1)]);",
        SET_JS,
        RUST,
    ),
    case(
        "a choice has another name",
        &[("- name: expiration\n", "- name: lifetime\n")],
        "client.set([Set::new(\"a\", 1).expiration(SetExpiration::ex(Duration::from_secs(9)))]).await.all()?;",
        SET_JS,
        RUST,
    ),
    // Lists.
    case(
        "one value becomes a list",
        &[(
            "{ name: to, label: To, type: key, description: Its new name. }",
            "{ name: to, label: To, type: key, repeat: variadic, description: Its new name. }",
        )],
        RENAME,
        RENAME_JS,
        BOTH,
    ),
    case(
        "one value becomes a list with a name for one",
        &[(
            "{ name: to, label: To, type: key, description: Its new name. }",
            "{ name: names, label: To, type: key, repeat: variadic, single: to, description: Its new name. }",
        )],
        RENAME,
        RENAME_JS,
        RUST,
    ),
    case(
        "a list becomes one value",
        &[(
            "{ name: members, label: Members, type: any, repeat: variadic, single: member, description: The members. }",
            "{ name: members, label: Members, type: string, description: The members. }",
        )],
        SADD,
        SADD_JS,
        BOTH,
    ),
    case("one value can no longer stand alone", &[("single: member, ", "")], SADD, SADD_JS, JS),
    case(
        "one value can stand alone",
        &[(
            "type: string, repeat: each, description: The values. }",
            "type: string, repeat: each, single: value, description: The values. }",
        )],
        ISMEMBER,
        ISMEMBER_JS,
        NONE,
    ),
    case(
        "values have one result",
        &[(
            "type: string, repeat: each, description: The values. }",
            "type: string, repeat: variadic, description: The values. }",
        )],
        ISMEMBER,
        ISMEMBER_JS,
        BOTH,
    ),
    case(
        "values are sent with a token each",
        &[(
            "type: any, repeat: variadic, single: member,",
            "type: any, repeat: with_token, token: M, single: member,",
        )],
        SADD,
        SADD_JS,
        NONE,
    ),
    // Groups of parameters.
    case(
        "a part is new",
        &[(
            "{ name: value, label: Value, type: string, description: Its value. }\n",
            "{ name: value, label: Value, type: string, description: Its value. }\n              - { name: ttl, label: TTL, type: seconds, description: For how long. }\n",
        )],
        HSET,
        HSET_JS,
        BOTH,
    ),
    case(
        "a part that may be left out is new",
        &[(
            "{ name: count, label: Count, type: integer, description: So many. }\n",
            "{ name: count, label: Count, type: integer, description: So many. }\n              - { name: any, label: Any, token: ANY, type: flag, description: Any. }\n",
        )],
        ZRANGE,
        ZRANGE_JS,
        RUST,
    ),
    case(
        "a part of pairs that may be left out is new",
        &[(
            "{ name: value, label: Value, type: string, description: Its value. }\n",
            "{ name: value, label: Value, type: string, description: Its value. }\n              - { name: any, label: Any, token: ANY, type: flag, description: Any. }\n",
        )],
        HSET,
        HSET_JS,
        BOTH,
    ),
    case(
        "a part is renamed",
        &[(
            "{ name: count, label: Count, type: integer, description: So many. }",
            "{ name: number, label: Count, type: integer, description: So many. }",
        )],
        ZRANGE,
        ZRANGE_JS,
        BOTH,
    ),
    Case {
        swaps: true,
        ..case(
            "parts have another order",
            &[(
                "              - { name: offset, label: Offset, type: integer, description: From there. }\n              - { name: count, label: Count, type: integer, description: So many. }\n",
                "              - { name: count, label: Count, type: integer, description: So many. }\n              - { name: offset, label: Offset, type: integer, description: From there. }\n",
            )],
            ZRANGE,
            ZRANGE_JS,
            RUST,
        )
    },
];
