/** A plain echo server on ws, as anybody would write it: what the generator is held against to tell its own overhead. */
import { WebSocketServer } from 'ws';

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false, backlog: 1_024 });
server.on('connection', socket => {
  socket.on('error', () => {});
  socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
});
server.on('listening', () => {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the echo server has no port');
  console.log(JSON.stringify({ url: `ws://127.0.0.1:${address.port}` }));
});
process.on('SIGTERM', () => process.exit(0));
