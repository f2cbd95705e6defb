/**
 * A member is removed while their join is on its way, and the store throttles: wherever in the join the removal falls, and
 * from whichever call on the store fails, the removed member is never in force in the room.
 */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { TABLES } from '../../../../local/store.ts';
import { blockStore } from '../../../../shared/aws/block-store.ts';
import { connectionStore } from '../../../../shared/aws/connection-store.ts';
import { messageStore } from '../../../../shared/aws/message-store.ts';
import { quotaStore } from '../../../../shared/aws/quota-store.ts';
import { roomStore } from '../../../../shared/aws/room-store.ts';
import type { Connection, Poster } from '../../../../shared/core/ports.ts';
import { createRoom } from '../../../../shared/core/rooms/create-room.ts';
import { joinRoom } from '../../../../shared/core/rooms/join-room.ts';
import { removeMember } from '../../../../shared/core/rooms/members.ts';
import { NO_WEBHOOKS } from '../../../../shared/core/webhooks/ports.ts';
import { ProtocolError } from '../../../../shared/protocol/index.ts';
import { DEFAULT_SETTINGS } from '../../../../shared/settings.ts';
import { inProcessDocuments, type Run } from '../../../support/dynamodb/engine.ts';
import { NO_RATES } from '../../../support/no-rates.ts';

/** What befalls the calls of one join: `between` happens before call `at`, and calls from `failing` on are throttled. */
interface Fate {
  calls: number;
  readonly at: number;
  readonly failing: number;
  readonly between: () => Promise<void>;
}

const clock = {
  now: Date.now,
  monotonic: () => performance.now(),
  sleep: async () => {},
  random: () => 0,
};
const connection = (userId: string): Connection => ({
  userId,
  name: userId,
  connectionId: randomUUID(),
  groups: [],
  connectedAt: Date.now(),
  expiresAt: Math.floor(Date.now() / 1_000) + 600,
});
const poster: Poster = {
  post: async () => 'posted',
  disconnect: async () => true,
  isConnected: async () => true,
};
const throttled = () => Object.assign(new Error('throttled'), { name: 'ThrottlingException' });

function world() {
  let fate: Fate | undefined;
  const fateful =
    (run: Run): Run =>
    async call => {
      const mine = fate;
      if (!mine) return run(call);
      mine.calls += 1;
      if (mine.calls === mine.at) {
        fate = undefined;
        await mine.between();
        fate = mine;
      }
      if (mine.calls >= mine.failing) throw throttled();
      return run(call);
    };
  const documents = inProcessDocuments(fateful);
  const connections = connectionStore({ documents, table: TABLES.connections, now: clock.now });
  const messages = messageStore({ documents, table: TABLES.messages, now: clock.now });
  const rooms = roomStore({ documents, table: TABLES.messages });
  const deps = {
    ...{
      blocks: blockStore({ documents, table: TABLES.messages }),
      connections,
      messages,
      rooms,
      clock,
      poster,
      quotas: quotaStore({ documents, table: TABLES.messages }),
      rates: NO_RATES,
      webhooks: NO_WEBHOOKS,
    },
    departures: undefined,
    settings: DEFAULT_SETTINGS,
    logger: { warn: () => {}, error: () => {} },
  };
  return {
    deps,
    /** Runs the work under a fate; says how it ended, and how many calls it made. */
    async under(chosen: Omit<Fate, 'calls'>, work: () => Promise<unknown>) {
      const mine = { calls: 0, ...chosen };
      fate = mine;
      const outcome = await work().then(
        () => 'ok',
        error => (error instanceof ProtocolError ? error.code : 'throttled'),
      );
      fate = undefined;
      return { outcome, calls: mine.calls };
    },
  };
}

const [NEVER, CALLS] = [Number.POSITIVE_INFINITY, 30];

describe('a member who is removed while their join is on its way', () => {
  it('gets nothing of the private room and is not seen in it, wherever the removal falls and the store throttles', async () => {
    let tried = 0;
    for (let at = 1; at <= CALLS; at++)
      for (const failing of [...Array.from({ length: CALLS - at }, (_, n) => at + n), NEVER]) {
        const { deps, under } = world();
        const [owner, member] = [connection('owner'), connection('member')];
        await deps.connections.open(owner);
        await deps.connections.open(member);
        await createRoom(deps, owner, { action: 'createRoom', room: 'den', kind: 'private' });
        await deps.rooms.setRole('den', 'member', 'member', undefined);
        let removed = false;
        const between = async () => {
          await removeMember(deps, owner, { action: 'removeMember', room: 'den', userId: 'member' });
          removed = true;
        };
        const { outcome } = await under({ at, failing, between }, () =>
          joinRoom(deps, member, { action: 'joinRoom', room: 'den' }),
        );
        if (!removed) break;
        tried += 1;
        const present = await deps.connections.atMost('den', 10);
        const said = `removed before call ${at}, throttled from ${failing}: ${outcome}`;
        expect(present, said).toEqual([]);
        expect(await deps.connections.subscription('den', member.connectionId), said).toBeUndefined();
      }
    expect(tried, 'there were many points').toBeGreaterThan(30);
  });
});

describe('an open room that becomes private while a stranger joins', () => {
  it('has no stranger in it, wherever the creation falls and the store throttles', async () => {
    let tried = 0;
    for (let at = 1; at <= CALLS; at++)
      for (const failing of [...Array.from({ length: CALLS - at }, (_, n) => at + n), NEVER]) {
        const { deps, under } = world();
        const [owner, stranger] = [connection('owner'), connection('stranger')];
        await deps.connections.open(owner);
        await deps.connections.open(stranger);
        let created = false;
        const between = async () => {
          await createRoom(deps, owner, { action: 'createRoom', room: 'den', kind: 'private' });
          created = true;
        };
        const { outcome } = await under({ at, failing, between }, () =>
          joinRoom(deps, stranger, { action: 'joinRoom', room: 'den' }),
        );
        if (!created) break;
        tried += 1;
        const said = `created before call ${at}, throttled from ${failing}: ${outcome}`;
        expect(await deps.connections.atMost('den', 10), said).toEqual([]);
      }
    expect(tried, 'there were many points').toBeGreaterThan(30);
  });
});

describe('a removal that the store throttles', () => {
  it('takes the member out once it is asked again, wherever it was cut off, also of who removed themselves', async () => {
    for (const by of ['owner', 'member'])
      for (let failing = 1; ; failing++) {
        const { deps, under } = world();
        const people = { owner: connection('owner'), member: connection('member') };
        for (const one of Object.values(people)) await deps.connections.open(one);
        await createRoom(deps, people.owner, { action: 'createRoom', room: 'den', kind: 'private' });
        await deps.rooms.setRole('den', 'member', 'member', undefined);
        await joinRoom(deps, people.member, { action: 'joinRoom', room: 'den' });
        const remove = () =>
          removeMember(deps, by === 'owner' ? people.owner : people.member, {
            action: 'removeMember',
            room: 'den',
            userId: 'member',
          });
        const { calls } = await under({ at: NEVER, failing, between: async () => {} }, remove);
        if (calls < failing) break;
        const { outcome } = await under({ at: NEVER, failing: NEVER, between: async () => {} }, remove);
        expect(outcome, `asked again by the ${by}, cut off at ${failing}`).toBe('ok');
        expect(await deps.connections.atMost('den', 10)).toEqual([]);
      }
  });
});

describe('a room that is created while a stranger sends into it', () => {
  it('is the creator’s or the sender’s, and never both', async () => {
    for (const first of ['create', 'claim']) {
      const { deps } = world();
      const owner = connection('owner');
      const create = () =>
        createRoom(deps, owner, { action: 'createRoom', room: 'den', kind: 'private' }).then(
          () => true,
          () => false,
        );
      const claim = () => deps.messages.claim('den');
      const outcomes =
        first === 'create' ? await Promise.all([create(), claim()]) : await Promise.all([claim(), create()]);
      expect(outcomes.filter(Boolean)).toHaveLength(1);
    }
  });
});
