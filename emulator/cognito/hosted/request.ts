/** What an application asks the hosted sign-in for, held to what its client may. */
import * as z from 'zod';
import type { HttpRequest } from '../../http/http-service.ts';
import type { UserPool } from '../user-pool.ts';

const asked = z.object({
  client_id: z.string(),
  redirect_uri: z.string(),
  response_type: z.string().default(''),
  scope: z.string().optional(),
  state: z.string().optional(),
  nonce: z.string().optional(),
  code_challenge: z.string().optional(),
  code_challenge_method: z.string().optional(),
});

/** Those of the client, in the order that Cognito gives them. */
const SCOPES = ['openid', 'profile', 'email'];

export interface Authorization {
  readonly redirectUri: string;
  readonly scope: string;
  readonly state: string | undefined;
  readonly nonce: string | undefined;
  /** Of RFC 7636, S256. */
  readonly codeChallenge: string | undefined;
  /** The query that asked for it, to ask again after a step. */
  readonly query: string;
}

/** Told to the person, as there is no application that could be trusted with it. */
export class UnknownApplication extends Error {}

/** Told to the application, by the error codes of RFC 6749. */
export interface RefusedApplication {
  readonly redirectUri: string;
  readonly error: string;
  readonly state: string | undefined;
}

/** @throws UnknownApplication if nobody may be sent to where it asks */
export function readRequest(
  pool: UserPool,
  { query, origin }: Pick<HttpRequest, 'query' | 'origin'>,
): Authorization | RefusedApplication {
  const read = asked.safeParse(Object.fromEntries(query));
  if (!read.success) throw new UnknownApplication('client_id and redirect_uri are required.');
  const { client_id, redirect_uri: redirectUri, state, ...given } = read.data;
  if (client_id !== pool.clientId) throw new UnknownApplication(`There is no client ${client_id} here.`);
  if (!leadsBack(pool, origin, redirectUri))
    throw new UnknownApplication(`${redirectUri} is none of the callback URLs of this client.`);
  const refused = (error: string) => ({ redirectUri, error, state });
  if (given.response_type !== 'code') return refused('unauthorized_client');
  const scopes = given.scope?.split(' ') ?? SCOPES;
  if (!scopes.every(scope => SCOPES.includes(scope))) return refused('invalid_scope');
  if (given.code_challenge !== undefined && given.code_challenge_method !== 'S256')
    return refused('invalid_request');
  return {
    redirectUri,
    scope: scopes.join(' '),
    state,
    nonce: given.nonce,
    codeChallenge: given.code_challenge,
    query: queryOf(query),
  };
}

/** To a page that the pool knows of, or to that of the very server that is asked, under whichever name. */
export const leadsBack = ({ callbackUrls }: UserPool, origin: string, url: string): boolean =>
  callbackUrls.includes(url) || url === `${origin}/`;

/** Without the step that a link named. */
function queryOf(query: URLSearchParams): string {
  const asked = new URLSearchParams(query);
  asked.delete('step');
  return asked.toString();
}

/** Back to the application. */
export function sendBack(redirectUri: string, answer: Readonly<Record<string, string | undefined>>): string {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(answer))
    if (value !== undefined) url.searchParams.set(name, value);
  return url.href;
}
