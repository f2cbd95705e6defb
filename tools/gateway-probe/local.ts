/** A probe stage on this machine: the local gateway, with the probe's functions behind it. */
import type { Faults } from '../../emulator/faults/faults.ts';
import { createGateway, type Gateway, type GatewayOptions } from '../../emulator/gateway/gateway.ts';
import { createSockets } from '../../emulator/gateway/sockets.ts';
import { openPort } from '../../emulator/http/http-port.ts';
import { type InvokerOptions, inProcessInvoker } from '../../emulator/lambda/invoker.ts';
import { LOCAL_CREDENTIALS } from '../../emulator/local-aws.ts';
import type { GatewayRules } from '../../emulator/rules.ts';
import { probe } from './functions.ts';
import { poster } from './post.ts';
import { AUTHORIZER, IDENTITY_SOURCE, PROBE_ROUTES } from './routes.ts';

export interface LocalProbe {
  readonly gateway: Gateway;
  readonly url: string;
  /** The functions that failed, and how. */
  readonly failures: string[];
}

/** What only a machine of our own lets a test turn. */
export interface Knobs extends Partial<Pick<GatewayOptions, 'routes'>> {
  readonly rules?: Partial<GatewayRules>;
  readonly faults?: Faults;
  readonly invoker?: InvokerOptions;
}

export async function localProbe(
  pass: string,
  { invoker, ...knobs }: Knobs = {},
  port = 0,
): Promise<LocalProbe> {
  const failures: string[] = [];
  const report = (name: string, error: unknown) =>
    failures.push(`${name}: ${error instanceof Error ? error.message : error}`);
  const functions = probe({ pass, post: poster('http', LOCAL_CREDENTIALS) });
  const { rules, faults, ...rest } = knobs;
  const opened = await openPort(port);
  const gateway = createGateway({
    port: opened,
    sockets: createSockets(rules, faults),
    routes: PROBE_ROUTES,
    authorizer: AUTHORIZER,
    identitySources: [IDENTITY_SOURCE],
    invoker: inProcessInvoker({ ...functions }, { ...invoker, report }),
    report,
    ...rest,
  });
  return { gateway, url: `ws://${opened.authority}/local`, failures };
}
