// What must compile, and, after each `@ts-expect-error`, what must not. Compiled, never run.

import { Redis, RedisError, type RedisClient } from 'sigma-redis';
import { iamToken } from 'sigma-redis/iam';
import { createClient } from 'redis';

class ConnectionManager {
  clusters = { 'sigma-redis': { host: '127.0.0.1', port: 6379, clusterModeEnabled: false } };
}

const clusterIdentifier = 'sigma-redis';
const redis = new Redis(ConnectionManager);
new Redis();
new Redis(new ConnectionManager(), { keepAlive: true });
new Redis(() => ({ clusters: { a: 'redis://127.0.0.1' } }));
new Redis({ clusters: { a: { url: 'rediss://h', password: async () => 'token', timeouts: { call: 5 } } } });
// @ts-expect-error a cluster's port is no boolean
new Redis({ clusters: { a: { host: 'h', port: true } } });
new Redis({ clusters: { a: { host: 'h', clusterModeEnabled: true, seeds: [{ host: 'i' }, { host: 'j', port: 1 }] } } });
// @ts-expect-error a seed has a host
new Redis({ clusters: { a: { host: 'h', seeds: ['i'] } } });
new Redis({ clusters: { a: { host: 'h', nodeAddressMap: { 'i:1': { host: 'j', port: 2 } }, nodeHosts: ['.example'] } } });
new Redis({ clusters: { a: { host: 'h', nodeAddressMap: (address) => (address === 'i:1' ? { host: 'j', port: 2 } : undefined) } } });
// @ts-expect-error a place has a port
new Redis({ clusters: { a: { host: 'h', nodeAddressMap: { 'i:1': { host: 'j' } } } } });
const identity = { user: 'app', replicationGroup: 'my-cache', region: 'eu-west-1' };
new Redis({ clusters: { a: { host: 'h', tls: true, user: 'app', password: iamToken(identity) } } });
iamToken({ ...identity, serverless: true, credentials: { accessKeyId: 'id', secretAccessKey: 'secret' } });
// As those of @aws-sdk/credential-providers are.
const provider = async (properties?: Record<string, any>) => ({ accessKeyId: 'id', secretAccessKey: 's', accountId: '1' });
iamToken({ ...identity, credentials: provider });
// @ts-expect-error the region is missing
iamToken({ user: 'app', replicationGroup: 'my-cache' });
// @ts-expect-error credentials have a secret
iamToken({ ...identity, credentials: { accessKeyId: 'id' } });
// @ts-expect-error clusters are missing
new Redis({});
// @ts-expect-error there is no such option
new Redis(ConnectionManager, { keepALive: true });

redis.get({ clusterIdentifier, params: ['key1', Buffer.from('key2')] }, function (error, response, redisClient) {
  if (error) {
    const message: string = error.message;
    return message;
  }
  const { result } = response.results.key1!;
  const text: string | null = result;
  // @ts-expect-error a value is a string or null
  const number: number = result;
  redis.rename({ redisClient, params: [{ key: 'a', name: 'b' }] }, (error, response) => {
    if (!error) {
      const entry = response.results.a!;
      if (entry.error === null) {
        const ok: 'OK' = entry.result;
      } else {
        const nothing: null = entry.result;
      }
    }
  });
  redisClient.quit();
});

redis.get({ clusterIdentifier, params: ['k'] }, (error: Error | null) => console.error(error));
redis.get({ clusterIdentifier, params: ['k'] }, (error: unknown, response: any, redisClient: any) => redisClient.quit());
redis.get({ clusterIdentifier, params: ['k'] }, () => {});

async function replies(redisClient: RedisClient) {
  const flag = (await redis.del({ redisClient, params: ['a'] })).response.results.a!;
  if (flag.error === null) {
    const one: 0 | 1 = flag.result;
  }
  const length = (await redis.strlen({ redisClient, params: ['a'] })).response.results.a!.result;
  const integer: number | bigint | null = length;
  const members: string[] | null = (await redis.smembers({ redisClient, params: ['a'] })).response.results.a!.result;
  // @ts-expect-error members are strings
  const numbers: number[] | null = members;
  const type = (await redis.type({ redisClient, params: ['a'] })).response.results.a!.result;
  if (type === 'zset') return;
  const each = (await redis.sismember({ redisClient, params: [{ key: 's', values: ['v', 1] }] })).response.results;
  const member: 0 | 1 | null = each.s!.v!.result;
  // @ts-expect-error each value has its own result
  each.s!.v!.v;
  const asked = (await redis.sismember({ redisClient, params: [{ key: 's', values: ['v', 1] }] })).response.entries[0]!;
  const element: string | number | Buffer | undefined | object | bigint | boolean | null = asked.value;
  if (asked.error === null) {
    const isMember: 0 | 1 = asked.result;
  }
  const entry = (await redis.get({ redisClient, params: [Buffer.from([255])] })).response.entries[0]!;
  const key: string | Buffer | undefined = entry.key;
  const value: string | null = entry.result;
  // @ts-expect-error only sismember's have values
  entry.value;
  const bytes = (await redis.get({ redisClient, params: ['a'], returnBuffers: true })).response.results.a!.result;
  const buffer: Buffer | null = bytes;
  // @ts-expect-error with returnBuffers a value is no string
  const notText: string | null = bytes;
  return [integer, member, buffer] as const;
}

redis.set({ clusterIdentifier, params: [{ key: 'k', value: 'v' }] });
redis.setex({ clusterIdentifier, params: [{ key: 'k', value: new Uint8Array(2), seconds: 5 }] });
redis.incrby({ clusterIdentifier, params: [{ key: 'k', increment: 5n }] });
redis.sadd({ clusterIdentifier, params: [{ key: 'k', values: ['a', 1, true, null, { b: [1] }] }] });
redis.srem({ clusterIdentifier, params: [{ key: 'k', value: 'a' }, { key: 'k', values: ['a', 'b'] }] });
redis.get({ redisClient: createClient(), params: ['k'] });

// @ts-expect-error the value is missing
redis.set({ clusterIdentifier, params: [{ key: 'k' }] });
// @ts-expect-error the value is no string
redis.set({ clusterIdentifier, params: [{ key: 'k', value: 5 }] });
// @ts-expect-error a typing mistake
redis.set({ clusterIdentifier, params: [{ key: 'k', vlaue: 'v' }] });
// @ts-expect-error the increment is no number
redis.incrby({ clusterIdentifier, params: [{ key: 'k', increment: '5' }] });
// @ts-expect-error a bare key is expected
redis.get({ clusterIdentifier, params: [{ key: 'k' }] });
// @ts-expect-error params is no list
redis.get({ clusterIdentifier, params: 'k' });
// @ts-expect-error neither a cluster nor a client
redis.get({ params: ['k'] });
// @ts-expect-error a function has no JSON text
redis.sadd({ clusterIdentifier, params: [{ key: 'k', values: [() => 1] }] });
// @ts-expect-error the set's values are missing
redis.srem({ clusterIdentifier, params: [{ key: 'k' }] });
// @ts-expect-error its method is `del`
redis.delete({ clusterIdentifier, params: ['k'] });
// @ts-expect-error there is no such operation
redis.flushall({ clusterIdentifier, params: [] });

async function errors(redisClient: RedisClient) {
  const { error } = (await redis.get({ redisClient, params: ['a'] })).response.results.a!;
  const retried: RedisError['code'][] = ['NotSent', 'OutcomeUnknown', 'WRONGTYPE'];
  if (error && retried.includes(error.code)) return error.message;
  // @ts-expect-error there is no such code
  retried.push('Unknown');
  const json: string | undefined = error?.toJSON().code;
  return json;
}

function codes(error: unknown) {
  return error instanceof RedisError && error.code === 'OutcomeUnknown';
}
