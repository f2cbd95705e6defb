/** Faults of the kinds that the properties are there to find, put into the way of the real handlers. */
import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { TABLES } from '../../local/store.ts';
import { keys } from '../../shared/aws/keys.ts';
import type { Run } from '../support/dynamodb/engine.ts';
import type { BackendOptions } from './backend.ts';

export interface Mutation {
  readonly store?: (run: Run) => Run;
  readonly post?: (post: BackendOptions['post']) => BackendOptions['post'];
}

const isPutInto = (command: object, table: string): command is PutCommand =>
  command instanceof PutCommand && command.input.TableName === table;

/** The query of a room's subscriptions. */
const readsSubscriptions = (command: object): command is QueryCommand =>
  command instanceof QueryCommand && command.input.TableName === TABLES.connections;

/** The query of the tail of a room's log. */
const readsTail = (command: object): command is QueryCommand =>
  command instanceof QueryCommand && command.input.ExpressionAttributeValues?.[':high'] === keys.room('').SK;

const roomOf = (command: QueryCommand): string => String(command.input.ExpressionAttributeValues?.[':pk']);

/** A write into a room is followed by a read: here the read sees what was there before the write. */
function readBeforeWrite(to: string, reads: typeof readsTail): Mutation['store'] {
  return run => {
    const queries = new Map<string, QueryCommand>();
    const answers = new Map<string, object>();
    return async command => {
      if (isPutInto(command, to)) {
        const room = String(command.input.Item?.PK);
        const query = queries.get(room);
        if (query) answers.set(room, await run(query));
      }
      if (!reads(command)) return run(command);
      const room = roomOf(command);
      queries.set(room, command);
      const answer = answers.get(room) ?? run(command);
      answers.delete(room);
      return answer;
    };
  };
}

const appendsUnconditionally: Mutation['store'] = run => command => {
  if (!isPutInto(command, TABLES.messages)) return run(command);
  const { ConditionExpression: _none, ...input } = command.input;
  return run(new PutCommand(input));
};

const subscriptionsUnfiltered: Mutation['store'] = run => command => {
  if (!readsSubscriptions(command)) return run(command);
  const { FilterExpression: _none, ...input } = command.input;
  return run(new QueryCommand(input));
};

const everybodyIsMember: Mutation['store'] = run => async command => {
  const isMember =
    command instanceof GetCommand && String(command.input.Key?.SK).startsWith(keys.member('', '').SK);
  return isMember ? { Item: { role: 'member' } } : run(command);
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
