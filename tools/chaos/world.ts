/** Everything of one run: the server, the network, the clients, and what is written down of them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Recorder } from '../../test/history/recorder.ts';
import { Backend } from './backend/backend.ts';
import type { Actor } from './clients/actor.ts';
import { type Person, people } from './clients/people.ts';
import { RawActor } from './clients/raw-actor.ts';
import { sdkActor } from './clients/sdk-actor.ts';
import { ARCHIVE, HALL, WRITERS } from './draw.ts';
import { network } from './proxy.ts';
import { rollOver } from './retention.ts';
import { operation, type Schedule } from './schedule.ts';
import { Strikes } from './strikes.ts';

export interface World {
  readonly schedule: Schedule;
  readonly folder: string;
  readonly backend: Backend;
  readonly recorder: Recorder;
  readonly strikes: Strikes;
  readonly users: readonly Person[];
  readonly actors: readonly Actor[];
  /** Of the group `admins`. */
  readonly admin: Actor;
  /** What goes wrong in the server now. */
  readonly plan: Map<string, number>;
  clockChanged(detail: string): void;
  /** Takes the oldest messages of the archive away, as retention does; returns how many. */
  rollOver(): Promise<number>;
  /** Somebody says something. */
  stir(): void;
  close(): Promise<void>;
}

/** Small enough that a run of some seconds has a large room. */
export const HALL_LIMIT = 8;

const SETTINGS = {
  DIRECT_LIMIT: String(HALL_LIMIT),
  SWEEP_PROBES: '1000',
  PUMP_LEASE_SECONDS: '1',
  RETENTION_DAYS: '1',
};

export async function startWorld(schedule: Schedule, from: string | undefined): Promise<World> {
  const recorder = new Recorder();
  const strikes = new Strikes(name => recorder.fault(name));
  const folder = await mkdtemp(join(tmpdir(), 'chaos-'));
  const { seed } = schedule;
  const backend = new Backend(
    { data: folder, seed, settings: SETTINGS, ...(from !== undefined && { from }) },
    (name, times) => strikes.strike(name, times),
  );
  await backend.start();
  const { admin, users } = await people(backend.running, schedule.users);
  const target = () => Number(new URL(backend.running.httpUrl).port);
  const path = new URL(backend.running.socketUrl).pathname;
  const options = async (person: Person, name: string) => ({
    recorder,
    person,
    others: users,
    path,
    name,
    network: await network(target),
  });
  const actors: Actor[] = [];
  for (const [index, { user, kind }] of schedule.clients.entries()) {
    const person = users[user];
    if (!person) throw new Error(`the schedule has no user ${user}`);
    const given = await options(person, `${kind}-${index}`);
    actors.push(kind === 'sdk' ? sdkActor(given) : new RawActor(given));
  }
  let stirs = 0;
  const administrator = new RawActor(await options(admin, 'admin'));
  return {
    schedule,
    folder,
    backend,
    recorder,
    strikes,
    users,
    actors,
    admin: administrator,
    plan: new Map(),
    clockChanged: detail => recorder.fault('clock', detail),
    rollOver: () => rollOver(backend.running, new Set(actors.flatMap(({ waiting }) => waiting))),
    stir() {
      stirs += 1;
      // Of the writers of the archive every other time.
      const room = stirs % 2 ? HALL : ARCHIVE;
      const actor = actors[(room === HALL ? stirs : stirs * WRITERS) % actors.length];
      void actor?.perform(operation.parse({ at: 0, client: stirs % actors.length, do: 'send', room }));
    },
    async close() {
      for (const actor of [...actors, administrator]) {
        actor.close();
        actor.network.close();
      }
      await backend.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
