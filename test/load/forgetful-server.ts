/** Speaks just enough of the protocol to be believed: every so many messages it acknowledges one and keeps nothing of it. */
import { once } from 'node:events';
import { type WebSocket, WebSocketServer } from 'ws';

export interface Forgetful {
  readonly url: string;
  readonly forgotten: number;
  close(): Promise<void>;
}

const EPOCH = 'forgetful';

export async function forgetfulServer({ every }: { every: number }): Promise<Forgetful> {
  const log: object[] = [];
  const sockets = new Set<WebSocket>();
  let [head, forgotten] = [0, 0];
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: () => 'messaging.v1' });
  server.on('connection', socket => {
    sockets.add(socket);
    socket.on('message', text => {
      const request = JSON.parse(String(text));
      const reply = (fields: object) =>
        socket.send(JSON.stringify({ type: 'ok', id: request.id, action: request.action, ...fields }));
      const page = (room: string, after: number) => ({
        room,
        epoch: EPOCH,
        head,
        messages: log.filter(message => 'seq' in message && Number(message.seq) > after),
        more: false,
      });
      if (request.action === 'joinRooms' || request.action === 'sync')
        reply({
          rooms: request.rooms.map(({ room, after = head }: { room: string; after?: number }) => ({
            ok: true,
            ...page(room, after),
            recovered: true,
            ...(request.action === 'joinRooms' && { connections: sockets.size }),
          })),
        });
      if (request.action === 'history') reply(page(request.room, request.after));
      if (request.action !== 'sendMessage') return;
      const { room, text: said, messageId } = request;
      head += 1;
      const message = { room, epoch: EPOCH, seq: head, messageId, text: said, sentAt: Date.now() };
      const pushed = { type: 'message', ...message, from: { userId: 'u', name: 'u' } };
      if (head % every === 0) forgotten += 1;
      else {
        log.push({ ...message, from: { userId: 'u', name: 'u' } });
        for (const other of sockets) if (other !== socket) other.send(JSON.stringify(pushed));
      }
      reply({
        room,
        seq: head,
        ordinal: head,
        epoch: EPOCH,
        messageId,
        sentAt: Date.now(),
        duplicate: false,
      });
    });
    socket.on('close', () => sockets.delete(socket));
  });
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `ws://127.0.0.1:${port}`,
    get forgotten() {
      return forgotten;
    },
    async close() {
      for (const socket of sockets) socket.terminate();
      server.close();
      await once(server, 'close');
    },
  };
}
