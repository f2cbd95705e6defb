/** `/oauth2/token`, `/oauth2/revoke` and `/oauth2/userInfo`: what an application calls, from any origin. */

import { AwsError } from '../../http/aws-json.ts';
import { type HttpRequest, type HttpResponse, json } from '../../http/http-service.ts';
import { revoke, userOf } from '../operations/self-service.ts';
import { refreshed } from '../operations/tokens.ts';
import { attributesOf } from '../user.ts';
import type { UserPool } from '../user-pool.ts';
import type { AuthorizationCodes } from './codes.ts';

const CROSS_ORIGIN = { 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'no-store' };

const refused = (error: string, status = 400): HttpResponse => json(status, { error }, CROSS_ORIGIN);

const formOf = ({ body }: HttpRequest) => new URLSearchParams(body.toString());

interface Issued {
  readonly AccessToken: string;
  readonly IdToken: string;
  readonly ExpiresIn: number;
}

const tokens = ({ AccessToken, IdToken, ExpiresIn }: Issued, refreshToken?: string): HttpResponse =>
  json(
    200,
    {
      id_token: IdToken,
      access_token: AccessToken,
      ...(refreshToken !== undefined && { refresh_token: refreshToken }),
      expires_in: ExpiresIn,
      token_type: 'Bearer',
    },
    CROSS_ORIGIN,
  );

export async function tokenEndpoint(
  pool: UserPool,
  codes: AuthorizationCodes,
  request: HttpRequest,
): Promise<HttpResponse> {
  const form = formOf(request);
  if (form.get('client_id') !== pool.clientId) return refused('invalid_client');
  switch (form.get('grant_type')) {
    case 'authorization_code': {
      const grant = codes.exchange({
        code: form.get('code') ?? '',
        redirectUri: form.get('redirect_uri') ?? '',
        verifier: form.get('code_verifier') ?? undefined,
      });
      const user = grant && (await pool.users.find(grant.sub));
      if (!grant || !user?.enabled) return refused('invalid_grant');
      const { session, refreshToken } = await pool.sessions.begin(user, grant.scope);
      return tokens(await pool.tokens.issue(user, session, grant.nonce), refreshToken);
    }
    case 'refresh_token':
      return orRefused('invalid_grant', async () =>
        tokens(await refreshed(pool, form.get('refresh_token') ?? '')),
      );
    default:
      return refused('unsupported_grant_type');
  }
}

export async function revokeEndpoint(pool: UserPool, request: HttpRequest): Promise<HttpResponse> {
  const form = formOf(request);
  const token = form.get('token');
  if (form.get('client_id') !== pool.clientId) return refused('invalid_client');
  if (!token) return refused('invalid_request');
  return orRefused('unsupported_token_type', async () => {
    await revoke(pool, token);
    return { status: 200, headers: CROSS_ORIGIN };
  });
}

export async function userInfo(pool: UserPool, { headers }: HttpRequest): Promise<HttpResponse> {
  const [, token = ''] = /^Bearer (\S+)$/i.exec(headers.authorization ?? '') ?? [];
  return orRefused(
    'invalid_token',
    async () => {
      const user = await userOf(pool, token, 'openid');
      const claims = attributesOf(user).map(({ Name, Value }) => [Name, Value]);
      return json(200, { ...Object.fromEntries(claims), username: user.username }, CROSS_ORIGIN);
    },
    401,
  );
}

async function orRefused(
  error: string,
  work: () => Promise<HttpResponse>,
  status?: number,
): Promise<HttpResponse> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof AwsError) return refused(error, status);
    throw thrown;
  }
}
