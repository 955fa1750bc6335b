// Writes every snippet of a VS Code file, as it stands when nothing is filled in, into one TypeScript module.
//
//   node types.mjs INPUT         a JSON file: { snippets, sdk, output }

import { readFile, writeFile } from 'node:fs/promises';
import { expandLsp } from './editors.mjs';

const { snippets, sdk, output } = JSON.parse(await readFile(process.argv[2], 'utf8'));
const functions = Object.values(JSON.parse(await readFile(snippets, 'utf8'))).map(({ prefix, body }) => {
  const params = prefix.includes('-reuse') ? 'redisClient: RedisClient' : '';
  const code = expandLsp(body.join('\n'), (stop) => (stop.cursor ? 'use(response.success);' : undefined));
  return `async (${params}) => {\n${code.replace(/\/\/(?=(?:await )?redisClient)/, '')}\n},\n`;
});
await writeFile(
  output,
  `import type { Redis, RedisClient } from ${JSON.stringify(sdk)};
declare const redis: Redis;
declare function callback(error: Error): void;
declare function use(count: number): void;
export default [\n${functions.join('')}];\n`,
);
