/** A real stage costs money and has users: little is done to it unasked, and the bill is told first. */
import type { Plan } from '../plan.ts';
import { count } from '../view/format.ts';
import { isLoopback } from './target.ts';

/** As much as a person trying things out would do. */
const HARMLESS = { connections: 200, rate: 50, duration: 120 } as const;

export function allowed(
  url: string,
  plan: Plan,
  { yes, say }: { yes: boolean; say: (text: string) => void },
): boolean {
  if (isLoopback(url)) return true;
  const { connections, rate, rateTo, duration } = plan;
  const most = Math.max(rate, rateTo);
  const much = connections > HARMLESS.connections || most > HARMLESS.rate || duration > HARMLESS.duration;
  say(`${url} is no server of this machine.`);
  if (!much || yes) return true;
  say(
    `Without --yes a stage gets at most ${HARMLESS.connections} connections, ${HARMLESS.rate} messages a second and ` +
      `${HARMLESS.duration} seconds; this run has ${count(connections)}, ${count(most)} and ${count(duration)}.`,
  );
  return false;
}
