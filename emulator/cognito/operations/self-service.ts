/** What a signed-in user does with the own tokens. */
import * as z from 'zod';
import { Attributes, readAttributes } from '../attributes.ts';
import { checkCode, delivery, newCode } from '../codes.ts';
import { invalidParameter, notAuthorized, unsupportedTokenType, userDisabled } from '../errors.ts';
import { isRevoked } from '../sessions.ts';
import { SELF_SERVICE } from '../tokens.ts';
import { attributesOf, factorsOf, type User } from '../user.ts';
import type { UserPool } from '../user-pool.ts';
import { Anything, clientOperation, OfClient, publicOperation } from './operation.ts';

export const WithAccessToken = Anything.extend({ AccessToken: z.string().min(1) });

export const selfServiceOperations = {
  GetUser: publicOperation(WithAccessToken, async (pool, { AccessToken }) => {
    const user = await userOf(pool, AccessToken);
    return { Username: user.username, UserAttributes: attributesOf(user), ...factorsOf(user) };
  }),

  /** A new address counts for nothing until its code came back. */
  UpdateUserAttributes: publicOperation(
    WithAccessToken.extend({ UserAttributes: Attributes }),
    async (pool, input) => {
      const { sub } = await userOf(pool, input.AccessToken);
      const given = readAttributes(input.UserAttributes);
      if (Object.keys(given).some(name => name.endsWith('_verified')))
        throw notAuthorized('A client attempted to write unauthorized attribute');
      const { email } = given;
      const verification = email === undefined ? undefined : newCode(pool, 'verification');
      const { username } = await pool.users.change(sub, ({ attributes }) => ({
        attributes: { ...attributes, ...given, ...(email !== undefined && { email_verified: 'false' }) },
        ...(verification && { verification }),
      }));
      if (!verification) return {};
      pool.onCode(username, verification.code);
      return { CodeDeliveryDetailsList: [delivery(email)] };
    },
  ),

  GetUserAttributeVerificationCode: publicOperation(
    WithAccessToken.extend({ AttributeName: z.literal('email') }),
    async (pool, { AccessToken }) => {
      const { sub, attributes } = await userOf(pool, AccessToken);
      if (!attributes.email) throw invalidParameter('User does not have an email.');
      const verification = newCode(pool, 'verification');
      const { username } = await pool.users.change(sub, () => ({ verification }));
      pool.onCode(username, verification.code);
      return { CodeDeliveryDetails: delivery(attributes.email) };
    },
  ),

  VerifyUserAttribute: publicOperation(
    WithAccessToken.extend({ AttributeName: z.literal('email'), Code: z.string().min(1).max(2048) }),
    async (pool, { AccessToken, Code }) => {
      const { sub } = await userOf(pool, AccessToken);
      await pool.users.change(sub, user => {
        checkCode(pool, user, 'verification', Code);
        return { verification: undefined, attributes: { ...user.attributes, email_verified: 'true' } };
      });
      return {};
    },
  ),

  DeleteUser: publicOperation(WithAccessToken, async (pool, { AccessToken }) => {
    const { sub } = await userOf(pool, AccessToken);
    await pool.users.remove(sub);
    pool.userChanged({ eventName: 'DeleteUser', sub, parameters: {} });
    return {};
  }),

  GlobalSignOut: publicOperation(WithAccessToken, async (pool, { AccessToken }) => {
    const { sub } = await userOf(pool, AccessToken);
    await pool.users.change(sub, ({ generation }) => ({ generation: generation + 1 }));
    // Called with a token, which is not recorded: the pool is named nowhere.
    pool.userChanged({ eventName: 'GlobalSignOut', sub, parameters: {} });
    return {};
  }),

  RevokeToken: clientOperation(OfClient.extend({ Token: z.string().min(1) }), async (pool, { Token }) => {
    await revoke(pool, Token);
    return {};
  }),
};

/** As RFC 7009 has it: a token that is not there is as good as revoked. @throws UnsupportedTokenTypeException */
export async function revoke(pool: UserPool, token: string): Promise<void> {
  if (token.split('.').length === 3) throw unsupportedTokenType();
  const session = await pool.sessions.findByRefreshToken(token);
  if (session) await pool.sessions.revoke(session);
}

/**
 * @param scope what the token must be for: Cognito's own API, unless said otherwise
 * @throws NotAuthorizedException
 */
export async function userOf(pool: UserPool, accessToken: string, scope = SELF_SERVICE): Promise<User> {
  const { sub, origin_jti, scope: scopes } = await pool.tokens.readAccessToken(accessToken);
  if (!scopes.split(' ').includes(scope)) throw notAuthorized('Access Token does not have required scopes');
  const user = await pool.users.get(sub);
  if (!user.enabled) throw userDisabled();
  const session = await pool.sessions.find(origin_jti);
  if (!session || isRevoked(session, user)) throw notAuthorized('Access Token has been revoked');
  return user;
}
