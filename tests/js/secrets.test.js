'use strict';

// The password from a secret: asked once, kept for a while, and asked anew after a rotation.

const assert = require('node:assert/strict');
const http = require('node:http');
const { once } = require('node:events');
const { after, before, beforeEach, describe, test } = require('node:test');
const { Redis } = require('sigma-redis');
const { secretPassword } = require('./node_modules/sigma-redis/lib/secrets');
const { Scope, certify, freePort, plainClient, startRedis } = require('./support/servers');

const MINUTE = 60_000;
const ARN = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:redis-AbCdEf';

test('a password is kept for five minutes, and shared by those who ask together', async () => {
  let asked = 0;
  let time = 0;
  const read = async (arn) => `${arn} ${++asked}`;
  const password = secretPassword('arn', read, () => time);
  assert.deepEqual(await Promise.all([password(), password()]), ['arn 1', 'arn 1']);
  time += 5 * MINUTE - 1;
  assert.equal(await password(), 'arn 1');
  time += 1;
  assert.equal(await password(), 'arn 2');
  password.forget();
  assert.equal(await password(), 'arn 3');
});

test('a failure is not kept', async () => {
  let failures = 1;
  const password = secretPassword('arn', async () => {
    if (failures-- > 0) throw new Error('access denied');
    return 'token';
  });
  await assert.rejects(password(), /access denied/);
  assert.equal(await password(), 'token');
});

describe('on a server', () => {
  const scope = new Scope();
  const variables = ['AWS_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'SIGMA_REDIS_CLUSTERS'];
  const saved = variables.map((name) => [name, process.env[name]]);
  let admin, cluster, manager, secrets, asked, answer;

  before(async () => {
    const { ca, args } = certify(scope, ['IP:127.0.0.1']);
    const tlsPort = await freePort();
    const { url } = await startRedis(scope, { args: ['--tls-port', tlsPort, ...args] });
    admin = await plainClient(scope, url);
    cluster = { host: '127.0.0.1', port: tlsPort, tls: { ca } };
    // What stands for Secrets Manager.
    manager = http.createServer(async (request, response) => {
      let body = '';
      for await (const part of request) body += part;
      asked.push([request.headers['x-amz-target'], JSON.parse(body).SecretId, request.headers.authorization]);
      if (answer) return answer(response);
      const name = JSON.parse(body).SecretId;
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      response.end(JSON.stringify({ ARN: name, SecretString: secrets[name] }));
    });
    manager.listen(0, '127.0.0.1');
    await once(manager, 'listening');
    process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${manager.address().port}`;
    process.env.AWS_ACCESS_KEY_ID = 'AKIA1';
    process.env.AWS_SECRET_ACCESS_KEY = 'secret';
  });

  after(async () => {
    for (const [name, value] of saved) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    manager.closeAllConnections();
    manager.close();
    await scope.end();
  });

  beforeEach(() => {
    asked = [];
    secrets = {};
    answer = undefined;
  });

  const rotate = (password) => admin.sendCommand(['CONFIG', 'SET', 'requirepass', password]);

  async function get(changes) {
    const redis = new Redis({ clusters: { c: { ...cluster, ...changes } } });
    const { response, redisClient } = await redis.get({ clusterIdentifier: 'c', params: ['k'] });
    await redisClient.quit();
    return response.success;
  }

  test('it is read once for all connections, and anew after a rotation', async () => {
    const secret = `${ARN}1`;
    secrets[secret] = 'first';
    await rotate('first');
    assert.equal(await get({ secret }), 1);
    assert.equal(await get({ secret }), 1);
    assert.equal(asked.length, 1);
    assert.deepEqual(asked[0].slice(0, 2), ['secretsmanager.GetSecretValue', secret]);
    assert.match(asked[0][2], /\/eu-west-1\/secretsmanager\//, "the secret's own region");

    secrets[secret] = 'second';
    await rotate('second');
    await assert.rejects(get({ secret }), { code: 'CannotConnect', message: /WRONGPASS/ });
    assert.equal(await get({ secret }), 1);
    assert.equal(asked.length, 2);
    await rotate('');
  });

  test('a password beside it contradicts it', async () => {
    const both = { password: 'own', secret: ARN };
    await assert.rejects(get(both), {
      code: 'InvalidCluster',
      message: /password and secret contradict each other/,
    });
    assert.equal(asked.length, 0);
  });

  test('what Secrets Manager says is in the error of the call', async () => {
    answer = (response) => {
      response.statusCode = 400;
      response.end(JSON.stringify({ __type: 'AccessDeniedException', Message: 'not authorized to GetSecretValue' }));
    };
    await assert.rejects(get({ secret: `${ARN}3` }), {
      code: 'CannotConnect',
      message: /the function for the password failed: not authorized to GetSecretValue/,
    });
    answer = undefined;
    await assert.rejects(get({ secret: `${ARN}4` }), { code: 'CannotConnect', message: /secret:redis-AbCdEf4 holds no text/ });
  });

  test('without a way to Secrets Manager the error says so', async () => {
    answer = () => {};
    const secret = `${ARN}5`;
    await assert.rejects(get({ secret, timeouts: { connect: 1_500 } }), {
      code: 'CannotConnect',
      message: /no answer within 1500 ms; Secrets Manager has not answered: a VPC .* needs an endpoint for it$/,
    });
    answer = undefined;
    secrets[secret] = 'late';
    await rotate('late');
    assert.equal(await get({ secret }), 1, 'the next call does not wait for the answer that did not come');
    await rotate('');
  });

  test('it is the ARN of a secret, and goes over TLS', async () => {
    for (const secret of ['hunter2', 12, `arn:aws:s3:::hunter2`]) {
      await assert.rejects(get({ secret }), (error) => {
        assert.equal(error.code, 'InvalidCluster');
        assert.match(error.message, /secret: expected the ARN/);
        assert.doesNotMatch(error.message, /hunter2/);
        return true;
      });
    }
    await assert.rejects(get({ secret: ARN, tls: false }), { code: 'InvalidCluster', message: /tls: expected true/ });
  });
});
