/** Clients of the servers that carry JSON over plain WebSockets. */
import type { Enter, Hooks, Target } from './member.ts';
import { openSocket } from './socket.ts';

interface Frame {
  readonly type?: string;
  readonly text?: string;
}
const read = (text: string): Frame => JSON.parse(text);

/** Of peers/ws: it answers a join. */
export const plain: Enter = async (target, hooks) => {
  let joined = () => {};
  const reply = new Promise<void>(resolve => {
    joined = resolve;
  });
  const socket = await open(target, hooks, () => joined());
  socket.send(JSON.stringify({ type: 'join', rooms: target.rooms }));
  await reply;
  return { ...socket, send: (room, text) => socket.send(JSON.stringify({ type: 'message', room, text })) };
};

/** Of peers/serverless: it has no rooms, and answers nothing. */
export const tutorial: Enter = async (target, hooks) => {
  const socket = await open(target, hooks, () => {});
  return { ...socket, send: (_room, text) => socket.send(JSON.stringify({ action: 'sendmessage', text })) };
};

const open = (target: Target, hooks: Hooks, joined: () => void) =>
  openSocket(
    target,
    [],
    text => {
      const { type, text: said } = read(text);
      if (type === 'joined') joined();
      else if (said === undefined) hooks.failed(text);
      else hooks.heard(said);
    },
    hooks,
  );
