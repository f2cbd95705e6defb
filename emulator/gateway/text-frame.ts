import { isUtf8 } from 'node:buffer';

const FIN = 0x80;
const TEXT = 0x01;
const CONTINUATION = 0x00;
/** API Gateway's frames, outbound ones too: a longer message is split. */
const LARGEST_FRAME = 32_768;

function header(first: number, length: number): Buffer {
  if (length < 126) return Buffer.from([first, length]);
  return Buffer.from([first, 126, length >> 8, length & 0xff]);
}

/** A whole unmasked text message, in as many frames as it takes. What is not UTF-8 is made so: a client would have to close a text frame of anything else. */
export function textFrame(body: string | Uint8Array): Buffer {
  const payload = typeof body === 'string' || isUtf8(body) ? body : new TextDecoder().decode(body);
  const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
  if (bytes.length <= LARGEST_FRAME) return Buffer.concat([header(FIN | TEXT, bytes.length), bytes]);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += LARGEST_FRAME) {
    const part = bytes.subarray(at, at + LARGEST_FRAME);
    const last = at + LARGEST_FRAME >= bytes.length ? FIN : 0;
    parts.push(header(last | (at === 0 ? TEXT : CONTINUATION), part.length), part);
  }
  return Buffer.concat(parts);
}

const framed = new WeakMap<Uint8Array, Buffer>();
let lastText = '';
let lastFrame = textFrame(lastText);

/** The frame of a body that goes to many receivers, built once. A body must not be written to after it was posted. */
export function sharedTextFrame(body: string | Uint8Array): Buffer {
  if (typeof body === 'string') {
    if (body !== lastText) {
      lastFrame = textFrame(body);
      lastText = body;
    }
    return lastFrame;
  }
  let frame = framed.get(body);
  if (frame === undefined) {
    frame = textFrame(body);
    framed.set(body, frame);
  }
  return frame;
}
