/** The SDK as a page loads it, `/client.js`, and the example that uses it. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Bundle, BundleName } from '../client/packaging/bundle-client.ts';
import type { HttpResponse, HttpService } from '../emulator/http/http-service.ts';
import { pageHeaders } from './page-headers.ts';

const BUNDLES: ReadonlyMap<string, BundleName> = new Map([
  ['/client.js', 'client.js'],
  ['/local-storage-outbox.js', 'local-storage-outbox.js'],
]);
const EXAMPLE = fileURLToPath(new URL('../examples/browser.html', import.meta.url));

const served = (type: string, body: string): HttpResponse => ({
  status: 200,
  // A page of any origin may try it, as it may `/config.json`.
  headers: { 'Content-Type': `${type}; charset=utf-8`, 'Access-Control-Allow-Origin': '*' },
  body,
});

/** The hash of what stands between the tags, by which a policy knows it. */
function hashOf(page: string, tag: string): string {
  const [, inside = ''] = new RegExp(`<${tag}[^>]*>(.*?)</${tag}>`, 's').exec(page) ?? [];
  return `'sha256-${createHash('sha256').update(inside).digest('base64')}'`;
}

async function example(origin: string): Promise<HttpResponse> {
  const body = await readFile(EXAMPLE, 'utf8');
  const own = [
    `script-src 'self' ${hashOf(body, 'script')}`,
    `style-src ${hashOf(body, 'style')}`,
    'img-src data:',
  ];
  return {
    status: 200,
    headers: { 'Content-Type': 'text/html; charset=utf-8', ...pageHeaders(origin, own) },
    body,
  };
}

/** Built when first asked for: most who start the server never do, and what builds it takes its time to load. */
export function clientFiles(): HttpService {
  const built = new Map<BundleName, Promise<Bundle>>();

  async function build(name: BundleName): Promise<Bundle> {
    const { bundleClient } = await import('../client/packaging/bundle-client.ts');
    return bundleClient(name);
  }

  return async ({ method, path, origin }) => {
    if (method !== 'GET') return undefined;
    if (path === '/examples/browser.html') return example(origin);
    const name = BUNDLES.get(path.replace(/\.map$/, ''));
    if (!name) return undefined;
    const bundle = built.get(name) ?? build(name);
    built.set(name, bundle);
    const { code, map } = await bundle;
    return path.endsWith('.map') ? served('application/json', map) : served('text/javascript', code);
  };
}
