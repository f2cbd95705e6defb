/** Rooms on `ws`, as its readme would have them: no sign-in, nothing kept, one frame made for all of a room. */
import { WebSocketServer } from 'ws';

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false, backlog: 4_096 });
const rooms = new Map();

function join(socket, name) {
  const room = rooms.get(name) ?? new Set();
  rooms.set(name, room.add(socket));
  socket.on('close', () => room.delete(socket));
}

server.on('connection', socket => {
  socket.setMaxListeners(0);
  socket.on('error', () => {});
  socket.on('message', data => {
    const { type, rooms: names = [], room, text } = JSON.parse(data);
    if (type === 'join') {
      for (const name of names) join(socket, name);
      socket.send('{"type":"joined"}');
      return;
    }
    const frame = JSON.stringify({ type: 'message', room, text });
    for (const member of rooms.get(room) ?? []) if (member !== socket) member.send(frame);
  });
});
server.on('listening', () => console.log(JSON.stringify({ url: `ws://127.0.0.1:${server.address().port}` })));
