/**
 * Validates by hand, and lightly: only what a wrong frame could break in here. The server's schemas are strict, and zod
 * would be larger than the rest of the SDK.
 */
import type { Action, ErrorReply, Push, PushType, ResultOf } from '../shared/protocol/index.ts';

export type Frame = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Frame => typeof value === 'object' && value !== null;

export function parseFrame(data: unknown): Frame | undefined {
  try {
    const frame: unknown = typeof data === 'string' ? JSON.parse(data) : undefined;
    return isRecord(frame) ? frame : undefined;
  } catch {
    return undefined;
  }
}

const AT = ['room', 'epoch', 'seq'];
const WHO = ['room', 'user'];

/** What must be there. */
const FIELDS: Readonly<Record<PushType, readonly string[]>> = {
  message: [...AT, 'messageId', 'from'],
  messages: ['room', 'messages'],
  edited: AT,
  deleted: AT,
  presence: WHO,
  typing: WHO,
  read: WHO,
  lagging: ['room'],
  bye: ['reconnect'],
};
const FIELDS_OF = new Map<unknown, readonly string[]>(Object.entries(FIELDS));

export const isPush = (frame: Frame): frame is Frame & Push =>
  FIELDS_OF.get(frame.type)?.every(name => name in frame) ?? false;

/** `result`: the reply without its envelope. */
export const isResultOf = <A extends Action>(
  action: A,
  result: Frame,
  reply: Frame,
): result is Frame & ResultOf<A> => reply.type === 'ok' && reply.action === action;

export const isErrorReply = (frame: Frame): frame is Frame & ErrorReply =>
  frame.type === 'error' && typeof frame.code === 'string';
