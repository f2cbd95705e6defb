/** A client of NATS over WebSockets, as far as a chat needs one: CONNECT, SUB, PUB and MSG. */
import type { Enter } from './member.ts';
import { openSocket } from './socket.ts';

const END = '\r\n';

export const nats: Enter = async (target, hooks) => {
  let subscribed = () => {};
  const reply = new Promise<void>(resolve => {
    subscribed = resolve;
  });
  let unread = '';
  /** Returns false until the rest of it is there. Texts of the bench are ASCII: a character is a byte. */
  const readOne = (): boolean => {
    const end = unread.indexOf(END);
    if (end < 0) return false;
    const line = unread.slice(0, end);
    let next = end + END.length;
    if (line.startsWith('MSG ')) {
      const bytes = Number(line.slice(line.lastIndexOf(' ') + 1));
      if (unread.length < next + bytes + END.length) return false;
      hooks.heard(JSON.parse(unread.slice(next, next + bytes)).text);
      next += bytes + END.length;
    } else if (line === 'PONG') subscribed();
    else if (line === 'PING') socket.send(`PONG${END}`);
    else if (line.startsWith('-ERR')) hooks.failed(line);
    unread = unread.slice(next);
    return true;
  };
  const socket = await openSocket(
    target,
    [],
    text => {
      unread += text;
      while (readOne());
    },
    hooks,
  );
  const subscriptions = target.rooms.map((room, index) => `SUB ${room} ${index + 1}${END}`).join('');
  socket.send(`CONNECT {"verbose":false,"echo":false}${END}${subscriptions}PING${END}`);
  await reply;
  return {
    send(room, text) {
      const body = JSON.stringify({ text });
      socket.send(`PUB ${room} ${body.length}${END}${body}${END}`);
    },
  };
};
