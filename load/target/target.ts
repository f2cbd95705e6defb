/** What the load goes to: a server of its own, one that runs already, or a real stage. */
import * as z from 'zod';
import { startChild } from './child.ts';

export interface Pool {
  readonly endpoint: string | undefined;
  readonly region: string;
  readonly userPoolId: string;
  readonly clientId: string;
}

export interface Target {
  readonly url: string;
  /** Makes users; undefined if tokens are given, or none are needed. */
  readonly pool: Pool | undefined;
  /** Prometheus text, where the server has it. */
  readonly metricsUrl: string | undefined;
  stop(): Promise<void>;
}

const cognito = z.object({
  endpoint: z.string(),
  region: z.string(),
  userPoolId: z.string(),
  clientId: z.string(),
});
const ready = z.object({ socketUrl: z.string(), httpUrl: z.string(), cognito });
const echoReady = z.object({ url: z.string() });

const metricsOf = (httpUrl: string): string => new URL('/metrics', httpUrl).href;

/** @param flags for `npm start`, as `--fault post-drop:0.01` */
export async function ownGateway(
  settings: Readonly<Record<string, string>>,
  flags: readonly string[],
): Promise<Target> {
  const set = Object.entries(settings).flatMap(([name, value]) => ['--setting', `${name}=${value}`]);
  const args = ['--port', '0', '--in-memory', '--json', ...set, ...flags];
  const child = await startChild('local/main.ts', args, ready);
  const { socketUrl, httpUrl, cognito: pool } = child.ready;
  return { url: socketUrl, pool, metricsUrl: metricsOf(httpUrl), stop: child.stop };
}

export async function ownEcho(): Promise<Target> {
  const child = await startChild('load/target/echo-server.ts', [], echoReady);
  return { url: child.ready.url, pool: undefined, metricsUrl: undefined, stop: child.stop };
}

const config = z.object({ cognito });
const nothing = async (): Promise<void> => {};

/** A running local server says itself where its pool is; a stage does not. */
export async function running(url: string): Promise<Target> {
  if (!isLoopback(url)) return { url, pool: undefined, metricsUrl: undefined, stop: nothing };
  const httpUrl = url.replace(/^ws/, 'http');
  const response = await fetch(new URL('/config.json', httpUrl)).catch(() => {
    throw new Error(`No server answers at ${url}. Start one with npm start, or leave --url out.`);
  });
  const found = config.safeParse(await response.json().catch(() => undefined));
  return { url, pool: found.data?.cognito, metricsUrl: metricsOf(httpUrl), stop: nothing };
}

/** On this machine: nobody pays, and nobody else is disturbed. */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname);
}
