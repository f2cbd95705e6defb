/**
 * A bot that stays: it greets everyone who comes, and replies to "ping". Alongside a running `npm start`:
 *
 *     npx tsx examples/node-bot.ts general
 */
import WebSocket from 'ws';
import { fileOutbox } from '../client/file-outbox.ts';
import { MessagingClient } from '../client/messaging-client.ts';
import { signIn } from './sign-in.ts';

const [roomName = 'general', server = 'http://127.0.0.1:4000'] = process.argv.slice(2);

const fail = (error: Error): never => {
  console.error(error.message);
  process.exit(1);
};
const session = await signIn(server, 'dave', 'Dave-demo-1').catch(fail);
const client = new MessagingClient({
  url: session.socketUrl,
  getToken: session.getToken,
  WebSocket, // Node 22 has one of its own, as browsers have
  outbox: fileOutbox('.data/node-bot'), // what was not acknowledged is sent after a restart
});
client.on('state', ({ name, error }) => console.log('state:', name, error?.message ?? ''));
client.on('failed', ({ messageId, error }) => console.error('given up:', messageId, error.message));

const room = client.room(roomName);
room.on('presence', ({ event, user }) => {
  if (event === 'join') void room.send(`Welcome, ${user.name}!`);
});
process.once('SIGINT', () => client.close());
process.once('SIGTERM', () => client.close());

const messages = room[Symbol.asyncIterator](); // from here on nothing is missed
await room.join({ last: 0 }).catch(fail);
console.log(`In ${roomName} as ${client.user?.name}. Ctrl+C ends it.`);
for await (const { seq, from, text } of messages) {
  console.log(`${seq} ${from.name}: ${text}`);
  if (text === 'ping') void room.send(`pong to ${from.name}, seq ${seq}`);
}
