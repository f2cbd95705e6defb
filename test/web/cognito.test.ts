import { afterEach, describe, expect, it, vi } from 'vitest';
import { cognitoSignIn } from '../../web/session/cognito.ts';
import { createLogin } from '../../web/session/login.ts';
import { Refused } from '../../web/session/tokens.ts';

afterEach(() => vi.unstubAllGlobals());

const answering = (status: number, __type: string) =>
  vi.stubGlobal('fetch', async () => Response.json({ __type, message: __type }, { status }));
const pool = cognitoSignIn({ endpoint: 'http://pool', clientId: 'c' });

describe('the sign-in', () => {
  it.each([
    [400, 'NotAuthorizedException', true],
    [400, 'TooManyRequestsException', false],
    [500, 'InternalErrorException', false],
  ])('that answers %i %s: refused for good: %s', async (status, type, isRefused) => {
    answering(status, type);
    const error = await pool.refresh('r').catch((thrown: unknown) => thrown);
    expect(error instanceof Refused).toBe(isRefused);
  });

  it('that is throttled signs nobody out, and tells the SDK to try again', async () => {
    answering(400, 'TooManyRequestsException');
    const accessToken = `x.${Buffer.from('{"sub":"a","username":"a","exp":1}').toString('base64url')}.x`;
    const deps = { id: 1, way: pool, keep: () => {}, ended: vi.fn() };
    const login = createLogin({ accessToken, refreshToken: 'r' }, deps);
    await expect(login.getToken({ refresh: true })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(deps.ended).not.toHaveBeenCalled();
  });
});
