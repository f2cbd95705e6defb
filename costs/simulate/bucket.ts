/** A token bucket in first-come order, as a time: from when on what was taken may be used. */
export interface Bucket {
  /** Takes tokens and says when the last of them is there; takes none where that would be later than so much from now. */
  takeWithin(now: number, tokens: number, ms: number): number | undefined;
}

export function createBucket({ perSecond, burst }: { perSecond: number; burst: number }): Bucket {
  const perMs = perSecond / 1_000;
  let fullAgainAt = 0;
  return {
    takeWithin(now, tokens, ms) {
      const after = Math.max(now, fullAgainAt) + tokens / perMs;
      const at = Math.max(now, after - burst / perMs);
      if (at > now + ms) return undefined;
      fullAgainAt = after;
      return at;
    },
  };
}
