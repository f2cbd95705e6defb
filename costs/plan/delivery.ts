/** How late messages come in each kind of room, in the busiest hour, and whether the room can be at all. */
import { DESIGN, mostPerFrame } from '../model/design.ts';
import { packing } from '../model/packing.ts';
import type { RoomTraffic } from '../model/traffic.ts';
import type { Percentiles } from '../simulate/deliveries.ts';
import { simulateRoom } from '../simulate/room.ts';
import type { Peak } from './peak.ts';
import type { Planned } from './planned.ts';

export interface RoomPlan {
  readonly room: string;
  readonly connections: number;
  readonly messagesPerSecond: number;
  readonly path: 'direct' | 'pump';
  /** Unset where the account's quota is used up, or where messages pile up: there is no percentile to tell then. */
  readonly atDefault?: Percentiles;
  readonly atRaised?: Percentiles;
  /** What a quota demands for one frame to everybody in the room. */
  readonly floorMs: number;
  /** Of a pumped room: messages a second that it takes with the pump's setting. */
  readonly mostPerSecond?: number;
  /** Posts a second that the room has to be allowed, or messages pile up. */
  readonly leastPostsPerSecond: number;
  readonly possible: boolean;
}

export interface Quotas {
  readonly requestsPerSecond: number;
  readonly concurrency: number;
}

export async function deliveryOf(
  room: RoomTraffic,
  peak: Peak,
  { profile, quotas: table, raised, inputs, prices }: Planned & { readonly raised: Quotas },
): Promise<RoomPlan> {
  const { quotas, grants } = table;
  const burst = quotas['apiGateway.requestBurst'].value;
  const byDefault: Quotas = {
    requestsPerSecond: quotas['apiGateway.requestsPerSecond'].value,
    concurrency: quotas['lambda.concurrency'].value,
  };
  const members = Math.round(Math.max(2, room.connections));
  const direct = members <= DESIGN.directLimit;
  // Small rooms share warm containers with all the others: one alone would meet cold ones only.
  const rate = direct ? Math.max(2, room.messagesPerSecond) : room.messagesPerSecond;
  const own = Math.min(
    peak.requestsPerSecond,
    direct ? rate * members : inputs.deployment.roomPostsPerSecond,
  );
  const elsewhere = Math.max(0, peak.requestsPerSecond - own);
  const { mostPerSecond } = packing({
    connections: members,
    messagesPerSecond: room.messagesPerSecond,
    textBytes: profile.messageBytes,
    roomPostsPerSecond: inputs.deployment.roomPostsPerSecond,
  });
  const pilesUp = !direct && room.messagesPerSecond > mostPerSecond;
  async function under(account: Quotas): Promise<Percentiles | undefined> {
    if (pilesUp || peak.requestsPerSecond > account.requestsPerSecond) return undefined;
    const { deliveryMs } = await simulateRoom(
      { members, rate, textBytes: profile.messageBytes, way: 'ours', seed: 1 },
      { ...account, burst, elsewhere },
      inputs,
      prices,
    );
    return deliveryMs;
  }
  const atDefault = await under(byDefault);
  const isRaised =
    raised.requestsPerSecond !== byDefault.requestsPerSecond || raised.concurrency !== byDefault.concurrency;
  const atRaised = isRaised ? await under(raised) : atDefault;
  const leastPostsPerSecond = direct
    ? rate * (members - 1)
    : (members * room.messagesPerSecond) / mostPerFrame(profile.messageBytes);
  return {
    room: room.name,
    connections: members,
    messagesPerSecond: room.messagesPerSecond,
    path: direct ? 'direct' : 'pump',
    ...(atDefault && { atDefault }),
    ...(atRaised && { atRaised }),
    floorMs: Math.max(0, ((members - burst) / byDefault.requestsPerSecond) * 1_000),
    ...(!direct && { mostPerSecond }),
    leastPostsPerSecond,
    possible:
      leastPostsPerSecond <= byDefault.requestsPerSecond * grants.timesDefault * DESIGN.largeRoomShare,
  };
}
