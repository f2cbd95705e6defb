/** What the many do: talk, in halls and between two; change what they said; come and go. */
import { setTimeout as sleep } from 'node:timers/promises';
import pMap from 'p-map';
import { seededRandom } from '../../emulator/faults/random.ts';
import { Member, type Seat, type World } from './member.ts';

/** Per message that is said in a small room. */
const RATES = { hall: 0.05, direct: 0.2, edit: 0.15, remove: 0.05, stepOut: 0.1, comeAndGo: 0.1 } as const;
const AWAY_MS = 2_000;
const ENTERING_AT_ONCE = 50;

export class Crowd {
  readonly members: readonly Member[];
  readonly #random: () => number;
  readonly #directs: readonly string[];
  readonly #underWay = new Set<Promise<unknown>>();

  /** @param directs direct rooms, by the index of a member that may speak there */
  constructor(seats: readonly Seat[], directs: readonly string[], world: World, seed: number) {
    this.members = seats.map(seat => new Member(seat, world));
    this.#directs = directs;
    this.#random = seededRandom(seed, 'crowd');
  }

  /** Evenly over so many seconds, or as fast as the server lets them in where that takes longer. */
  async enter(seconds: number, onEntered: (entered: number) => void): Promise<void> {
    const start = performance.now();
    const apartMs = (seconds * 1_000) / this.members.length;
    let entered = 0;
    const enter = async (member: Member, index: number) => {
      await sleep(Math.max(0, start + index * apartMs - performance.now()));
      await member.enter();
      entered += 1;
      onEntered(entered);
    };
    await pMap(this.members, enter, { concurrency: ENTERING_AT_ONCE });
  }

  /** So that each hall has left what it leaves for good: its lease. */
  async sayInEachHall(): Promise<void> {
    const speakers = new Map(this.members.flatMap(one => one.seat.rooms.slice(1).map(hall => [hall, one])));
    await Promise.all(
      [...speakers].map(([hall, speaker]) => speaker.say(hall, 'The first thing said here.')),
    );
  }

  /** Until the time is up; then until all that is under way is done, as far as it ends. */
  async live(rate: number, seconds: number): Promise<void> {
    const end = performance.now() + seconds * 1_000;
    const every = async (perSecond: number, act: (member: Member) => Promise<unknown> | undefined) => {
      for (;;) {
        const wait = (-Math.log(1 - this.#random()) * 1_000) / perSecond;
        await sleep(Math.min(wait, end - performance.now()));
        if (performance.now() >= end) return;
        const member = this.members[Math.floor(this.#random() * this.members.length)];
        if (member?.isIn) this.#watch(act(member));
      }
    };
    await Promise.all([
      every(rate, member => member.say(small(member), 'Something to be heard in a small room.')),
      every(rate * RATES.hall, member => this.#inHall(member)),
      every(rate * RATES.direct, member => this.#direct(member)),
      every(rate * RATES.edit, member => member.change(small(member), 'Something else, on second thought.')),
      every(rate * RATES.remove, member => member.change(small(member), undefined)),
      every(rate * RATES.stepOut, member => member.stepOut(small(member), () => sleep(AWAY_MS))),
      every(rate * RATES.comeAndGo, member => comeAndGo(member)),
    ]);
    await Promise.all(this.#underWay);
  }

  leave(): void {
    for (const member of this.members) member.leave();
  }

  #watch(act: Promise<unknown> | undefined): void {
    if (!act) return;
    this.#underWay.add(act);
    void act.finally(() => this.#underWay.delete(act));
  }

  #inHall(member: Member): Promise<void> | undefined {
    const hall = member.seat.rooms[1];
    return hall === undefined ? undefined : member.say(hall, 'Something to be heard in a hall.');
  }

  #direct(member: Member): Promise<void> | undefined {
    const room = this.#directs[this.members.indexOf(member)];
    return room === undefined ? undefined : member.say(room, 'Something for you alone.');
  }
}

const small = ({ seat }: Member): string => seat.rooms[0] ?? '';

async function comeAndGo(member: Member): Promise<void> {
  member.leave();
  await sleep(AWAY_MS);
  await member.enter();
}
