/** The server has forgotten that a connection is in a room, or refuses for a while: what the app asked for is done all the same. */
import { expect, it } from 'vitest';
import type { MessagingClient } from '../../client/messaging-client.ts';
import type { Frame } from '../support/socket.ts';
import { obliging, scripted } from './support/scripted.ts';

const refusal = (code: string) => ({ type: 'error', code, message: code });
const REPLIES = {
  sendMessage: { room: 'r', epoch: 'e1', seq: 1, ordinal: 1, sentAt: 1, duplicate: false },
  editMessage: { room: 'r', epoch: 'e1', seq: 1, ordinal: 1, target: 1, editedAt: 1 },
  deleteMessage: { room: 'r', epoch: 'e1', seq: 1, ordinal: 1, target: 1, deletedAt: 1 },
  markRead: { room: 'r', seq: 1 },
} as const;
type Action = keyof typeof REPLIES;

/** A client in room r, and a server that refuses the action with these codes before it serves it. */
async function refusing(action: Action, codes: readonly string[]) {
  const waiting = [...codes];
  const { client, clock, sockets } = scripted((frame: Frame) => {
    if (frame.action !== action) return obliging(frame);
    const code = waiting.shift();
    return code ? refusal(code) : { ...REPLIES[action], messageId: frame.messageId };
  });
  void client.room('r').join();
  await clock.pass(10);
  return { client, clock, actions: () => sockets.sent.map(frame => frame.action) };
}

const ASKED: readonly [Action, (client: MessagingClient) => Promise<unknown>][] = [
  ['sendMessage', client => client.room('r').send('hello')],
  ['editMessage', client => client.room('r').edit(1, 'new')],
  ['deleteMessage', client => client.room('r').delete(1)],
  ['markRead', client => client.room('r').markRead(1)],
];

it.each(ASKED)(
  'a %s into a room that the server has forgotten is served after another join',
  async (action, ask) => {
    const { client, clock, actions } = await refusing(action, ['NOT_JOINED']);
    const asked = ask(client);
    await clock.pass(5_000);
    await expect(asked).resolves.toMatchObject({ room: 'r' });
    expect(actions()).toEqual(['joinRooms', action, 'joinRooms', action]);
  },
);

it.each(ASKED.slice(1))(
  'a %s into a room that the app never joined is refused at once',
  async (action, ask) => {
    const { client, clock, actions } = await refusing(action, ['NOT_JOINED']);
    client.room('r').leave();
    await clock.pass(10);
    const refused = expect(ask(client)).rejects.toMatchObject({ code: 'NOT_JOINED' });
    await clock.pass(10);
    await refused;
    expect(actions().filter(one => one === action)).toHaveLength(1);
  },
);

it.each(['NOT_JOINED', 'INTERNAL'])(
  'a message that was put off ten times is not given up over one %s',
  async code => {
    const { client, clock } = await refusing('sendMessage', [...Array(10).fill('RATE_LIMITED'), code]);
    const sent = client.room('r').send('hello');
    await clock.pass(600_000 - 70_000);
    await expect(sent).resolves.toMatchObject({ seq: 1 });
  },
);

it('a message that the server fails at five times is given up', async () => {
  const { client, clock, actions } = await refusing('sendMessage', Array(9).fill('INTERNAL'));
  const refused = expect(client.room('r').send('hello')).rejects.toMatchObject({ code: 'INTERNAL' });
  await clock.pass(300_000);
  await refused;
  expect(actions().filter(one => one === 'sendMessage')).toHaveLength(5);
});
