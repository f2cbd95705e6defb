/** Socket.IO's own client, over WebSockets alone. Loaded only when it is used: the peers may not be installed. */
export async function enter({ url, rooms, localAddress }, hooks) {
  const { io } = await import('socket.io-client');
  const socket = io(url, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    perMessageDeflate: false,
    transportOptions: { websocket: { localAddress } },
  });
  await new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  socket.on('disconnect', why => hooks.failed(`a connection was closed: ${why}`));
  socket.on('message', ({ text }) => hooks.heard(text));
  await socket.timeout(30_000).emitWithAck('join', rooms);
  return { send: (room, text) => socket.emit('message', room, text) };
}
