/** A run, told beforehand: who is there, what each does and when, and what goes wrong when. Plain JSON, to be run again. */
import * as z from 'zod';
import { CHAOS_NAMES } from './faults.ts';

/** Milliseconds since the run began. */
const at = z.number().nonnegative();

export const operation = z.object({
  at,
  /** By its place in `clients`. */
  client: z.int().nonnegative(),
  do: z.enum([
    'join',
    'leave',
    'send',
    'repeat',
    'edit',
    'delete',
    'create',
    'invite',
    'answer',
    'remove',
    'typing',
    'markRead',
    'presence',
    'history',
    'listRooms',
    'reconnect',
  ]),
  room: z.string().default(''),
  /** Which of the client's own messages, counted back from the last; or which user, by number. */
  nth: z.int().nonnegative().default(0),
  kind: z.enum(['public', 'private']).default('private'),
});
export type Operation = z.infer<typeof operation>;

const plannedFault = z.object({
  at,
  /** How long, at least: a fault stays until it has struck. */
  lastsMs: z.number().nonnegative(),
  name: z.enum(CHAOS_NAMES),
  value: z.number().default(0),
  /** Draws whom it meets. */
  dice: z.int().nonnegative().default(0),
});
export type PlannedFault = z.infer<typeof plannedFault>;

export const schedule = z.object({
  seed: z.int().nonnegative(),
  durationMs: z.number().positive(),
  users: z.int().positive(),
  clients: z.array(z.object({ user: z.int().nonnegative(), kind: z.enum(['sdk', 'raw']) })),
  operations: z.array(operation),
  faults: z.array(plannedFault),
});
export type Schedule = z.infer<typeof schedule>;
