/** How many connections a room over the presence limit has: a figure kept on its item, by who pumps or sweeps. */
import type { Settings } from '../../settings.ts';
import type { Clock, RoomState } from '../ports.ts';

interface FigureDeps {
  readonly clock: Pick<Clock, 'now'>;
  readonly settings: Settings;
}

type Counted = Pick<RoomState, 'connections' | 'connectionsAt'>;

/** The figure is kept once a minute. An older one is of a room that is no longer large, or that nobody sweeps. */
const FRESH_MS = 180_000; // 3 minutes

/** True if the room was over the presence limit a moment ago: then nobody lists who is there. */
export function isCrowded(
  { clock, settings }: FigureDeps,
  { connections = 0, connectionsAt = 0 }: Counted,
): boolean {
  return connections > settings.presenceLimit && Math.abs(clock.now() - connectionsAt) < FRESH_MS;
}

/** The figure; as long as there is none, the least that it can be in a room whose connections were not listed. */
export const countedIn = ({ settings }: Pick<FigureDeps, 'settings'>, { connections = 0 }: Counted): number =>
  Math.max(connections, settings.presenceLimit + 1);
