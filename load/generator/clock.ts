/** Milliseconds of one monotonic clock that all worker threads of the process share; performance.now() starts anew in each. */
const offset = Number(process.hrtime.bigint()) / 1e6 - performance.now();

export const now = (): number => performance.now() + offset;
