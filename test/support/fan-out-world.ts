/** Real rules on a real store, with listeners in place of sockets and a function that can be killed. */
import { randomUUID } from 'node:crypto';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../emulator/local-aws.ts';
import { openStore, TABLES } from '../../local/store.ts';
import { connectionStore } from '../../shared/aws/connection-store.ts';
import { type Consumed, documentClient } from '../../shared/aws/document-client.ts';
import { messageStore } from '../../shared/aws/message-store.ts';
import { postBudget } from '../../shared/aws/post-budget.ts';
import { pumpStore } from '../../shared/aws/pump-store.ts';
import { roomStore } from '../../shared/aws/room-store.ts';
import { createLargeRooms } from '../../shared/core/fan-out/fan-out.ts';
import { createLines } from '../../shared/core/log/lines.ts';
import { createRepeats } from '../../shared/core/log/repeats.ts';

import { createRepushes } from '../../shared/core/messages/repushes.ts';
import { type SendDeps, sendMessage } from '../../shared/core/messages/send-message.ts';
import { type Clock, type Connection, NO_METRICS } from '../../shared/core/ports.ts';
import { onGone } from '../../shared/core/presence/on-gone.ts';
import { NO_WEBHOOKS } from '../../shared/core/webhooks/ports.ts';
import { isMessage } from '../../shared/protocol/index.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../shared/settings.ts';
import { createAudience } from './audience.ts';
import { type FakeLambdaOptions, fakeLambda } from './fake-lambda.ts';
import { NO_RATES } from './no-rates.ts';

const systemClock: Clock = {
  now: Date.now,
  monotonic: () => performance.now(),
  sleep: ms => new Promise(resolve => setTimeout(resolve, ms)),
  random: Math.random,
};

interface SendOptions {
  readonly messageId?: string;
  readonly by?: Connection;
  /** What this one sender runs with. */
  readonly own?: SendDeps;
}

export async function openWorld({ clock = systemClock }: { readonly clock?: Clock } = {}) {
  const store = await openStore(undefined);
  const consumed: Consumed[] = [];
  const documents = documentClient({
    endpoint: store.endpoint,
    region: LOCAL_REGION,
    credentials: LOCAL_CREDENTIALS,
    transport: store.direct,
    onConsumed: report => consumed.push(report),
  });
  const { now } = clock;
  const inMessages = { documents, table: TABLES.messages, now };
  const connections = connectionStore({ documents, table: TABLES.connections, now });
  const messages = messageStore(inMessages);
  const rooms = roomStore(inMessages);
  const pumps = pumpStore(inMessages);

  /** A room of so many connections, in a world of its own settings. */
  async function room(size: number, changed: Partial<Settings> = {}, lambda: FakeLambdaOptions = {}) {
    const name = `room-${randomUUID()}`;
    const settings: Settings = {
      ...DEFAULT_SETTINGS,
      senderMessagesPerSecond: 0,
      roomMessagesPerSecond: 0,
      presenceLimit: 0,
      directLimit: 0,
      ...changed,
    };
    const audience = createAudience(clock);
    const warnings: { event: string; details: Record<string, unknown> }[] = [];
    const logger = {
      warn: (event: string, details: Record<string, unknown>) => warnings.push({ event, details }),
      error: (event: string, details: Record<string, unknown>) => warnings.push({ event, details }),
    };
    const delays: number[] = [];
    const presence = {
      connections,
      messages,
      rooms,
      pumps,
      settings,
      clock,
      logger,
      poster: audience.poster,
      rates: NO_RATES,
      webhooks: NO_WEBHOOKS,
      departures: undefined,
      metrics: { ...NO_METRICS, delivered: (ms: number) => void delays.push(ms) },
    };
    const shared = { ...presence, onGone: onGone(presence) };
    const budget = postBudget({ ...inMessages, postsPerSecond: settings.pumpPostsPerSecond || 1 });
    const fanOut = fakeLambda({ ...shared, postBudget: budget }, lambda);
    const deps = {
      ...shared,
      fanOutFunction: fanOut,
      repeats: createRepeats(),
      lines: createLines(),
      largeRooms: createLargeRooms(clock),
      repushes: createRepushes(clock),
    };
    const members = Array.from({ length: size }, (_, index) => memberOf(name, index));
    for (let at = 0; at < size; at += 50)
      await Promise.all(members.slice(at, at + 50).map(member => join(name, member)));
    const [sender = memberOf(name, 0)] = members;

    return {
      name,
      deps,
      delays,
      audience,
      fanOut,
      members,
      warnings,
      listeners: members.map(({ connectionId }) => audience.listener(connectionId)),
      send: (text: string, { messageId = randomUUID(), own = deps, by = sender }: SendOptions = {}) =>
        sendMessage(
          own,
          by,
          { action: 'sendMessage', room: name, text, messageId },
          { receivedAt: now(), deadline: clock.monotonic() + 28_000 },
        ),
      /** Everything that the log holds. */
      log: async () => {
        const { head } = await messages.head(name);
        return (await messages.from(name, 1, head)).filter(isMessage);
      },
    };
  }

  async function join(room: string, member: Connection): Promise<void> {
    await connections.open(member);
    await connections.subscribe({ room, joinedAt: now(), ...member });
  }

  return { clock, documents, connections, messages, pumps, consumed, room, join, close: () => store.close() };
}

export const memberOf = (room: string, index: number): Connection => ({
  userId: `user-${index}-of-${room}`,
  name: `user ${index}`,
  connectionId: Buffer.from(randomUUID().slice(0, 11)).toString('base64'),
  groups: [],
  connectedAt: Date.now(),
  expiresAt: Math.floor(Date.now() / 1000) + 3_600,
});
