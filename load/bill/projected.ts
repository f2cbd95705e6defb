/** What a run is going to consume, by the model's counted operations: told before a stage is loaded. */
import { UNITS } from '../../costs/defaults.ts';
import { DEPLOYMENT } from '../../costs/model/deployment.ts';
import { DESIGN, frameBytes, REPLY_BYTES } from '../../costs/model/design.ts';
import { packing } from '../../costs/model/packing.ts';
import type { Operations } from '../../costs/model/traffic.ts';
import { meteredMessages, unitsOfAll } from '../../costs/model/units.ts';
import type { Plan } from '../plan.ts';
import type { Cost } from '../result/result.ts';
import { billOf, type Consumption } from './bill.ts';

export interface Projection extends Consumption {
  readonly sent: number;
  readonly delivered: number;
}

export function projectionOf(plan: Plan): Projection {
  const { connections, rooms, roomsPerConnection, ramp, duration, size, events } = plan;
  const { storm, rollover, churn } = events;
  const sent = ((plan.rate + plan.rateTo) / 2) * duration;
  const members = Math.min(connections, Math.max(1, (connections * roomsPerConnection) / rooms));
  const connects =
    connections * (1 + (storm?.share ?? 0) + (rollover ? Math.max(1, duration / rollover.lifetime) : 0));
  const direct = members <= DESIGN.directLimit;
  const frames = direct ? sent : sent / perFrame(plan, members);
  const posted = frames * (direct ? members - 1 : members);
  const stepsOut = (churn?.perSecond ?? 0) * duration;
  const operations: Operations[] = [
    { operation: 'connect', n: 0, count: connects },
    { operation: 'joinRooms', n: roomsPerConnection, count: connects },
    { operation: 'disconnect', n: roomsPerConnection, count: connects },
    // Out of a room and in again: leaving takes no more than joining.
    { operation: 'joinRooms', n: 1, count: 2 * stepsOut },
    ...(direct
      ? [{ operation: 'sendMessage' as const, n: members, count: sent }]
      : [
          { operation: 'sendToLargeRoom' as const, n: members, count: sent },
          { operation: 'pumpTick' as const, n: members, count: frames },
        ]),
    ...(members <= presenceLimit(plan)
      ? [
          {
            operation: 'presenceEvent' as const,
            n: members,
            count: 2 * (connects * roomsPerConnection + stepsOut),
          },
        ]
      : []),
    // At the end each asks once more whether it has everything.
    { operation: 'sync', n: roomsPerConnection, count: connections },
  ];
  const units = unitsOfAll(UNITS, operations);
  return {
    basis: 'projected',
    units,
    meteredMessages: meteredMessages(units),
    connectionMinutes: (connections * (ramp / 2 + duration)) / 60,
    bytesOut: posted * frameBytes(size, frames > 0 ? sent / frames : 1) + sent * REPLY_BYTES,
    sent,
    delivered: sent * (members - 1),
  };
}

export const projectedCost = (plan: Plan, region: string): Cost => {
  const projection = projectionOf(plan);
  return billOf(projection, projection, region);
};

const presenceLimit = ({ settings }: Plan): number => Number(settings.PRESENCE_LIMIT ?? DESIGN.presenceLimit);

function perFrame({ rate, rateTo, rooms, size }: Plan, connections: number): number {
  const messagesPerSecond = Math.max(0.001, (rate + rateTo) / 2 / rooms);
  const { roomPostsPerSecond } = DEPLOYMENT;
  return packing({ connections, messagesPerSecond, textBytes: size, roomPostsPerSecond }).perFrame;
}
