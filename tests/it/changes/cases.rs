//! Changes, each with code that uses what is changed as users do.

/// A change of the catalogue, and code of its users.
pub struct Case {
    pub name: &'static str,
    pub edits: &'static [(&'static str, &'static str)],
    pub rust: &'static str,
    pub js: &'static str,
    /// The languages in which that breaks.
    pub breaks: &'static [&'static str],
    /// Whether the Rust compiles all the same, and gives its arguments to others.
    pub swaps: bool,
}

const BOTH: &[&str] = &["rust", "js"];
const RUST: &[&str] = &["rust"];
const JS: &[&str] = &["js"];
const NONE: &[&str] = &[];

const fn case(
    name: &'static str,
    edits: &'static [(&'static str, &'static str)],
    rust: &'static str,
    js: &'static str,
    breaks: &'static [&'static str],
) -> Case {
    Case { name, edits, rust, js, breaks, swaps: false }
}

const RENAME: &str = "client.rename([Rename::new(\"a\", \"b\")]).await.all()?;";
const RENAME_JS: &str = "await redis.rename({ clusterIdentifier, params: [{ key: 'a', to: 'b' }] });";
const GET: &str = "let value: Option<Bytes> = client.get([\"a\"]).await.one()?;";
const GET_JS: &str = "const { response } = await redis.get({ clusterIdentifier, params: ['a'] });
  const value: string | null | undefined = response.results['a']?.result;";
const SET: &str = "client.set([Set::new(\"a\", 1).ex(Duration::from_secs(9))]).await.all()?;
    client.set([Set::new(\"a\", 1).nx().keepttl()]).await.all()?;
    let condition = SetCondition::Xx;";
const SET_JS: &str = "await redis.set({ clusterIdentifier, params: [{ key: 'a', value: 1, ex: 9 }] });
  await redis.set({ clusterIdentifier, params: [{ key: 'a', value: 1, condition: 'XX', keepttl: true }] });
  const one: store.SetParams = { key: 'a', value: 'b' };
  const { response } = await redis.set({ clusterIdentifier, params: [one] });
  const ok: 'OK' | null | undefined = response.results['a']?.result;";
const RANGE: &str = "let range = Getrange { key: \"a\".into(), start: 0, stop: -1 };
    let part: Bytes = client.getrange([range, Getrange::new(\"b\", 0, 9)]).await.all()?.remove(0);";
const RANGE_JS: &str = "const one: store.GetrangeParams = { key: 'a', start: 0, stop: -1 };
  const { response } = await redis.getrange({ clusterIdentifier, params: [one, { key: 'b', start: 0n, stop: 9 }] });
  const part: string | null | undefined = response.results['a']?.result;";
const TYPE: &str = "match client.r#type([\"a\"]).await.one()? {
        TypeReply::List => {}
        other => println!(\"{other}\"),
    }";
const TYPE_JS: &str = "const { response } = await redis.type({ clusterIdentifier, params: ['a'] });
  if (response.results['a']?.result === 'list') console.error('a list');";
const SADD: &str = "let added: i64 = client.sadd([Sadd::new(\"a\", [\"x\", \"y\"])]).await.one()?;
    let members: Vec<Bytes> = Sadd::new(\"a\", [1, 2]).members;";
const SADD_JS: &str =
    "await redis.sadd({ clusterIdentifier, params: [{ key: 'a', members: ['x', 1, true] }] });
  await redis.sadd({ clusterIdentifier, params: [{ key: 'a', member: 'x' }] });";
const ISMEMBER: &str = "for (_, each) in client.sismember([Sismember::new(\"a\", [\"x\"])]).await {
        let all: Vec<bool> = each?.all()?;
    }";
const ISMEMBER_JS: &str = "const { response } = await redis.sismember({ clusterIdentifier, params: [{ key: 'a', values: ['x'] }] });
  const is: 0 | 1 | null | undefined = response.results['a']?.['x']?.result;";
const HSET: &str = "client.hset([Hset::new(\"a\", [(\"name\", \"Ada\")])]).await.all()?;
    let all: HashMap<String, String> = HashMap::new();
    client.hset([Hset::new(\"a\", all)]).await.all()?;
    let field = HsetField { field: \"name\".into(), value: \"Ada\".into() };";
const HSET_JS: &str = "await redis.hset({ clusterIdentifier, params: [{ key: 'a', fields: { name: 'Ada' } }] });
  await redis.hset({ clusterIdentifier, params: [{ key: 'a', fields: [{ field: 'name', value: 'Ada' }] }] });";
const ZRANGE: &str =
    "let all: Vec<Bytes> = client.zrange([Zrange::new(\"a\", 0, -1).limit((0, 9))]).await.one()?;
    let scored: Vec<ScoredMember> = client.zrange([Zrange::new(\"a\", 0, -1).withscores()]).await.one()?;
    let best: Option<f64> = scored.iter().map(|one| one.score).next();
    let name: Option<&Bytes> = scored.iter().map(|one| &one.member).next();
    let limit = ZrangeLimit { offset: 0, count: 9 };";
const ZRANGE_JS: &str = "const { response } = await redis.zrange({ clusterIdentifier, params: [{ key: 'a', start: 0, stop: -1, limit: { offset: 0, count: 9 } }] });
  const all: string[] | null | undefined = response.results['a']?.result;
  const scored = await redis.zrange({ clusterIdentifier, params: [{ key: 'a', start: 0, stop: -1, withscores: true }] });
  const best: number | undefined = scored.response.results['a']?.result?.[0]?.score;
  const named: store.ScoredMember | undefined = scored.response.results['a']?.result?.[0];
  const name: string | undefined = named?.member;";
const BLPOP: &str =
    "let popped: Option<Popped> = client.blpop([Blpop::new([\"a\"], Duration::from_secs(1))]).await.one()?;
    let set: HashSet<Popped> = popped.into_iter().collect();
    let element: Vec<&Bytes> = set.iter().map(|popped| &popped.element).collect();";
const BLPOP_JS: &str =
    "const { response } = await redis.blpop({ clusterIdentifier, params: [{ keys: ['a'], timeout: 1 }] });
  const element: string | undefined = response.results['0']?.result?.element;";
const DBSIZE: &str = "let keys: i64 = client.dbsize([Dbsize::new()]).await.one()?;";
const DBSIZE_JS: &str = "const { response } = await redis.dbsize({ clusterIdentifier });
  const keys: number | bigint | null | undefined = response.results['0']?.result;";
const ECHO: &str = "let said: Bytes = client.echo([Echo::new(\"hello\")]).await.one()?;
    let mut twice = Echo::new(\"hello\");
    twice.times = Some(2);
    let call = over_redis::echo([twice]);";
const ECHO_JS: &str = "await redis.echo({ clusterIdentifier, params: [{ message: 'hello' }] });";
const MEMBERS: &str = "let members: Vec<Bytes> = client.smembers([\"a\"]).await.one()?;";
const MEMBERS_JS: &str = "const { response } = await redis.smembers({ clusterIdentifier, params: ['a'] });
  const members: string[] | null | undefined = response.results['a']?.result;";

const RANGE_STOP: &str =
    "          - { name: stop, label: Stop, type: integer, description: The last byte. }\n";
const EXTRA: &str = "          - { name: stop, label: Stop, type: integer, description: The last byte. }
          - { name: unit, label: Unit, type: word, words: [BYTE, BIT], optional: true, description: The unit. }\n";

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
    case("an operation that is new", &[(ECHO_YAML, ECHO_AND_PING)], ECHO, ECHO_JS, NONE),
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
    // Parameters of an operation.
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
    case(
        "an operation has the name of a type of replies",
        &[(ECHO_YAML, ECHO_AND_MAP)],
        "let all: Map<Bytes> = client.hgetall([\"a\"]).await.one()?;",
        ECHO_JS,
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

const ECHO_AND_PING: &str = "      - name: echo
        title: ECHO
        command: ECHO
        since: 1.0.0
        summary: The message.
        access: read
        params:
          - { name: message, label: Message, type: string, description: The message. }
          - { name: times, label: Times, type: integer, optional: true, description: How often. }
        reply: { type: bulk, success: The message. }
      - name: ping
        title: PING
        command: PING
        since: 1.0.0
        summary: Whether it is there.
        access: read
        params: []
        reply: { type: bulk, success: PONG. }
";

const ECHO_AND_MAP: &str = "      - name: echo
        title: ECHO
        command: ECHO
        since: 1.0.0
        summary: The message.
        access: read
        params:
          - { name: message, label: Message, type: string, description: The message. }
          - { name: times, label: Times, type: integer, optional: true, description: How often. }
        reply: { type: bulk, success: The message. }
      - name: map
        title: MAP
        command: MAP
        since: 1.0.0
        summary: Whether it is there.
        access: read
        params: []
        reply: { type: bulk, success: PONG. }
";
