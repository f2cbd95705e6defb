/** The events of a history put together: connections with their lives, calls with their replies. Moments are indices of events. */
import * as z from 'zod';
import type { Frame, Happened } from '../format.ts';

export interface Connection {
  readonly id: string;
  readonly client: string;
  readonly user: string;
  readonly connecting: number;
  opened?: number;
  /** On the history's clock. */
  expiresAt?: number | undefined;
  closed?: number;
}

export interface Call {
  readonly connection: Connection;
  readonly action: string;
  readonly frame: Frame;
  readonly asked: number;
  replied?: number;
  reply?: Frame;
}

interface Push {
  readonly connection: Connection;
  readonly frame: Frame;
  readonly at: number;
}

export interface Lives {
  readonly connections: readonly Connection[];
  readonly calls: readonly Call[];
  readonly pushes: readonly Push[];
}

/** Throws if the history speaks of a connection or a call that it never began: then it was recorded wrongly. */
export function readLives(events: readonly Happened[]): Lives {
  const connections = new Map<string, Connection>();
  const calls = new Map<number, Call>();
  const pushes: Push[] = [];
  const known = <K, V>(map: Map<K, V>, key: K, index: number): V => {
    const found = map.get(key);
    if (found === undefined) throw new Error(`event ${index} is of ${key}, which the history never began`);
    return found;
  };
  events.forEach((event, index) => {
    switch (event.kind) {
      case 'connecting': {
        const { connection: id, client, user } = event;
        connections.set(id, { id, client, user, connecting: index });
        break;
      }
      case 'opened': {
        const connection = known(connections, event.connection, index);
        connection.opened = index;
        connection.expiresAt = event.expiresAt;
        break;
      }
      case 'closed':
        known(connections, event.connection, index).closed = index;
        break;
      case 'called': {
        const connection = known(connections, event.connection, index);
        const { frame } = event;
        calls.set(event.call, { connection, action: String(frame.action), frame, asked: index });
        break;
      }
      case 'replied': {
        const call = known(calls, event.call, index);
        call.replied = index;
        call.reply = event.frame;
        break;
      }
      case 'pushed':
        pushes.push({
          connection: known(connections, event.connection, index),
          frame: event.frame,
          at: index,
        });
        break;
      default:
    }
  });
  return { connections: [...connections.values()], calls: [...calls.values()], pushes };
}

/** A call that was answered `ok`, with its reply as its schema reads it. */
export interface Told<Reply> {
  readonly call: Call;
  readonly reply: Reply;
  /** When it was told. */
  readonly at: number;
}

export function told<S extends z.core.$ZodType>(
  calls: readonly Call[],
  action: string,
  schema: S,
): Told<z.output<S>>[] {
  return calls.flatMap(call => {
    const { reply, replied } = call;
    if (call.action !== action || replied === undefined) return [];
    const { success, data } = z.safeParse(schema, reply);
    return success ? [{ call, reply: data, at: replied }] : [];
  });
}

const refusal = z.object({ type: z.literal('error'), code: z.string() });

/** The code of a refusal. */
export const codeOf = ({ reply }: Call): string | undefined => refusal.safeParse(reply).data?.code;
export const isOk = ({ reply }: Call): boolean => reply?.type === 'ok';
