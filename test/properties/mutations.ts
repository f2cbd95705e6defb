/** Faults of the kinds that the properties are there to find, put into the way of the real handlers. */
import { TABLES } from '../../local/store.ts';
import { keys } from '../../shared/aws/keys.ts';
import type { Call, Run } from '../support/dynamodb/engine.ts';
import type { BackendOptions } from './backend.ts';

export interface Mutation {
  readonly store?: (run: Run) => Run;
  readonly post?: (post: BackendOptions['post']) => BackendOptions['post'];
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

/** @param every one of so many posts is lost, and said to be posted */
const losing =
  (every: number): Mutation['post'] =>
  post => {
    let posts = 0;
    return (connectionId, frame) => {
      posts += 1;
      return posts % every === 0 ? Promise.resolve('posted') : post(connectionId, frame);
    };
  };

/** By what is broken, with what must be found. */
export const MUTATIONS: Readonly<Record<string, Mutation & { readonly found: RegExp }>> = {
  'a send reads the subscriptions before it appends': {
    store: readBeforeWrite(TABLES.messages, readsSubscriptions),
    found: /was not (told of|given)/,
  },
  'a join reads the log before it subscribes': {
    store: readBeforeWrite(TABLES.connections, readsTail),
    found: /was not (told of|given)/,
  },
  'a seq is written over': {
    store: appendsUnconditionally,
    found: /under seq|is not in/,
  },
  'what has expired is still posted to': {
    store: subscriptionsUnfiltered,
    found: /after its expiry/,
  },
  'a stranger passes for a member': { store: everybodyIsMember, found: /a stranger|is in den/ },
  'one push in twenty is lost': { post: losing(20), found: /was not (told of|given)/ },
};
