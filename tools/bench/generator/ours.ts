/** A client of messaging.v1: one joinRooms, and then messages, alone or several to a frame. */
import { randomUUID } from 'node:crypto';
import type { Enter } from './member.ts';
import { openSocket } from './socket.ts';

interface Message {
  readonly room: string;
  readonly seq: number;
  readonly messageId: string;
  readonly text: string;
}
type Frame =
  | ({ readonly type: 'message' } & Message)
  | { readonly type: 'messages'; readonly messages: readonly Message[] }
  | { readonly type: 'ok'; readonly rooms?: readonly { ok: boolean }[] }
  | { readonly type: 'error' | undefined };

/** A push may come twice, and every client drops what it has; of one that old none comes again. */
const REMEMBERED = 1_000;

/** Not validated: it was written by the server that is measured, and every peer's client would be spared it. */
const read = (text: string): Frame => JSON.parse(text);

export const ours: Enter = async (target, hooks) => {
  type Ok = Extract<Frame, { type: 'ok' }>;
  let joined = (_reply: Ok) => {};
  const reply = new Promise<Ok>(resolve => {
    joined = resolve;
  });
  const had = new Set<string>();
  const own = new Set<string>();
  function take({ room, seq, messageId, text }: Message): void {
    // A frame of several is the same one for all, the sender's own message in it.
    if (own.has(messageId)) return;
    const key = `${room} ${seq}`;
    if (had.has(key)) return;
    had.add(key);
    const [oldest = ''] = had;
    if (had.size > REMEMBERED) had.delete(oldest);
    hooks.heard(text);
  }
  const socket = await openSocket(
    target,
    ['messaging.v1'],
    text => {
      const got = read(text);
      if (got.type === 'message') take(got);
      else if (got.type === 'messages') for (const each of got.messages) take(each);
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
    send(room, text) {
      const messageId = randomUUID();
      own.add(messageId);
      socket.send(JSON.stringify({ action: 'sendMessage', id: '1', room, text, messageId }));
    },
  };
};
