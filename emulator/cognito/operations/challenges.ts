/** RespondToAuthChallenge: the steps that a sign-in asks for before it gives tokens. */
import * as z from 'zod';
import { badCredentials, invalidParameter } from '../errors.ts';
import { type Parameters, proveSecondFactor, required, setNewPassword } from '../sign-in.ts';
import type { UserPool } from '../user-pool.ts';
import { checkClient, clientOperation, OfClient, OfPool, poolOperation } from './operation.ts';
import { passwordProved, signIn } from './tokens.ts';

const Challenge = {
  ChallengeName: z.string(),
  Session: z.string().optional(),
  ChallengeResponses: z.record(z.string(), z.string()).default({}),
};

interface Given {
  readonly ChallengeName: string;
  readonly Session?: string | undefined;
  readonly ChallengeResponses: Parameters;
}

/** Returns the tokens, or what is asked next. */
async function take(pool: UserPool, { ChallengeName, Session, ChallengeResponses }: Given): Promise<object> {
  const username = required(ChallengeResponses, 'USERNAME');
  const session = () => required({ Session: Session ?? '' }, 'Session');
  switch (ChallengeName) {
    case 'PASSWORD_VERIFIER':
      return takeProof(pool, username, ChallengeResponses);
    case 'NEW_PASSWORD_REQUIRED': {
      const password = required(ChallengeResponses, 'NEW_PASSWORD');
      return passwordProved(pool, await setNewPassword(pool, { username, session: session(), password }));
    }
    case 'SOFTWARE_TOKEN_MFA': {
      const code = required(ChallengeResponses, 'SOFTWARE_TOKEN_MFA_CODE');
      return signIn(pool, await proveSecondFactor(pool, { username, session: session(), code }));
    }
    default:
      throw invalidParameter(`Challenge ${ChallengeName} is not supported.`);
  }
}

async function takeProof(pool: UserPool, username: string, responses: Parameters): Promise<object> {
  const user = await pool.users.find(username);
  const secretBlock = required(responses, 'PASSWORD_CLAIM_SECRET_BLOCK');
  const signature = required(responses, 'PASSWORD_CLAIM_SIGNATURE');
  const timestamp = required(responses, 'TIMESTAMP');
  const { exchange } = pool.challenges.check(secretBlock, { name: 'PASSWORD_VERIFIER', sub: user?.sub });
  pool.challenges.finish(secretBlock);
  if (!user || !exchange?.proves(signature, { secretBlock, timestamp })) throw badCredentials();
  return passwordProved(pool, user);
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
