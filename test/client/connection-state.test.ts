import { describe, expect, it } from 'vitest';
import { errorOfClosing, verdictOf } from '../../client/closing.ts';
import { type ConnectionEvent, type ConnectionState, IDLE, next } from '../../client/connection-state.ts';
import { MessagingError } from '../../client/errors.ts';

const error = (code: MessagingError['code']) => new MessagingError(code, code);
const lost = (lasted: boolean, code: MessagingError['code'] = 'DISCONNECTED'): ConnectionEvent => ({
  type: 'lost',
  error: error(code),
  lasted,
});
const failed = (code: MessagingError['code']): ConnectionEvent => ({ type: 'failed', error: error(code) });
const expiring = (lasted = true): ConnectionEvent => ({ type: 'expiring', refresh: true, lasted });
const after = (...events: ConnectionEvent[]): ConnectionState => events.reduce(next, IDLE);
const connect: ConnectionEvent = { type: 'connect' };
const opened: ConnectionEvent = { type: 'opened' };
const due: ConnectionEvent = { type: 'due' };

describe('a connection', () => {
  it('is made, serves, is lost, and is tried for again after a wait', () => {
    expect(after(connect).name).toBe('connecting');
    expect(after(connect, opened).name).toBe('online');
    expect(after(connect, opened, lost(true))).toMatchObject({ name: 'waiting', attempt: 1 });
    expect(after(connect, opened, lost(true), due).name).toBe('connecting');
  });

  it('that does not last counts as one more failed try, so that the waits grow', () => {
    const flapping = [opened, lost(false), due];
    expect(after(connect, ...flapping, ...flapping, ...flapping).attempt).toBe(3);
    expect(after(connect, ...flapping, ...flapping, opened, lost(true)).attempt).toBe(1);
  });

  it('is replaced before its end while it still serves', () => {
    expect(after(connect, opened, expiring())).toMatchObject({ name: 'replacing', refresh: true });
    expect(after(connect, opened, expiring(), opened).name).toBe('online');
  });

  it('goes on serving where its successor fails, which is tried for again after a wait', () => {
    const postponed = after(connect, opened, expiring(), failed('UNREACHABLE'));
    expect(postponed).toMatchObject({ name: 'postponed', attempt: 1 });
    expect(next(postponed, due).name).toBe('replacing');
    expect(next(postponed, lost(true)).name).toBe('waiting');
  });

  it('that is lost while its successor is made leaves that to be finished', () => {
    const connecting = after(connect, opened, expiring(), lost(true));
    expect(connecting).toMatchObject({ name: 'connecting', attempt: 0 });
    expect(next(connecting, opened).name).toBe('online');
  });

  it('that expires at once is not replaced in a loop', () => {
    expect(after(connect, opened, expiring(false))).toMatchObject({ name: 'postponed', attempt: 1 });
  });

  it.each(['KICKED', 'PROTOCOL', 'SIGNED_OUT'] as const)('ends for good with %s, in whatever state', code => {
    for (const events of [[connect], [connect, opened, expiring()]])
      expect(after(...events, failed(code))).toMatchObject({ name: 'stopped', error: { code } });
    for (const events of [
      [connect, opened],
      [connect, opened, expiring()],
      [connect, opened, expiring(), failed('TIMEOUT')],
    ])
      expect(after(...events, lost(true, code))).toMatchObject({ name: 'stopped', error: { code } });
  });

  it.each(['UNAUTHORIZED', 'REFUSED', 'NOT_ADMITTED'] as const)(
    'asks for a fresh token at %s, and gives up at the third',
    code => {
      const refused = after(connect, failed(code));
      expect(refused).toMatchObject({ name: 'waiting', refresh: true, refusals: 1 });
      expect(after(connect, failed(code), due, failed(code), due, failed(code))).toMatchObject({
        name: 'stopped',
        error: { code },
      });
      // A dead server in between does not make it forget.
      expect(after(connect, failed(code), due, failed('UNREACHABLE'), due).refusals).toBe(1);
    },
  );

  it('starts anew with connect, and only then', () => {
    const stopped = after(connect, failed('KICKED'));
    for (const event of [due, opened, expiring(), lost(true), failed('TIMEOUT')])
      expect(next(stopped, event)).toBe(stopped);
    expect(next(stopped, connect)).toEqual({ ...IDLE, name: 'connecting' });
  });

  it('whatever happens, in whatever order, is in a state that the events lead out of', () => {
    const events = [
      connect,
      opened,
      due,
      expiring(),
      expiring(false),
      lost(true),
      lost(false),
      failed('TIMEOUT'),
    ];
    const seen = new Map([['idle', IDLE]]);
    const open = [IDLE];
    for (let state = open.pop(); state; state = open.pop())
      for (const event of events) {
        const to = next(state, event);
        if (seen.has(to.name)) continue;
        seen.set(to.name, to);
        open.push(to);
      }
    expect([...seen.keys()].sort()).toEqual([
      'connecting',
      'idle',
      'online',
      'postponed',
      'replacing',
      'waiting',
    ]);
  });
});

describe('a close', () => {
  it.each([
    [1000, undefined, true, 'DISCONNECTED', 'retry'],
    [1001, undefined, true, 'DISCONNECTED', 'retry'],
    [1006, undefined, true, 'DISCONNECTED', 'retry'],
    [1008, undefined, true, 'UNAUTHORIZED', 'reauthenticate'],
    [1003, undefined, true, 'PROTOCOL', 'stop'],
    [1007, undefined, true, 'PROTOCOL', 'stop'],
    [1009, undefined, true, 'PROTOCOL', 'stop'],
    [1006, 401, false, 'UNAUTHORIZED', 'reauthenticate'],
    [1006, 403, false, 'NOT_ADMITTED', 'reauthenticate'],
    [1006, 429, false, 'UNAVAILABLE', 'retry'],
    [1006, 500, false, 'UNAVAILABLE', 'retry'],
    [1006, undefined, false, 'REFUSED', 'reauthenticate'],
  ] as const)('%i, status %s, opened %s: %s, %s', (code, status, wasOpen, told, verdict) => {
    const closed = errorOfClosing({ code, status, opened: wasOpen });
    expect(closed.code).toBe(told);
    expect(verdictOf(closed)).toBe(verdict);
  });

  it('before a handshake, by the network: nothing answers', () => {
    expect(errorOfClosing({ code: 1006, opened: false, isNetwork: true }).code).toBe('UNREACHABLE');
  });
});
