/** What comes in, checked against the protocol's own schemas. */
import * as z from 'zod';
import { errorReply, pushes, replies } from '../../shared/protocol/index.ts';

const frame = z.discriminatedUnion('type', [
  pushes.message,
  pushes.messages,
  pushes.edited,
  pushes.deleted,
  pushes.presence,
  pushes.typing,
  pushes.read,
  pushes.membership,
  pushes.bye,
  z.discriminatedUnion('action', [
    replies.sendMessage,
    replies.joinRooms,
    replies.leaveRoom,
    replies.history,
    replies.sync,
  ]),
  errorReply,
]);
export type Inbound = z.infer<typeof frame>;
export type Reply = Extract<Inbound, { type: 'ok' | 'error' }>;
export type ReplyTo<A extends string> = Extract<Reply, { action: A; type: 'ok' }>;
export type Push = Exclude<Inbound, Reply>;

/** API Gateway's own, for a throttle or an integration that failed: it names no request of ours. */
const gatewayError = z.object({ message: z.string(), requestId: z.string() });

export interface Unknown {
  readonly type: 'unknown';
  /** `GATEWAY_…` in the gateway's words, as in GATEWAY_LIMIT_EXCEEDED; else MALFORMED. */
  readonly code: string;
  readonly isGateway: boolean;
}

const REMEMBERED = 64;
const LONGEST_CODE = 40;

/** A push to a room comes to all its members in the same words: each is parsed once a worker. */
export class Inbox {
  readonly #recent = new Map<string, Inbound>();

  read(text: string): Inbound | Unknown {
    const known = this.#recent.get(text);
    if (known) return known;
    const json = parsed(text);
    const result = frame.safeParse(json);
    if (!result.success) return unknown(json);
    if (result.data.type === 'message' || result.data.type === 'messages') this.#remember(text, result.data);
    return result.data;
  }

  #remember(text: string, inbound: Inbound): void {
    this.#recent.set(text, inbound);
    if (this.#recent.size <= REMEMBERED) return;
    for (const oldest of this.#recent.keys()) {
      this.#recent.delete(oldest);
      return;
    }
  }
}

function unknown(json: unknown): Unknown {
  const { success, data } = gatewayError.safeParse(json);
  if (!success) return { type: 'unknown', code: 'MALFORMED', isGateway: false };
  const words = data.message.toUpperCase().replaceAll(/\W+/g, '_').slice(0, LONGEST_CODE);
  return { type: 'unknown', code: `GATEWAY_${words}`, isGateway: true };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
