/** Rooms on Socket.IO, as its tutorial has them: no sign-in, nothing kept. */
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const http = createServer();
const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false });
io.on('connection', socket => {
  socket.on('join', async (rooms, joined) => {
    await socket.join(rooms);
    joined();
  });
  socket.on('message', (room, text) => socket.to(room).emit('message', { room, text }));
});
http.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () =>
  console.log(JSON.stringify({ url: `http://127.0.0.1:${http.address().port}` })),
);
