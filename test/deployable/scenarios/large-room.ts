/** A room that is too large for its senders: the pump, invoked asynchronously, posts to it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Scenario } from '../scenario.ts';
import { ask } from './ask.ts';
import { operate, publishTo } from './servers.ts';

export const largeRoom: Scenario = {
  name: 'everybody in a large room hears a message, an edit, a deletion and a publication, from the pump',
  async run(backend) {
    const room = 'stadium';
    const { sockets, leave } = await backend.crowd(room);
    await backend.haunt(room);
    const alice = await backend.connect('alice');
    const { epoch } = await ask(alice, 'joinRoom', { room, view: true });
    expect((await ask(alice, 'view', { rooms: [{ room }] })).rooms).toMatchObject([{ truncated: true }]);

    await ask(alice, 'sendMessage', { room, text: 'Goal!' });
    for (const socket of sockets)
      await socket.until(() => socket.messages.length > 0, `the message in ${room}`);
    expect(sockets.map(({ messages }) => messages.map(({ text }) => text))).toEqual(
      sockets.map(() => ['Goal!']),
    );
    // By then the pump has let go of the room, and the edit has to start it.
    await sleep(1_000);
    await ask(alice, 'editMessage', { room, seq: 1, text: 'No goal.' });
    for (const socket of sockets) await socket.next(({ type }) => type === 'edited', `the edit in ${room}`);
    await ask(alice, 'deleteMessage', { room, seq: 1 });
    for (const socket of sockets)
      await socket.next(({ type }) => type === 'deleted', `the deletion in ${room}`);
    expect(await publishTo(backend, backend.ready.publish.apiKey, { room, text: '1:0' })).toMatchObject({
      status: 200,
    });
    for (const socket of sockets)
      await socket.until(() => socket.messages.at(-1)?.text === '1:0', `the publication in ${room}`);
    await operate(backend, 'publish', { room, text: '2:0' });

    await ask(alice, 'view', { rooms: [], hidden: [room] });
    const back = await ask(alice, 'view', { rooms: [{ room, after: 3, epoch }] });
    expect(back.rooms).toMatchObject([
      { missed: { recovered: true, messages: [{ text: '1:0' }, { text: '2:0' }] } },
    ]);

    // It counts them, too.
    await backend.runSchedules();
    await leave();
    await alice.close();
  },
};
