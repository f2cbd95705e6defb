/** The tables, in memory: the ports of the core with the time that each call takes. */
import type { Audience, PostBudget, PumpState, PumpStore } from '../../shared/core/fan-out/ports.ts';
import type { ConnectionStore, MessageStore } from '../../shared/core/ports.ts';
import type { Entry } from '../../shared/protocol/index.ts';
import type { World } from './world.ts';

/** Ports are wider than what a room under load asks of them. */
const notSimulated = (): never => {
  throw new Error('the simulator has no such call');
};

const EPOCH = 'a1b2c3d4';

export function messagesOf({ clock, chance, times: { steps } }: World): MessageStore {
  const log: Entry[] = [];
  const read = () => clock.sleep(chance.from(steps.read));
  return {
    async log() {
      await read();
      const settled = log.length > 0;
      return {
        kind: 'open',
        settled,
        epoch: EPOCH,
        head: log.length,
        ordinal: log.length,
        tail: log.slice(-10),
      };
    },
    async append(message) {
      await clock.sleep(chance.from(steps.write));
      if (message.seq !== log.length + 1) return false;
      log.push(message);
      return true;
    },
    async from(_room, from, limit) {
      await read();
      return log.slice(from - 1, from - 1 + limit);
    },
    async before(_room, before, limit) {
      await read();
      return log.slice(Math.max(0, before - 1 - limit), before - 1);
    },
    async claim() {
      await clock.sleep(chance.from(steps.write));
      return true;
    },
    async at(_room, seq) {
      await read();
      const last = Math.min(seq, log.length);
      return last > 0 ? { seq: last, ordinal: last, epoch: EPOCH } : undefined;
    },
    kind: notSimulated,
    head: notSimulated,
    begin: notSimulated,
    reaches: notSimulated,
    find: notSimulated,
    change: notSimulated,
    markRepushed: notSimulated,
    unmarkRepushed: notSimulated,
  };
}

export function pumpsOf({ clock, chance, times: { steps } }: World): PumpStore {
  const stored = new Map<Audience, PumpState>();
  const write = () => clock.sleep(chance.from(steps.write));
  return {
    async read({ audience }) {
      await clock.sleep(chance.from(steps.read));
      return stored.get(audience);
    },
    // No server starts here.
    async *held() {},
    async take({ audience }, state, seen) {
      await write();
      if (stored.get(audience) !== seen) return false;
      stored.set(audience, state);
      return true;
    },
    async keep({ audience }, state) {
      await write();
      if (stored.get(audience)?.owner !== state.owner) return false;
      stored.set(audience, state);
      return true;
    },
  };
}

/** One query reads a megabyte; a subscription is so large. */
const SUBSCRIPTION_BYTES = 130;
const CONNECTIONS_A_QUERY = Math.floor(1_048_576 / SUBSCRIPTION_BYTES);

export function connectionsOf({ clock, chance, times: { steps }, audience, each }: World): ConnectionStore {
  const { present } = audience;
  async function queries(connections: number, aQuery = CONNECTIONS_A_QUERY): Promise<void> {
    const count = Math.max(1, Math.ceil(connections / aQuery));
    for (let i = 0; i < count; i++) await clock.sleep(chance.from(steps.read));
  }
  const lagging = new Map<string, number>();
  const marked = (all: typeof present) =>
    all.map(one => ({ ...one, laggingUntil: lagging.get(one.connectionId) }));
  return {
    async atMost(_room, limit) {
      await queries(Math.min(limit, present.length) * each);
      return present.length > limit ? undefined : marked(present);
    },
    async cut(_room, size) {
      await queries(present.length * each);
      return present
        .filter((_, index) => (index + 1) % size === 0 && index + 1 < present.length)
        .map(({ connectionId }) => connectionId);
    },
    async *subscribers(_room, { after = '', upTo = '~', page } = {}) {
      const found = present.filter(({ connectionId }) => connectionId > after && connectionId <= upTo);
      await queries(found.length * each, page);
      yield marked(found);
    },
    async markLagging({ connectionId }, until) {
      await clock.sleep(chance.from(steps.write));
      if (until === undefined) return lagging.delete(connectionId);
      if ((lagging.get(connectionId) ?? 0) * 1_000 > clock.now()) return false;
      lagging.set(connectionId, until);
      return true;
    },
    open: notSimulated,
    close: notSimulated,
    subscribe: notSimulated,
    unsubscribe: notSimulated,
    subscription: notSimulated,
    confirm: notSimulated,
    ofUser: notSimulated,
    setView: notSimulated,
    setDirectView: notSimulated,
    scan: notSimulated,
  };
}

/** A budget of posts, for posts to stand-ins of `each` connections. */
export function postBudgetOf({ clock, chance, times: { steps }, settings }: World): PostBudget {
  let freeAt = 0;
  return {
    async take(posts) {
      await clock.sleep(chance.from(steps.write));
      const from = Math.max(clock.now(), freeAt);
      freeAt = from + (posts * 1_000) / settings.pumpPostsPerSecond;
      return from;
    },
  };
}
