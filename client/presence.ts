import type { PushOf } from '../shared/protocol/index.ts';
import type { Env } from './env.ts';

/** Who comes, goes and types, without the flicker of reconnects and lost frames. */
export interface Company {
  /** A leave is held back: whoever comes back in time has never been away. */
  presence(push: PushOf<'presence'>): void;
  /** Whoever types says so again and again; who falls silent has stopped, or the word of it was lost. */
  typing(push: PushOf<'typing'>): void;
  stop(): void;
}

export function createCompany({ clock, timings, events }: Env): Company {
  const cancels = new Map<string, () => void>();

  /** True where a timer of that key was running. */
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

  // A space is in no name of the protocol's.
  const keyOf = ({ type, room, user }: PushOf<'presence' | 'typing'>) => `${type} ${room} ${user.userId}`;

  return {
    presence(push) {
      const tell = () => events.emit('presence', push);
      if (push.event === 'leave') later(keyOf(push), timings.leaveHoldMs, tell);
      else if (!cancel(keyOf(push))) tell();
    },

    typing(push) {
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
