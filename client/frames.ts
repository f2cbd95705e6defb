/** What comes over the wire, by the protocol's own schemas. A frame that does not fit its schema counts as none. */
import * as z from 'zod/mini';
import { coreReplies, type ErrorReply, errorReply } from '../shared/protocol/core-replies.ts';
import type { Action, Push, ResultOf, replies } from '../shared/protocol/index.ts';
import { pushes } from '../shared/protocol/pushes.ts';
import { isRecord, type JsonRecord } from './json.ts';

const PUSHES = new Map<unknown, z.ZodMiniType<Push>>(Object.entries(pushes));

/** Undefined also for a type of push that a later server may send. */
export function pushOf(frame: JsonRecord): Push | undefined {
  const schema = PUSHES.get(frame.type);
  return schema && z.safeParse(schema, frame).data;
}

type Replies = { readonly [A in Action]: z.infer<(typeof replies)[A]> };
const REPLIES: { readonly [A in Action]?: z.ZodMiniType<Replies[A]> } = coreReplies;

/** Of what the SDK has no method for: a schema for each would be most of its bytes. */
const asItCame = <Reply>() => z.custom<Reply>(frame => isRecord(frame) && frame.type === 'ok');

/** Undefined where the frame is no such reply. */
export function resultOf<A extends Action>(action: A, frame: JsonRecord): ResultOf<A> | undefined {
  const schema: z.ZodMiniType<Replies[A]> = REPLIES[action] ?? asItCame<Replies[A]>();
  const { data } = z.safeParse(schema, frame);
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
