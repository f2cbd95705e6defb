/** The line that a server prints once, when a write has failed. */
export const writesRefused = (directory: string | undefined, why: string): string =>
  `Nothing more can be stored in ${directory ?? 'memory'} (${why}). What was acknowledged is kept, and reads go on. ` +
  'Make room, then start the server again.';

/** A store that takes no more writes. */
export class WritesRefused extends Error {
  override readonly name = 'WritesRefused';
}
