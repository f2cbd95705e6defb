/** Packs messages into as few frames as their bytes on the wire allow: a frame of up to 32 KB is one metered message. */
import { LIMITS, type Message } from '../../protocol/index.ts';

export interface Packed {
  readonly frames: Buffer[];
  /** Of the last message that found a place. */
  readonly lastSeq: number;
}

/** One message needs no envelope: clients know it as a push of its own. */
function frameOf(head: string, items: readonly string[]): Buffer {
  const [only = ''] = items;
  return Buffer.from(
    items.length === 1 ? `{"type":"message",${only.slice(1)}` : `${head}${items.join(',')}]}`,
  );
}

/**
 * @param messages ascending, at least one
 * @param mostFrames what does not fit into so many is left for the next time
 */
export function pack(messages: readonly Message[], mostFrames: number): Packed {
  const frames: Buffer[] = [];
  let head = '';
  let items: string[] = [];
  let bytes = 0;
  let lastSeq = 0;
  const close = () => {
    if (items.length > 0) frames.push(frameOf(head, items));
    items = [];
  };
  for (const message of messages) {
    const item = JSON.stringify(message);
    const size = Buffer.byteLength(item) + 1;
    const { room, epoch } = message;
    // A frame names one epoch.
    const itsHead = `{"type":"messages","room":${JSON.stringify(room)},"epoch":${JSON.stringify(epoch)},"messages":[`;
    if (items.length > 0 && (itsHead !== head || bytes + size > LIMITS.frameBytes)) close();
    if (items.length === 0) {
      if (frames.length === mostFrames) break;
      head = itsHead;
      bytes = Buffer.byteLength(head) + 1;
    }
    items.push(item);
    bytes += size;
    lastSeq = message.seq;
  }
  close();
  return { frames, lastSeq };
}
