/** What must hold of the store, and of what each client was told, while nothing is under way. */
import { type Entry, isMessage } from '../../shared/protocol/index.ts';
import type { Client } from './client.ts';
import { same } from './log.ts';
import type { RoomName } from './script.ts';
import type { World } from './world.ts';

/** A client was told of every entry of a log, and shows each message as the log has it. */
export function checkTold(client: Client, room: RoomName, log: readonly Entry[]): void {
  const { entries, shown } = client.logs[room];
  const missing = log.find(entry => !same(entries[entry.seq - 1], entry));
  const texts = shown();
  const stale = log.find(entry => isMessage(entry) && texts.get(entry.seq) !== entry.text);
  if (missing) client.violated(`was not told of seq ${missing.seq} of ${log.length} in ${room}`);
  else if (entries.length > log.length) client.violated(`has more of ${room} than there is`);
  else if (stale && !client.world.hasDied)
    client.violated(`shows ${texts.get(stale.seq)} as seq ${stale.seq} of ${room}`);
}

/** @param since how many entries there were before the phase: what came since is by those who may have been there */
export function checkNew(room: RoomName, log: readonly Entry[], since: number, world: World): void {
  for (const entry of log.slice(since)) {
    const { userId } = isMessage(entry) ? entry.from : entry.by;
    if (world.standings.of(userId, room) === 'out')
      world.violated(`${userId}, a stranger, has written seq ${entry.seq} of ${room}`);
  }
}

/** Contiguous, and every message exactly once, under the seq that it was acknowledged as. */
export function checkLog(room: RoomName, log: readonly Entry[], { sent, violated }: World): void {
  if (log.some(({ seq }, index) => seq !== index + 1)) violated(`${room} has a gap`);
  const messages = log.filter(isMessage);
  const ids = messages.map(({ messageId }) => messageId);
  if (new Set(ids).size !== ids.length) violated(`${room} holds a message twice`);
  const seqOf = new Map(messages.map(({ messageId, seq }) => [messageId, seq]));
  for (const { messageId, room: into, acknowledged } of [...sent.values()].flat())
    if (into === room && acknowledged && seqOf.get(messageId) !== acknowledged.seq)
      violated(`${messageId} was acknowledged as ${acknowledged.seq} and is ${seqOf.get(messageId)}`);
  const deleted = new Set(messages.filter(({ deletedAt }) => deletedAt !== undefined).map(({ seq }) => seq));
  const kept = log.find(entry => !isMessage(entry) && entry.type === 'edited' && deleted.has(entry.target));
  if (kept) violated(`seq ${kept.seq} of ${room} still has the text of a message that was deleted`);
}
