'use strict';

// Calls in the code: run and edited from there.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { startRedis } = require('../js/support/servers.js');
const { expect } = require('../site/support/browser.js');
const { windows } = require('./support/code.js');

const open = windows();

const APP = `// redis.get({ params: ['in a comment'] });
async function read(redisClient, id) {
\tconst { response } = await redis.sadd({
\t\tredisClient,
\t\tparams: [{ key: 'colours', values: ['red'] }], // keep
\t});
\tawait redis.get({ clusterIdentifier: 'sessions', params: ['greeting', id] });
\treturn response;
}
`;

test('a call is run and edited from the code, and only its parameters are replaced', async (t) => {
    const redis = await startRedis(t);
    await redis.command('SET', 'greeting', 'hello');
    const settings = { 'sigmaRedis.connections': [{ name: 'test', url: redis.url }] };
    const code = await open(t, { files: { 'app.js': APP }, settings });
    await code.open('app.js');
    await code.lenses.nth(1).waitFor();
    await expect(code.lenses).toHaveCount(2);

    await code.clickLens(0, 'Edit in panel', code.frame.locator('.frame'));
    const panel = await code.panel();
    await expect(panel.locator('#value-0-0-key')).toHaveValue('colours');
    await expect(panel.getByLabel('Use existing connection')).toBeChecked();
    await panel.locator('#value-0-0-key').fill('it\'s');
    await panel.getByRole('button', { name: 'Add value' }).click();
    await panel.locator('#value-0-0-values-1').fill('green');
    await code.picture('code-edit');
    await panel.getByRole('button', { name: 'Update app.js:3' }).click();
    await code.editor('app.js').getByText('green').waitFor();

    // An expression has a value that the user gives.
    await code.clickLens(1, 'Run', panel.getByRole('heading', { name: 'GET' }));
    await panel.getByText('Only your code knows the expression’s value').waitFor();
    await panel.locator('#value-0-1-key-sample').fill('other');
    await panel.getByRole('button', { name: /^Run/ }).click();
    await panel.getByText('2 succeeded').waitFor();
    await expect(panel.locator('#answer pre')).toHaveText(/greeting: \{ result: 'hello', error: null \},\n +other: \{ result: null, error: null \}/);
    await code.picture('code-run');

    await code.edit('app.js');
    assert.equal(await code.saved('app.js'), APP.replace("[{ key: 'colours', values: ['red'] }]", `[{
\t\t\tkey: 'it\\'s',
\t\t\tvalues: ['red', 'green']
\t\t}]`));
    code.finish();
});
