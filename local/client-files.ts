/** The SDK as a page loads it, `/client.js`, and the example that uses it. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { BundleName } from '../client/packaging/bundle-client.ts';
import type { HttpResponse, HttpService } from '../emulator/http/http-service.ts';

const BUNDLES: ReadonlyMap<string, BundleName> = new Map([
  ['/client.js', 'client.js'],
  ['/local-storage-outbox.js', 'local-storage-outbox.js'],
]);
const EXAMPLE = fileURLToPath(new URL('../examples/browser.html', import.meta.url));

const text = (type: string, body: string): HttpResponse => ({
  status: 200,
  // A page of any origin may try it, as it may `/config.json`.
  headers: { 'Content-Type': `${type}; charset=utf-8`, 'Access-Control-Allow-Origin': '*' },
  body,
});

/** Built when first asked for: most who start the server never do, and what builds it takes its time to load. */
export function clientFiles(): HttpService {
  const built = new Map<BundleName, Promise<string>>();

  async function build(name: BundleName): Promise<string> {
    const { bundleClient } = await import('../client/packaging/bundle-client.ts');
    return bundleClient(name);
  }

  return async ({ method, path }) => {
    if (method !== 'GET') return undefined;
    if (path === '/examples/browser.html') return text('text/html', await readFile(EXAMPLE, 'utf8'));
    const name = BUNDLES.get(path);
    if (!name) return undefined;
    const bundle = built.get(name) ?? build(name);
    built.set(name, bundle);
    return text('text/javascript', await bundle);
  };
}
