import { expect, test } from 'vitest';
import * as copies from '../../client/limits.ts';
import { LIMITS } from '../../shared/protocol/index.ts';

test('the SDK goes by the limits of the protocol', () => {
  expect({ ...copies }).toEqual({
    FRAME_BYTES: LIMITS.frameBytes,
    ROOMS_PER_REQUEST: LIMITS.roomsPerRequest,
    REPEAT_WINDOW_MS: LIMITS.repeatWindowMs,
    CONNECTION_MS: LIMITS.connectionSeconds * 1000,
  });
});
