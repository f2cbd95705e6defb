/** The chat page and the admin console, as CloudFront serves them: files of a folder, under the same policy. */
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { HttpResponse, HttpService } from './http-service.ts';

export interface WebPages {
  /** What `npx vite build web` made. */
  readonly folder: string;
  /** What a page is sent with, for a caller who reaches it by that origin. */
  headersAt(origin: string): Readonly<Record<string, string>>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const PAGES: Readonly<Record<string, string>> = { '/': 'index.html', '/admin': 'admin.html' };

const zipped = promisify(gzip);

const NOT_BUILT = `<!doctype html><html lang="en"><title>Not built</title><p>The pages are not built yet. In the project's
folder: <code>npx vite build web</code>, then load this page again.</p></html>`;

/** One name, or one in assets/: nothing that leads out of the folder. */
const FILE = /^\/((?:assets\/)?[\w-][\w.-]*)$/;

export const webPages =
  ({ folder, headersAt }: WebPages): HttpService =>
  async ({ method, path, origin, headers: asked }) => {
    if (method !== 'GET' && method !== 'HEAD') return undefined;
    const name = PAGES[path] ?? FILE.exec(path)?.[1];
    const type = name && TYPES[extname(name)];
    if (!type) return undefined;
    const isZipped = asked['accept-encoding']?.includes('gzip') ?? false;
    const headers = {
      'Content-Type': type,
      Vary: 'Accept-Encoding',
      ...headersAt(origin),
      // The names of assets hold a hash of what is in them.
      'Cache-Control': name.startsWith('assets/') ? 'max-age=31536000, immutable' : 'no-cache',
    };
    try {
      const body = await readFile(join(folder, name));
      return isZipped
        ? { status: 200, headers: { ...headers, 'Content-Encoding': 'gzip' }, body: await zipped(body) }
        : { status: 200, headers, body };
    } catch {
      return path in PAGES ? notBuilt(headers) : undefined;
    }
  };

const notBuilt = (headers: Readonly<Record<string, string>>): HttpResponse => ({
  status: 503,
  headers,
  body: NOT_BUILT,
});
