/** The code under test with one guard taken out, and what the search must find then. */
import { keys } from '../../shared/aws/keys.ts';
import type { Call } from '../support/dynamodb/engine.ts';
import { ROOM } from './programs.ts';
import type { Mutation } from './world.ts';

const PUMP = keys.pump({ room: ROOM, audience: 'looking' }).SK;

const writes = (call: Call): string | undefined =>
  call.operation === 'put' ? String(call.input.Item?.SK) : undefined;

const unconditionally = (call: Call): Call => {
  if (call.operation !== 'put' && call.operation !== 'update') return call;
  const { ConditionExpression: _none, ...input } = call.input;
  return { ...call, input } as Call;
};

const isTake = (call: Call): boolean =>
  call.operation === 'put' && writes(call) === PUMP && call.input.ConditionExpression !== '#owner = :owner';

export const MUTATIONS: Readonly<
  Record<string, Mutation & { readonly scenario: string; readonly found: RegExp }>
> = {
  'a seq is written without its condition': {
    scenario: 'repeats',
    call: call => (writes(call)?.startsWith('MSG#') ? unconditionally(call) : call),
    found: /was written over/,
  },
  'a message takes a change without its condition': {
    scenario: 'changes',
    call: call => (call.operation === 'update' ? unconditionally(call) : call),
    found: /went back from change|was deleted, and is back|the text of its last edit/,
  },
  'the pump does not look again after letting go': {
    scenario: 'pump',
    heard: (call, heard) =>
      call.operation === 'query' && call.input.ScanIndexForward && call.input.Limit === 1
        ? { value: { Items: [] } }
        : heard,
    found: /was acknowledged, and seq \d is never pushed/,
  },
  'the room is taken without its condition': {
    scenario: 'pump',
    call: call => (isTake(call) ? unconditionally(call) : call),
    found: /took the room while/,
  },
  'an owner that was paused keeps the room without its condition': {
    scenario: 'zombie',
    call: call => (writes(call) === PUMP && !isTake(call) ? unconditionally(call) : call),
    found: /took the room while|the cursor went back/,
  },
  'the cursor moves before the posts': {
    scenario: 'pump',
    call: call =>
      call.operation === 'put' && isTake(call)
        ? { ...call, input: { ...call.input, Item: { ...call.input.Item, cursor: 2 } } }
        : call,
    found: /the cursor is at 2, and \d was not pushed/,
  },
};
