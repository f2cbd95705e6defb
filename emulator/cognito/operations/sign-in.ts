/** Signing in, by password or refresh token. */
import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { badCredentials, invalidParameter, passwordResetRequired } from '../errors.ts';
import { type Parameters, required } from '../sign-in.ts';
import { exchange } from '../srp.ts';
import type { UserPool } from '../user-pool.ts';
import { checkClient, clientOperation, OfClient, OfPool, poolOperation } from './operation.ts';
import { passwordProved, refreshed } from './tokens.ts';

interface Flow {
  /** What the client must have been allowed: `ALLOW_` and this. */
  readonly allowedAs: string;
  run(pool: UserPool, parameters: Parameters): Promise<object>;
}

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

const REFRESH: Flow = {
  allowedAs: 'REFRESH_TOKEN_AUTH',
  run: async (pool, parameters) => ({
    AuthenticationResult: await refreshed(pool, required(parameters, 'REFRESH_TOKEN')),
    ChallengeParameters: {},
  }),
};
const SRP: Flow = { allowedAs: 'USER_SRP_AUTH', run: beginExchange };
const ADMIN_PASSWORD: Flow = { allowedAs: 'ADMIN_USER_PASSWORD_AUTH', run: withPassword };

const REFRESHING = { REFRESH_TOKEN_AUTH: REFRESH, REFRESH_TOKEN: REFRESH };
const USER_FLOWS: Readonly<Record<string, Flow>> = {
  ...REFRESHING,
  USER_SRP_AUTH: SRP,
  USER_PASSWORD_AUTH: { allowedAs: 'USER_PASSWORD_AUTH', run: withPassword },
};
const ADMIN_FLOWS: Readonly<Record<string, Flow>> = {
  ...REFRESHING,
  USER_SRP_AUTH: SRP,
  ADMIN_USER_PASSWORD_AUTH: ADMIN_PASSWORD,
  ADMIN_NO_SRP_AUTH: ADMIN_PASSWORD,
};

export const signInOperations = {
  InitiateAuth: clientOperation(OfClient.extend(Auth), (pool, { AuthFlow, AuthParameters }) => {
    const flow = USER_FLOWS[AuthFlow];
    if (!flow) throw invalidParameter('Initiate Auth method not supported.');
    if (!isAllowed(pool, flow)) throw invalidParameter(`${AuthFlow} flow not enabled for this client`);
    return flow.run(pool, AuthParameters);
  }),

  AdminInitiateAuth: poolOperation(OfPool.extend({ ...OfClient.shape, ...Auth }), (pool, input) => {
    checkClient(pool, input.ClientId);
    const flow = ADMIN_FLOWS[input.AuthFlow];
    if (!flow) throw invalidParameter('Initiate Auth method not supported.');
    if (!isAllowed(pool, flow)) throw invalidParameter('Auth flow not enabled for this client');
    return flow.run(pool, input.AuthParameters);
  }),

  GetTokensFromRefreshToken: clientOperation(
    OfClient.extend({ RefreshToken: z.string().min(1) }),
    async (pool, { RefreshToken }) => ({ AuthenticationResult: await refreshed(pool, RefreshToken) }),
  ),
};

const isAllowed = ({ settings }: UserPool, { allowedAs }: Flow): boolean =>
  settings.authFlows.includes(`ALLOW_${allowedAs}`);

async function withPassword(pool: UserPool, parameters: Parameters): Promise<object> {
  const user = await pool.users.find(required(parameters, 'USERNAME'));
  const password = required(parameters, 'PASSWORD');
  if (user && !user.password) throw passwordResetRequired();
  if (!user || !pool.passwordMatches(user, password)) throw badCredentials();
  return passwordProved(pool, user);
}

/** A name that nobody has is asked like any other, and fails like a wrong password. */
async function beginExchange(pool: UserPool, parameters: Parameters): Promise<object> {
  const name = required(parameters, 'USERNAME');
  const user = await pool.users.find(name);
  if (user && !user.password) throw passwordResetRequired();
  const username = user?.username ?? name.toLowerCase();
  const kept = user?.password ?? pool.keep(username, randomBytes(16).toString('hex'));
  const begun = exchange(pool.identityOf({ username }), kept, required(parameters, 'SRP_A'));
  if (!begun) throw invalidParameter('Invalid SRP_A parameter.');
  return {
    ChallengeName: 'PASSWORD_VERIFIER',
    ChallengeParameters: {
      SALT: kept.salt,
      SRP_B: begun.publicB,
      SECRET_BLOCK: pool.challenges.begin({ name: 'PASSWORD_VERIFIER', sub: user?.sub, exchange: begun }),
      USERNAME: username,
      USER_ID_FOR_SRP: username,
    },
  };
}
