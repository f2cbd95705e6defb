/** A probe stage on this machine: the local gateway, with the probe's functions behind it. */
import { createGateway, type Gateway, type GatewayOptions } from '../../emulator/gateway/gateway.ts';
import { type InvokerOptions, inProcessInvoker } from '../../emulator/lambda/invoker.ts';
import { LOCAL_CREDENTIALS } from '../../emulator/local-aws.ts';
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
export interface Knobs extends Partial<Pick<GatewayOptions, 'rules' | 'faults' | 'routes'>> {
  readonly invoker?: InvokerOptions;
}

export async function localProbe(
  pass: string,
  { invoker, ...knobs }: Knobs = {},
  port = 0,
): Promise<LocalProbe> {
  const failures: string[] = [];
  const report = (name: string, error: unknown) => failures.push(`${name}: ${Object(error).message}`);
  const functions = probe({ pass, post: poster('http', LOCAL_CREDENTIALS) });
  const gateway = createGateway({
    routes: PROBE_ROUTES,
    authorizer: AUTHORIZER,
    identitySources: [IDENTITY_SOURCE],
    invoker: inProcessInvoker({ ...functions }, { ...invoker, report }),
    report,
    ...knobs,
  });
  const address = await gateway.listen(port);
  return { gateway, url: `ws://127.0.0.1:${address.port}/local`, failures };
}
