import type { Clock } from './clock.ts';
import type { Emitter } from './emitter.ts';
import type { ClientEvents } from './events.ts';
import type { Timings } from './timings.ts';

/** What every part is handed: time, patience, and whom to tell. */
export interface Env {
  readonly clock: Clock;
  readonly timings: Timings;
  readonly events: Emitter<ClientEvents>;
}
