import { expect, test } from 'vitest';
import { outcomeOf } from '../../../tools/chaos/outcome.ts';
import type { Course } from '../../../tools/chaos/run.ts';

/** Somebody follows a room that never came to be shown. */
const incomplete: Course = {
  history: {
    format: 'history.v1',
    command: '',
    promises: {
      repeatWindowMs: 600_000,
      senderPerSecond: 10,
      roomPerSecond: 50,
      containers: 1,
      inFlightMs: 1_000,
      sweepMs: 0,
    },
    events: [],
    quiet: { logs: [], following: [{ client: 'ann-1', room: 'hall' }], presence: [], unread: [] },
  },
  faults: [],
  unsettled: ['ann-1 has not joined hall yet'],
  starved: 0.9,
  seconds: 20,
};
const complete: Course = {
  ...incomplete,
  history: { ...incomplete.history, quiet: { ...incomplete.history.quiet, following: [] } },
  unsettled: [],
};
const idle: Course['faults'] = [{ fault: 'cut', asked: 1, struck: 0 }];

test('a run that is never at rest is undecided on a machine that is too busy, and broken on any other', () => {
  expect(outcomeOf(incomplete).verdict).toBe('undecided');
  expect(outcomeOf({ ...incomplete, starved: 0.3 }).verdict).toBe('broken');
});

test('so is one in which a fault never struck', () => {
  expect(outcomeOf({ ...complete, faults: idle }).verdict).toBe('undecided');
  expect(outcomeOf({ ...complete, faults: idle, starved: 0.3 }).verdict).toBe('broken');
});

test('what is wrong though all is at rest is broken, however busy the machine was', () => {
  expect(outcomeOf(complete).verdict).toBe('kept');
  expect(outcomeOf({ ...incomplete, unsettled: [] }).verdict).toBe('broken');
});
