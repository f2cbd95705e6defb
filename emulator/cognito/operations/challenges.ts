/** Answers to what a sign-in asks before it gives tokens. */
import * as z from 'zod';
import { badCredentials, codeMismatch, invalidParameter, userDisabled } from '../errors.ts';
import { checkPolicy } from '../passwords.ts';
import { type Parameters, passwordProved, required, signIn } from '../sign-in.ts';
import { isCodeOf } from '../totp.ts';
import type { UserPool } from '../user-pool.ts';
import { checkClient, clientOperation, OfClient, OfPool, poolOperation } from './operation.ts';

const Challenge = {
  ChallengeName: z.string(),
  Session: z.string().optional(),
  ChallengeResponses: z.record(z.string(), z.string()).default({}),
};

interface Answer {
  readonly session: string | undefined;
  readonly responses: Parameters;
}
type Take = (pool: UserPool, answer: Answer) => Promise<object>;

const TAKEN: Readonly<Record<string, Take>> = {
  PASSWORD_VERIFIER: takeProof,
  NEW_PASSWORD_REQUIRED: takeNewPassword,
  SOFTWARE_TOKEN_MFA: takeSoftwareToken,
};

interface Given {
  readonly ChallengeName: string;
  readonly Session?: string | undefined;
  readonly ChallengeResponses: Parameters;
}

function take(pool: UserPool, { ChallengeName, Session, ChallengeResponses }: Given): Promise<object> {
  const answer = TAKEN[ChallengeName];
  if (!answer) throw invalidParameter(`Challenge ${ChallengeName} is not supported.`);
  return answer(pool, { session: Session, responses: ChallengeResponses });
}

export const challengeOperations = {
  RespondToAuthChallenge: clientOperation(OfClient.extend(Challenge), take),

  AdminRespondToAuthChallenge: poolOperation(
    OfPool.extend({ ...OfClient.shape, ...Challenge }),
    (pool, input) => {
      checkClient(pool, input.ClientId);
      return take(pool, input);
    },
  ),
};

async function takeProof(pool: UserPool, { responses }: Answer): Promise<object> {
  const user = await pool.users.find(required(responses, 'USERNAME'));
  const secretBlock = required(responses, 'PASSWORD_CLAIM_SECRET_BLOCK');
  const signature = required(responses, 'PASSWORD_CLAIM_SIGNATURE');
  const timestamp = required(responses, 'TIMESTAMP');
  const { exchange } = pool.challenges.check(secretBlock, { name: 'PASSWORD_VERIFIER', sub: user?.sub });
  pool.challenges.finish(secretBlock);
  if (!user || !exchange?.proves(signature, { secretBlock, timestamp })) throw badCredentials();
  return passwordProved(pool, user);
}

async function takeNewPassword(pool: UserPool, { session, responses }: Answer): Promise<object> {
  const username = required(responses, 'USERNAME');
  const password = required(responses, 'NEW_PASSWORD');
  if (!session) throw invalidParameter('Missing required parameter Session');
  const user = await pool.users.find(username);
  pool.challenges.check(session, { name: 'NEW_PASSWORD_REQUIRED', sub: user?.sub });
  checkPolicy(pool.settings.passwordPolicy, password, 'Password does not conform to policy');
  pool.challenges.finish(session);
  const changed = await pool.users.change(username, ({ enabled, username: name }) => {
    if (!enabled) throw userDisabled();
    return { password: pool.keep(name, password), status: 'CONFIRMED' };
  });
  return passwordProved(pool, changed);
}

async function takeSoftwareToken(pool: UserPool, { session, responses }: Answer): Promise<object> {
  const user = await pool.users.find(required(responses, 'USERNAME'));
  const code = required(responses, 'SOFTWARE_TOKEN_MFA_CODE');
  if (!session) throw invalidParameter('Missing required parameter Session');
  pool.challenges.check(session, { name: 'SOFTWARE_TOKEN_MFA', sub: user?.sub });
  if (!user?.totp || !(await isCodeOf(user.totp.secret, code, pool.now()))) throw codeMismatch();
  if (!user.enabled) throw userDisabled();
  pool.challenges.finish(session);
  return signIn(pool, user);
}
