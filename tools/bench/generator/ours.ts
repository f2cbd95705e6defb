/** A client of messaging.v1: one joinRooms, and then messages, alone or several to a frame. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Enter } from './member.ts';
import { openSocket } from './socket.ts';

const entry = z.object({ text: z.string() });
const frame = z.looseObject({ type: z.string().optional(), text: z.string().optional() });
type Frame = z.infer<typeof frame> & { messages?: z.infer<typeof entry>[]; rooms?: { ok: boolean }[] };

/** Not validated: it was written by the server that is measured, and every peer's client would be spared it. */
const read = (text: string): Frame => JSON.parse(text);

export const ours: Enter = async (target, hooks) => {
  let joined = (_reply: Frame) => {};
  const reply = new Promise<Frame>(resolve => {
    joined = resolve;
  });
  const socket = await openSocket(
    target,
    ['messaging.v1'],
    text => {
      const got = read(text);
      if (got.type === 'message') hooks.heard(got.text ?? '');
      else if (got.type === 'messages') for (const each of got.messages ?? []) hooks.heard(each.text);
      else if (got.type === 'ok') joined(got);
      else if (got.type === 'error' || got.type === undefined) hooks.failed(text);
    },
    hooks,
  );
  socket.send(
    JSON.stringify({ action: 'joinRooms', id: 'join', rooms: target.rooms.map(room => ({ room, last: 0 })) }),
  );
  const { rooms = [] } = await reply;
  if (!rooms.every(({ ok }) => ok)) throw new Error(`a join was refused: ${JSON.stringify(rooms)}`);
  return {
    send: (room, text) =>
      socket.send(JSON.stringify({ action: 'sendMessage', id: '1', room, text, messageId: randomUUID() })),
  };
};
