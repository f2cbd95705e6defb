import { randomFillSync } from 'node:crypto';

const BYTES = 11; // 15 base64url characters and one `=`, as in API Gateway's `TXzPWdnOjoECGjA=`
const pool = Buffer.alloc(BYTES * 372);
let used = pool.length;

/** An id shaped like API Gateway's connection, request and message ids. Drawn from a pool: one costs no system call. */
export function newId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += BYTES;
  return `${pool.toString('base64url', used - BYTES, used)}=`;
}
