/** LevelDB's log format, of its write-ahead log and of its manifest: github.com/google/leveldb/blob/main/doc/log_format.md. */
import { maskedCrc32c } from './crc32c.ts';

const BLOCK = 32_768;
const HEADER = 7;
const [FULL, FIRST, MIDDLE, LAST] = [1, 2, 3, 4];

export interface LogContents {
  /** Those that are whole, in their order. */
  readonly records: readonly Uint8Array[];
  /** Where the last whole record ends. */
  readonly wholeTo: number;
  /** What is damaged, in bytes from the beginning of the file. A record that the end of the file cuts off is none: so a crash ends. */
  readonly damagedAt: readonly number[];
}

export function readLog(file: Buffer): LogContents {
  const records: Uint8Array[] = [];
  const damagedAt: number[] = [];
  let parts: Uint8Array[] | undefined;
  let wholeTo = 0;
  let at = 0;

  /** To the next block: no length can be trusted before it. */
  function damaged(): void {
    damagedAt.push(at);
    parts = undefined;
    at = (Math.floor(at / BLOCK) + 1) * BLOCK;
  }

  while (at + HEADER <= file.length) {
    const leftInBlock = BLOCK - (at % BLOCK);
    if (leftInBlock < HEADER) {
      at += leftInBlock;
      continue;
    }
    const length = file.readUInt16LE(at + 4);
    const end = at + HEADER + length;
    if (HEADER + length > leftInBlock) {
      damaged();
      continue;
    }
    if (end > file.length) break;
    const type = file.readUInt8(at + 6);
    if (file.readUInt32LE(at) !== maskedCrc32c(file.subarray(at + 6, end))) {
      // Zeros to the end are what a power failure leaves of a file that had just grown.
      if (file.subarray(at).every(byte => byte === 0)) break;
      damaged();
      continue;
    }
    const data = file.subarray(at + HEADER, end);
    if (type === FULL) records.push(data);
    else if (type === FIRST) parts = [data];
    else if (parts && (type === MIDDLE || type === LAST)) parts.push(data);
    else if (damagedAt.length === 0) damagedAt.push(at);
    if (type === LAST && parts) {
      records.push(Buffer.concat(parts));
      parts = undefined;
    }
    at = end;
    if (type === FULL || type === LAST) wholeTo = end;
  }
  return { records, wholeTo, damagedAt };
}

/** A log file of these records. */
export function writeLog(records: readonly Uint8Array[]): Buffer {
  const written: Buffer[] = [];
  let at = 0;
  const add = (bytes: Buffer): void => {
    written.push(bytes);
    at += bytes.length;
  };
  for (const record of records) {
    let rest = Buffer.from(record);
    for (let first = true; first || rest.length > 0; first = false) {
      const leftInBlock = BLOCK - (at % BLOCK);
      if (leftInBlock < HEADER) add(Buffer.alloc(leftInBlock));
      const data = rest.subarray(0, BLOCK - (at % BLOCK) - HEADER);
      rest = rest.subarray(data.length);
      const last = rest.length === 0;
      const type = first ? (last ? FULL : FIRST) : last ? LAST : MIDDLE;
      const header = Buffer.alloc(HEADER);
      header.writeUInt16LE(data.length, 4);
      header.writeUInt8(type ?? 0, 6);
      header.writeUInt32LE(maskedCrc32c(header.subarray(6), data), 0);
      add(Buffer.concat([header, data]));
    }
  }
  return Buffer.concat(written);
}
