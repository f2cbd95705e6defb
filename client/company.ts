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
    const due = () => {
      cancels.delete(key);
      run();
    };
    cancels.set(key, clock.after(ms, due));
  }

  return {
    presence(push) {
      // A space is in no name of the protocol's.
      const key = `leave ${push.room} ${push.user.userId}`;
      const tell = () => events.emit('presence', push);
      if (push.event === 'leave') later(key, timings.leaveHoldMs, tell);
      else if (!cancel(key)) tell();
    },

    typing(push) {
      const key = `typing ${push.room} ${push.user.userId}`;
      events.emit('typing', push);
      const stopped = () => events.emit('typing', { ...push, typing: false });
      if (push.typing) later(key, 2 * timings.typingMs, stopped);
      else cancel(key);
    },

    stop() {
      for (const key of [...cancels.keys()]) cancel(key);
    },
  };
}
