import openapiTS, { astToString } from 'openapi-typescript';
import { openApi } from '../../local/api-docs/openapi.ts';

/** Committed, so that the tests' own types are checked against what the server says it takes. */
export const TYPES_FILE = 'test/support/server-api-types.d.ts';

export async function clientTypes(): Promise<string> {
  const document = JSON.stringify(openApi('https://your-api.example.com'));
  return `/** Made by npm run docs -- api. */\n${astToString(await openapiTS(document))}`;
}
