/** A command of the script, done by a client. */
import { answer, create, invite, remove } from './belonging.ts';
import type { Client } from './client.ts';
import type { Command } from './script.ts';
import { change, leave, look, send } from './speaking.ts';
import type { Sent } from './world.ts';

/** Resolves when the client's next command may begin: what need not be waited for goes on in the background. */
export async function move(client: Client, command: Command): Promise<void> {
  const { world, user } = client;
  const mine = world.sent.get(user) ?? [];
  const begin = (work: Promise<void>, waits: boolean) => {
    world.background(work);
    return waits ? work : undefined;
  };
  switch (command.do) {
    case 'join':
      return client.join(command.room);
    case 'leave':
      return leave(client, command.room);
    case 'look':
      return look(client, command.room);
    case 'send': {
      const number = mine.length + 1;
      const sent: Sent = {
        room: command.room,
        messageId: `${user}-message-${number}`,
        text: `number ${number}`,
        attempt: 0,
        acknowledged: undefined,
      };
      mine.push(sent);
      return begin(send(client, sent), command.waits);
    }
    case 'repeat': {
      const sent = mine[command.nth % Math.max(1, mine.length)];
      return sent && begin(send(client, sent), command.waits);
    }
    case 'edit':
    case 'delete': {
      const target = mine[command.nth % Math.max(1, mine.length)];
      if (!target) return;
      world.edits += 1;
      const text = command.do === 'edit' ? `edit ${world.edits}` : undefined;
      return begin(change(client, target, text), command.waits);
    }
    case 'create':
      return create(client, 'attic');
    case 'invite':
      return invite(client, command.room, command.user, command.role);
    case 'answer':
      return answer(client, command.room, command.accept);
    case 'remove':
      return remove(client, command.room, command.user);
    case 'resign':
      return remove(client, command.room, user);
    case 'drop':
      return void client.drop();
    case 'close': {
      const place = client.drop();
      return place && world.backend.disconnect(place);
    }
    case 'reconnect':
      return client.connect(command.livesSeconds, command.slow);
    case 'false-gone':
      if (client.place) world.falselyGone.add(client.place.connectionId);
      return;
    case 'kill':
      return world.kill(command.container);
    case 'step':
      return world.step(command.container, command.seconds * 1_000);
  }
}
