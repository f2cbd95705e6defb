/** A stand-in for the hosted page of a user pool, as far as the page deals with it: it hands out the tokens of a local user. */
import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface HostedPool {
  readonly url: string;
  /** The forms that were posted, by path. */
  readonly posted: { readonly path: string; readonly form: URLSearchParams }[];
  close(): Promise<void>;
}

export async function hostedPool(tokens: () => Promise<object>): Promise<HostedPool> {
  const challenges = new Map<string, string>();
  const posted: HostedPool['posted'] = [];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://pool');
    if (path === '/oauth2/authorize') {
      const code = randomUUID();
      challenges.set(code, query.get('code_challenge') ?? '');
      const back = new URL(query.get('redirect_uri') ?? '');
      back.search = String(new URLSearchParams({ code, state: query.get('state') ?? '' }));
      response.writeHead(302, { Location: back.href }).end();
      return;
    }
    if (path === '/logout') {
      response.writeHead(302, { Location: query.get('logout_uri') ?? '' }).end();
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    posted.push({ path, form });
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Content-Type', 'application/json');
    const isOwner =
      form.get('grant_type') === 'refresh_token' ||
      challenges.get(form.get('code') ?? '') ===
        createHash('sha256')
          .update(form.get('code_verifier') ?? '')
          .digest('base64url');
    if (path === '/oauth2/token' && !isOwner) response.writeHead(400).end('{"error":"invalid_grant"}');
    else response.end(JSON.stringify(path === '/oauth2/token' ? await tokens() : {}));
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    posted,
    close: () => new Promise(resolve => server.close(() => resolve())),
  };
}
