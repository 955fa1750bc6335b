//! Code of users, in both languages.

pub const RENAME: &str = "client.rename([Rename::new(\"a\", \"b\")]).await.all()?;";
pub const RENAME_JS: &str = "await redis.rename({ clusterIdentifier, params: [{ key: 'a', to: 'b' }] });";
pub const GET: &str = "let value: Option<Bytes> = client.get([\"a\"]).await.one()?;";
pub const GET_JS: &str = "const { response } = await redis.get({ clusterIdentifier, params: ['a'] });
  const value: string | null | undefined = response.results['a']?.result;";
pub const SET: &str = "client.set([Set::new(\"a\", 1).ex(Duration::from_secs(9))]).await.all()?;
    client.set([Set::new(\"a\", 1).nx().keepttl()]).await.all()?;
    let condition = SetCondition::Xx;";
pub const SET_JS: &str = "await redis.set({ clusterIdentifier, params: [{ key: 'a', value: 1, ex: 9 }] });
  await redis.set({ clusterIdentifier, params: [{ key: 'a', value: 1, condition: 'XX', keepttl: true }] });
  const one: store.SetParams = { key: 'a', value: 'b' };
  const { response } = await redis.set({ clusterIdentifier, params: [one] });
  const ok: 'OK' | null | undefined = response.results['a']?.result;";
pub const RANGE: &str = "let range = Getrange { key: \"a\".into(), start: 0, stop: -1 };
    let part: Bytes = client.getrange([range, Getrange::new(\"b\", 0, 9)]).await.all()?.remove(0);";
pub const RANGE_JS: &str = "const one: store.GetrangeParams = { key: 'a', start: 0, stop: -1 };
  const { response } = await redis.getrange({ clusterIdentifier, params: [one, { key: 'b', start: 0n, stop: 9 }] });
  const part: string | null | undefined = response.results['a']?.result;";
pub const TYPE: &str = "match client.r#type([\"a\"]).await.one()? {
        TypeReply::List => {}
        other => println!(\"{other}\"),
    }";
pub const TYPE_JS: &str = "const { response } = await redis.type({ clusterIdentifier, params: ['a'] });
  if (response.results['a']?.result === 'list') console.error('a list');";
pub const SADD: &str = "let added: i64 = client.sadd([Sadd::new(\"a\", [\"x\", \"y\"])]).await.one()?;
    let members: Vec<Bytes> = Sadd::new(\"a\", [1, 2]).members;";
pub const SADD_JS: &str =
    "await redis.sadd({ clusterIdentifier, params: [{ key: 'a', members: ['x', 1, true] }] });
  await redis.sadd({ clusterIdentifier, params: [{ key: 'a', member: 'x' }] });";
pub const ISMEMBER: &str = "for (_, each) in client.sismember([Sismember::new(\"a\", [\"x\"])]).await {
        let all: Vec<bool> = each?.all()?;
    }";
pub const ISMEMBER_JS: &str = "const { response } = await redis.sismember({ clusterIdentifier, params: [{ key: 'a', values: ['x'] }] });
  const is: 0 | 1 | null | undefined = response.results['a']?.['x']?.result;";
pub const HSET: &str = "client.hset([Hset::new(\"a\", [(\"name\", \"Ada\")])]).await.all()?;
    let all: HashMap<String, String> = HashMap::new();
    client.hset([Hset::new(\"a\", all)]).await.all()?;
    let field = HsetField { field: \"name\".into(), value: \"Ada\".into() };";
pub const HSET_JS: &str = "await redis.hset({ clusterIdentifier, params: [{ key: 'a', fields: { name: 'Ada' } }] });
  await redis.hset({ clusterIdentifier, params: [{ key: 'a', fields: [{ field: 'name', value: 'Ada' }] }] });";
pub const ZRANGE: &str =
    "let all: Vec<Bytes> = client.zrange([Zrange::new(\"a\", 0, -1).limit((0, 9))]).await.one()?;
    let scored: Vec<ScoredMember> = client.zrange([Zrange::new(\"a\", 0, -1).withscores()]).await.one()?;
    let best: Option<f64> = scored.iter().map(|one| one.score).next();
    let name: Option<&Bytes> = scored.iter().map(|one| &one.member).next();
    let limit = ZrangeLimit { offset: 0, count: 9 };";
pub const ZRANGE_JS: &str = "const { response } = await redis.zrange({ clusterIdentifier, params: [{ key: 'a', start: 0, stop: -1, limit: { offset: 0, count: 9 } }] });
  const all: string[] | null | undefined = response.results['a']?.result;
  const scored = await redis.zrange({ clusterIdentifier, params: [{ key: 'a', start: 0, stop: -1, withscores: true }] });
  const best: number | undefined = scored.response.results['a']?.result?.[0]?.score;
  const named: store.ScoredMember | undefined = scored.response.results['a']?.result?.[0];
  const name: string | undefined = named?.member;";
pub const BLPOP: &str =
    "let popped: Option<Popped> = client.blpop([Blpop::new([\"a\"], Duration::from_secs(1))]).await.one()?;
    let set: HashSet<Popped> = popped.into_iter().collect();
    let element: Vec<&Bytes> = set.iter().map(|popped| &popped.element).collect();";
pub const BLPOP_JS: &str =
    "const { response } = await redis.blpop({ clusterIdentifier, params: [{ keys: ['a'], timeout: 1 }] });
  const element: string | undefined = response.results['0']?.result?.element;";
pub const DBSIZE: &str = "let keys: i64 = client.dbsize([Dbsize::new()]).await.one()?;";
pub const DBSIZE_JS: &str = "const { response } = await redis.dbsize({ clusterIdentifier });
  const keys: number | bigint | null | undefined = response.results['0']?.result;";
pub const ECHO: &str = "let said: Bytes = client.echo([Echo::new(\"hello\")]).await.one()?;
    let mut twice = Echo::new(\"hello\");
    twice.times = Some(2);
    let call = over_redis::echo([twice]);";
pub const ECHO_JS: &str = "await redis.echo({ clusterIdentifier, params: [{ message: 'hello' }] });";
pub const MEMBERS: &str = "let members: Vec<Bytes> = client.smembers([\"a\"]).await.one()?;";
pub const MEMBERS_JS: &str =
    "const { response } = await redis.smembers({ clusterIdentifier, params: ['a'] });
  const members: string[] | null | undefined = response.results['a']?.result;";
