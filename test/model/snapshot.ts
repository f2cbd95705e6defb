/** The database as a value: a call leaves it as it is, and makes another of it. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { TABLES } from '../../local/store.ts';
import type { Answer, Call, Engine } from '../support/dynamodb/engine.ts';
import type { Item } from '../support/dynamodb/expressions.ts';

/** What a caller hears; as text it is part of a state. */
export type Heard = { readonly value: Answer } | { readonly failed: 'condition' | 'store' };

/** The same text for the same content, in whatever order it was put together. */
export const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => {
    if (part instanceof Set) return [...part].sort();
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });

export interface Snapshot {
  /** Equal for equal content. */
  readonly id: number;
  /** Of the table `messages`. */
  readonly items: readonly Item[];
  run(call: Call, callText: string): { readonly heard: Heard; readonly after: Snapshot };
}

const READS: readonly Call['operation'][] = ['get', 'query', 'scan'];
export const isWrite = ({ operation }: Call): boolean => !READS.includes(operation);

/** @param engine is not changed any more */
export function snapshots(engine: Engine): Snapshot {
  const known = new Map<string, Snapshot>();

  function snapshotOf(content: Engine): Snapshot {
    const items = content.items(TABLES.messages);
    const text = textOf([...items].sort((a, b) => (String(a.SK) < String(b.SK) ? -1 : 1)));
    const before = known.get(text);
    if (before) return before;
    const done = new Map<string, { heard: Heard; after: Snapshot }>();
    const snapshot: Snapshot = {
      id: known.size,
      items,
      run(call, callText) {
        const again = done.get(callText);
        if (again) return again;
        const changed = isWrite(call) ? content.copy() : content;
        const heard = heardFrom(changed, call);
        const after = 'value' in heard && isWrite(call) ? snapshotOf(changed) : snapshot;
        done.set(callText, { heard, after });
        return { heard, after };
      },
    };
    known.set(text, snapshot);
    return snapshot;
  }

  return snapshotOf(engine);
}

function heardFrom(engine: Engine, call: Call): Heard {
  try {
    return { value: engine.run(call) };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return { failed: 'condition' };
    throw error;
  }
}
