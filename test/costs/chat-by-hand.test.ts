/**
 * A million users of the profile chat, by hand. What the protocol and the profile decide is written out; what is counted
 * per operation is looked up in units.json, no matter who wrote it.
 */
import { describe, expect, test } from 'vitest';
import { UNITS } from '../../costs/defaults.ts';
import { monthlyCost } from '../../costs/model/cost.ts';
import type { OperationName, UnitPoint } from '../../costs/model/unit-table.ts';
import { inputs, prices, profileNamed } from './given.ts';

const million = 1e6;
const cost = monthlyCost(million, profileNamed('chat'), inputs, { prices, free: 'always' });
const line = (what: string) => cost.bill.find(each => each.what === what);

/** A straight line through the two counted sizes around n, or through the last two. */
function at(operation: OperationName, n: number, pick: (point: UnitPoint) => number): number {
  const { points } = UNITS.operations[operation];
  const above = points.findIndex(point => point.n >= n);
  const right = above === -1 ? points.length - 1 : above;
  const [a, b] = [points[right - 1], points[right]];
  if (!b) throw new Error(`${operation} was not counted`);
  return a === undefined ? pick(b) : pick(a) + ((pick(b) - pick(a)) * (n - a.n)) / (b.n - a.n);
}

// 3 sessions a day, 30 days; 20 minutes and 8 messages in each; a token of two hours outlives a session.
const sessions = 3 * 30 * million;
const connects = sessions;
const sent = 8 * sessions;
const joined = 2 + 2 + 1 + 0.2;
// Half to two connections, 40% to 8, 9% to 40, 1% to 500.
const direct = [
  { n: 2, sent: 0.5 * sent, joined: 2, inView: 0.25 },
  { n: 8, sent: 0.4 * sent, joined: 2, inView: 0.12 },
  { n: 40, sent: 0.09 * sent, joined: 1, inView: 0.08 },
];
const toHalls = 0.01 * sent;
// The hall takes 2 messages a second and the pump 4 frames: nothing to pack, a frame a message to the 5% who look.
const ticks = toHalls;
const looking = 0.05;
// And a frame every 7 seconds, of 14 messages, to the others.
const awayTicks = toHalls / 14;
// At 5, 10 and 15 minutes; at 20 the session is over.
const heartbeats = 3 * sessions;
// Four a session, spread over the rooms that it is in; a hall is read up to the limit of presence.
const looks = [...direct, { n: 80, joined: 0.2 }].map(({ n, joined: each }) => ({
  n,
  count: (4 * sessions * each) / joined,
}));
const sum = (each: (room: (typeof direct)[number]) => number) =>
  direct.reduce((total, room) => total + each(room), 0);

describe('a million users of the profile chat, by hand', () => {
  test('90 million sessions send 720 million messages, delivered 8.496 billion times', () => {
    expect(sent).toBe(720 * million);
    // 0.5 × 1 + 0.4 × 7 + 0.09 × 39 + 0.01 × 499 = 11.8 deliveries a message
    expect(cost.traffic.delivered).toBeCloseTo(720 * million * 11.8, -1);
    // 1.8 billion minutes of a month of 43,200
    expect(cost.traffic.meanConnections).toBeCloseTo((1_800 * million) / 43_200, 6);
  });

  test('API Gateway: $0.25 a million minutes; $1.00 a million messages up to a billion, then $0.80', () => {
    expect(line('connection minutes')?.usd).toBeCloseTo(1_800 * 0.25, 6);

    // The frame, and a reply that may be longer than 32 KB.
    const joins = connects * (1 + at('joinRooms', joined, ({ replies }) => replies));
    const beats = heartbeats * 2;
    const sends = sum(({ n, sent: count }) => count * (2 + (n - 1)));
    const halls = toHalls * 2 + ticks * looking * 500 + awayTicks * (1 - looking) * 500;
    // One frame, without a reply, and a push to each of the others who look.
    const typing = sum(({ n, sent: count, inView }) => 0.5 * count * (1 + inView * (n - 1)));
    const reads = sum(({ n, sent: count, inView }) => 0.5 * count * (1 + inView * (n - 1)));
    const presence = sum(({ n, joined: each, inView }) => 2 * sessions * each * inView * (n - 1));
    const views = 2 * 4 * sessions;
    const messages = joins + beats + sends + halls + typing + reads + presence + views;

    expect(line('messages')?.quantity).toBeCloseTo(messages, -2);
    expect(line('messages')?.usd).toBeCloseTo(1_000 + (messages / million - 1_000) * 0.8, 2);
  });

  test('DynamoDB: $0.625 a million writes, $0.125 a million reads', () => {
    const total = (pick: (point: UnitPoint) => number) =>
      connects *
        (at('connect', 0, pick) +
          at('joinRooms', joined, pick) +
          at('disconnect', joined, pick) +
          at('departure', 0, pick)) +
      heartbeats * at('sync', joined, pick) +
      sum(
        ({ n, sent: count, joined: each }) =>
          count * at('sendMessage', n, pick) +
          0.5 * count * (at('typing', n, pick) + at('markRead', n, pick)) +
          2 * sessions * each * at('presenceEvent', n, pick),
      ) +
      looks.reduce((all, { n, count }) => all + count * at('view', n, pick), 0) +
      toHalls * at('sendToLargeRoom', 101, pick) +
      ticks * at('pumpTick', 500, pick) +
      awayTicks * at('awayTick', 500, pick) +
      43_200 * at('sweep', cost.traffic.meanConnections, pick);
    const writes = total(({ writes: { connections, messages } }) => connections + messages);
    const reads = total(({ reads: { connections, messages } }) => connections + messages);

    expect(line('write units')?.quantity).toBeCloseTo(writes, -2);
    expect(line('write units')?.usd).toBeCloseTo((writes / million) * 0.625, 2);
    expect(line('read units')?.usd).toBeCloseTo((reads / million) * 0.125, 2);

    // 200 bytes and 350 around them, kept for a year; 25 GB are free, recovery is not.
    const gb = (sent * (365 / 30) * 550) / 2 ** 30;
    expect(line('GB stored')?.usd).toBeCloseTo((gb - 25) * 0.25, 4);
    expect(line('GB recoverable')?.usd).toBeCloseTo(gb * 0.2, 4);
  });

  test('Cognito Lite: 10,000 free, $0.0055 to 100,000, $0.0046 to a million', () => {
    expect(line('active users')?.usd).toBeCloseTo(90_000 * 0.0055 + 900_000 * 0.0046, 6);
  });

  test('Lambda: $0.20 a million requests and $0.0000133334 a GB-second, the first million and 400,000 free', () => {
    const { invocations, gbSeconds } = cost.meters;
    expect(line('requests')?.usd).toBeCloseTo((invocations / million - 1) * 0.2, 4);
    expect(line('GB-seconds')?.usd).toBeCloseTo((gbSeconds - 400_000) * 0.0000133334, 4);
  });

  test('Secrets Manager: one secret, and two containers that each ask every 5 minutes', () => {
    expect(cost.services['Secrets Manager']).toBeCloseTo(0.4 + ((2 * 8_640) / 10_000) * 0.05, 9);
  });

  test('SQS: a departure is sent, received, and deleted with nine others; $0.40 a million, the first million free', () => {
    expect(line('requests of departures')?.usd).toBeCloseTo(((connects * 2.1) / million - 1) * 0.4, 4);
  });

  test('at most 1.7 messages are metered for each that is delivered', () => {
    expect(cost.meters.meteredMessages / cost.traffic.delivered).toBeLessThanOrEqual(1.7);
  });

  test('nobody looks at more than one room at once', () => {
    const looked = profileNamed('chat').rooms.reduce((all, room) => all + room.joined * room.inView, 0);
    expect(looked).toBeLessThanOrEqual(1);
  });

  test('the total is the sum, a user pays a millionth, and a million deliveries their share', () => {
    const services = Object.values(cost.services).reduce((total, usd) => total + usd, 0);
    expect(cost.usd).toBeCloseTo(services, 6);
    expect(cost.usdPerUser).toBeCloseTo(services / million, 12);
    expect(cost.usdPerMillionDelivered).toBeCloseTo(services / 8_496, 9);
  });
});
