/** LevelDB's tables: github.com/google/leveldb/blob/main/doc/table_format.md. Every block of one has a checksum. */
import { maskedCrc32c } from './crc32c.ts';
import { unsnappy } from './snappy.ts';
import { Cursor } from './varints.ts';

const FOOTER = 48;
const MAGIC = 0xdb4775248b80fb57n;
/** A byte that names the compression, and four of checksum. */
const TRAILER = 5;
const SNAPPY = 1;
const NO_COMPRESSION_OF_THAT_NUMBER = 0xff;

interface Handle {
  readonly offset: number;
  readonly size: number;
}

export interface TableDamage {
  /** Blocks whose checksum is wrong. */
  readonly blocks: readonly Handle[];
  /** The table's end or its index is damaged: nothing tells where its blocks are. */
  readonly unreadable: boolean;
}

const handleFrom = (from: Cursor): Handle => ({ offset: from.varint(), size: from.varint() });

function isSound(file: Buffer, { offset, size }: Handle): boolean {
  const end = offset + size;
  if (end + TRAILER > file.length) return false;
  return file.readUInt32LE(end + 1) === maskedCrc32c(file.subarray(offset, end + 1));
}

/** The values of a block's entries: in an index, the handles of other blocks. */
function handlesIn(file: Buffer, { offset, size }: Handle): Handle[] {
  const stored = file.subarray(offset, offset + size);
  const block = file[offset + size] === SNAPPY ? Buffer.from(unsnappy(stored)) : stored;
  const restarts = block.readUInt32LE(block.length - 4);
  const from = new Cursor(block.subarray(0, block.length - 4 * (restarts + 1)));
  const handles: Handle[] = [];
  while (!from.atEnd) {
    from.varint(); // what the key shares with the one before
    const keyBytes = from.varint();
    const valueBytes = from.varint();
    from.take(keyBytes);
    handles.push(handleFrom(new Cursor(from.take(valueBytes))));
  }
  return handles;
}

/** Undefined if every checksum is right. */
export function damageOf(file: Buffer): TableDamage | undefined {
  if (file.length < FOOTER || file.readBigUInt64LE(file.length - 8) !== MAGIC)
    return { blocks: [], unreadable: true };
  const footer = new Cursor(file.subarray(file.length - FOOTER));
  try {
    const metaindex = handleFrom(footer);
    const index = handleFrom(footer);
    if (!isSound(file, index)) return { blocks: [], unreadable: true };
    const meta = isSound(file, metaindex) ? [metaindex, ...handlesIn(file, metaindex)] : [metaindex];
    const blocks = [...meta, ...handlesIn(file, index)].filter(handle => !isSound(file, handle));
    return blocks.length > 0 ? { blocks, unreadable: false } : undefined;
  } catch (error) {
    if (error instanceof RangeError) return { blocks: [], unreadable: true };
    throw error;
  }
}

/** LevelDB compares no checksums while it repairs: so that it leaves out a damaged block, the block must be one that it can't read. */
export function makeUnreadable(file: Buffer, blocks: readonly Handle[]): void {
  for (const { offset, size } of blocks)
    if (offset + size < file.length) file.writeUInt8(NO_COMPRESSION_OF_THAT_NUMBER, offset + size);
}
