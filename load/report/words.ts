/** The run in plain sentences, for a reader who reads no further. */

import { count, ms, usd } from '../../costs/format.ts';
import type { Result } from '../result/result.ts';

export function sentences(result: Result): string[] {
  const { connections, plan, acked, phases, expected, lost, doubled, disagreed, latencyMs, cost } = result;
  const inRooms = `in ${count(plan.rooms)} ${plan.rooms === 1 ? 'room' : 'rooms'}`;
  return [
    `${count(connections)} connections ${inRooms} sent ${count(acked)} messages in ${count(phases.send)} seconds.`,
    lost === 0
      ? `Every one of the ${count(expected)} deliveries they were owed arrived${
          doubled + disagreed === 0 ? ', once and in one order' : ''
        }.`
      : `${count(lost)} of ${count(expected)} deliveries never arrived.`,
    ...(doubled + disagreed > 0
      ? [
          `${count(doubled)} messages stood in a log twice, and members disagreed on order ${count(disagreed)} times.`,
        ]
      : []),
    ...(latencyMs
      ? [`Half of them took at most ${ms(latencyMs.p50)}, 99 in 100 at most ${ms(latencyMs.p99)}.`]
      : []),
    ...(cost && acked > 0
      ? [
          `On AWS the run ${cost.basis === 'counted' ? 'would have cost' : 'is projected to cost'} ${usd(cost.usd)}: ` +
            `${usd(cost.usdPerThousandSent)} per 1,000 messages sent, ${usd(cost.usdPerMillionDelivered)} per million delivered.`,
        ]
      : []),
  ];
}

/** A generator this late is part of what was measured. */
const LATE_MS = 50;

export function cautions({ generator, machine, server, connections, plan }: Result): string[] {
  const late = generator.lateMs?.p99 ?? 0;
  const busy = generator.cpu + (server?.cpu ?? 0);
  return [
    ...(late > LATE_MS
      ? [
          `The generator itself was late: one message in 100 left ${ms(late)} or more after it was due. Latencies count ` +
            'from when a message was due, so this is in them.',
        ]
      : []),
    ...(busy > 0.85 * machine.cpus
      ? [
          `Server and generator together kept ${busy.toFixed(1)} of this machine’s ${machine.cpus} cores busy: latencies ` +
            'are those of a full machine, not of the design.',
        ]
      : []),
    ...(connections < plan.connections
      ? [
          `${count(plan.connections - connections)} of ${count(plan.connections)} clients were not in their rooms when sending began.`,
        ]
      : []),
  ];
}

/** What to type to have the same run again. */
export function again({ name, protocol, url, plan, seed }: Result): string {
  const { connections, rooms, roomsPerConnection, users, rate, rateTo, duration, ramp, size, workers } = plan;
  const local = /^wss?:\/\/(127\.|localhost)/.test(url);
  const flags: [string, string | number | undefined][] = [
    ['url', local ? undefined : url],
    ['scenario', name],
    ['protocol', protocol === 'echo' ? protocol : undefined],
    ['connections', connections],
    ['rooms', rooms],
    ['rooms-per-connection', roomsPerConnection],
    ['users', users],
    ['rate', rate],
    ['rate-to', rateTo === rate ? undefined : rateTo],
    ['duration', duration],
    ['ramp', ramp],
    ['size', size],
    ['workers', workers],
    ['seed', seed],
  ];
  const given = flags.filter(([, value]) => value !== undefined).map(([flag, value]) => `--${flag} ${value}`);
  return `npm run load -- ${given.join(' ')}`;
}
