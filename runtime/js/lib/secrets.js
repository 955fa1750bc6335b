'use strict';

/** How long a password is kept, in milliseconds: the secret may be rotated. */
const LIFE = 5 * 60_000;

/** The functions of all secrets by ARN: new settings of a cluster, and other clusters, share what is kept. */
const passwords = new Map();

/**
 * A function that gives the password that a secret of AWS Secrets Manager holds as its text.
 * @param {string} arn
 * @returns {(() => Promise<string>) & { forget(): void, silence: string }}
 */
function passwordOf(arn) {
  if (!passwords.has(arn)) passwords.set(arn, secretPassword(arn, read));
  return passwords.get(arn);
}

/**
 * Asks once for all connections, and again when the answer is old or was forgotten.
 * @param {string} arn
 * @param {(arn: string) => Promise<string>} read
 * @param {() => number} now in milliseconds
 */
function secretPassword(arn, read, now = () => performance.now()) {
  let kept;
  async function password() {
    if (kept === undefined || now() >= kept.ends) {
      const asked = { ends: now() + LIFE, answer: read(arn) };
      kept = asked;
      // A failure is not kept.
      asked.answer.catch(() => kept === asked && forget());
    }
    return kept.answer;
  }
  /** The server refused the password, because it was rotated; or it does not come. */
  function forget() {
    kept = undefined;
  }
  const silence = 'Secrets Manager has not answered: a VPC without a way to the internet needs an endpoint for it';
  return Object.assign(password, { forget, silence });
}

async function read(arn) {
  const { SecretsManager } = secretsManager();
  const { SecretString } = await new SecretsManager({ region: arn.split(':')[3] }).getSecretValue({ SecretId: arn });
  if (typeof SecretString !== 'string') throw new Error(`the secret ${arn} holds no text`);
  return SecretString;
}

function secretsManager() {
  try {
    return require('@aws-sdk/client-secrets-manager');
  } catch (cause) {
    if (cause.code !== 'MODULE_NOT_FOUND') throw cause;
    const hint = "npm install @aws-sdk/client-secrets-manager, which Lambda's runtimes of Node.js have already";
    throw new Error(`reading a secret needs a package: ${hint}`, { cause });
  }
}

module.exports = { passwordOf, secretPassword };
