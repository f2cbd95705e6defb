import type { Faults } from '../faults/faults.ts';
import type { Traffic } from '../gateway/traffic.ts';
import type { Labelled, Readings } from './readings.ts';

const directions = (inbound: number, outbound: number): Labelled => [
  [{ direction: 'in' }, inbound],
  [{ direction: 'out' }, outbound],
];

/** What went through the gateway. */
export function readGateway(readings: Readings, traffic: Traffic, faults: Faults): void {
  readings.gauge('gateway_connections', 'Open connections', () => traffic.connections);
  readings.counter(
    'gateway_connection_seconds_total',
    'Age of all connections, open and closed',
    () => traffic.connectionSeconds,
  );
  readings.counters('gateway_upgrades_total', 'Answers to upgrades', ['status'], () =>
    [...traffic.upgrades].map(([status, count]) => [{ status: String(status) }, count]),
  );
  readings.counters('gateway_frames_total', 'Messages from and to clients', ['direction'], () =>
    directions(traffic.messagesIn, traffic.messagesOut),
  );
  readings.counters('gateway_bytes_total', 'Bytes of messages from and to clients', ['direction'], () =>
    directions(traffic.bytesIn, traffic.bytesOut),
  );
  readings.counters(
    'gateway_metered_messages_total',
    'Messages as AWS bills them, in steps of 32 KB',
    ['direction'],
    () => directions(traffic.meteredIn, traffic.meteredOut),
  );
  readings.counter('gateway_limited_total', 'Messages answered with Limit exceeded', () => traffic.limited);
  readings.counters('gateway_posts_total', 'PostToConnection by result', ['result'], () =>
    Object.entries(traffic.posts).map(([result, count]) => [{ result }, count]),
  );
  readings.counters('gateway_faults_total', 'Faults that struck', ['fault'], () =>
    [...faults.struck].map(([fault, count]) => [{ fault }, count]),
  );
}
