/** `/openapi.json`, `/asyncapi.json`, and `/api`: a page to try the server API. Only this machine's server has them. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type HttpResponse, type HttpService, json } from '../../emulator/http/http-service.ts';
import { pageHeaders } from '../page-headers.ts';
import { asyncApi } from './asyncapi.ts';
import { openApi } from './openapi.ts';

const SHOW = `const dark = matchMedia('(prefers-color-scheme: dark)');
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', follow);
follow();
SwaggerUIBundle({ url: '/openapi.json', dom_id: '#api', tryItOutEnabled: true, persistAuthorization: true })`;

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>The server API</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/api/swagger-ui.css"><div id="api"></div>
<script src="/api/swagger-ui-bundle.js"></script><script src="/api/show.js"></script></html>`;

const require = createRequire(import.meta.url);
const FILES: ReadonlyMap<string, { type: string; file: string }> = new Map([
  ['/api/swagger-ui.css', { type: 'text/css', file: require.resolve('swagger-ui-dist/swagger-ui.css') }],
  [
    '/api/swagger-ui-bundle.js',
    { type: 'text/javascript', file: require.resolve('swagger-ui-dist/swagger-ui-bundle.js') },
  ],
]);

/** Swagger UI sets styles of elements, and draws with images that are in its stylesheet. */
const page = (origin: string, type: string, body: string): HttpResponse => ({
  status: 200,
  headers: {
    'Content-Type': `${type}; charset=utf-8`,
    ...pageHeaders(origin, ["style-src 'self' 'unsafe-inline'", "img-src 'self' data:"]),
  },
  body,
});

/** Others read the documents too, such as an editor in another tab. */
const ANY_ORIGIN = { 'Access-Control-Allow-Origin': '*' };

export const apiDocs =
  (socketUrlAt: (origin: string) => string): HttpService =>
  async ({ method, path, origin }) => {
    if (method !== 'GET') return undefined;
    if (path === '/openapi.json') return json(200, openApi(origin), ANY_ORIGIN);
    if (path === '/asyncapi.json') return json(200, asyncApi(socketUrlAt(origin)), ANY_ORIGIN);
    if (path === '/api') return page(origin, 'text/html', PAGE);
    if (path === '/api/show.js') return page(origin, 'text/javascript', SHOW);
    const found = FILES.get(path);
    return found && page(origin, found.type, await readFile(found.file, 'utf8'));
  };
