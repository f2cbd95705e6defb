/** The page under the Content-Security-Policy that the template sends, with its socket at another origin, as deployed. */
import { once } from 'node:events';
import { createServer, request as forward, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { resolver } from '../../emulator/template/intrinsics.ts';
import { synthesize } from '../infra/synthesize.ts';
import { ofType } from '../infra/template.ts';
import { type TestServer, testServer } from '../support/server.ts';
import { signInAs, useBrowser } from './support/browser.ts';
import { composer, say, sees } from './support/room.ts';

const { visit } = useBrowser();

const headers = z.object({
  ResponseHeadersPolicyConfig: z.object({
    SecurityHeadersConfig: z.object({
      ContentSecurityPolicy: z.object({ ContentSecurityPolicy: z.unknown() }),
    }),
  }),
});

const httpOf = (socketUrl: string) => socketUrl.replace(/^ws/, 'http');

/** What CloudFront sends, if `socketUrl` is where the stack's own socket API is. */
function policyFor(socketUrl: string): string {
  const template = synthesize({ stage: 'dev', web: 'web/dist' });
  const { Resources, Outputs } = template.toJSON();
  const resolve = resolver(
    { Resources, Outputs, Parameters: {}, Mappings: {}, Conditions: {} },
    { ref: id => id, getAtt: id => id },
  );
  const [sent] = ofType(template, 'AWS::CloudFront::ResponseHeadersPolicy');
  const { SecurityHeadersConfig } = headers.parse(sent?.Properties).ResponseHeadersPolicyConfig;
  const policy = String(resolve(SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy));
  const deployed = String(resolve(Outputs.SocketUrl.Value));
  return policy.replaceAll(deployed, socketUrl).replaceAll(httpOf(deployed), httpOf(socketUrl));
}

let server: TestServer;
let another: TestServer;
const edges: Server[] = [];
beforeAll(async () => {
  [server, another] = await Promise.all([testServer(), testServer()]);
});
afterAll(async () => {
  for (const edge of edges) edge.close().closeAllConnections();
  await Promise.all([server.close(), another.close()]);
});

/** In CloudFront's place: the pages of `server` under the template's policy. Its pool is reached here as well. */
async function edgeFor(socketUrl: string): Promise<string> {
  const policy = { 'content-security-policy': policyFor(socketUrl) };
  const edge = createServer((request, answer) => {
    const { method, url: path, headers: asked } = request;
    const onward = forward({ port: server.port, method, path, headers: asked }, response => {
      answer.writeHead(response.statusCode ?? 502, { ...response.headers, ...policy });
      response.pipe(answer);
    });
    request.pipe(onward);
  });
  edges.push(edge.listen(0, '127.0.0.1'));
  await once(edge, 'listening');
  return `http://127.0.0.1:${(edge.address() as AddressInfo).port}`;
}

/** Alice, whose token is the pool's of `server`. */
async function aliceAt(socketUrl: string) {
  const url = await edgeFor(socketUrl);
  const own = z.record(z.string(), z.unknown()).parse(await (await fetch(`${url}/config.json`)).json());
  const config = { ...own, socketUrl };
  const alice = await visit(url, { path: '#general', config });
  await signInAs(alice.page, 'alice');
  return alice;
}

test('the page signs in and talks', async () => {
  const { page, errors } = await aliceAt(server.socketUrl);
  await composer(page).waitFor();
  await say(page, 'Under the policy');
  await sees(page, 'Under the policy');
  expect(errors).toEqual([]);
});

test('a refused token is told as one, and not as a server that does not answer', async () => {
  const { page, errors } = await aliceAt(another.socketUrl);
  const banner = page.locator('.banner.bad');
  await banner.waitFor();
  expect(await banner.textContent()).toContain('The connection was refused, most likely its token.');
  expect(errors.join('\n')).not.toContain('Content Security Policy');
});
