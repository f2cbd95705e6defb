/** The checker's sums, on histories that are made up: every way in which a message can go astray. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Membership } from '../../load/checker/membership.ts';
import { PushOrder } from '../../load/checker/push-order.ts';
import { type Ack, type Evidence, verdictOf } from '../../load/checker/verdict.ts';

const EPOCH = 'e';
const acks = (...seqs: number[]): Ack[] =>
  seqs.map(seq => ({ room: 'r', epoch: EPOCH, seq, messageId: `m${seq}` }));

function evidence(acknowledged: Ack[], ...members: Membership[]): Evidence[] {
  const logs = [
    { room: 'r', epoch: EPOCH, entries: acknowledged.map(({ seq, messageId }) => ({ seq, messageId })) },
  ];
  return [
    {
      acks: acknowledged,
      logs,
      members: members.map((member, index) => ({ client: `client-${index + 1}`, ...member.state() })),
    },
  ];
}
function member(head: number, ...pushed: number[]): Membership {
  const membership = new Membership('r', EPOCH, head);
  for (const seq of pushed) membership.take(seq, 'push');
  return membership;
}

describe('an acknowledged message', () => {
  test('is lost to a member that neither a push nor the log brought it to', () => {
    const incomplete = member(0, 1, 3);
    incomplete.give(3);
    const verdict = verdictOf(evidence(acks(1, 2, 3), member(0, 1, 2, 3), incomplete, member(0, 1)));
    expect(verdict).toMatchObject({ expected: 9, delivered: 6, lost: 3 });
    expect(verdict.examples).toEqual([
      'lost: m2 at seq 2 of r never reached client-2',
      'lost: m2 at seq 2 of r never reached client-3',
      'lost: m3 at seq 3 of r never reached client-3',
    ]);
  });

  test('is owed to nobody who joined after it, who left before it, or who sent it', () => {
    const late = member(2, 3);
    const gone = member(0, 1);
    gone.left = true;
    const sender = member(0, 1, 2);
    sender.take(3, 'own');
    expect(verdictOf(evidence(acks(1, 2, 3), late, gone, sender))).toMatchObject({ expected: 4, lost: 0 });
  });

  test('that a member has beyond a gap is not lost, only what the gap hides is', () => {
    expect(verdictOf(evidence(acks(1, 2, 3), member(0, 1, 3)))).toMatchObject({ expected: 3, lost: 1 });
  });

  test('that stands at two places of the log is doubled', () => {
    const [first] = acks(1);
    if (!first) throw new Error('no ack');
    const verdict = verdictOf(evidence([first, { ...first, seq: 2 }], member(0, 1, 2)));
    expect(verdict).toMatchObject({ doubled: 1, disagreed: 0, lost: 0 });
    expect(verdict.examples[0]).toContain('doubled: m1 at seq 2');
  });

  test('that others saw another message in the place of is a disagreement, in whichever thread they were', () => {
    const [one] = evidence(acks(1, 2), member(0, 1, 2));
    const [two] = evidence([], member(0, 1, 2));
    if (!one || !two) throw new Error('no evidence');
    const seen = { room: 'r', epoch: EPOCH, entries: [{ seq: 2, messageId: 'other' }] };
    expect(verdictOf([one, { ...two, logs: [seen] }])).toMatchObject({ disagreed: 1, lost: 0 });
  });
});

test('twenty examples are enough', () => {
  const many = acks(...Array.from({ length: 50 }, (_, index) => index + 1));
  const { lost, examples } = verdictOf(evidence(many, member(0)));
  expect([lost, examples.length]).toEqual([50, 20]);
});

test('whatever is dropped, doubled and swapped on one subscription is counted as that', () => {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`seed ${seed}`);
  const fate = fc.constantFrom('comes', 'comes', 'comes', 'dropped', 'doubled', 'swapped');
  fc.assert(
    fc.property(fc.array(fate, { maxLength: 60 }), fates => {
      const told: number[] = [];
      const [order, membership] = [new PushOrder(0), new Membership('r', EPOCH, 0)];
      const expected = { dropped: 0, duplicate: 0, outOfOrder: 0 };
      let held: number | undefined;
      for (const [index, what] of fates.entries()) {
        const seq = index + 1;
        if (what === 'dropped') {
          expected.dropped += 1;
          continue;
        }
        if (what === 'swapped' && held === undefined) {
          held = seq;
          continue;
        }
        told.push(seq);
        if (what === 'doubled') {
          expected.duplicate += 1;
          told.push(seq);
        }
        if (held === undefined) continue;
        expected.outOfOrder += 1;
        told.push(held);
        held = undefined;
      }
      if (held !== undefined) told.push(held);
      const seen = { next: 0, ahead: 0, outOfOrder: 0, duplicate: 0, stale: 0 };
      for (const seq of told) {
        seen[order.arrived(seq)] += 1;
        membership.take(seq, 'push');
      }
      expect(seen).toMatchObject({
        duplicate: expected.duplicate,
        outOfOrder: expected.outOfOrder,
        stale: 0,
      });
      membership.give(fates.length);
      expect(membership.holes).toHaveLength(expected.dropped);
      expect(membership.applied).toBe(fates.length);
    }),
    { seed, numRuns: 300 },
  );
});
