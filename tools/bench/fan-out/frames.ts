/** Frames for a delivered message in a room of 1,000: ours, against one post for each message. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openWorld } from '../../../test/support/fan-out-world.ts';
import { patientClock } from '../../../test/support/patient-clock.ts';
import { type Row, row } from './row.ts';

const CONNECTIONS = 1_000;
const RATES = [1, 5, 20, 50, 200];
const SECONDS = 6;
/** Of a connection. */
const FRAMES_PER_SECOND = 4;
const SENDS_AT_ONCE = 30;
const TEXT = 'x'.repeat(200);

type Room = Awaited<ReturnType<Awaited<ReturnType<typeof openWorld>>['room']>>;

/** Returns the posts made for each message delivered to each connection. */
async function perDelivered(room: Room, send: () => Promise<void>): Promise<number> {
  const delivered = () => room.listeners.reduce((sum, { pushed }) => sum + pushed.length, 0);
  const before = { posts: room.audience.posts.length, delivered: delivered() };
  await send();
  await room.fanOut.idle();
  return (room.audience.posts.length - before.posts) / (delivered() - before.delivered);
}

export async function frames(): Promise<Row[]> {
  let sending = 0;
  const clock = patientClock(() => sending >= SENDS_AT_ONCE);
  const world = await openWorld({ clock });
  const room = await world.room(CONNECTIONS, { roomFramesPerSecond: FRAMES_PER_SECOND });

  /** The senders do not wait for each other. */
  async function sendAt(rate: number): Promise<void> {
    const began = clock.now();
    const sends: Promise<void>[] = [];
    for (let number = 0; number < rate * SECONDS; number++) {
      const early = began + (number * 1_000) / rate - clock.now();
      if (early > 0) await clock.sleep(early);
      const by = room.members[number % CONNECTIONS];
      sending += 1;
      sends.push(
        room.send(TEXT, { ...(by && { by }) }).then(() => {
          sending -= 1;
        }),
      );
    }
    await Promise.all(sends);
  }

  const alone = { ...room.deps, settings: { ...room.deps.settings, directLimit: CONNECTIONS } };
  const peer = await perDelivered(room, async () => void (await room.send(TEXT, { own: alone })));
  const rows: Row[] = [];
  for (const rate of RATES) {
    const ours = await perDelivered(room, () => sendAt(rate));
    const peerName = 'one post a message';
    rows.push(row({ name: `frames.perMessage.r${rate}`, unit: 'frames/message', ours, peer, peerName }));
  }
  clock.stop();
  await sleep(0);
  await world.close();
  return rows;
}
