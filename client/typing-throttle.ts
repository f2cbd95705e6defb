import type { Clock } from './clock.ts';

/** Lets one report through in a time: the first at once, then the latest at the end of that time if it differs. */
export function throttleTyping(
  clock: Clock,
  ms: number,
  send: (typing: boolean) => void,
): (typing: boolean) => void {
  let isShut = false;
  let latest = false;
  let sent = false;

  function pass(typing: boolean): void {
    sent = typing;
    isShut = true;
    send(typing);
    clock.after(ms, () => {
      isShut = false;
      if (latest !== sent) pass(latest);
    });
  }

  return typing => {
    latest = typing;
    // That someone still types must be said again; that nobody does, once.
    if (!isShut && (typing || sent)) pass(typing);
  };
}
