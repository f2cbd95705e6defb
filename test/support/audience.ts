/** Receivers without sockets: each keeps what it is posted, and applies it as a client does. */
import type { Clock, Poster, PostResult } from '../../shared/core/ports.ts';
import type { Message } from '../../shared/protocol/index.ts';

interface Listener {
  /** Everything that came, in the order it came. */
  readonly pushed: Message[];
  /** In `seq` order, each once; it ends where one is missing. */
  applied(): Message[];
  /** Frames of other types. */
  readonly others: { readonly type: string }[];
}

export interface Audience {
  readonly poster: Poster;
  listener(connectionId: string): Listener;
  /** Posts that were let through, by the time they came. */
  readonly posts: { readonly at: number; readonly connectionId: string; readonly bytes: number }[];
  /** What comes of a post. By default it is let through. */
  outcome: (connectionId: string, frame: Buffer) => PostResult | Promise<PostResult>;
  readonly closed: Set<string>;
}

export function createAudience({ now }: Pick<Clock, 'now'>): Audience {
  const listeners = new Map<string, Listener>();
  /** A frame goes to many as one Buffer: it is read once. */
  const read = new WeakMap<Buffer, ReturnType<typeof JSON.parse>>();
  function contentOf(frame: Buffer) {
    const known = read.get(frame);
    if (known) return known;
    const { type, ...push } = JSON.parse(String(frame));
    const content = type === 'message' ? { type, messages: [push] } : { type, ...push };
    read.set(frame, content);
    return content;
  }

  function listener(connectionId: string): Listener {
    const known = listeners.get(connectionId);
    if (known) return known;
    const pushed: Message[] = [];
    const made: Listener = {
      pushed,
      others: [],
      applied() {
        const bySeq = new Map(pushed.map(message => [message.seq, message]));
        const log: Message[] = [];
        for (let next = bySeq.get(1); next; next = bySeq.get(log.length + 1)) log.push(next);
        return log;
      },
    };
    listeners.set(connectionId, made);
    return made;
  }

  const audience: Audience = {
    listener,
    posts: [],
    closed: new Set(),
    outcome: () => 'posted',
    poster: {
      async post(connectionId, frame) {
        const result = await audience.outcome(connectionId, frame);
        if (result !== 'posted') return result;
        audience.posts.push({ at: now(), connectionId, bytes: frame.length });
        const content = contentOf(frame);
        const { pushed, others } = listener(connectionId);
        if (content.messages) pushed.push(...content.messages);
        else others.push(content);
        return 'posted';
      },
      async disconnect(connectionId) {
        return !audience.closed.has(connectionId) && audience.closed.add(connectionId).size > 0;
      },
      isConnected: async () => true,
    },
  };
  return audience;
}
