/**
 * Epoch milliseconds that no step of the wall clock moves while the process runs: for an end that is both waited for and
 * stored. What is only shown or stored has `Date.now()`, and what is only waited for `performance.now()`.
 */
export const steadyEpoch = (): number => performance.timeOrigin + performance.now();
