/** All of them, in the order in which they run. */
import { CONNECTING } from './connecting.ts';
import type { Measurement } from './measurement.ts';
import { TALKS } from './talk.ts';

export const MEASUREMENTS: readonly Measurement[] = [...TALKS, CONNECTING];
