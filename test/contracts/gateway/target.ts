/** What the contracts are held against: by default a probe stage on this machine, or whatever GATEWAY_URL says. */
import {
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import * as z from 'zod';
import { demoPassword } from '../../../local/demo-users.ts';

/** How a client gets in. */
type Entrance =
  | { readonly kind: 'probe'; readonly pass: string }
  | { readonly kind: 'messaging'; readonly token: () => Promise<string> };

export interface Target {
  readonly url: string;
  readonly entrance: Entrance;
  readonly isOurs: boolean;
}

const isLoopback = (url: string): boolean => /^(127\.|localhost$|\[::1\]$)/.test(new URL(url).hostname);

const NO_ENTRANCE =
  'GATEWAY_URL is set, and nothing to get in with. A probe stage (npx tsx tools/gateway-probe/main.ts, here or on AWS) takes GATEWAY_PASS; ' +
  'a stage of the messaging backend takes an access token, GATEWAY_TOKEN. See docs/local-gateway.md.';

/** @returns undefined if the suite starts its own */
export function targetFrom(env: Readonly<Record<string, string | undefined>>): Target | undefined {
  const { GATEWAY_URL: url, GATEWAY_PASS: pass, GATEWAY_TOKEN: token } = env;
  if (!url) return undefined;
  const isOurs = isLoopback(url);
  if (pass) return { url, isOurs, entrance: { kind: 'probe', pass } };
  if (token) return { url, isOurs, entrance: { kind: 'messaging', token: async () => token } };
  if (isOurs) return { url, isOurs, entrance: { kind: 'messaging', token: () => signIn(url) } };
  throw new Error(NO_ENTRANCE);
}

const config = z.object({
  cognito: z.object({ endpoint: z.string(), region: z.string(), clientId: z.string() }),
});

/** As alice, at a server of this machine. */
async function signIn(url: string): Promise<string> {
  const response = await fetch(new URL('/config.json', url.replace(/^ws/, 'http')));
  const found = config.safeParse(await response.json().catch(() => undefined));
  if (!found.success) throw new Error(NO_ENTRANCE);
  const { endpoint, region, clientId } = found.data.cognito;
  const client = new CognitoIdentityProviderClient({ endpoint, region });
  const { AuthenticationResult } = await client.send(
    new InitiateAuthCommand({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: clientId,
      AuthParameters: { USERNAME: 'alice', PASSWORD: demoPassword('alice') },
    }),
  );
  client.destroy();
  return z.string().parse(AuthenticationResult?.AccessToken);
}
