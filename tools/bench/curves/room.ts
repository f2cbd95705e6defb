/** What the functions take in one room of any size: its subscriptions are written straight into the store, and posts go nowhere. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';
import { figuresOf } from '../../costs/architecture-table.ts';
import { type CountedServer, countedServer, type Runs } from '../../costs/counted-server.ts';
import { crowdIn, talkedIn } from '../../costs/rooms.ts';

const taken = z.strictObject({
  readUnits: z.number(),
  writeUnits: z.number(),
  /** Of this process, which is the gateway, the functions, the store and the one client. */
  cpuMs: z.number(),
});
export const grown = z.strictObject({
  /** Connections in the room. */
  members: z.number(),
  join: taken,
  leave: taken,
  /** With the posts, where a room is so small that the send makes them itself; else the tick does. */
  send: taken,
  tick: taken.optional(),
});

/** As a row of a table. */
export function flat({ members, ...actions }: z.infer<typeof grown>): Record<string, string | number> {
  const cells = (['join', 'leave', 'send', 'tick'] as const).map(action => {
    const { readUnits, writeUnits, cpuMs } = actions[action] ?? {};
    return [action, cpuMs === undefined ? 'by the send' : `${readUnits} + ${writeUnits}, ${cpuMs} ms`];
  });
  return { members, ...Object.fromEntries(cells) };
}

async function take(server: CountedServer, runs: Runs, work: () => Promise<unknown>) {
  const cpu = process.cpuUsage();
  const { reads, writes } = figuresOf(await server.count(runs, work));
  const { user, system } = process.cpuUsage(cpu);
  return { readUnits: reads, writeUnits: writes, cpuMs: Math.round((user + system) / 1_000) };
}

async function grow(server: CountedServer, members: number): Promise<z.infer<typeof grown>> {
  const room = await talkedIn(server);
  await crowdIn(server, room, members - 1);
  const own = await server.connect('alice');
  const enter = () => own.ask('joinRoom', { room });
  const join = await take(server, { 'join-room': 1 }, enter);
  const leave = await take(server, { 'leave-room': 1 }, () => own.ask('leaveRoom', { room }));
  await enter();
  const isPumped = members > DEFAULT_SETTINGS.directLimit;
  const say = () => own.ask('sendMessage', { room, text: 'hello', messageId: randomUUID(), attempt: 1 });
  // The first one finds out how large the room is; for the next ones the container knows.
  await server.count({ 'send-message': 1, ...(isPumped && { fanout: 1 }) }, say);
  const tick = isPumped && { tick: await take(server, { fanout: 1 }, say) };
  // Last: what is posted of it goes on after its reply.
  const send = await take(server, { 'send-message': 1 }, say);
  await own.close();
  return { members, join, leave, send, ...tick };
}

/** @param onSize told before each */
export async function growth(sizes: readonly number[], onSize: (members: number) => void) {
  const server = await countedServer({ messageBytes: 5, settings: { PRESENCE_LIMIT: '0' }, deaf: true });
  try {
    const rows: z.infer<typeof grown>[] = [];
    for (const members of sizes) {
      onSize(members);
      rows.push(await grow(server, members));
    }
    return rows;
  } finally {
    await server.close();
  }
}
