/** What others did, or tried, that may have put a user out of a room: whether it took effect or not. */
import * as z from 'zod';
import type { Call } from './calls.ts';

interface Eviction {
  /** Undefined: out of every room. */
  readonly room: string | undefined;
  /** Undefined: everyone who is no member. */
  readonly user: string | undefined;
  readonly asked: number;
  readonly replied: number | undefined;
}

const fields = z.object({ room: z.string().optional(), userId: z.string().optional() });
const EVICTS = ['removeMember', 'createRoom', 'adminDisconnect'];

/** Whether the user may have been put out of the room between two moments. */
export function evictionsIn(calls: readonly Call[]) {
  const all: Eviction[] = calls
    .filter(({ action }) => EVICTS.includes(action))
    .map(({ frame, asked, replied }) => {
      const { room, userId } = fields.safeParse(frame).data ?? {};
      return { room, user: userId, asked, replied };
    });
  return (room: string, user: string, from: number, to: number): boolean =>
    all.some(
      one =>
        (one.room ?? room) === room &&
        (one.user ?? user) === user &&
        one.asked < to &&
        (one.replied ?? to) > from,
    );
}
