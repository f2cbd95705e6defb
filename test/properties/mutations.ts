/** Faults of the kinds that the properties are there to find, put into the way of the real handlers. */
import { TABLES } from '../../local/store.ts';
import { keys } from '../../shared/aws/keys.ts';
import type { Clock, Poster } from '../../shared/core/ports.ts';
import type { Call, Run } from '../support/dynamodb/engine.ts';

export interface Mutation {
  readonly store?: (run: Run) => Run;
  readonly poster?: (poster: Poster) => Poster;
  readonly clock?: (clock: Clock) => Clock;
}

type CallOf<Operation> = Extract<Call, { operation: Operation }>;
type Query = CallOf<'query'>;

const isPutInto = (call: Call, table: string): call is CallOf<'put'> =>
  call.operation === 'put' && call.input.TableName === table;

/** The query of a room's subscriptions. */
const readsSubscriptions = (call: Call): call is Query =>
  call.operation === 'query' && call.input.TableName === TABLES.connections;

/** The query of the tail of a room's log. */
const readsTail = (call: Call): call is Query =>
  call.operation === 'query' && call.input.ExpressionAttributeValues?.[':high'] === keys.room('').SK;

const roomOf = ({ input }: Query): string => String(input.ExpressionAttributeValues?.[':pk']);

/** A write into a room is followed by a read: here the read sees what was there before the write. */
function readBeforeWrite(to: string, reads: typeof readsTail): Mutation['store'] {
  return run => {
    const queries = new Map<string, Query>();
    const answers = new Map<string, Awaited<ReturnType<Run>>>();
    return async call => {
      if (isPutInto(call, to)) {
        const room = String(call.input.Item?.PK);
        const query = queries.get(room);
        if (query) answers.set(room, await run(query));
      }
      if (!reads(call)) return run(call);
      const room = roomOf(call);
      queries.set(room, call);
      const answer = answers.get(room) ?? run(call);
      answers.delete(room);
      return answer;
    };
  };
}

const appendsUnconditionally: Mutation['store'] = run => call => {
  if (!isPutInto(call, TABLES.messages)) return run(call);
  const { ConditionExpression: _none, ...input } = call.input;
  return run({ ...call, input });
};

const subscriptionsUnfiltered: Mutation['store'] = run => call => {
  if (!readsSubscriptions(call)) return run(call);
  const { FilterExpression: _none, ...input } = call.input;
  return run({ ...call, input });
};

const everybodyIsMember: Mutation['store'] = run => async call => {
  const isMember = call.operation === 'get' && String(call.input.Key?.SK).startsWith(keys.member('', '').SK);
  return isMember ? { Item: { role: 'member' } } : run(call);
};

/** A join looks at the role when it begins, and takes that for its second look. */
const checksOnce: Mutation['store'] = run => {
  const seen = new Map<string, Awaited<ReturnType<Run>>>();
  return async call => {
    const { PK, SK } = (call.operation === 'get' && call.input.Key) || {};
    if (call.operation !== 'get' || !String(SK).startsWith(keys.member('', '').SK)) return run(call);
    const key = `${PK} ${SK}`;
    if (!call.input.ConsistentRead) {
      const answer = await run(call);
      seen.set(key, answer);
      return answer;
    }
    const answer = seen.get(key) ?? (await run(call));
    seen.delete(key);
    return answer;
  };
};

/** @param isMeant whose condition is taken away */
const unconditionally =
  (isMeant: (update: string) => boolean): Mutation['store'] =>
  run =>
  call => {
    if (call.operation !== 'update' || !isMeant(call.input.UpdateExpression ?? '')) return run(call);
    const { ConditionExpression: _none, ...input } = call.input;
    return run({ ...call, input });
  };

/** @param every one of so many posts is lost, and said to be posted */
const losing =
  (every: number): Mutation['poster'] =>
  poster => {
    let posts = 0;
    return {
      ...poster,
      post(connectionId, frame) {
        posts += 1;
        return posts % every === 0 ? Promise.resolve('posted') : poster.post(connectionId, frame);
      },
    };
  };

/** By what is broken, with what must be found. */
export const MUTATIONS: Readonly<Record<string, Mutation & { readonly found: RegExp }>> = {
  'a send reads the subscriptions before it appends': {
    store: readBeforeWrite(TABLES.messages, readsSubscriptions),
    // Of what was read long ago, some joined since, and some are gone.
    found: /was not (told of|given)|was sent to after/,
  },
  'a join reads the log before it subscribes': {
    store: readBeforeWrite(TABLES.connections, readsTail),
    found: /was not (told of|given)/,
  },
  'a seq is written over': {
    store: appendsUnconditionally,
    found: /under seq|is not in|shows edit/,
  },
  'what has expired is still posted to': {
    store: subscriptionsUnfiltered,
    found: /after its expiry/,
  },
  'a stranger passes for a member': {
    store: everybodyIsMember,
    // To add one whose row has no role is refused for ever: the write's condition is the role that was read.
    found: /a stranger|FORBIDDEN|addMember .* was told to wait/,
  },
  'one push in twenty is lost': { poster: losing(20), found: /was not (told of|given)/ },
  'a join does not look again once it has subscribed': {
    store: checksOnce,
    found: /without a place|a stranger/,
  },
  'a room is taken over without a condition': {
    store: unconditionally(update => update.includes('createdBy')),
    found: /created over|told to own/,
  },
  'an edit is given to its message without a condition': {
    store: unconditionally(update => update.includes('changeSeq')),
    found: /shows|still has/,
  },
  'a 410 takes the rows of a live connection and leaves it open': {
    poster: poster => ({ ...poster, disconnect: async () => true }),
    found: /was not told of/,
  },
  'durations are taken from the wall clock': {
    clock: clock => ({ ...clock, monotonic: clock.now }),
    found: /was told to wait|UNAVAILABLE/,
  },
};
