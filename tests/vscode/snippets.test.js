'use strict';

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const { launch } = require('../site/support/browser.js');
const { start } = require('./support/code.js');
const { packaged } = require('./support/extension.js');

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

test('a snippet is suggested, accepted, and filled in from place to place', async (t) => {
    const code = await start(t, browser, { vsix: packaged(), files: { 'app.js': "'use strict';\n\n" } });
    const { keyboard } = code.page;
    await code.open('app.js');
    await keyboard.type('redis-sadd-reuse-pr');
    await code.page.locator('.suggest-widget.visible .monaco-list-row.focused', { hasText: 'redis-sadd-reuse-promise' }).waitFor();
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
