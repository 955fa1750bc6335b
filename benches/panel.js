'use strict';

// How quick the panel's page is, in Chromium from disk: its start, and a form with one key and with many.
//
//     node benches/panel.js        needs what `tests/run panel` installs

const { launch } = require('../tests/site/support/browser.js');
const { choose, openPanel } = require('../tests/panel/support/panel.js');

const RUNS = 7;
const MANY = 10_000;
const KEYS = Array.from({ length: MANY }, (_, index) => `key${index}`).join('\n');

/** Puts a text into a field at once, as pasting does. */
const put = (input, text) => input.evaluate((element, text) => {
    element.value = text;
    element.dispatchEvent(new Event('input', { bubbles: true }));
}, text);

/** How long something takes until the page has drawn it, in milliseconds. */
async function timed(what) {
    const start = performance.now();
    await what();
    return performance.now() - start;
}

/** Types a letter into the first key, and waits for it in the code. */
async function letter(tab, sign) {
    await tab.locator('#value-0-0-key').focus();
    await tab.keyboard.press('End');
    return timed(async () => {
        await tab.keyboard.type(sign);
        await tab.locator('.code-pane code', { hasText: `${sign}'` }).waitFor();
    });
}

async function once(browser) {
    const times = {};
    let opened;
    times['the page starts'] = await timed(async () => { opened = await openPanel(browser); });
    const { tab, finish } = opened;
    times['another operation is chosen'] = await timed(async () => {
        await choose(tab, 'GET');
        await tab.locator('.operation h2', { hasText: /^GET$/ }).waitFor();
    });
    times['a letter, one key'] = await letter(tab, '!');
    await tab.getByRole('button', { name: 'Paste many' }).click();
    times['10,000 keys are pasted'] = await timed(async () => {
        await put(tab.getByLabel('What to paste'), KEYS);
        await tab.locator('.understood', { hasText: '10,000 keys' }).waitFor();
    });
    times['10,000 keys are taken'] = await timed(async () => {
        await tab.getByRole('button', { name: 'Take 10,000 keys' }).click();
        await tab.locator('.more').waitFor();
    });
    times['a letter, 10,000 keys'] = await letter(tab, '?');
    await finish();
    return times;
}

async function main() {
    const browser = await launch();
    await once(browser);
    const runs = [];
    for (let run = 0; run < RUNS; run++) runs.push(await once(browser));
    await browser.close();
    const median = (name) => runs.map((times) => times[name]).sort((one, other) => one - other)[(RUNS - 1) / 2];
    console.log(`| The panel in Chromium, medians of ${RUNS} runs | ms |\n| :--- | ---: |`);
    for (const name of Object.keys(runs[0])) console.log(`| ${name} | ${median(name).toFixed(0)} |`);
}

main();
