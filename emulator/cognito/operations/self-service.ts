/** What a signed-in user does with the own tokens. */
import * as z from 'zod';
import { notAuthorized, unsupportedTokenType, userDisabled } from '../errors.ts';
import { isRevoked } from '../sessions.ts';
import { attributesOf, type User } from '../user.ts';
import type { UserPool } from '../user-pool.ts';
import { Anything, clientOperation, OfClient, publicOperation } from './operation.ts';

const WithAccessToken = Anything.extend({ AccessToken: z.string().min(1) });

export const selfServiceOperations = {
  GetUser: publicOperation(WithAccessToken, async (pool, { AccessToken }) => {
    const user = await userOf(pool, AccessToken);
    return { Username: user.username, UserAttributes: attributesOf(user) };
  }),

  GlobalSignOut: publicOperation(WithAccessToken, async (pool, { AccessToken }) => {
    const { sub } = await userOf(pool, AccessToken);
    await pool.users.change(sub, ({ generation }) => ({ generation: generation + 1 }));
    // Called with a token, which is not recorded: the pool is named nowhere.
    pool.userChanged({ eventName: 'GlobalSignOut', sub, parameters: {} });
    return {};
  }),

  RevokeToken: clientOperation(OfClient.extend({ Token: z.string().min(1) }), async (pool, { Token }) => {
    if (Token.split('.').length === 3) throw unsupportedTokenType();
    const session = await pool.sessions.findByRefreshToken(Token);
    // As RFC 7009 has it: a token that is not there is as good as revoked.
    if (session) await pool.sessions.revoke(session);
    return {};
  }),
};

async function userOf(pool: UserPool, accessToken: string): Promise<User> {
  const { sub, origin_jti } = await pool.tokens.readAccessToken(accessToken);
  const user = await pool.users.get(sub);
  if (!user.enabled) throw userDisabled();
  const session = await pool.sessions.find(origin_jti);
  if (!session || isRevoked(session, user)) throw notAuthorized('Access Token has been revoked');
  return user;
}
