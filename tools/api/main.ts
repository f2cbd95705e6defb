/** `npm run docs -- api`: writes the documents of both APIs, and the types that a generated client has. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { asyncApi } from '../../local/api-docs/asyncapi.ts';
import { openApi } from '../../local/api-docs/openapi.ts';
import { clientTypes, TYPES_FILE } from './client-types.ts';

new Command('npm run docs -- api')
  .description(
    'Writes dist/docs/openapi.json, dist/docs/asyncapi.json, and the types of the generated client.',
  )
  .parse();

const FOLDER = 'dist/docs';
mkdirSync(FOLDER, { recursive: true });
const documents = {
  'openapi.json': openApi('https://your-api.example.com'),
  'asyncapi.json': asyncApi('wss://your-socket.example.com/v1'),
};
for (const [name, document] of Object.entries(documents))
  writeFileSync(`${FOLDER}/${name}`, `${JSON.stringify(document, null, 2)}\n`);
writeFileSync(TYPES_FILE, await clientTypes());
