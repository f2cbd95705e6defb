import type { ResultOf } from '../../shared/protocol/index.ts';

/** The server's own count of who is connected. */
export type Stats = ResultOf<'adminStats'>;
