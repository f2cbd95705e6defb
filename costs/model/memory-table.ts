/** Time and price of a send at each memory size. CPU is measured, and slowed by a function's share of a vCPU. */
import * as z from 'zod';
import type { Prices } from './price-table.ts';
import { FULL_CPU_MB, handlerMs, postingMs } from './run-time.ts';
import type { ServiceTimes } from './service-times.ts';
import { firstTier } from './tiers.ts';

/** The shape of memory.json, which `npm run bench -- memory --write` writes. */
export const measuredMemory = z.strictObject({
  generated: z.strictObject({
    by: z.literal('bench memory'),
    at: z.iso.date(),
    machine: z.string(),
    method: z.string(),
  }),
  /** Milliseconds of a full vCPU: the send itself, and each post. */
  cpuMs: z.number().positive(),
  cpuMsPerPost: z.number().positive(),
  /** What the process held after the run. */
  rssMb: z.number().positive(),
});
export type MeasuredMemory = z.infer<typeof measuredMemory>;

export interface MemoryRow {
  readonly memoryMb: number;
  readonly connections: number;
  readonly ms: number;
  readonly usdPerMillion: number;
  /** Whether the process fits with a third to spare. */
  readonly fits: boolean;
}

const MEMORY_SIZES = [128, 256, 512, 768, 1_024, 1_536, FULL_CPU_MB] as const;
/** Connections in the room of a send; a chat message goes to about ten. */
const ROOM_SIZES = [2, 10, 100] as const;
const TYPICAL = 10;

export function memoryTable(
  measured: MeasuredMemory,
  times: ServiceTimes,
  { prices }: Pick<Prices, 'prices'>,
): MemoryRow[] {
  const known = withMeasured(times, measured);
  return ROOM_SIZES.flatMap(connections =>
    MEMORY_SIZES.map(memoryMb => {
      const ms = Math.ceil(
        handlerMs('send-message', known, memoryMb) + postingMs(connections - 1, known, memoryMb),
      );
      const gbSeconds = (memoryMb / 1_024) * (ms / 1_000);
      const usd = firstTier(prices['lambda.request']) + gbSeconds * firstTier(prices['lambda.gbSecond']);
      return {
        memoryMb,
        connections,
        ms,
        usdPerMillion: usd * 1e6,
        fits: measured.rssMb * 1.33 <= memoryMb,
      };
    }),
  );
}

/** The size with the least time × price, of those that fit: below it time grows faster than the price falls. */
export function chosenMemory(rows: readonly MemoryRow[]): number {
  const candidates = rows.filter(({ connections, fits }) => connections === TYPICAL && fits);
  const product = ({ ms, usdPerMillion }: MemoryRow) => ms * usdPerMillion;
  const best = candidates.reduce<MemoryRow | undefined>(
    (least, row) => (least && product(least) <= product(row) ? least : row),
    undefined,
  );
  return best?.memoryMb ?? FULL_CPU_MB;
}

function withMeasured(times: ServiceTimes, { cpuMs, cpuMsPerPost }: MeasuredMemory): ServiceTimes {
  const send = times.functions['send-message'];
  if (!send) throw new Error('service-times.json does not say how long send-message runs');
  return {
    ...times,
    cpuPerPost: { ...times.cpuPerPost, ours: { ...times.cpuPerPost.ours, ms: cpuMsPerPost } },
    functions: { ...times.functions, 'send-message': { ...send, cpuMs } },
  };
}
