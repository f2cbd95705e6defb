import { describe, expect, it } from 'vitest';
import { FrameLimit } from '../../../emulator/gateway/frame-limit.ts';
import { textFrame } from '../../../emulator/gateway/text-frame.ts';

describe('a message to a client', () => {
  it('of more than 32 KB goes out in frames of 32 KB', () => {
    const frames = textFrame('x'.repeat(70_000));
    expect([frames[0], frames[32_772], frames[65_544]]).toEqual([0x01, 0x00, 0x80]);
    expect(frames).toHaveLength(70_000 + 3 * 4);
    expect(new FrameLimit(32_768).exceededBy(frames)).toBe(false);
  });
});

describe('the frame reader', () => {
  const frame = (length: number) => {
    const header = Buffer.alloc(length < 126 ? 6 : length < 65_536 ? 8 : 14);
    header[0] = 0x81;
    header[1] = 0x80 | (length < 126 ? length : length < 65_536 ? 126 : 127);
    if (length >= 126 && length < 65_536) header.writeUInt16BE(length, 2);
    if (length >= 65_536) header.writeUInt32BE(length, 6);
    return Buffer.concat([header, Buffer.alloc(length, 0xff)]);
  };

  it('finds the one frame over the limit, however the bytes are cut', () => {
    const fine = Buffer.concat([0, 5, 125, 126, 200, 1_000].map(frame));
    const bytes = Buffer.concat([fine, frame(1_001)]);
    for (const size of [1, 2, 3, 7, 13, 64, 1_024, bytes.length]) {
      const limit = new FrameLimit(1_000);
      let found = -1;
      for (let at = 0; at < bytes.length && found < 0; at += size)
        if (limit.exceededBy(bytes.subarray(at, at + size))) found = at + size;
      expect(found, `in chunks of ${size}`).toBeGreaterThan(fine.length);
      expect(found).toBeLessThan(fine.length + 8 + size);
    }
  });

  it('does not wait for the payload that a header announces', () => {
    expect(new FrameLimit(32_768).exceededBy(frame(70_000).subarray(0, 14))).toBe(true);
    const huge = Buffer.from([0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]);
    expect(new FrameLimit(32_768).exceededBy(huge)).toBe(true);
  });
});
