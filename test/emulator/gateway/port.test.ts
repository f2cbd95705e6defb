import { afterEach, describe, expect, it } from 'vitest';
import { start, stopAll } from './harness.ts';

afterEach(stopAll);

const answerOf = async (url: string) => {
  const answer = await fetch(url);
  return { status: answer.status, body: await answer.text() };
};

describe('the port', () => {
  it('serves other services too, and answers 403 for what is nobody’s', async () => {
    const { httpUrl, failures } = await start(
      {},
      {
        services: [
          ({ path }) => (path === '/health' ? { status: 200, body: 'ok' } : undefined),
          async ({ path, method, query, body }) =>
            path === '/echo' ? { status: 201, body: `${method} ${query.get('q')} ${body}` } : undefined,
          ({ path }) => {
            if (path === '/broken') throw new Error('secret');
            return undefined;
          },
        ],
      },
    );
    expect(await (await fetch(`${httpUrl}/health`)).text()).toBe('ok');
    const echoed = await fetch(`${httpUrl}/echo?q=1`, { method: 'POST', body: 'b' });
    expect([echoed.status, await echoed.text()]).toEqual([201, 'POST 1 b']);
    expect(await answerOf(`${httpUrl}/nobody`)).toMatchObject({
      status: 403,
      body: '{"message":"Forbidden"}',
    });
    expect(await answerOf(`${httpUrl}/broken`)).toMatchObject({
      status: 500,
      body: '{"message":"Internal server error"}',
    });
    expect(failures).toEqual(['http']);
  });
});
