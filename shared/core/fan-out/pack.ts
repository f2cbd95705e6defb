/** Packs entries into as few frames as their bytes on the wire allow: a frame of up to 32 KB is one metered message. */
import { type Entry, LIMITS } from '../../protocol/index.ts';
import { encode } from '../encode.ts';
import { pushOf } from './entry-push.ts';

export interface Packed {
  readonly frames: Buffer[];
  /** Of the last entry that found a place. */
  readonly lastSeq: number;
}

/**
 * @param entries ascending, at least one
 * @param mostFrames what does not fit into so many is left for the next time
 */
export function pack(entries: readonly Entry[], mostFrames: number): Packed {
  const frames: Buffer[] = [];
  let head = '';
  let items: Entry[] = [];
  let bytes = 0;
  let lastSeq = 0;
  const close = () => {
    const [only] = items;
    // One entry needs no envelope: it is a push of its own.
    if (only && items.length === 1) frames.push(encode(pushOf(only)));
    else if (only) frames.push(Buffer.from(`${head}${items.map(item => JSON.stringify(item)).join(',')}]}`));
    items = [];
  };
  for (const entry of entries) {
    const size = Buffer.byteLength(JSON.stringify(entry)) + 1;
    const { room, epoch, seq } = entry;
    // A frame names one epoch.
    const itsHead = `{"type":"messages","room":${JSON.stringify(room)},"epoch":${JSON.stringify(epoch)},"messages":[`;
    if (items.length > 0 && (itsHead !== head || bytes + size > LIMITS.frameBytes)) close();
    if (items.length === 0) {
      if (frames.length === mostFrames) break;
      head = itsHead;
      bytes = Buffer.byteLength(head) + 1;
    }
    items.push(entry);
    bytes += size;
    lastSeq = seq;
  }
  close();
  return { frames, lastSeq };
}
