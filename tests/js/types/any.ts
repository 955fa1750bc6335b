// What must compile, and, after each `@ts-expect-error`, what must not, of the package with commands of every shape.
// Compiled, never run.

import { Redis } from 'redis-commands';
import type { Bytes, GeoMatch, Integer, RedisClient, ScanPage, ScoredMember, SetParams, StreamEntry, XaddParams } from 'redis-commands';

import { Redis as Shapes } from 'redis-shapes';

declare const redisClient: RedisClient;
declare const isAsked: boolean;
const redis = new Redis();

/** Whether two types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function is<A, B>(_: Same<A, B>) {}

// Optional parameters, words, flags, alternatives.
redis.set({ redisClient, params: [{ key: 'k', value: 1, condition: 'NX', get: true, ex: 60 }] });
redis.set({ redisClient, params: [{ key: 'k', value: 1, pxat: new Date() }, { key: 'k', value: 1, exat: 5n }, { key: 'k', value: 1, keepttl: true }] });
// @ts-expect-error no such word
redis.set({ redisClient, params: [{ key: 'k', value: 1, condition: 'nx' }] });
// @ts-expect-error two alternatives
redis.set({ redisClient, params: [{ key: 'k', value: 1, ex: 60, keepttl: true }] });
// @ts-expect-error a flag is a boolean
redis.set({ redisClient, params: [{ key: 'k', value: 1, get: 1 }] });
// @ts-expect-error a typing mistake
redis.set({ redisClient, params: [{ key: 'k', value: 1, nx: true }] });
// @ts-expect-error a Date is no number of seconds
redis.set({ redisClient, params: [{ key: 'k', value: 1, ex: new Date() }] });
const prepared: SetParams[] = [{ key: 'k', value: 'v' }, { key: 'k', value: 'v', px: 5 }];
redis.set({ redisClient, params: prepared });

// A required choice.
const circle = { radius: 200, unit: 'km' } as const;
redis.geosearch({ redisClient, params: [{ key: 'k', frommember: 'm', byradius: circle }] });
redis.geosearch({ redisClient, params: [{ key: 'k', fromlonlat: { longitude: 1, latitude: 2 }, bybox: { width: 1, height: 2, unit: 'm' } }] });
// @ts-expect-error neither place
redis.geosearch({ redisClient, params: [{ key: 'k', byradius: circle }] });
// @ts-expect-error both places
redis.geosearch({ redisClient, params: [{ key: 'k', frommember: 'm', fromlonlat: { longitude: 1, latitude: 2 }, byradius: circle }] });
// @ts-expect-error a group's part is missing
redis.geosearch({ redisClient, params: [{ key: 'k', frommember: 'm', byradius: { radius: 1 } }] });

// Lists of groups, objects and Maps in their place, lists of choices.
redis.zadd({ redisClient, params: [{ key: 'k', members: [{ score: 1.5, member: 'm' }] }] });
// @ts-expect-error a score is a number
redis.zadd({ redisClient, params: [{ key: 'k', members: [{ score: '1', member: 'm' }] }] });
// @ts-expect-error no object stands for these
redis.zadd({ redisClient, params: [{ key: 'k', members: { m: 1 } }] });
redis.hset({ redisClient, params: [{ key: 'k', fields: { name: 'Ada', age: 36 } }, { key: 'k', fields: new Map([['f', 1]]) }] });
redis.hset({ redisClient, params: [{ key: 'k', fields: new Map([[new Uint8Array(1), 1]]) }, { key: 'k', fields: [{ field: 'f', value: 'v' }] }] });
// @ts-expect-error a function is no value
redis.hset({ redisClient, params: [{ key: 'k', fields: { f: () => 1 } }] });
redis.mset({ redisClient, params: [{ values: { a: 1, b: 'two' } }] });
redis.xreadgroup({ redisClient, params: [{ group: 'g', consumer: 'c', streams: [{ key: 's' }] }, { group: 'g', consumer: 'c', streams: { s: '>' } }] });
redis.bitfield({ redisClient, params: [{ key: 'k', steps: [{ overflow: 'SAT' }, { get: { encoding: 'u8', offset: 0 } }] }] });
// @ts-expect-error one step at a time
redis.bitfield({ redisClient, params: [{ key: 'k', steps: [{ overflow: 'SAT', get: { encoding: 'u8', offset: 0 } }] }] });
const entry: XaddParams = { key: 's', fields: { item: 'pen' }, trim: { strategy: 'MAXLEN', operator: '~', threshold: 5 } };
redis.xadd({ redisClient, params: [entry] });
redis.mget({ redisClient, params: [{ keys: ['a', 'b'] }, { key: 'c' }] });
// @ts-expect-error both names of the same
redis.mget({ redisClient, params: [{ keys: ['a', 'b'], key: 'c' }] });

// Bare keys, and no parameters.
redis.xrange({ redisClient, params: ['s', { key: 's', count: 2 }] });
redis.lrange({ redisClient, params: [new Uint8Array(1)] });
// @ts-expect-error HSET needs more than a key
redis.hset({ redisClient, params: ['k'] });
redis.ping({ redisClient });
redis.ping({ redisClient, params: [{}, {}] });
redis.ping({ clusterIdentifier: 'c' }, (error, response) => error ?? response.results['0']?.result);
// @ts-expect-error neither a cluster nor a client
redis.ping({});
// @ts-expect-error HSET needs parameters
redis.hset({ redisClient });

// Operations that wait, and those that run on several nodes.
redis.blpop({ redisClient, params: [{ key: 'k', timeout: 0.5 }, { keys: ['a', 'b'], timeout: 1 }] });
// @ts-expect-error it has to say how long
redis.blpop({ redisClient, params: [{ key: 'k' }] });
redis.scan({ redisClient });
redis.scan({ redisClient, params: [{}, { cursor: '5', node: '127.0.0.1:6379' }] });
// @ts-expect-error a node is an address
redis.scan({ redisClient, params: [{ node: 1 }] });
// @ts-expect-error all nodes make one sum
redis.dbsize({ redisClient, params: [{ node: '127.0.0.1:6379' }] });
async function nodes() {
  const { response } = await redis.scan({ redisClient });
  const page = response.results[0]!['127.0.0.1:6379']!;
  is<typeof page.result, ScanPage | null>(true);
  is<(typeof response.entries)[number]['result'], ScanPage | null>(true);
  const sum = (await redis.dbsize({ redisClient })).response.results[0]!;
  is<typeof sum.result, Integer | null>(true);
  const bytes = (await redis.scan({ redisClient, returnBuffers: true })).response.results[0]!['127.0.0.1:6379']!;
  is<typeof bytes.result, ScanPage<Bytes> | null>(true);
}

// Replies, by what is given.
async function replies() {
  const plain = (await redis.set({ redisClient, params: [{ key: 'k', value: 1 }] })).response.results.k!;
  is<typeof plain.result, 'OK' | null>(true);
  if (plain.error === null) is<typeof plain.result, 'OK'>(true);
  const conditional = (await redis.set({ redisClient, params: [{ key: 'k', value: 1, condition: 'XX' }] })).response.results.k!;
  if (conditional.error === null) is<typeof conditional.result, 'OK' | null>(true);
  const before = (await redis.set({ redisClient, params: [{ key: 'k', value: 1, condition: 'XX', get: true }] })).response.results.k!;
  is<typeof before.result, string | null>(true);
  const bytes = (await redis.set({ redisClient, params: [{ key: 'k', value: 1, get: true }], returnBuffers: true })).response.results.k!;
  is<typeof bytes.result, Bytes | null>(true);
  const unknown = (await redis.set({ redisClient, params: [{ key: 'k', value: 1, get: isAsked }] })).response.results.k!;
  is<typeof unknown.result, string | null>(true);

  const field = (await redis.hrandfield({ redisClient, params: ['k', { key: 'k', withvalues: false }] })).response.results.k!;
  is<typeof field.result, string | null>(true);
  const names = (await redis.hrandfield({ redisClient, params: [{ key: 'k', count: 2 }] })).response.results.k!.result;
  is<typeof names, string[] | null>(true);
  const pairs = (await redis.hrandfield({ redisClient, params: [{ key: 'k', count: 2, withvalues: true }] })).response.results.k!.result;
  const value: string | undefined = pairs?.[0]?.value;
  const any = (await redis.hrandfield({ redisClient, params: [{ key: 'k', count: 2, withvalues: isAsked }] })).response.results.k!.result;
  // @ts-expect-error it may be something else
  const list: string[] | null = any;

  const members = (await redis.zrange({ redisClient, params: [{ key: 'k', start: 0, stop: -1, withscores: true }] })).response.results.k!;
  is<typeof members.result, ScoredMember[] | null>(true);
  const geo = (await redis.geosearch({ redisClient, params: [{ key: 'k', frommember: 'm', byradius: circle, withdist: true }] })).response.results.k!;
  is<typeof geo.result, GeoMatch[] | null>(true);
  const distance: number | undefined = geo.result?.[0]?.distance;
  const far = (await redis.geosearch({ redisClient, params: [{ key: 'k', frommember: 'm', byradius: circle }] })).response.results.k!;
  is<typeof far.result, string[] | null>(true);
  redis.xreadgroup({ redisClient, params: [{ group: 'g', consumer: 'c', streams: { s: '>' } }], returnBuffers: true }, (error, response) => {
    const streams = response.results['0']!.result;
    is<typeof streams, { [name: string]: StreamEntry<Bytes>[] } | null>(true);
    const id: Bytes | undefined = streams?.s?.[0]?.id;
    const item: Bytes | undefined = streams?.s?.[0]?.fields?.item;
    const key: string | Bytes | undefined = response.entries[0]?.key;
  });
  const answer = (await redis.eval({ redisClient, params: [{ script: 'return 1' }] })).response.results['0']!.result;
  is<typeof answer, unknown>(true);
  const pong = (await redis.ping({ redisClient })).response.results['0']!.result;
  if (pong === 'PONG') return [value, list, distance];
  const score = (await redis.zadd({ redisClient, params: [{ key: 'k', incr: true, members: [{ score: 1, member: 'm' }] }] })).response.results.k!;
  is<typeof score.result, number | null>(true);
  return undefined;
}

// Further shapes.
const shapes = new Shapes();
shapes.size({ redisClient });
shapes.report({ redisClient, params: [{ node: '127.0.0.1:6379' }] });
// @ts-expect-error it takes no parameters
shapes.size({ redisClient, params: [{ x: 1 }] });
shapes.hold({ redisClient, params: [{}, { seconds: 0.5, fields: ['a'], since: new Date() }, { field: 'a' }] });
// @ts-expect-error both names of the same
shapes.hold({ redisClient, params: [{ fields: ['a'], field: 'a' }] });
shapes.move({ redisClient, params: [{ list: 'l', rows: { a: [1] } }, { sets: ['a'] }, { part: { hash: 'h', first: true } }] });
// @ts-expect-error two alternatives inside
shapes.move({ redisClient, params: [{ part: { hash: 'h', first: true, field: 'f' } }] });
shapes.choose({ redisClient, params: [{ key: 'k', steps: [{ name: 'a', by: 1 }, { name: 'b', upTo: 5 }] }] });
// @ts-expect-error a choice is missing
shapes.choose({ redisClient, params: [{ key: 'k', steps: [{ name: 'a' }] }] });
shapes.answer({ redisClient, params: ['k'] }, (error, { results }) => is<typeof results[string]['result'], 'OK' | null>(true));
shapes.answer({ redisClient, params: [{ key: 'k', ask: true }, { key: 'k', tell: 1 }] }, (error, { results }) =>
  is<typeof results[string]['result'], string | null>(true),
);
