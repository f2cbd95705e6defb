import type { PushOf } from '../shared/protocol/index.ts';
import type { Env } from './env.ts';

/** Who comes, goes and types, without the flicker of reconnects and lost frames. */
export interface Presence {
  /** A leave is held back: a user who comes back in time has never been away. */
  changed(push: PushOf<'presence'>): void;
  /** A user who types says so again and again. After a silence they have stopped, or the frame that said so was lost. */
  typed(push: PushOf<'typing'>): void;
  stop(): void;
}

export function createPresence({ clock, timings, events }: Env): Presence {
  const cancels = new Map<string, () => void>();

  /** True if a timer of that key was running. */
  function cancel(key: string): boolean {
    cancels.get(key)?.();
    return cancels.delete(key);
  }

  function later(key: string, ms: number, run: () => void): void {
    cancel(key);
    cancels.set(
      key,
      clock.after(ms, () => {
        cancels.delete(key);
        run();
      }),
    );
  }

  // No room and no user id contains a space.
  const keyOf = ({ type, room, user }: PushOf<'presence' | 'typing'>) => `${type} ${room} ${user.userId}`;

  return {
    changed(push) {
      const tell = () => events.emit('presence', push);
      if (push.event === 'leave') later(keyOf(push), timings.leaveHoldMs, tell);
      else if (!cancel(keyOf(push))) tell();
    },

    typed(push) {
      events.emit('typing', push);
      cancel(keyOf(push));
      if (push.typing)
        later(keyOf(push), 2 * timings.typingMs, () => events.emit('typing', { ...push, typing: false }));
    },

    stop() {
      for (const key of [...cancels.keys()]) cancel(key);
    },
  };
}
