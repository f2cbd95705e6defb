/**
 * The hosted sign-in of a user pool, under the paths that Cognito's domain has:
 * https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html and those around it.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { AwsError } from '../../http/aws-json.ts';
import type { HttpRequest, HttpResponse, HttpService } from '../../http/http-service.ts';
import type { UserPool } from '../user-pool.ts';
import { createCodes } from './codes.ts';
import { errorPage, formPage } from './page.ts';
import { type Authorization, leadsBack, readRequest, sendBack, UnknownApplication } from './request.ts';
import { type Next, STEPS, type StepName, stepNamed } from './steps.ts';
import { revokeEndpoint, tokenEndpoint, userInfo } from './token-endpoint.ts';

/** Who signed in here is let in again for an hour without a password, as Cognito has it. */
const COOKIE = 'cognito';
const COOKIE_SECONDS = 3_600;
const CSRF = 'XSRF-TOKEN';

const LINKS: Partial<Readonly<Record<StepName, readonly [step: StepName, text: string][]>>> = {
  'sign-in': [
    ['sign-up', 'Sign up'],
    ['forgot', 'Forgot your password?'],
  ],
};
const BACK: readonly [step: StepName, text: string][] = [['sign-in', 'Back to the sign-in']];

export function hostedSignIn(pool: UserPool): HttpService {
  const codes = createCodes(pool.now);
  const signedIn = new Map<
    string,
    { readonly sub: string; readonly generation: number; readonly until: number }
  >();

  const goTo = (location: string, cookie?: string): HttpResponse => ({
    status: 302,
    headers: {
      Location: location,
      'Cache-Control': 'no-store',
      ...(cookie !== undefined && { 'Set-Cookie': cookie }),
    },
  });

  function show(asked: Authorization, next: Exclude<Next, { user: unknown }>, error?: string): HttpResponse {
    const { step, username, session, note } = next;
    const { title, button, fields } = STEPS[step];
    const csrf = randomBytes(24).toString('base64url');
    const links = (LINKS[step] ?? BACK)
      .filter(([to]) => to !== 'sign-up' || pool.settings.selfSignUp)
      .map(([to, text]) => ({ text, href: `/login?${asked.query}&step=${to}` }));
    const hidden = {
      step,
      _csrf: csrf,
      ...(username !== undefined && !asksName(step) && { username }),
      session,
    };
    const form = { title, button, links, hidden, note, error };
    const page = formPage(
      {
        ...form,
        fields: fields.map(field => (field.name === 'username' ? { ...field, value: username } : field)),
      },
      [new URL(asked.redirectUri).origin],
    );
    return {
      ...page,
      headers: { ...page.headers, 'Set-Cookie': `${CSRF}=${csrf}; Path=/login; HttpOnly; SameSite=Lax` },
    };
  }

  function letIn(asked: Authorization, sub: string, cookie?: string): HttpResponse {
    const { redirectUri, state } = asked;
    return goTo(sendBack(redirectUri, { code: codes.grant(sub, asked), state }), cookie);
  }

  async function knownBy(request: HttpRequest): Promise<string | undefined> {
    const known = signedIn.get(cookieOf(request, COOKIE) ?? '');
    const user = known && known.until > pool.now() ? await pool.users.find(known.sub) : undefined;
    return user?.enabled && user.generation === known?.generation ? user.sub : undefined;
  }

  async function fillIn(asked: Authorization, request: HttpRequest): Promise<HttpResponse> {
    const filled = Object.fromEntries(new URLSearchParams(request.body.toString()));
    const step = stepNamed(filled.step ?? null);
    const { username, session } = filled;
    if (!isSame(filled._csrf, cookieOf(request, CSRF)))
      return show(asked, { step: 'sign-in' }, 'That form was too old. Fill it in again.');
    try {
      const next = await STEPS[step].take(pool, filled);
      if (!('user' in next)) return show(asked, next);
      const { sub, generation } = next.user;
      await pool.users.signedIn(next.user);
      for (const [key, { until }] of signedIn) if (until <= pool.now()) signedIn.delete(key);
      const key = randomBytes(32).toString('base64url');
      signedIn.set(key, { sub, generation, until: pool.now() + COOKIE_SECONDS * 1_000 });
      const cookie = `${COOKIE}=${key}; Path=/; Max-Age=${COOKIE_SECONDS}; HttpOnly; SameSite=Lax`;
      return letIn(asked, sub, cookie);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return show(asked, { step, ...(username && { username }), ...(session && { session }) }, error.message);
    }
  }

  async function authorize(request: HttpRequest): Promise<HttpResponse> {
    const asked = readRequest(pool, request);
    if ('error' in asked)
      return goTo(sendBack(asked.redirectUri, { error: asked.error, state: asked.state }));
    const sub = await knownBy(request);
    return sub === undefined ? goTo(`/login?${asked.query}`) : letIn(asked, sub);
  }

  async function login(request: HttpRequest): Promise<HttpResponse> {
    const asked = readRequest(pool, request);
    if ('error' in asked)
      return goTo(sendBack(asked.redirectUri, { error: asked.error, state: asked.state }));
    if (request.method === 'POST') return fillIn(asked, request);
    return show(asked, { step: stepNamed(request.query.get('step')) });
  }

  function logout({ query, headers, origin }: HttpRequest): HttpResponse {
    const to = query.get('logout_uri') ?? '';
    if (query.get('client_id') !== pool.clientId || !leadsBack(pool, origin, to))
      return errorPage(`${to} is none of the sign-out URLs of this client.`);
    signedIn.delete(cookieOf({ headers }, COOKIE) ?? '');
    return goTo(to, `${COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax`);
  }

  const answers: Readonly<Record<string, (request: HttpRequest) => HttpResponse | Promise<HttpResponse>>> = {
    'GET /oauth2/authorize': authorize,
    'GET /login': login,
    'POST /login': login,
    'GET /logout': logout,
    'POST /oauth2/token': request => tokenEndpoint(pool, codes, request),
    'POST /oauth2/revoke': request => revokeEndpoint(pool, request),
    'GET /oauth2/userInfo': request => userInfo(pool, request),
  };

  return async request => {
    const answer = answers[`${request.method} ${request.path}`];
    if (!answer) return undefined;
    try {
      return await answer(request);
    } catch (error) {
      if (error instanceof UnknownApplication) return errorPage(error.message);
      throw error;
    }
  };
}

const asksName = (step: StepName): boolean => STEPS[step].fields.some(({ name }) => name === 'username');

function cookieOf({ headers }: Pick<HttpRequest, 'headers'>, name: string): string | undefined {
  const pairs = (headers.cookie ?? '').split('; ').map(pair => pair.split('=', 2));
  return pairs.find(([key]) => key === name)?.[1];
}

function isSame(given: string | undefined, kept: string | undefined): boolean {
  if (!given || !kept || given.length !== kept.length) return false;
  return timingSafeEqual(Buffer.from(given), Buffer.from(kept));
}
