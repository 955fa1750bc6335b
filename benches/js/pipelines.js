'use strict';

// Prints how long the SDK takes beside other clients and raw sockets: from the start of a process to the first
// reply, on a single server, with the package slappforge-sdk-redis when its folder is given, and on a cluster of
// three masters; and for commands of other shapes.
//
//   (cd ../../tests/js && npm install) && npm install && npm start [-- FOLDER]

const single = require('./contenders');
const clustered = require('./cluster-contenders');
const { compare } = require('./measure');
const shaped = require('./shaped-contenders');
const { compareStarts } = require('./start');
const { startCluster } = require('../../tests/js/support/cluster');
const { Scope, startRedis } = require('../../tests/js/support/servers');

const LIMIT = 1.15;

const OPERATIONS = Object.keys(single.OPERATIONS);
const SIZES = [1, 10, 100, 1_000, 10_000];

async function main([folder]) {
  const scope = new Scope();
  try {
    console.log("Medians in milliseconds; ratios are medians of the rounds' ratios of the SDK to the other.");
    const { port } = await startRedis(scope);
    console.log('\nA process that loads the client and makes one call:\n');
    await compareStarts(port);

    console.log('\nA single server:\n');
    const { sdk, nodeRedis, ioredis, rawSocket } = single;
    const makers = { SDK: sdk, 'node-redis': nodeRedis, ioredis, 'raw socket': rawSocket };
    if (folder) makers['slappforge-sdk-redis'] = single.handWritten(folder);
    report(await compare(makers, port, { rivals: ['node-redis', 'ioredis'], operations: OPERATIONS, sizes: SIZES }));
    if (!folder) console.log('slappforge-sdk-redis was not measured: give its folder as an argument.');

    console.log('\nA cluster of three masters:\n');
    const cluster = await startCluster(scope, { replicas: 0 });
    const rivals = ['node-redis', 'ioredis', 'ioredis by node'];
    const ports = cluster.nodes.map((node) => node.port);
    report(await compare(clustered, ports, { rivals, operations: OPERATIONS, sizes: SIZES }));

    console.log('\nCommands of other shapes, ten fields, members or elements each, on a single server:\n');
    const shapes = { rivals: ['node-redis', 'ioredis'], operations: shaped.OPERATIONS, sizes: [1, 100, 1_000] };
    report(await compare(shaped.contenders, port, shapes));
  } finally {
    await scope.end();
  }
}

function report(worst) {
  console.log(`\nThe largest ratio to the best client is ${worst.toFixed(2)}; the limit is ${LIMIT}.`);
}

main(process.argv.slice(2));
