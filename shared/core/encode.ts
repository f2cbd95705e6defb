import type { Push } from '../protocol/index.ts';

/** A push as bytes: all receivers are given the same Buffer, so that it is encoded once. */
export const encode = (push: Push): Buffer => Buffer.from(JSON.stringify(push));
