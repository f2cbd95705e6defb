import { describe, expect, test } from 'vitest';
import { samplesOf } from '../../costs/prometheus.ts';
import { activityOf, ratesOf } from '../../web/admin/activity.ts';
import { costOf } from '../../web/admin/cost.ts';

const reading = (at: number, posted: number, connects = 0) => ({
  at,
  activity: activityOf(
    samplesOf(`# HELP gateway_posts_total PostToConnection by result
gateway_posts_total{result="posted"} ${posted}
gateway_posts_total{result="too-large"} 2
gateway_posts_total{result="failed"} 1
gateway_upgrades_total{status="101"} ${connects}
gateway_upgrades_total{status="401"} 99
gateway_connection_seconds_total 60
gateway_metered_messages_total{direction="out"} 1000000
lambda_duration_seconds_sum{function="connect"} 0.5
lambda_duration_seconds_sum{function="send-message"} 1.5`),
  ),
});

describe('a local server’s metrics', () => {
  test('are read by name and label, and summed where the console shows a sum', () => {
    expect(reading(0, 7, 3).activity).toMatchObject({
      posted: 7,
      failed: 3,
      connects: 3,
      functionSeconds: 2,
      gone: 0,
    });
  });

  test('become rates over the last five seconds', () => {
    const rates = ratesOf([reading(0, 0), reading(6_000, 100), reading(8_000, 110), reading(10_000, 140)]);
    expect(rates?.posted).toBe(10);
    expect(ratesOf([reading(0, 5)])).toBeUndefined();
  });

  test('of a server that was started anew are no rate below zero', () => {
    expect(ratesOf([reading(0, 500), reading(1_000, 3)])).toBeUndefined();
  });
});

test('a million metered messages and a minute connected cost their list price', () => {
  const none = activityOf([]);
  expect(costOf(none)).toBe(0);
  expect(costOf({ ...none, meteredOut: 1_000_000 })).toBeCloseTo(1, 6);
  expect(costOf({ ...none, connectionSeconds: 60_000_000 })).toBeCloseTo(0.25, 6);
  expect(costOf({ ...none, writes: 1_000_000 })).toBeCloseTo(0.625, 6);
});
