/**
 * Watches the inbound bytes of one socket for a frame whose payload is over the limit. `ws` knows only messages, and API
 * Gateway limits both: a 100 KB message is fine in four frames and closed with 1009 in one.
 */
export class FrameLimit {
  readonly #limit: number;
  /** Payload bytes of the current frame still to come. */
  #left = 0;
  /** A frame header that the end of a chunk cut in two. */
  #cut: Buffer | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** True as soon as a frame header announces too much; its payload need not have come. */
  exceededBy(chunk: Buffer): boolean {
    const bytes = this.#cut === undefined ? chunk : Buffer.concat([this.#cut, chunk]);
    this.#cut = undefined;
    let at = Math.min(this.#left, bytes.length);
    this.#left -= at;
    while (at < bytes.length) {
      const header = readHeader(bytes, at);
      if (header === undefined) {
        // Copied: a view would keep the whole chunk alive until the next one.
        this.#cut = Buffer.from(bytes.subarray(at));
        return false;
      }
      if (header.payload > this.#limit) return true;
      const end = at + header.size + header.payload;
      at = Math.min(end, bytes.length);
      this.#left = end - at;
    }
    return false;
  }
}

/** RFC 6455, section 5.2. */
function readHeader(bytes: Buffer, at: number): { size: number; payload: number } | undefined {
  if (bytes.length < at + 2) return undefined;
  const second = bytes.readUInt8(at + 1);
  const mask = second & 0x80 ? 4 : 0;
  const length = second & 0x7f;
  const extended = length === 127 ? 8 : length === 126 ? 2 : 0;
  const size = 2 + extended + mask;
  if (bytes.length < at + size) return undefined;
  if (extended === 0) return { size, payload: length };
  if (extended === 2) return { size, payload: bytes.readUInt16BE(at + 2) };
  return { size, payload: bytes.readUInt32BE(at + 2) * 2 ** 32 + bytes.readUInt32BE(at + 6) };
}
