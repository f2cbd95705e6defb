/** Frames written by hand: as RFC 6455 has them, and as it does not. */

interface Bits {
  readonly fin?: boolean;
  /** The three reserved bits, as 0x40, 0x20 or 0x10. */
  readonly reserved?: number;
  readonly masked?: boolean;
  /** What the header claims, where that is not the payload's length. */
  readonly length?: number;
}

export const TEXT = 0x1;
export const BINARY = 0x2;
export const CONTINUATION = 0x0;
export const CLOSE = 0x8;
export const PING = 0x9;
export const PONG = 0xa;

function header(first: number, length: number, maskBit: number): Buffer {
  if (length < 126) return Buffer.from([first, maskBit | length]);
  if (length < 65_536) return Buffer.from([first, maskBit | 126, length >> 8, length & 0xff]);
  const bytes = Buffer.alloc(10);
  bytes.set([first, maskBit | 127]);
  bytes.writeUInt32BE(Math.floor(length / 2 ** 32) >>> 0, 2);
  bytes.writeUInt32BE(length % 2 ** 32, 6);
  return bytes;
}

/** A client's frame: masked, as it must be, unless told otherwise. */
export function frame(
  random: () => number,
  opcode: number,
  payload: Buffer,
  { fin = true, reserved = 0, masked = true, length = payload.length }: Bits = {},
): Buffer {
  const first = (fin ? 0x80 : 0) | reserved | opcode;
  if (!masked) return Buffer.concat([header(first, length, 0), payload]);
  const mask = Buffer.from([0, 0, 0, 0].map(() => Math.floor(random() * 256)));
  const body = Buffer.from(payload);
  for (let at = 0; at < body.length; at += 1) body[at] = (body[at] ?? 0) ^ (mask[at & 3] ?? 0);
  return Buffer.concat([header(first, length, 0x80), mask, body]);
}
