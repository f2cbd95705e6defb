import type { Env } from './env.ts';
import type { Feed } from './feed.ts';
import { isHidden } from './network.ts';

/**
 * Has every room prove within the heartbeat that nothing of it was lost. A push that came last leaves no gap when it is lost,
 * and the traffic of other rooms says nothing about it.
 */
export interface Proofs {
  /** Asks about the rooms whose last proof is so old; true if a request goes out. */
  ask(atLeastMs: number): boolean;
  /** A frame came. After a silence, what came before it may have been lost; the reply to a proof tells nothing new. */
  heard(isProof: boolean): void;
  start(): void;
  stop(): void;
}

export interface ProofsDeps extends Env {
  readonly feeds: ReadonlyMap<string, Feed>;
  /** One frame for all of them, or as few as it takes. */
  readonly ask: (feeds: readonly Feed[]) => void;
}

export function createProofs({ clock, timings: { heartbeatMs, proofMs }, feeds, ask }: ProofsDeps): Proofs {
  let cancel = () => {};
  let cancelEarly: (() => void) | undefined;
  let heardAt = clock.monotonic();

  /** Looks again when the next room is due. A room that is new by then has its own turn after it. */
  function wait(): void {
    const ages = [...feeds.values()].map(feed => (feed.cursor ? clock.monotonic() - feed.provenAt : 0));
    cancel = clock.after(Math.max(0, heartbeatMs - Math.max(0, ...ages)), () => {
      // Rooms that will be due soon go along, so that there are at most two frames in a heartbeat.
      proofs.ask(heartbeatMs / 2);
      wait();
    });
  }

  const proofs: Proofs = {
    ask(atLeastMs) {
      const now = clock.monotonic();
      const due = [...feeds.values()].filter(feed => feed.cursor && now - feed.provenAt >= atLeastMs);
      for (const feed of due) feed.provenAt = now;
      if (due.length > 0) ask(due);
      return due.length > 0;
    },

    heard(isProof) {
      const now = clock.monotonic();
      const isFirst = now - heardAt >= proofMs;
      heardAt = now;
      // A page that is not looked at asks when somebody comes back to it.
      if (!isFirst || isProof || cancelEarly || isHidden()) return;
      // At a random moment: a room is heard by many at once. What the frame itself brought is proven by then.
      cancelEarly = clock.after(clock.random() * proofMs, () => {
        cancelEarly = undefined;
        proofs.ask(clock.monotonic() - now + 1);
      });
    },

    start() {
      proofs.stop();
      heardAt = clock.monotonic();
      wait();
    },

    stop() {
      cancel();
      cancelEarly?.();
      cancelEarly = undefined;
    },
  };
  return proofs;
}
