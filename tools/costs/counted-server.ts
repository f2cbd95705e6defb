/** A server whose books are kept: what each operation consumed, from the store's, the functions' and the gateway's reports. */
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import type { Units } from '../../costs/model/unit-table.ts';
import { samplesOf, sumOf } from '../../costs/prometheus.ts';
import { currentInvocation } from '../../emulator/lambda/invocation.ts';
import type { Finished } from '../../emulator/lambda/invoker.ts';
import { isRead } from '../../emulator/observe/units.ts';
import type { Container } from '../../handlers/deps.ts';
import { TABLES } from '../../local/store.ts';
import type { Consumed } from '../../shared/aws/document-client.ts';
import { type TestServer, testServer } from '../../test/support/server.ts';

/** The functions whose work an operation is, and how many runs of each end it. */
export type Runs = Readonly<Record<string, number>>;

export interface CountedServer extends TestServer {
  /** Of the `text` of every message. */
  readonly messageBytes: number;
  /** Moves the clock of the queues. */
  ahead(seconds: number): void;
  /** Counts what the runs of the named functions consume, and what passes through the gateway meanwhile. */
  count(runs: Runs, work: () => Promise<unknown>): Promise<Units>;
}

const PATIENCE_MS = 60_000;

/** Messages of both directions in steps of 32 KB, as the gateway counts them. */
async function metered(httpUrl: string): Promise<{ in: number; out: number }> {
  const samples = samplesOf(await (await fetch(`${httpUrl}/metrics`)).text());
  const sum = (direction: string) => sumOf(samples, 'gateway_metered_messages_total', { direction });
  return { in: sum('in'), out: sum('out') };
}

const segment = z.object({ kind: z.literal('segment') });
const forAway = z.object({ kind: z.literal('pump'), audience: z.literal('away') });

/** Workers, and pumps for those who are away, are runs of the same function, which the model prices apart. */
function nameOf({ fn, event }: Finished): string {
  if (fn.handler !== 'fanout') return fn.handler;
  if (segment.safeParse(event).success) return 'fanout-worker';
  return forAway.safeParse(event).success ? 'fanout-away' : 'fanout';
}

export interface CountedOptions {
  readonly messageBytes: number;
  /** Posts go nowhere, and every connection takes them: rooms may be larger than the sockets of a machine. */
  readonly deaf?: boolean;
  /** Of the handlers. */
  readonly settings?: Readonly<Record<string, string>>;
}

export async function countedServer({
  messageBytes,
  deaf = false,
  settings,
}: CountedOptions): Promise<CountedServer> {
  let consumed: (Consumed & { readonly by: string })[] = [];
  let finished: Finished[] = [];
  let unheard = 0;
  let moved = 0;
  const container: Partial<Container> = {
    onConsumed: report => consumed.push({ ...report, by: currentInvocation()?.functionName ?? '' }),
    ...(deaf && {
      poster: {
        async post() {
          unheard += 1;
          return 'posted';
        },
        disconnect: async () => true,
        isConnected: async () => true,
      },
    }),
  };
  const server = await testServer({
    // The deployment's own, which cost nothing while nobody sends too much.
    settings: { SENDER_MESSAGES_PER_SECOND: '50', ROOM_MESSAGES_PER_SECOND: '50', ...settings },
    container,
    queuesNow: () => Date.now() + moved,
    departuresWindowSeconds: 0,
    onFinished: report => finished.push(report),
  });
  const ended = (name: string) => finished.filter(report => nameOf(report) === name);

  return {
    ...server,
    messageBytes,
    ahead(seconds) {
      moved += seconds * 1_000;
    },
    async count(runs, work) {
      const names = Object.keys(runs);
      consumed = [];
      finished = [];
      unheard = 0;
      const before = await metered(server.httpUrl);
      await work();
      const giveUpAt = Date.now() + PATIENCE_MS;
      for (const name of names)
        while (ended(name).length < (runs[name] ?? 0)) {
          if (Date.now() > giveUpAt) throw new Error(`waited ${PATIENCE_MS} ms for the end of ${name}`);
          await sleep(2);
        }
      const after = await metered(server.httpUrl);
      const own = finished.filter(report => names.includes(nameOf(report)));
      const posts = own.reduce((sum, report) => sum + report.posts, 0);
      const units = (table: string, kind: 'read' | 'write') =>
        consumed
          .filter(({ by, ...report }) => names.includes(by) && report.table === table)
          .filter(({ command }) => isRead(command) === (kind === 'read'))
          .reduce((sum, report) => sum + report.units, 0);
      return {
        invocations: Object.fromEntries(
          names.map(name => [name, ended(name).length] as const).filter(([, count]) => count > 0),
        ),
        reads: { connections: units(TABLES.connections, 'read'), messages: units(TABLES.messages, 'read') },
        writes: {
          connections: units(TABLES.connections, 'write'),
          messages: units(TABLES.messages, 'write'),
        },
        framesIn: after.in - before.in,
        replies: after.out - before.out - posts,
        posts: posts + unheard,
      };
    },
  };
}
