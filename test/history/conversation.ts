/** A conversation with a bit of everything, in which every promise is kept: recorded from the real handlers. */
import { World } from '../planted/world.ts';
import type { History } from './format.ts';

export async function recordConversation(): Promise<History> {
  const world = new World({ seed: 1 });
  const { timeline } = world;
  const [ann, ben, cy, dora, eve, root] = [
    world.client('ann'),
    world.client('ben'),
    world.client('cy'),
    world.client('dora'),
    world.client('eve'),
    world.client('root', ['admins']),
  ];
  const everyone = [ann, ben, cy, dora, eve, root];
  await world.settle(
    Promise.all(everyone.map(one => one.connect({ livesSeconds: one === dora ? 30 : 7_200 }))),
  );
  await world.settle(Promise.all([ann, ben, cy, dora, eve].map(one => one.join('hall'))));
  await world.settle(ann.send('hall', 'hall-message-1', 'Good morning'));
  await world.settle(ann.edit('hall', 1, 'Good morning!'));
  await world.settle(ben.send('hall', 'hall-message-2', 'Hello'));
  await world.settle(ben.send('hall', 'hall-message-2', 'Hello', 2));
  await world.settle(ben.delete('hall', 3));
  await world.settle(ben.ask({ action: 'markRead', room: 'hall', seq: 2 }));

  // Ann alone with herself.
  await world.settle(ann.join('attic'));
  for (let nth = 1; nth <= 14; nth++)
    await world.settle(ann.send('attic', `attic-message-${nth}`, `Note ${nth}`));

  await world.settle(ann.ask({ action: 'createRoom', room: 'den', kind: 'private', members: ['ben', 'cy'] }));
  await world.settle(Promise.all([ann, ben, cy].map(one => one.join('den'))));
  await world.settle(ann.send('den', 'den-message-1', 'Among us three'));
  await world.settle(ann.ask({ action: 'removeMember', room: 'den', userId: 'cy' }));
  await world.settle(ann.send('den', 'den-message-2', 'Among us two'));

  await world.settle(root.ask({ action: 'adminDisconnect', userId: 'eve', until: world.wall + 3_600_000 }));
  world.recorder.denied('eve', timeline.now + 3_600_000);
  await timeline.pass(90_000);
  await world.sweep();
  await world.settle(ann.send('hall', 'hall-message-3', 'Who is left?'));
  return world.finish(['hall', 'attic', 'den'], [ann, ben]);
}
