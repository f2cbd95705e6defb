/** Unpacks Snappy, in which LevelDB may store the index of a table. */
import { Cursor } from './varints.ts';

/** @throws RangeError if the bytes are not what Snappy makes */
export function unsnappy(packed: Uint8Array): Uint8Array {
  const from = new Cursor(packed);
  const out = new Uint8Array(from.varint());
  let at = 0;

  function copy(length: number, distance: number): void {
    if (distance === 0 || distance > at || at + length > out.length)
      throw new RangeError('a copy leads out of the bytes');
    // One by one: a copy may run into what it has just written.
    for (let left = length; left > 0; left -= 1, at += 1) out[at] = out[at - distance] ?? 0;
  }

  const number = (bytes: number) => from.take(bytes).reduceRight((sum, byte) => sum * 256 + byte, 0);

  while (!from.atEnd) {
    const tag = from.byte();
    const size = tag >> 2;
    switch (tag & 3) {
      case 0: {
        const literal = from.take((size < 60 ? size : number(size - 59)) + 1);
        if (at + literal.length > out.length) throw new RangeError('a literal leads out of the bytes');
        out.set(literal, at);
        at += literal.length;
        break;
      }
      case 1:
        copy((size & 7) + 4, ((tag >> 5) << 8) | from.byte());
        break;
      case 2:
        copy(size + 1, number(2));
        break;
      default:
        copy(size + 1, number(4));
    }
  }
  if (at !== out.length) throw new RangeError('some bytes are missing');
  return out;
}
