'use strict';

// What a server is, asked over a connection of its own.

const { Connection } = require('../sdk/lib/connection');
const { settings } = require('../sdk/lib/settings');

/** What a server says about itself. @typedef {{ server: string | null, cluster: boolean }} About */

/**
 * Asks a server.
 * @param {string} name @param {object} entry how it is reached
 * @returns {Promise<About>}
 */
function about(name, entry) {
    return withConnection(name, entry, async (connection) => {
        // Who may not ask is connected all the same.
        const text = String(await connection.send(['INFO', 'server']).catch(() => ''));
        const [, valkey] = text.match(/^valkey_version:(\S+)/m) ?? [];
        const [, redis] = text.match(/^redis_version:(\S+)/m) ?? [];
        return { server: valkey ? `Valkey ${valkey}` : redis ? `Redis ${redis}` : null, cluster: /^redis_mode:cluster/m.test(text) };
    });
}

/**
 * Does something over a connection to one server, whatever it is a node of.
 * @template Made
 * @param {string} name @param {object} entry @param {(connection: SdkConnection) => Promise<Made>} act
 */
async function withConnection(name, entry, act) {
    const connection = await Connection.open({ ...settings(name, entry), clusterMode: false });
    try {
        return await act(connection);
    } finally {
        await connection.close();
    }
}

module.exports = { about, withConnection };
