/** The fields that frames share. Strings are NFC and well formed: a lone surrogate could not be stored and given back. */
import * as z from 'zod/mini';
import { LIMITS } from './limits.ts';
import { isName } from './names.ts';

const encoder = new TextEncoder();

/** Length in UTF-8 bytes. */
export const byteLength = (text: string): number => encoder.encode(text).length;

const tooLarge = (what: string, bytes: number = LIMITS.contentBytes) => ({
  message: `${what} is over ${bytes} bytes`,
  params: { code: 'TOO_LARGE' },
});

const NOT_WELL_FORMED = 'is not well-formed Unicode';

export const wellFormed = z.string().check(
  z.refine(value => value.isWellFormed(), NOT_WELL_FORMED),
  z.normalize('NFC'),
);

export const id = wellFormed.check(z.maxLength(LIMITS.idLength));
export const room = z
  .string()
  .check(z.regex(/^[A-Za-z0-9_.:-]{1,128}$/, 'is 1 to 128 of A-Z a-z 0-9 _ . : -'));
export const messageId = z.string().check(z.regex(/^[A-Za-z0-9_-]{8,64}$/, 'is 8 to 64 of A-Z a-z 0-9 _ -'));
export const userId = z
  .string()
  .check(z.regex(/^[A-Za-z0-9_.-]{1,128}$/, 'is 1 to 128 of A-Z a-z 0-9 _ . -'));
/** API Gateway's own. */
export const connectionId = z.string().check(z.regex(/^[A-Za-z0-9+/=_-]{1,64}$/, 'is a connection id'));
/** The place of a message in its room's log, from 1. As a cursor: 0 stands before the first. */
export const seq = z.int().check(z.minimum(1));
export const cursor = z.int().check(z.minimum(0));
/** Names one log: a cursor counts only within the epoch it was given in. */
export const epoch = z.string().check(z.minLength(1), z.maxLength(64));
export const sentAt = z.int().check(z.minimum(0));
/** Of the newest message up to and with an entry, from 1; 0 before the first. Changes and imported messages have a seq, but count for nothing here. */
export const ordinal = z.int().check(z.minimum(0));

export const text = wellFormed.check(
  z.minLength(1),
  z.refine(value => byteLength(value) <= LIMITS.contentBytes, tooLarge('text')),
);

/** A name that is shown to others. */
export const name = wellFormed.check(
  z.refine(
    isName,
    `is not 1 to ${LIMITS.userIdLength} characters that show, without control or direction characters`,
  ),
);

/** Levels of lists and objects within each other. */
function depth(value: unknown): number {
  let deepest = 0;
  const open: { value: unknown; level: number }[] = [{ value, level: 1 }];
  for (let next = open.pop(); next; next = open.pop()) {
    if (typeof next.value !== 'object' || next.value === null) continue;
    deepest = Math.max(deepest, next.level);
    if (next.level > LIMITS.contentDepth) break;
    for (const child of Object.values(next.value)) open.push({ value: child, level: next.level + 1 });
  }
  return deepest;
}

/** Any JSON value, as the log holds it. It has come out of a JSON parser, so only its depth and its size are left to check. */
export const data = z
  .custom<NonNullable<unknown> | null>(value => value !== undefined, 'is any JSON value')
  .check(
    z.refine(value => depth(value) <= LIMITS.contentDepth, {
      message: `nests deeper than ${LIMITS.contentDepth} levels`,
      abort: true,
    }),
    z.refine(value => byteLength(JSON.stringify(value)) <= LIMITS.contentBytes, tooLarge('data')),
  );

/** Stands in for a part of a JSON text that could not be read as it was written. */
export class Altered {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

interface Fault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** What in a value could not be stored and given back as it came: one fault is enough to refuse it. */
function faultIn(value: unknown): Fault | undefined {
  const open: { value: unknown; path: readonly PropertyKey[] }[] = [{ value, path: [] }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, path } = next;
    if (value instanceof Altered) return { path, message: value.reason };
    if (typeof value === 'string' && !value.isWellFormed()) return { path, message: NOT_WELL_FORMED };
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, child] of Object.entries(value)) {
      if (!key.isWellFormed()) return { path: [...path, key], message: `the key ${NOT_WELL_FORMED}` };
      open.push({ value: child, path: [...path, key] });
    }
  }
  return undefined;
}

/** JSON as it may be sent: kept exactly as it came, or refused. */
export const newData = data.check(({ value, issues }) => {
  const fault = faultIn(value);
  if (fault) issues.push({ code: 'custom', input: value, path: [...fault.path], message: fault.message });
});

/** What goes with a room or a user beside their name: smaller than a message, since it is read with each of them. */
export const customData = (bytes: number) =>
  newData.check(z.refine(value => byteLength(JSON.stringify(value)) <= bytes, tooLarge('data', bytes)));

/** A user, or a server that sent by `POST /publish`: only a server has `server`, so that no user name can pass for one. */
export const user = z.object({ userId: z.string(), name: z.string(), server: z.optional(z.literal(true)) });
export type User = z.infer<typeof user>;

/** The rule "either `text` or `data`", for every frame that carries content. */
export const hasOneContent = (frame: { text?: unknown; data?: unknown }): boolean =>
  (frame.text === undefined) !== (frame.data === undefined);
export const oneContent = { message: 'one of text and data is needed, not both', path: ['text'] };
