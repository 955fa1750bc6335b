'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { windows } = require('./support/code.js');
const { OWN } = require('./support/extension.js');

const open = windows();

test('a snippet is suggested, accepted, and filled in from place to place', async (t) => {
    const code = await open(t, { files: { 'app.js': "'use strict';\n\n" } });
    const { keyboard } = code.page;
    await code.open('app.js');
    await code.suggestion('redis-sadd-reuse-pr', 'redis-sadd-reuse-promise');
    await code.picture('snippet-suggested');
    await keyboard.press('Enter');
    await code.editor('app.js').getByText('redis.sadd').waitFor();
    // The key is chosen, and typing replaces it; then the list of values, which stays, and the first of them.
    await keyboard.type('colours');
    await keyboard.press('Tab');
    await code.picture('snippet-accepted');
    await keyboard.press('Escape');
    assert.equal(await code.saved('app.js'), `'use strict';

const { response } = await redis.sadd({
    redisClient: redisClient,
    params: [{
        key: 'colours',
        values: ['red', 'green', 'blue']
    }]
});

//await redisClient.quit();`);
    code.finish();
});

test('the name of each operation suggests its snippets, of which one is as good as another', async (t) => {
    const snippets = Object.values(JSON.parse(fs.readFileSync(path.join(OWN, 'snippets/sigma-redis.code-snippets'), 'utf8')));
    const operations = new Set(snippets.map(({ body }) => body.join('\n').match(/redis\.(\w+)\(/)[1]));
    // Of each operation another style than of the one before.
    const chosen = [...operations].map((operation, at) => {
        const own = snippets.filter(({ body }) => body.join('\n').includes(`redis.${operation}(`));
        return { operation, ...own[at % own.length] };
    });
    const code = await open(t, { files: { 'app.js': '\n' } });
    const { keyboard } = code.page;
    await code.open('app.js');
    for (const { operation, prefix } of chosen) {
        await code.suggestion(prefix, prefix);
        await keyboard.press('Enter');
        await code.editor('app.js').getByText(`redis.${operation}(`).waitFor();
        for (const key of ['Escape', 'Control+a', 'Delete']) await keyboard.press(key);
        await code.editor('app.js').getByText(`redis.${operation}(`).waitFor({ state: 'detached' });
    }
    assert.equal(chosen.length, 24);
    code.finish();
});
