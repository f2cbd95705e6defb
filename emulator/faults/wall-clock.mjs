// A wall clock that can be put forward and back while a process runs. Plain JavaScript: a sandbox's thread starts without the
// loader that reads TypeScript. No duration follows it: performance.now() and timers go on as they were.
/**
 * To be called before anything keeps `Date.now` to itself.
 * @param {Float64Array} offset milliseconds, read at each look at the clock
 */
export function stepWallClock(offset) {
  const Real = Date;
  globalThis.Date = class SteppedDate extends Real {
    constructor(...args) {
      super(...(args.length === 0 ? [Real.now() + offset[0]] : args));
    }

    static [Symbol.hasInstance](value) {
      return value instanceof Real;
    }

    static now() {
      return Real.now() + offset[0];
    }
  };
}
