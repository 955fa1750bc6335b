'use strict';

// A new cluster, filled in by the form: every limit of its fields, and what one field does to others.

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const { expect, launch } = require('../site/support/browser.js');
const { badge, openNew, openSections, put, specText, wrong } = require('./support/clusters.js');

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const name = (count) => 'a'.repeat(count);

/** The fields for text and numbers by their labels: what each takes at its limits, and what it does not. */
const LIMITS = {
    'Number of Replicas': { takes: ['2', '6'], refuses: ['1', '7', '0', '-1', '2.5', 'x', ''] },
    'Cluster Name': {
        takes: ['a', name(20), 'a-1-b', 'My-cluster'],
        refuses: [name(21), 'a_b', 'ä', '1a', '-a', 'a-', 'a--b', ''],
    },
    'Cluster Description': { takes: ['x', 'ä'.repeat(255), '12', 'yes: "no" # \\'], refuses: ['ä'.repeat(256), '${AWS::Region}', ''] },
    Port: { takes: ['1', '65535'], refuses: ['0', '65536', '6379.5', 'x', ''] },
    'VPC Name': { takes: ['x', name(255)], refuses: [name(256), ''] },
    'CIDR block': { takes: ['10.0.0.0/16', '10.0.0.0/20'], refuses: ['10.0.0.0/15', '10.0.0.0/29', '10.0.0.0', '10.0.0.1/16', '10.0.0.256/16', ''] },
    'Subnet Name': { takes: ['x', name(255)], refuses: [name(256), ''] },
    'CIDR block for subnet': { takes: ['10.0.2.0/24', '10.0.2.0/28'], refuses: ['10.0.0.0/15', '10.0.2.0/29', '10.0.2', 'x', ''] },
};

const CLUSTERED = { 'Number of Shards': { takes: ['2', '15'], refuses: ['1', '16', '0', 'x', ''] }, 'Number of Replicas': { takes: ['2', '6'], refuses: ['1', '7'] } };

const EXISTING = {
    VPC: { takes: ['vpc-0a1b2c3d', 'vpc-0123456789abcdef0'], refuses: ['vpc-', 'subnet-0a1b2c3d', 'vpc-xyz', ''] },
    'Subnet 1': { takes: ['subnet-0a1b2c3d'], refuses: ['subnet-', 'vpc-0a1b2c3d', ''] },
    'Security Group': { takes: ['sg-0a1b2c3d'], refuses: ['sg-', '0a1b2c3d', ''] },
};

const AWS = { 'Cluster Name': { takes: [name(40)], refuses: [name(41)] }, 'Number of Shards': { takes: ['1', '90'], refuses: ['0', '501'] } };

/** Fills each field in at its limits: the mistake is there when the field is left, and gone when it is right again. */
async function eachLimit(tab, limits) {
    for (const [label, { takes, refuses }] of Object.entries(limits)) {
        const before = await tab.getByLabel(label, { exact: true }).first().inputValue();
        for (const value of refuses) {
            await put(tab, label, value);
            await expect.poll(() => wrong(tab, label), `${label} takes ${JSON.stringify(value)}`).not.toBeNull();
            await expect(tab.locator('#save-spec'), `${label}: ${value} can be saved`).toBeDisabled();
            await put(tab, label, takes[0]);
            await expect.poll(() => wrong(tab, label), `${label} refuses ${JSON.stringify(takes[0])}`).toBeNull();
        }
        for (const value of takes) {
            await put(tab, label, value);
            await expect.poll(() => wrong(tab, label), `${label} refuses ${JSON.stringify(value)}`).toBeNull();
        }
        await put(tab, label, before || takes[0]);
    }
}

test('every field takes what is in its limits, and tells what is not', async () => {
    const { tab, finish } = await openNew(browser);
    await openSections(tab);
    await eachLimit(tab, LIMITS);
    await expect(badge(tab)).toHaveText('no mistakes');
    // Without a failover one node is enough.
    await tab.getByLabel('Multi-AZ with Auto-failover').uncheck();
    await eachLimit(tab, { 'Number of Replicas': { takes: ['1', '6'], refuses: ['0', '7'] } });
    await finish();
});

test('what can be chosen is what the engine and the region have', async () => {
    const { tab, finish } = await openNew(browser);
    const optionsOf = (label) => tab.getByLabel(label, { exact: true }).locator('option');
    await expect(optionsOf('Engine')).toHaveText(['redis']);
    const versions = await optionsOf('Engine Version').allTextContents();
    assert.ok(versions.includes('7.1') && versions.includes('5.0.6') && !versions.includes('8.0'), versions.join());
    for (const version of versions) {
        await tab.getByLabel('Engine Version').selectOption(version);
        await expect.poll(() => wrong(tab, 'Engine Version'), version).toBeNull();
    }
    const families = tab.getByRole('group', { name: 'Instance family' });
    await families.getByRole('radio', { name: 'r7g' }).check();
    await expect(optionsOf('Node Type').first()).toHaveText(/^cache\.r7g\./);
    const types = await optionsOf('Node Type').allTextContents();
    assert.ok(types.length > 3 && types.every((type) => type.startsWith('cache.r7g.')), types.join());
    await expect(specText(tab)).toHaveText(new RegExp(`nodeType: ${types[0]}\n`));
    await tab.getByLabel('Node Type').selectOption('cache.r7g.xlarge');
    await expect(specText(tab)).toHaveText(/nodeType: cache\.r7g\.xlarge\n/);
    // The other profile has another engine, whose versions are others.
    await openSections(tab);
    await tab.getByRole('radio', { name: 'aws' }).check();
    await tab.getByRole('radio', { name: 'valkey' }).check();
    await expect(optionsOf('Engine Version').filter({ hasText: /^8\.0$/ })).toHaveCount(1);
    await expect.poll(() => wrong(tab, 'Engine Version'), 'there is no Valkey of that version').not.toBeNull();
    await tab.getByLabel('Engine Version').selectOption('8.0');
    await expect.poll(() => wrong(tab, 'Engine Version')).toBeNull();
    // Another region has other families.
    const count = await families.getByRole('radio').count();
    await tab.getByLabel('Region').selectOption('ap-south-2');
    await expect(families.getByRole('radio')).not.toHaveCount(count);
    await finish();
});

test('what cannot be chosen says why, and mode decides', async () => {
    const { tab, finish } = await openNew(browser);
    const shards = tab.getByLabel('Number of Shards');
    const failover = tab.getByLabel('Multi-AZ with Auto-failover');
    await expect(shards).toBeDisabled();
    await expect(shards).toHaveValue('1');
    await expect(shards).toHaveAccessibleDescription(/Only available in cluster mode/);
    await expect(failover).toBeEnabled();
    await failover.uncheck();
    await tab.getByRole('radio', { name: 'clustered' }).check();
    await expect(shards).toBeEnabled();
    await expect(shards).toHaveValue('2');
    await expect(failover).toBeDisabled();
    await expect(failover).toBeChecked();
    await expect(failover).toHaveAccessibleDescription(/Only available in standalone mode/);
    await expect(badge(tab)).toHaveText('no mistakes');
    await eachLimit(tab, CLUSTERED);
    await put(tab, 'Number of Shards', '7');
    await tab.getByRole('radio', { name: 'standalone' }).check();
    await expect(shards).toBeDisabled();
    await expect(shards).toHaveValue('1');
    await expect(badge(tab)).toHaveText('no mistakes');
    await expect(specText(tab)).toHaveText(/# only standalone; a clustered one always has it/);
    await openSections(tab);
    await tab.getByRole('radio', { name: 'aws' }).check();
    await tab.getByRole('radio', { name: 'clustered' }).check();
    await eachLimit(tab, AWS);
    await finish();
});

test('an existing VPC has other fields, and the new one is there again afterwards', async () => {
    const { tab, finish } = await openNew(browser);
    await openSections(tab);
    const before = await specText(tab).textContent();
    await put(tab, 'VPC Name', 'mine');
    await tab.getByRole('radio', { name: 'Using Existing VPC' }).check();
    await expect(tab.getByLabel('VPC Name')).toHaveCount(0);
    await expect(tab.locator('.note').first()).toHaveText(/make sure your lambda function is also deployed in the same VPC/);
    await eachLimit(tab, EXISTING);
    await tab.getByRole('button', { name: 'Add subnet' }).click();
    await tab.keyboard.type('subnet-0a1b2c3e');
    await tab.getByLabel('Open Port').check();
    await expect(badge(tab)).toHaveText('no mistakes');
    await expect(specText(tab)).toHaveText(/type: existing +# or existing, with id, subnets and securityGroup\n      id: vpc-0a1b2c3d\n      subnets: \[subnet-0a1b2c3d, subnet-0a1b2c3e\]\n      securityGroup: sg-0a1b2c3d\n      openPort: true\n/);
    await tab.getByRole('radio', { name: 'Create New VPC' }).check();
    await expect(tab.getByLabel('VPC Name')).toHaveValue('mine');
    await put(tab, 'VPC Name', 'sigma-vpc');
    const squeezed = (text) => text.replace(/ +/g, ' ').replace(/\n *- \{ (.*?) \}/g, '[$1]').split('\n').toSorted().join('\n');
    await expect.poll(async () => squeezed(await specText(tab).textContent())).toBe(squeezed(before));
    await finish();
});

test('subnets, logins and a function come and go', async () => {
    const { tab, finish } = await openNew(browser);
    await openSections(tab);
    await tab.getByRole('button', { name: 'Add subnet' }).click();
    await expect.poll(() => wrong(tab, 'Subnet Name', 2), 'nobody has had the time to fill it in').toBeNull();
    await put(tab, 'Subnet Name', 'private-c', 2);
    await put(tab, 'CIDR block for subnet', '10.0.0.0/24', 2);
    await expect.poll(() => wrong(tab, 'CIDR block for subnet', 2), 'two subnets have the same addresses').not.toBeNull();
    await put(tab, 'CIDR block for subnet', '10.0.2.0/24', 2);
    await expect(badge(tab)).toHaveText('no mistakes');
    await tab.getByRole('button', { name: 'Remove subnet 1' }).click();
    await expect(specText(tab)).not.toHaveText(/private-a/);
    await expect(specText(tab)).toHaveText(/- \{ name: private-b, cidr: 10\.0\.1\.0\/24 \}\n        - \{ name: private-c, cidr: 10\.0\.2\.0\/24 \}/);

    await tab.getByRole('radio', { name: 'iam', exact: true }).check();
    await put(tab, 'User', 'app');
    await expect(badge(tab)).toHaveText('no mistakes');
    await tab.getByRole('radio', { name: 'token', exact: true }).check();
    await expect(tab.getByLabel('User', { exact: true })).toHaveCount(0);
    await put(tab, 'Secret', 'x');
    await expect.poll(() => wrong(tab, 'Secret')).not.toBeNull();
    await put(tab, 'Secret', 'arn:aws:secretsmanager:us-east-1:123456789012:secret:redis-AbCdEf');
    await expect(badge(tab)).toHaveText('no mistakes');
    await tab.getByLabel('Encryption in Transit').uncheck();
    await expect(badge(tab)).toHaveText(/mistake/);
    await tab.getByLabel('Encryption in Transit').check();

    await tab.getByLabel('Function', { exact: true }).check();
    await tab.getByLabel('Runtime').selectOption('nodejs24.x');
    await put(tab, 'Handler', 'index.handler');
    await put(tab, 'Code\'s bucket', 'my-bucket');
    await put(tab, 'Code\'s key', 'code.zip');
    for (const [label, limits] of [['Timeout', ['0', '901']], ['Memory', ['127', '10241']]]) {
        for (const value of limits) {
            await put(tab, label, value);
            await expect.poll(() => wrong(tab, label), `${label}: ${value}`).not.toBeNull();
        }
        await put(tab, label, '');
        await expect.poll(() => wrong(tab, label), 'it has a default').toBeNull();
    }
    await expect(badge(tab)).toHaveText('no mistakes');
    await tab.getByRole('tab', { name: 'CloudFormation' }).click();
    await expect(specText(tab)).toHaveText(/AWS::Lambda::Function/);
    await tab.getByRole('tab', { name: 'clusters.yaml' }).click();
    await tab.getByLabel('Function', { exact: true }).uncheck();
    await expect(specText(tab)).not.toHaveText(/runtime|function:/);
    await finish();
});
