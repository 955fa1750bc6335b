'use strict';

// Tokens of AWS IAM: as AWS makes them, kept and made anew, and on a server with TLS.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const { SignatureV4 } = require('@smithy/signature-v4');
const { Redis } = require('sigma-redis');
const { iamToken } = require('sigma-redis/iam');
const { tokens } = require('./node_modules/sigma-redis/lib/tokens');
const { Scope, certify, freePort, plainClient, startRedis } = require('./support/servers');

const NEW_YEAR = Date.parse('2025-01-01T00:00:00Z');
const MINUTE = 60_000;

// AWS's example.
const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const identity = { user: 'testuser', cache: 'my-cache', region: 'us-east-1', serverless: false, credentials: () => credentials };
const options = { user: 'app', replicationGroup: 'my-cache', region: 'eu-west-1', credentials };

const SIGNED = [
  'X-Amz-Algorithm=AWS4-HMAC-SHA256',
  'X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20250101%2Fus-east-1%2Felasticache%2Faws4_request',
  'X-Amz-Date=20250101T000000Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=',
].join('&');

/** A token of `identity`, at a time of `clock`. */
function clocked(changes) {
  const clock = { time: NEW_YEAR };
  return { clock, token: tokens({ ...identity, ...changes }, SignatureV4, () => clock.time) };
}

test('the known answers', async () => {
  assert.equal(
    await clocked().token(),
    `my-cache/?Action=connect&User=testuser&${SIGNED}cd78a7de74c1bb1c8c685cac428f783b5433ce5fbf569af867570311d6a85797`,
  );
  assert.equal(
    await clocked({ serverless: true }).token(),
    `my-cache/?Action=connect&User=testuser&ResourceType=ServerlessCache&${SIGNED}` +
      '28f349fd92f74e0192de149a74743ae7d087bb136523c342bdd67632a8360023',
  );
});

test('a token is kept until less than five minutes are left', async () => {
  const { clock, token } = clocked();
  const first = await token();
  clock.time += 10 * MINUTE;
  assert.equal(await token(), first);
  clock.time += 1_000;
  const second = await token();
  assert.match(second, /X-Amz-Date=20250101T001001Z/);
  clock.time += 10 * MINUTE;
  assert.equal(await token(), second);
  clock.time = NEW_YEAR;
  assert.equal(await token(), first, 'a clock that was set back');
});

test('a token ends with the credentials that signed it', async () => {
  let asked = 0;
  const provider = async () => {
    asked++;
    return { ...credentials, sessionToken: 'se/s+n=', expiration: new Date(NEW_YEAR + asked * 8 * MINUTE) };
  };
  const { clock, token } = clocked({ credentials: provider });
  const first = await token();
  assert.match(first, /&X-Amz-Security-Token=se%2Fs%2Bn%3D&/);
  clock.time += 3 * MINUTE;
  assert.equal(await token(), first);
  assert.equal(asked, 1);
  clock.time += 1_000;
  assert.notEqual(await token(), first);
  assert.equal(asked, 2);
});

test('without credentials the error says why, and the next token is tried anew', async () => {
  const expired = { ...credentials, expiration: new Date(NEW_YEAR) };
  const { token } = clocked({ credentials: () => expired });
  await assert.rejects(token(), { message: 'no IAM token for user "testuser": the AWS credentials have expired' });
  await assert.rejects(clocked({ credentials: () => null }).token(), /have no accessKeyId/);
  let failures = 1;
  const shaky = clocked({
    credentials: async () => {
      if (failures-- > 0) throw new Error('the metadata service is down');
      return credentials;
    },
  });
  await assert.rejects(shaky.token(), /^Error: no IAM token for user "testuser": the metadata service is down$/);
  assert.match(await shaky.token(), /^my-cache/);
});

test('credentials from the environment', async (t) => {
  const names = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];
  const saved = names.map((name) => [name, process.env[name]]);
  t.after(() => {
    for (const [name, value] of saved) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });
  for (const name of names) delete process.env[name];
  const token = iamToken({ ...options, credentials: undefined });
  await assert.rejects(token(), /the environment variable AWS_ACCESS_KEY_ID is not set/);
  process.env.AWS_ACCESS_KEY_ID = 'AKIA1';
  await assert.rejects(token(), /the environment variable AWS_SECRET_ACCESS_KEY is not set/);
  process.env.AWS_SECRET_ACCESS_KEY = 'secret';
  process.env.AWS_SESSION_TOKEN = 'session';
  assert.match(await token(), /X-Amz-Security-Token=session&.*Credential=AKIA1%2F/);
});

test('options that cannot be right', () => {
  const cases = [
    [undefined, /iamToken: user: expected .*, got nothing/],
    [{ user: 'App' }, /user: expected "app", because ElastiCache keeps the ids of users in lower case, got the string "App"/],
    [{ user: 'a&b' }, /user: expected letters, digits and hyphens/],
    [{ replicationGroup: 'my-cache.abc.cache.amazonaws.com' }, /replicationGroup: .*not the address/],
    [{ region: undefined }, /region: expected a region such as eu-west-1, got nothing/],
    [{ serverless: 'yes' }, /serverless: expected a boolean/],
    [{ serverles: true }, /iamToken: unknown option serverles; did you mean serverless\?/],
    [{ credentials: 'AKIA:secret' }, /credentials: expected an object or function/],
  ];
  for (const [changes, message] of cases) {
    assert.throws(() => iamToken(changes && { ...options, ...changes }), (error) => {
      assert.ok(error instanceof TypeError);
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /AKIA/);
      return true;
    });
  }
});

test('the name of the replication group may have capital letters, as its signature has none', async () => {
  assert.match(await iamToken({ ...options, replicationGroup: 'My-Cache' })(), /^my-cache\//);
});

describe('on a server', () => {
  const scope = new Scope();
  const password = iamToken(options);
  let cluster;

  before(async () => {
    const { ca, args } = certify(scope, ['IP:127.0.0.1']);
    const tlsPort = await freePort();
    const { url } = await startRedis(scope, { args: ['--tls-port', tlsPort, ...args] });
    const admin = await plainClient(scope, url);
    await admin.sendCommand(['ACL', 'SETUSER', 'app', 'on', `>${await password()}`, '~*', '+@all']);
    cluster = { host: '127.0.0.1', port: tlsPort, tls: { ca }, user: 'app', password };
  });

  after(() => scope.end());

  const get = (changes) =>
    new Redis({ clusters: { c: { ...cluster, ...changes } } }).get({ clusterIdentifier: 'c', params: ['k'] });

  test('the user logs in with a token', async () => {
    const { response, redisClient } = await get();
    assert.equal(response.success, 1);
    assert.equal(await redisClient.sendCommand(['ACL', 'WHOAMI']).then(String), 'app');
    await redisClient.quit();
  });

  test('a token that the server does not accept', async () => {
    const other = iamToken({ ...options, region: 'us-east-1' });
    await assert.rejects(get({ password: other }), { code: 'CannotConnect', message: /WRONGPASS.*check user and password/ });
  });

  test("the call's error says why there is no token", async () => {
    const credentials = () => Promise.reject(new Error('ECONNREFUSED 169.254.169.254:80'));
    await assert.rejects(get({ password: iamToken({ ...options, credentials }) }), {
      code: 'CannotConnect',
      message: /: the function for the password failed: no IAM token for user "app": ECONNREFUSED 169\.254\.169\.254:80$/,
    });
  });

  test('AWS credentials that do not come: the error does not blame TLS', async () => {
    const password = iamToken({ ...options, credentials: () => new Promise(() => {}) });
    await assert.rejects(get({ password, timeouts: { connect: 2_000 } }), {
      code: 'CannotConnect',
      message: /no answer within 2000 ms; the function for the password has not answered$/,
    });
  });

  test('it is never sent without TLS, nor for another user', async () => {
    await assert.rejects(get({ tls: false }), { code: 'InvalidCluster', message: /tls: expected true, because .* only over TLS/ });
    await assert.rejects(get({ user: undefined }), { code: 'InvalidCluster', message: /user: expected "app", .*got nothing/ });
  });
});
