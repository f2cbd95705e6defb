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
  return { send: (room, text) => socket.send(JSON.stringify({ type: 'message', room, text })) };
};

/** Of peers/serverless: it has no rooms, and answers nothing. */
export const tutorial: Enter = async (target, hooks) => {
  const socket = await open(target, hooks, () => {});
  return { send: (_room, text) => socket.send(JSON.stringify({ action: 'sendmessage', text })) };
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

/** Of the gateway alone: it is connected, and that is all. */
export const bare: Enter = async (target, hooks) => {
  await openSocket(target, [], hooks.failed, hooks);
  return { send: () => hooks.failed('the gateway alone carries no messages') };
};
