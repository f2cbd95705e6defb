/** What is answered after a sign-out, as a refresh that was under way: it must change nothing. */
import { expect, test } from 'vitest';
import { createLogin } from '../../web/session/login.ts';
import { Refused, type Tokens } from '../../web/session/tokens.ts';

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const tokenOf = (userId: string, exp = 4_000_000_000) =>
  `x.${base64({ sub: userId, username: userId, exp })}.x`;

/** Alice, signed in; what is refreshed is answered when the test says so. */
function alice() {
  const kept: string[] = [];
  const revoked: string[] = [];
  const told = { ended: 0 };
  let answer: (tokens: Tokens) => void = () => {};
  let refuse: (error: Error) => void = () => {};
  const login = createLogin(
    { accessToken: tokenOf('alice'), refreshToken: 'r-1' },
    {
      id: 1,
      way: {
        refresh: () =>
          new Promise<Tokens>((resolve, reject) => {
            answer = resolve;
            refuse = reject;
          }),
        revoke: async token => void revoked.push(token),
      },
      keep: token => kept.push(token),
      ended: () => {
        told.ended += 1;
      },
    },
  );
  const answered = (tokens: Tokens) => answer(tokens);
  return { login, kept, revoked, told, answered, refused: () => refuse(new Refused('ended')) };
}

test('a refresh that is answered after the sign-out brings nobody back', async () => {
  const { login, kept, told, revoked, answered } = alice();
  const token = login.getToken({ refresh: true });
  login.signOut();
  answered({ accessToken: tokenOf('alice'), refreshToken: 'r-2' });
  expect(await token).toBeUndefined();
  expect(kept).toEqual([]);
  expect(revoked).toEqual(['r-1']);
  expect(told.ended).toBe(1);
  expect(await login.getToken({ refresh: false })).toBeUndefined();
});

test('a refresh that is refused after the sign-out does not sign the next user out', async () => {
  const { login, told, refused } = alice();
  const token = login.getToken({ refresh: true });
  login.signOut();
  refused();
  expect(await token).toBeUndefined();
  expect(told.ended).toBe(1);
});

test('a page’s sign-out that comes late is not the next user’s', () => {
  const { login, told, revoked } = alice();
  login.signOut();
  login.signOut();
  expect(told.ended).toBe(1);
  expect(revoked).toEqual(['r-1']);
});

test('another user’s token ends the stay rather than turning the page into theirs', async () => {
  const { login, kept, told, answered } = alice();
  const token = login.getToken({ refresh: true });
  answered({ accessToken: tokenOf('bob'), refreshToken: 'bobs' });
  expect(await token).toBeUndefined();
  expect(login.ended.aborted).toBe(true);
  expect(login.who.value.userId).toBe('alice');
  expect(kept).toEqual([]);
  expect(told.ended).toBe(1);
});

test('a refresh in time goes on as the same user, and is asked for once', async () => {
  const { login, kept, answered } = alice();
  const tokens = [login.getToken({ refresh: true }), login.getToken({ refresh: true })];
  const fresh = tokenOf('alice', 4_100_000_000);
  answered({ accessToken: fresh, refreshToken: 'r-2' });
  expect(await Promise.all(tokens)).toEqual([fresh, fresh]);
  expect(kept).toEqual(['r-2']);
});
