/** Signing in, by password or refresh token, and the challenge to choose a new password. */
import * as z from 'zod';
import {
  badCredentials,
  invalidParameter,
  notAuthorized,
  userDisabled,
  userNotConfirmed,
} from '../errors.ts';
import { checkPolicy, hashPassword, passwordMatches } from '../passwords.ts';
import { isRevoked } from '../sessions.ts';
import type { User } from '../user.ts';
import type { UserPool } from '../user-pool.ts';
import { checkClient, clientOperation, OfClient, OfPool, poolOperation } from './operation.ts';

type Parameters = Record<string, string>;
type Flow = (pool: UserPool, parameters: Parameters) => Promise<object>;

const Auth = {
  AuthFlow: z.enum([
    'USER_PASSWORD_AUTH',
    'ADMIN_USER_PASSWORD_AUTH',
    'ADMIN_NO_SRP_AUTH',
    'REFRESH_TOKEN_AUTH',
    'REFRESH_TOKEN',
    'USER_SRP_AUTH',
    'USER_AUTH',
    'CUSTOM_AUTH',
  ]),
  AuthParameters: z.record(z.string(), z.string()).default({}),
};
const Challenge = {
  ChallengeName: z.string(),
  Session: z.string().optional(),
  ChallengeResponses: z.record(z.string(), z.string()).default({}),
};

const refreshFlows: Record<string, Flow> = { REFRESH_TOKEN_AUTH: refresh, REFRESH_TOKEN: refresh };
const userFlows: Record<string, Flow> = { ...refreshFlows, USER_PASSWORD_AUTH: withPassword };
const adminFlows: Record<string, Flow> = {
  ...refreshFlows,
  ADMIN_USER_PASSWORD_AUTH: withPassword,
  ADMIN_NO_SRP_AUTH: withPassword,
};

export const signInOperations = {
  InitiateAuth: clientOperation(OfClient.extend(Auth), (pool, input) =>
    flowIn(userFlows, input.AuthFlow)(pool, input.AuthParameters),
  ),

  AdminInitiateAuth: poolOperation(OfPool.extend({ ...OfClient.shape, ...Auth }), (pool, input) => {
    checkClient(pool, input.ClientId);
    return flowIn(adminFlows, input.AuthFlow)(pool, input.AuthParameters);
  }),

  RespondToAuthChallenge: clientOperation(OfClient.extend(Challenge), answerChallenge),

  AdminRespondToAuthChallenge: poolOperation(
    OfPool.extend({ ...OfClient.shape, ...Challenge }),
    (pool, input) => {
      checkClient(pool, input.ClientId);
      return answerChallenge(pool, input);
    },
  ),
};

function flowIn(flows: Record<string, Flow>, name: string): Flow {
  const flow = flows[name];
  if (!flow) throw invalidParameter('Initiate Auth method not supported.');
  return flow;
}

async function withPassword(pool: UserPool, parameters: Parameters): Promise<object> {
  const username = required(parameters, 'USERNAME');
  const password = required(parameters, 'PASSWORD');
  const user = await pool.users.find(username);
  if (!user || !(await passwordMatches(password, user.passwordHash))) throw badCredentials();
  if (!user.enabled) throw userDisabled();
  if (user.status === 'UNCONFIRMED') throw userNotConfirmed();
  if (user.status === 'CONFIRMED') return signIn(pool, user);
  return {
    ChallengeName: 'NEW_PASSWORD_REQUIRED',
    Session: pool.challenges.begin(user.sub),
    ChallengeParameters: {
      USER_ID_FOR_SRP: user.username,
      requiredAttributes: '[]',
      userAttributes: JSON.stringify(user.attributes),
    },
  };
}

async function signIn(pool: UserPool, user: User): Promise<object> {
  const { session, refreshToken } = await pool.sessions.begin(user);
  const tokens = await pool.tokens.issue(user, session);
  await pool.users.signedIn(user);
  return { AuthenticationResult: { ...tokens, RefreshToken: refreshToken }, ChallengeParameters: {} };
}

async function refresh(pool: UserPool, parameters: Parameters): Promise<object> {
  const session = await pool.sessions.findByRefreshToken(required(parameters, 'REFRESH_TOKEN'));
  const user = session && (await pool.users.find(session.sub));
  if (!user) throw notAuthorized('Invalid Refresh Token');
  if (!user.enabled) throw userDisabled();
  if (isRevoked(session, user)) throw notAuthorized('Refresh Token has been revoked');
  if (session.expiresAt <= pool.now()) throw notAuthorized('Refresh Token has expired');
  return { AuthenticationResult: await pool.tokens.issue(user, session), ChallengeParameters: {} };
}

async function answerChallenge(
  pool: UserPool,
  input: { ChallengeName: string; Session?: string | undefined; ChallengeResponses: Parameters },
): Promise<object> {
  if (input.ChallengeName !== 'NEW_PASSWORD_REQUIRED')
    throw invalidParameter(`Challenge ${input.ChallengeName} is not supported.`);
  const username = required(input.ChallengeResponses, 'USERNAME');
  const password = required(input.ChallengeResponses, 'NEW_PASSWORD');
  if (!input.Session) throw invalidParameter('Missing required parameter Session');
  const user = await pool.users.find(username);
  pool.challenges.check(input.Session, user?.sub ?? '');
  checkPolicy(password, 'Password does not conform to policy');
  const passwordHash = await hashPassword(password);
  if (!pool.challenges.finish(input.Session))
    throw notAuthorized('Invalid session for the user, session can only be used once.');
  const changed = await pool.users.change(username, ({ enabled }) => {
    if (!enabled) throw userDisabled();
    return { passwordHash, status: 'CONFIRMED' };
  });
  return signIn(pool, changed);
}

function required(parameters: Parameters, name: string): string {
  const value = parameters[name];
  if (!value) throw invalidParameter(`Missing required parameter ${name}`);
  return value;
}
