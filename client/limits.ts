/**
 * The limits that the SDK goes by. Copies, since of the one object in `shared/protocol/limits.ts` no bundler can leave
 * anything out; `test/client/limits.test.ts` holds them equal.
 */
export const FRAME_BYTES = 32_768;
export const ROOMS_PER_REQUEST = 50;
export const REPEAT_WINDOW_MS = 600_000; // 10 minutes
export const CONNECTION_MS = 7_200_000; // 2 hours
