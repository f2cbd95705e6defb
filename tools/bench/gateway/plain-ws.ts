/** What everything is held against: ws, as its readme has it. */
import { type WebSocket, WebSocketServer } from 'ws';
import { answerWith, BODY, broadcast, memory } from './talk.ts';

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false, backlog: 4_096 });
const open = new Set<WebSocket>();
server.on('connection', socket => {
  open.add(socket);
  socket.on('error', () => {});
  socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
  socket.on('close', () => open.delete(socket));
});

/** As much as the gateway lets wait for one client. */
const BACKLOG_BYTES = 1_048_576;

function sendToAll(): boolean {
  for (const socket of open) if (socket.bufferedAmount > BACKLOG_BYTES) return false;
  const text = BODY.toString();
  for (const socket of open) socket.send(text);
  return true;
}

answerWith(({ what, rounds = 1 }) => {
  if (what === 'broadcast') return broadcast(rounds, sendToAll);
  return memory();
});
server.on('listening', () => {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  process.send?.({ url: `ws://127.0.0.1:${port}/` });
});
