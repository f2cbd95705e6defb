/** What a client does with messages: sends them, sends them again, changes them, leaves a room, reads a page. */
import type { Client } from './client.ts';
import { DIRECT, type RoomName } from './script.ts';
import type { Sent } from './world.ts';

/** Repeats are found within ten minutes, less what the clocks of two containers may differ by. */
const SURELY_A_REPEAT_MS = 7 * 60_000;

export async function leave(client: Client, room: RoomName): Promise<void> {
  const { place } = client;
  if (place?.rooms.get(room) !== 'joined' || room === DIRECT) return;
  place.rooms.set(room, 'left');
  const reply = await client.ask(place, 'leaveRoom', () => ({ room }), room);
  if (!reply && place.open) place.rooms.set(room, 'joined');
}

export async function send(client: Client, sent: Sent): Promise<void> {
  const { place, world, user } = client;
  if (!place) return;
  const { room, messageId, text, acknowledged } = sent;
  const reply = await client.ask(
    place,
    'sendMessage',
    () => {
      sent.attempt += 1;
      return { room, messageId, text, attempt: sent.attempt };
    },
    room,
  );
  if (!reply) return;
  const { seq, epoch, sentAt } = reply;
  if (
    acknowledged &&
    world.now() - acknowledged.at < SURELY_A_REPEAT_MS &&
    (seq !== acknowledged.seq || !reply.duplicate)
  )
    client.violated(`${messageId} of seq ${acknowledged.seq} was stored again under ${seq}`);
  sent.acknowledged ??= { seq, at: world.now() };
  client.logs[room].apply({ room, seq, epoch, messageId, sentAt, text, from: { userId: user, name: user } });
}

/** Edits a message of the user's, or deletes it; one that was not acknowledged is left alone. */
export async function change(
  client: Client,
  { room, acknowledged }: Sent,
  text: string | undefined,
): Promise<void> {
  const { place, user } = client;
  if (!place || !acknowledged) return;
  const target = acknowledged.seq;
  const action = text === undefined ? 'deleteMessage' : 'editMessage';
  const fields = () => ({ room, seq: target, ...(text !== undefined && { text }) });
  // Another device may have deleted it.
  const reply = await client.ask(place, action, fields, room, text === undefined ? [] : ['NOT_FOUND']);
  if (!reply) return;
  const { seq, epoch, editedAt, deletedAt } = reply;
  const entry = { room, seq, epoch, target, by: { userId: user, name: user } };
  client.logs[room].apply(
    text === undefined
      ? { type: 'deleted', ...entry, deletedAt }
      : { type: 'edited', ...entry, text, editedAt },
  );
}

/** Reads a page without joining. */
export async function look(client: Client, room: RoomName): Promise<void> {
  const { place, world, user } = client;
  if (!place) return;
  const page = await client.ask(place, 'history', () => ({ room }), room);
  if (page && world.standings.of(user, room) === 'out')
    client.violated(`was given a page of ${room}, a stranger`);
}
