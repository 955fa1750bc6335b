'use strict';

const { ErrorReply } = require('@redis/client');

// Certificates whose chain leads to no authority that Node.js knows.
const UNKNOWN_AUTHORITY = /^(DEPTH_ZERO_)?SELF_SIGNED|^UNABLE_TO_|^CERT_(UNTRUSTED|SIGNATURE_FAILURE|CHAIN_TOO_LONG)$|^INVALID_CA$/;

/**
 * What a user can do about a server that cannot be connected to, where the error shows that.
 * @param {Error} cause
 * @param {string} reason what is said of the cause
 * @param {object} attempt
 * @param {boolean} attempt.isThrough whether the server was reached, and with TLS the handshake was done
 * @param {false | object} attempt.tls the setting
 * @returns {string} which may be empty
 */
function hint(cause, reason, { isThrough, tls }) {
  if (/cluster support disabled/.test(reason)) return 'it is a single server: leave clusterModeEnabled out';
  if (cause instanceof ErrorReply) {
    if (/NOAUTH|WRONGPASS|AUTH/.test(reason)) return 'check user and password of the cluster';
    return reason.startsWith('NOPERM ') ? 'allow it to the user' : '';
  }
  if (/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH/.test(reason)) return 'check host and port of the cluster';
  return tls ? hintOfTls(cause, reason, isThrough) : hintWithoutTls(reason, isThrough);
}

function hintOfTls({ code = '' }, reason, isThrough) {
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return "the server's certificate is for another name than the host's; give a name that it is for as tls.servername";
  }
  if (UNKNOWN_AUTHORITY.test(code)) return "the authority of the server's certificate is unknown; give it as tls.ca";
  if (code.startsWith('CERT_')) return "the server's certificate was not accepted";
  // The handshake is done for the client when the server looks at its certificate; the alert may get lost then.
  const isRefused = isThrough ? /closed|ECONNRESET|EPIPE|alert/ : /alert (certificate|handshake failure|bad certificate|unknown ca)/;
  if (isRefused.test(reason)) return 'if the server wants a certificate of its clients, give tls.cert and tls.key';
  return isThrough ? '' : 'the TLS handshake failed; if the server does not use TLS, set tls: false';
}

function hintWithoutTls(reason, isThrough) {
  if (!isThrough || !/closed|ECONNRESET|RESP type|no answer/.test(reason)) return '';
  return 'if the server requires TLS, set tls: true';
}

module.exports = { hint };
