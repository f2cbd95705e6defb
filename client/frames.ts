/** What comes over the wire, by the protocol's own schemas. A frame that does not fit its schema counts as none. */
import * as z from 'zod/mini';
import type { Action, Push } from '../shared/protocol/index.ts';
import { pushes } from '../shared/protocol/pushes.ts';
import { type ErrorReply, errorReply, type ResultOf, replies } from '../shared/protocol/replies.ts';
import type { JsonRecord } from './json.ts';

const PUSHES = new Map<unknown, z.ZodMiniType<Push>>(Object.entries(pushes));

/** Undefined also for a type of push that a later server may send. */
export function pushOf(frame: JsonRecord): Push | undefined {
  const schema = PUSHES.get(frame.type);
  return schema && z.safeParse(schema, frame).data;
}

type Replies = { readonly [A in Action]: z.infer<(typeof replies)[A]> };
const REPLIES: { readonly [A in Action]: z.ZodMiniType<Replies[A]> } = replies;

/** Undefined where the frame is no such reply. */
export function resultOf<A extends Action>(action: A, frame: JsonRecord): ResultOf<A> | undefined {
  const { data } = z.safeParse(REPLIES[action], frame);
  return data && withoutEnvelope(data);
}

function withoutEnvelope<
  T extends { readonly type: unknown; readonly id?: unknown; readonly action?: unknown },
>(reply: T): Omit<T, 'type' | 'id' | 'action'> {
  const { type: _type, id: _id, action: _action, ...result } = reply;
  return result;
}

export const errorReplyOf = (frame: JsonRecord): ErrorReply | undefined =>
  z.safeParse(errorReply, frame).data;
