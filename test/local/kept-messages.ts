import type { Socket } from '../support/socket.ts';

/** Every message id of the room `kept`, oldest first. */
export async function history(socket: Socket): Promise<string[]> {
  const ids: string[] = [];
  for (let after = 0; ; ) {
    const { messages } = await socket.ask('history', { room: 'kept', after, limit: 100 });
    if (messages.length === 0) return ids;
    for (const { messageId } of messages) ids.push(messageId);
    after = messages.at(-1).seq;
  }
}
