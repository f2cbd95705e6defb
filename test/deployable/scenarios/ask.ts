import type { Frame, Socket } from '../../support/socket.ts';

/** Asks, and insists on being answered `ok`: the error names the action and what came instead. */
export async function ask(socket: Socket, action: string, fields: object = {}): Promise<Frame> {
  const reply = await socket.ask(action, fields);
  if (reply.type !== 'ok') throw new Error(`${action} was answered ${JSON.stringify(reply)}`);
  return reply;
}

/** The next push of a type. */
export const pushed = (socket: Socket, type: string, room: string): Promise<Frame> =>
  socket.next(frame => frame.type === type && frame.room === room, `a push of type ${type} in ${room}`);
